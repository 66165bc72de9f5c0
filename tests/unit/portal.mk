# SPDX-License-Identifier: AGPL-3.0-or-later
PORTAL_TESTS = tests/unit/portal_parts tests/unit/store_portal
check_PROGRAMS += $(PORTAL_TESTS)
TESTS += $(PORTAL_TESTS)
tests_unit_portal_parts_SOURCES = tests/unit/portal_parts.c
tests_unit_portal_parts_LDADD = $(PORTAL_LIBS)
tests_unit_store_portal_SOURCES = tests/unit/store_portal.c
tests_unit_store_portal_LDADD = src/store/libstore.la src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS)
noinst_PROGRAMS += tests/bench/bench_portal
tests_bench_bench_portal_SOURCES = tests/bench/bench_portal.c
