# SPDX-License-Identifier: AGPL-3.0-or-later
check_PROGRAMS += tests/unit/ber
TESTS += tests/unit/ber
tests_unit_ber_SOURCES = tests/unit/ber.c
tests_unit_ber_LDADD = src/sigtran/libsigtran.la

check_PROGRAMS += tests/unit/mtp_mem
TESTS += tests/unit/mtp_mem
tests_unit_mtp_mem_SOURCES = tests/unit/mtp_mem.c
tests_unit_mtp_mem_LDADD = src/sigtran/libsigtran.la $(OSMOCORE_LIBS)

check_PROGRAMS += tests/unit/sccp_addr
TESTS += tests/unit/sccp_addr
tests_unit_sccp_addr_SOURCES = tests/unit/sccp_addr.c
tests_unit_sccp_addr_LDADD = src/sigtran/libsigtran.la

check_PROGRAMS += tests/unit/sccp_codec
TESTS += tests/unit/sccp_codec
tests_unit_sccp_codec_SOURCES = tests/unit/sccp_codec.c
tests_unit_sccp_codec_LDADD = src/sigtran/libsigtran.la

check_PROGRAMS += tests/unit/sccp
TESTS += tests/unit/sccp
tests_unit_sccp_SOURCES = tests/unit/sccp.c
tests_unit_sccp_LDADD = src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)

TESTS += tests/integration/sccp_tshark.sh
EXTRA_DIST += tests/integration/sccp_tshark.sh

check_PROGRAMS += tests/unit/screen
TESTS += tests/unit/screen
tests_unit_screen_SOURCES = tests/unit/screen.c
tests_unit_screen_LDADD = src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)

check_PROGRAMS += tests/integration/link_ipa
tests_integration_link_ipa_SOURCES = tests/integration/link_ipa.c
tests_integration_link_ipa_LDADD = src/sigtran/libsigtran.la src/base/libbase.la $(OSMOSIGTRAN_LIBS) $(OSMOVTY_LIBS) \
	$(OSMOCORE_LIBS)
TESTS += tests/integration/link_ipa.sh
EXTRA_DIST += tests/integration/link_ipa.sh
