# SPDX-License-Identifier: AGPL-3.0-or-later
TOOLS_TESTS = tests/unit/csv tests/unit/fleet_file
check_PROGRAMS += $(TOOLS_TESTS)
TESTS += $(TOOLS_TESTS) tests/integration/fleet.sh
EXTRA_DIST += tests/integration/fleet.sh
TOOLS_TEST_LIBS = src/sheet/libsheet.la src/fleet/libfleet.la src/store/libstore.la src/base/libbase.la $(OSMOCORE_LIBS) \
	$(SQLITE_LIBS)
tests_unit_csv_SOURCES = tests/unit/csv.c
tests_unit_csv_LDADD = $(TOOLS_TEST_LIBS)
tests_unit_fleet_file_SOURCES = tests/unit/fleet_file.c $(OOM_FILES)
tests_unit_fleet_file_LDFLAGS = $(OOM_LINK)
tests_unit_fleet_file_LDADD = $(TOOLS_TEST_LIBS)
