# SPDX-License-Identifier: AGPL-3.0-or-later
FLEET_TESTS = tests/unit/fleet_table tests/unit/fleet_snapshot tests/unit/fleet_service tests/unit/fleet_groups \
	tests/unit/fleet_follower tests/unit/fleet_changes tests/unit/fleet_oom
check_PROGRAMS += $(FLEET_TESTS)
TESTS += $(FLEET_TESTS)
FLEET_TEST_LIBS = src/fleet/libfleet.la src/store/libstore.la src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS)
tests_unit_fleet_table_SOURCES = tests/unit/fleet_table.c
tests_unit_fleet_table_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_snapshot_SOURCES = tests/unit/fleet_snapshot.c
tests_unit_fleet_snapshot_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_service_SOURCES = tests/unit/fleet_service.c
tests_unit_fleet_service_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_groups_SOURCES = tests/unit/fleet_groups.c
tests_unit_fleet_groups_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_follower_SOURCES = tests/unit/fleet_follower.c
tests_unit_fleet_follower_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_changes_SOURCES = tests/unit/fleet_changes.c
tests_unit_fleet_changes_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_oom_SOURCES = tests/unit/fleet_oom.c $(OOM_FILES)
tests_unit_fleet_oom_LDFLAGS = $(OOM_LINK)
tests_unit_fleet_oom_LDADD = $(FLEET_TEST_LIBS)

FLEET_CHECK_TESTS = tests/unit/fleet_check tests/unit/fleet_check_loop tests/unit/fleet_draft
check_PROGRAMS += $(FLEET_CHECK_TESTS)
TESTS += $(FLEET_CHECK_TESTS)
EXTRA_DIST += tests/unit/drafts.h
tests_unit_fleet_draft_SOURCES = tests/unit/fleet_draft.c
tests_unit_fleet_draft_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_check_SOURCES = tests/unit/fleet_check.c
tests_unit_fleet_check_LDADD = $(FLEET_TEST_LIBS)
tests_unit_fleet_check_loop_SOURCES = tests/unit/fleet_check_loop.c
tests_unit_fleet_check_loop_LDADD = $(FLEET_TEST_LIBS)
