# SPDX-License-Identifier: AGPL-3.0-or-later
call_tests = tests/unit/call tests/unit/call_record tests/unit/call_groups tests/unit/call_live tests/unit/call_oom \
	tests/unit/call_fork tests/unit/call_random tests/unit/call_route tests/unit/call_save \
	tests/unit/call_transfer tests/unit/call_walk tests/unit/pending tests/unit/recent
check_PROGRAMS += $(call_tests)
TESTS += $(call_tests)
EXTRA_DIST += tests/unit/calls.h tests/unit/call_script.h
call_test_libs = src/call/libcall.la src/decide/libdecide.la src/fleet/libfleet.la src/store/libstore.la \
	src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS)
# Tests of what the room keeps to itself look into its folder.
call_test_flags = $(AM_CPPFLAGS) -I$(top_srcdir)/src/call

tests_unit_call_SOURCES = tests/unit/call.c
tests_unit_call_LDADD = $(call_test_libs)
tests_unit_call_record_SOURCES = tests/unit/call_record.c
tests_unit_call_record_LDADD = $(call_test_libs)
tests_unit_call_groups_SOURCES = tests/unit/call_groups.c
tests_unit_call_groups_LDADD = $(call_test_libs)
tests_unit_call_live_SOURCES = tests/unit/call_live.c
tests_unit_call_live_CPPFLAGS = $(call_test_flags)
tests_unit_call_live_LDADD = $(call_test_libs)
tests_unit_call_oom_SOURCES = tests/unit/call_oom.c $(OOM_FILES)
tests_unit_call_oom_CPPFLAGS = $(call_test_flags) -I$(top_srcdir)/tests/lib
tests_unit_call_oom_LDADD = $(call_test_libs)
tests_unit_call_oom_LDFLAGS = $(OOM_LINK)
tests_unit_call_random_SOURCES = tests/unit/call_random.c
tests_unit_call_random_CPPFLAGS = $(call_test_flags)
tests_unit_call_random_LDADD = $(call_test_libs)
tests_unit_call_walk_SOURCES = tests/unit/call_walk.c
tests_unit_call_walk_LDADD = $(call_test_libs)
tests_unit_pending_SOURCES = tests/unit/pending.c
tests_unit_pending_CPPFLAGS = $(call_test_flags)
tests_unit_pending_LDADD = $(call_test_libs)
tests_unit_recent_SOURCES = tests/unit/recent.c
tests_unit_recent_CPPFLAGS = $(call_test_flags)
tests_unit_recent_LDADD = $(call_test_libs)
tests_unit_call_fork_SOURCES = tests/unit/call_fork.c
tests_unit_call_fork_LDADD = $(call_test_libs)
tests_unit_call_route_SOURCES = tests/unit/call_route.c
tests_unit_call_route_LDADD = $(call_test_libs)
tests_unit_call_transfer_SOURCES = tests/unit/call_transfer.c
tests_unit_call_transfer_LDADD = $(call_test_libs)
tests_unit_call_save_SOURCES = tests/unit/call_save.c
tests_unit_call_save_LDADD = $(call_test_libs)
