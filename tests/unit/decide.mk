# SPDX-License-Identifier: AGPL-3.0-or-later
decide_tests = tests/unit/decide tests/unit/decide_forwarding tests/unit/decide_hunt tests/unit/decide_group \
	tests/unit/decide_made tests/unit/decide_texts tests/unit/decide_property \
	tests/unit/decide_faults
check_PROGRAMS += $(decide_tests)
TESTS += $(decide_tests)
EXTRA_DIST += tests/unit/fleets.h tests/unit/decide_bed.h tests/unit/decide_holds.h tests/unit/decide_world.h
decide_test_libs = src/decide/libdecide.la src/fleet/libfleet.la src/store/libstore.la src/base/libbase.la \
	$(OSMOCORE_LIBS) $(SQLITE_LIBS)

tests_unit_decide_SOURCES = tests/unit/decide.c
tests_unit_decide_LDADD = $(decide_test_libs)
tests_unit_decide_forwarding_SOURCES = tests/unit/decide_forwarding.c
tests_unit_decide_forwarding_LDADD = $(decide_test_libs)
tests_unit_decide_hunt_SOURCES = tests/unit/decide_hunt.c
tests_unit_decide_hunt_LDADD = $(decide_test_libs)
tests_unit_decide_group_SOURCES = tests/unit/decide_group.c
tests_unit_decide_group_LDADD = $(decide_test_libs)
tests_unit_decide_made_SOURCES = tests/unit/decide_made.c
tests_unit_decide_made_LDADD = $(decide_test_libs)
tests_unit_decide_texts_SOURCES = tests/unit/decide_texts.c
tests_unit_decide_texts_LDADD = $(decide_test_libs)
tests_unit_decide_property_SOURCES = tests/unit/decide_property.c
tests_unit_decide_property_LDADD = $(decide_test_libs)
# Rules broken on purpose: the property test must go red.
decide_wraps = destination_guard numplan_check_e164 rule_emergency_number rule_emergency_callback rule_own_leg \
	rule_bearer rule_barring rule_group stage_then question_ring_time question_reject list_end fleet_owns fleet_is_blocked
tests_unit_decide_faults_SOURCES = tests/unit/decide_faults.c
tests_unit_decide_faults_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/decide
tests_unit_decide_faults_LDFLAGS = $(AM_LDFLAGS) $(decide_wraps:%=-Wl,--wrap=%)
tests_unit_decide_faults_LDADD = $(decide_test_libs)
