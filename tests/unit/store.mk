# SPDX-License-Identifier: AGPL-3.0-or-later
STORE_TESTS = tests/unit/store_migrate tests/unit/store_postgres tests/unit/store_rows
check_PROGRAMS += $(STORE_TESTS)
TESTS += $(STORE_TESTS)
EXTRA_DIST += tests/unit/tempstore.h
STORE_TEST_LIBS = src/store/libstore.la src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS)
tests_unit_store_migrate_SOURCES = tests/unit/store_migrate.c
tests_unit_store_migrate_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_postgres_SOURCES = tests/unit/store_postgres.c
tests_unit_store_postgres_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_rows_SOURCES = tests/unit/store_rows.c
tests_unit_store_rows_LDADD = $(STORE_TEST_LIBS)
