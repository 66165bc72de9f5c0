# SPDX-License-Identifier: AGPL-3.0-or-later
STORE_TESTS = tests/unit/store_bulk tests/unit/store_fleets tests/unit/store_groups tests/unit/store_migrate tests/unit/store_postgres \
	tests/unit/store_rows tests/unit/store_services
check_PROGRAMS += $(STORE_TESTS)
TESTS += $(STORE_TESTS)
EXTRA_DIST += tests/unit/storetest.h tests/unit/tempstore.h
STORE_TEST_LIBS = src/store/libstore.la src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS)
tests_unit_store_bulk_SOURCES = tests/unit/store_bulk.c
tests_unit_store_bulk_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_migrate_SOURCES = tests/unit/store_migrate.c
tests_unit_store_migrate_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_postgres_SOURCES = tests/unit/store_postgres.c
tests_unit_store_postgres_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_rows_SOURCES = tests/unit/store_rows.c
tests_unit_store_rows_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_fleets_SOURCES = tests/unit/store_fleets.c
tests_unit_store_fleets_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_groups_SOURCES = tests/unit/store_groups.c
tests_unit_store_groups_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_services_SOURCES = tests/unit/store_services.c
tests_unit_store_services_LDADD = $(STORE_TEST_LIBS)
