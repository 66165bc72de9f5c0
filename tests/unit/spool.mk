# SPDX-License-Identifier: AGPL-3.0-or-later
SPOOL_TESTS = tests/unit/spool tests/unit/store_record
check_PROGRAMS += $(SPOOL_TESTS)
TESTS += $(SPOOL_TESTS)
tests_unit_spool_SOURCES = tests/unit/spool.c
tests_unit_spool_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_record_SOURCES = tests/unit/store_record.c
tests_unit_store_record_LDADD = $(STORE_TEST_LIBS)
