# SPDX-License-Identifier: AGPL-3.0-or-later
decide_tests = tests/unit/decide tests/unit/decide_forwarding tests/unit/decide_hunt tests/unit/decide_group \
	tests/unit/decide_made tests/unit/decide_texts tests/unit/decide_property
check_PROGRAMS += $(decide_tests)
TESTS += $(decide_tests)
EXTRA_DIST += tests/unit/fleets.h tests/unit/decide_bed.h
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
