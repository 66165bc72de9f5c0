# SPDX-License-Identifier: AGPL-3.0-or-later
SIP_LIBS = src/sip/libsip.la src/base/libbase.la $(OSMOCORE_LIBS)
SIP_BED = tests/lib/sip_bed.c tests/lib/sip_bed.h tests/lib/sip_raw.c tests/lib/sip_raw.h

check_PROGRAMS += tests/unit/sip_calls
TESTS += tests/unit/sip_calls
tests_unit_sip_calls_SOURCES = tests/unit/sip_calls.c $(SIP_BED)
tests_unit_sip_calls_LDADD = $(SIP_LIBS)

check_PROGRAMS += tests/unit/sip_network
TESTS += tests/unit/sip_network
tests_unit_sip_network_SOURCES = tests/unit/sip_network.c $(SIP_BED)
tests_unit_sip_network_LDADD = $(SIP_LIBS)

check_PROGRAMS += tests/unit/sip_sdp tests/unit/sip_header
TESTS += tests/unit/sip_sdp tests/unit/sip_header
tests_unit_sip_sdp_SOURCES = tests/unit/sip_sdp.c
tests_unit_sip_sdp_LDADD = $(SIP_LIBS)
tests_unit_sip_header_SOURCES = tests/unit/sip_header.c
tests_unit_sip_header_LDADD = $(SIP_LIBS)

check_PROGRAMS += tests/unit/sip_torture
TESTS += tests/unit/sip_torture
tests_unit_sip_torture_SOURCES = tests/unit/sip_torture.c tests/lib/sip_torture.c tests/lib/sip_torture.h $(SIP_BED)
tests_unit_sip_torture_LDADD = $(SIP_LIBS)
TESTS += tests/integration/sip_tshark.sh
EXTRA_DIST += tests/integration/sip_tshark.sh

check_PROGRAMS += tests/integration/sip_answer
tests_integration_sip_answer_SOURCES = tests/integration/sip_answer.c
tests_integration_sip_answer_LDADD = $(SIP_LIBS)
TESTS += tests/integration/sip_sipp.sh
EXTRA_DIST += tests/integration/sip_sipp.sh

# No memory for a transaction.
check_PROGRAMS += tests/unit/sip_broken
TESTS += tests/unit/sip_broken
tests_unit_sip_broken_SOURCES = tests/unit/sip_broken.c $(SIP_BED)
tests_unit_sip_broken_CPPFLAGS = $(AM_CPPFLAGS) $(SOFIA_CFLAGS)
tests_unit_sip_broken_LDADD = $(SIP_LIBS) $(SOFIA_LIBS)
tests_unit_sip_broken_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=nta_incoming_create

# For contrib/check sip_faults: what is thrown at a running node.
check_PROGRAMS += tests/integration/sip_throw
tests_integration_sip_throw_SOURCES = tests/integration/sip_throw.c tests/lib/sip_torture.c tests/lib/sip_torture.h
tests_integration_sip_throw_LDADD =

check_PROGRAMS += tests/unit/sip_hostile
TESTS += tests/unit/sip_hostile
tests_unit_sip_hostile_SOURCES = tests/unit/sip_hostile.c $(SIP_BED)
tests_unit_sip_hostile_LDADD = $(SIP_LIBS)
