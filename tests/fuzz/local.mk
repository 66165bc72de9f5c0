# SPDX-License-Identifier: AGPL-3.0-or-later
# Fuzz targets: tests/fuzz/NAME.c gives LLVMFuzzerTestOneInput, tests/fuzz/corpus/NAME/ its seeds. With
# `./configure CC=clang --enable-fuzz` they are libFuzzer programs; without, they replay the files they are given.
#   FUZZ_TARGETS += tests/fuzz/sccp
#   tests_fuzz_sccp_SOURCES = tests/fuzz/sccp.c $(FUZZ_MAIN)
#   tests_fuzz_sccp_LDFLAGS = $(LIBFUZZER_FLAGS)
#   tests_fuzz_sccp_LDADD = src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)
if FUZZ
FUZZ_MAIN =
LIBFUZZER_FLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay.c
LIBFUZZER_FLAGS = $(AM_LDFLAGS)
endif
FUZZ_TARGETS =
check_PROGRAMS += $(FUZZ_TARGETS)
TESTS += tests/fuzz/corpus.sh
EXTRA_DIST += tests/fuzz/replay.c tests/fuzz/corpus.sh

FUZZ_TARGETS += tests/fuzz/ber
tests_fuzz_ber_SOURCES = tests/fuzz/ber.c $(FUZZ_MAIN)
tests_fuzz_ber_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_ber_LDADD = src/sigtran/libsigtran.la

FUZZ_TARGETS += tests/fuzz/sccp
tests_fuzz_sccp_SOURCES = tests/fuzz/sccp.c $(FUZZ_MAIN)
tests_fuzz_sccp_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_sccp_LDADD = src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/tcap tests/fuzz/tcap_machine
tests_fuzz_tcap_SOURCES = tests/fuzz/tcap.c $(FUZZ_MAIN)
tests_fuzz_tcap_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_tcap_LDADD = src/sigtran/libsigtran.la
tests_fuzz_tcap_machine_SOURCES = tests/fuzz/tcap_machine.c $(FUZZ_MAIN)
tests_fuzz_tcap_machine_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_tcap_machine_LDADD = src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/cap
tests_fuzz_cap_SOURCES = tests/fuzz/cap.c tests/fuzz/common_cap.h $(FUZZ_MAIN)
tests_fuzz_cap_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_cap_LDADD = src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/isup tests/fuzz/map
tests_fuzz_isup_SOURCES = tests/fuzz/isup.c $(FUZZ_MAIN)
tests_fuzz_isup_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_isup_LDADD = src/cap/libcap.la src/sigtran/libsigtran.la $(OSMOCORE_LIBS)
tests_fuzz_map_SOURCES = tests/fuzz/map.c tests/fuzz/common_cap.h $(FUZZ_MAIN)
tests_fuzz_map_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_map_LDADD = src/cap/libcap.la src/sigtran/libsigtran.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/scenario
tests_fuzz_scenario_SOURCES = tests/fuzz/scenario.c $(FUZZ_MAIN)
tests_fuzz_scenario_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_scenario_LDADD = src/sim/libplay.la src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la \
	$(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/fleet_csv
tests_fuzz_fleet_csv_SOURCES = tests/fuzz/fleet_csv.c $(FUZZ_MAIN)
tests_fuzz_fleet_csv_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_fleet_csv_LDADD = src/sheet/libsheet.la src/fleet/libfleet.la src/store/libstore.la src/base/libbase.la \
	$(OSMOCORE_LIBS) $(SQLITE_LIBS)

FUZZ_TARGETS += tests/fuzz/portal_request
tests_fuzz_portal_request_SOURCES = tests/fuzz/portal_request.c $(FUZZ_MAIN)
tests_fuzz_portal_request_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_portal_request_LDADD = $(PORTAL_LIBS)

FUZZ_TARGETS += tests/fuzz/spool
tests_fuzz_spool_SOURCES = tests/fuzz/spool.c $(FUZZ_MAIN)
tests_fuzz_spool_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_spool_LDADD = src/store/libstore.la src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS)

FUZZ_TARGETS += tests/fuzz/mgcp
tests_fuzz_mgcp_SOURCES = tests/fuzz/mgcp.c $(FUZZ_MAIN)
tests_fuzz_mgcp_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_mgcp_LDADD = src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/mgcp_gateway
tests_fuzz_mgcp_gateway_SOURCES = tests/fuzz/mgcp_gateway.c src/media/audit.c src/media/command.c src/media/connection.c \
	src/media/endpoint.c src/media/link.c src/media/notify.c src/media/request.c src/media/sweep.c $(FUZZ_MAIN)
tests_fuzz_mgcp_gateway_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_mgcp_gateway_LDADD = src/media/librelay.la src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/sip_header tests/fuzz/sip_sdp
tests_fuzz_sip_header_SOURCES = tests/fuzz/sip_header.c $(FUZZ_MAIN)
tests_fuzz_sip_header_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_sip_header_LDADD = src/sip/libsip.la src/base/libbase.la $(OSMOCORE_LIBS)
tests_fuzz_sip_sdp_SOURCES = tests/fuzz/sip_sdp.c $(FUZZ_MAIN)
tests_fuzz_sip_sdp_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_sip_sdp_LDADD = src/sip/libsip.la src/base/libbase.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/rtp tests/fuzz/telephone_event
tests_fuzz_rtp_SOURCES = tests/fuzz/rtp.c $(FUZZ_MAIN)
tests_fuzz_rtp_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_rtp_LDADD = src/media/librelay.la src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS)
tests_fuzz_telephone_event_SOURCES = tests/fuzz/telephone_event.c $(FUZZ_MAIN)
tests_fuzz_telephone_event_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_telephone_event_LDADD = src/media/librelay.la src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS)

FUZZ_TARGETS += tests/fuzz/journal
tests_fuzz_journal_SOURCES = tests/fuzz/journal.c $(FUZZ_MAIN)
tests_fuzz_journal_LDFLAGS = $(LIBFUZZER_FLAGS)
tests_fuzz_journal_LDADD = src/call/libcall.la src/decide/libdecide.la src/fleet/libfleet.la src/sip/libsip.la \
	src/store/libstore.la src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS)
