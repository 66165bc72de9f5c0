# SPDX-License-Identifier: AGPL-3.0-or-later
CAP_TEST_LIBS = src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)
EXTRA_DIST += tests/unit/cap_hex.h tests/unit/cap-vectors.tsv
check_PROGRAMS += tests/unit/cap_vectors
TESTS += tests/unit/cap_vectors
tests_unit_cap_vectors_SOURCES = tests/unit/cap_vectors.c
tests_unit_cap_vectors_LDADD = $(CAP_TEST_LIBS)
EXTRA_DIST += tests/unit/cap_walk.h
check_PROGRAMS += tests/unit/cap_tables
TESTS += tests/unit/cap_tables
tests_unit_cap_tables_SOURCES = tests/unit/cap_tables.c
tests_unit_cap_tables_LDADD = $(CAP_TEST_LIBS)
check_PROGRAMS += tests/unit/cap_phases
TESTS += tests/unit/cap_phases
tests_unit_cap_phases_SOURCES = tests/unit/cap_phases.c
tests_unit_cap_phases_LDADD = $(CAP_TEST_LIBS)
