# SPDX-License-Identifier: AGPL-3.0-or-later
base_tests = tests/unit/pool tests/unit/wheel tests/unit/clock tests/unit/fsm tests/unit/number tests/unit/numplan \
	tests/unit/oom tests/unit/calendar tests/unit/secret tests/unit/text
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
base_test_libs = src/base/libbase.la $(OSMOCORE_LIBS)
EXTRA_DIST += tests/unit/plans.h

tests_unit_text_SOURCES = tests/unit/text.c
tests_unit_text_LDADD = $(base_test_libs)
tests_unit_pool_SOURCES = tests/unit/pool.c
tests_unit_pool_LDADD = $(base_test_libs)
tests_unit_wheel_SOURCES = tests/unit/wheel.c
tests_unit_wheel_LDADD = $(base_test_libs)
tests_unit_clock_SOURCES = tests/unit/clock.c
tests_unit_clock_LDADD = $(base_test_libs)
tests_unit_fsm_SOURCES = tests/unit/fsm.c
tests_unit_fsm_LDADD = $(base_test_libs)
tests_unit_number_SOURCES = tests/unit/number.c
tests_unit_number_LDADD = $(base_test_libs)
tests_unit_numplan_SOURCES = tests/unit/numplan.c
tests_unit_numplan_LDADD = $(base_test_libs)
tests_unit_oom_SOURCES = tests/unit/oom.c $(OOM_FILES)
tests_unit_oom_LDFLAGS = $(OOM_LINK)
tests_unit_oom_LDADD = $(base_test_libs)
tests_unit_calendar_SOURCES = tests/unit/calendar.c
tests_unit_calendar_LDADD = $(base_test_libs)
tests_unit_secret_SOURCES = tests/unit/secret.c
tests_unit_secret_LDADD = $(base_test_libs)
