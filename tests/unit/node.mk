# SPDX-License-Identifier: AGPL-3.0-or-later

check_PROGRAMS += tests/unit/trace
TESTS += tests/unit/trace
tests_unit_trace_SOURCES = tests/unit/trace.c src/node/trace.c src/node/trace_text.c
tests_unit_trace_LDADD = src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)
