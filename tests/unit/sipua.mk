# SPDX-License-Identifier: AGPL-3.0-or-later
check_PROGRAMS += tests/unit/sipua_causes
TESTS += tests/unit/sipua_causes
tests_unit_sipua_causes_SOURCES = tests/unit/sipua_causes.c
tests_unit_sipua_causes_LDADD = src/sipua/libsipua.la src/sip/libsip.la $(call_test_libs)

SIPUA_LIBS = src/sipua/libsipua.la src/sip/libsip.la $(call_test_libs)
EXTRA_DIST += tests/unit/sipua_bed.h
check_PROGRAMS += tests/unit/sipua_peers
TESTS += tests/unit/sipua_peers
tests_unit_sipua_peers_SOURCES = tests/unit/sipua_peers.c $(SIP_BED)
tests_unit_sipua_peers_LDADD = $(SIPUA_LIBS)
check_PROGRAMS += tests/unit/sipua_diverted
TESTS += tests/unit/sipua_diverted
tests_unit_sipua_diverted_SOURCES = tests/unit/sipua_diverted.c $(SIP_BED)
tests_unit_sipua_diverted_LDADD = $(SIPUA_LIBS)
# Between phones, with media that is a fake.
EXTRA_DIST += tests/unit/ua_bed.h

check_PROGRAMS += tests/unit/sipua_transfer
TESTS += tests/unit/sipua_transfer
tests_unit_sipua_transfer_SOURCES = tests/unit/sipua_transfer.c $(SIP_BED)
tests_unit_sipua_transfer_LDADD = $(SIPUA_LIBS)
check_PROGRAMS += tests/unit/sipua_sound
TESTS += tests/unit/sipua_sound
tests_unit_sipua_sound_SOURCES = tests/unit/sipua_sound.c $(SIP_BED)
tests_unit_sipua_sound_LDADD = $(SIPUA_LIBS)
check_PROGRAMS += tests/unit/sipua_confirm
TESTS += tests/unit/sipua_confirm
tests_unit_sipua_confirm_SOURCES = tests/unit/sipua_confirm.c $(SIP_BED)
tests_unit_sipua_confirm_LDADD = $(SIPUA_LIBS)
check_PROGRAMS += tests/unit/sipua_calls
TESTS += tests/unit/sipua_calls
tests_unit_sipua_calls_SOURCES = tests/unit/sipua_calls.c $(SIP_BED)
tests_unit_sipua_calls_LDADD = $(SIPUA_LIBS)
check_PROGRAMS += tests/unit/sipua_fork
TESTS += tests/unit/sipua_fork
tests_unit_sipua_fork_SOURCES = tests/unit/sipua_fork.c $(SIP_BED)
tests_unit_sipua_fork_LDADD = $(SIPUA_LIBS)
check_PROGRAMS += tests/unit/sipua_spare
TESTS += tests/unit/sipua_spare
tests_unit_sipua_spare_SOURCES = tests/unit/sipua_spare.c $(SIP_BED)
tests_unit_sipua_spare_LDADD = $(SIPUA_LIBS)
check_PROGRAMS += tests/unit/sipua_hostile
TESTS += tests/unit/sipua_hostile
tests_unit_sipua_hostile_SOURCES = tests/unit/sipua_hostile.c $(SIP_BED)
tests_unit_sipua_hostile_LDADD = $(SIPUA_LIBS)
