# SPDX-License-Identifier: AGPL-3.0-or-later
SPOOL_TESTS = tests/unit/spool
check_PROGRAMS += $(SPOOL_TESTS)
TESTS += $(SPOOL_TESTS)
tests_unit_spool_SOURCES = tests/unit/spool.c
tests_unit_spool_LDADD = $(STORE_TEST_LIBS)
