# SPDX-License-Identifier: AGPL-3.0-or-later
check_PROGRAMS += tests/unit/sipua_causes
TESTS += tests/unit/sipua_causes
tests_unit_sipua_causes_SOURCES = tests/unit/sipua_causes.c
tests_unit_sipua_causes_LDADD = src/sipua/libsipua.la src/sip/libsip.la $(call_test_libs)
