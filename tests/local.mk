# SPDX-License-Identifier: AGPL-3.0-or-later
# Unit tests, a file a room (tests/unit/ROOM.mk): check_PROGRAMS and TESTS grow there. Then the fuzz targets.
#   check_PROGRAMS += tests/unit/number
#   TESTS += tests/unit/number
#   tests_unit_number_SOURCES = tests/unit/number.c
#   tests_unit_number_LDADD = src/base/libbase.la $(OSMOCORE_LIBS)
AM_TESTS_ENVIRONMENT = top_srcdir='$(top_srcdir)'; export top_srcdir;
EXTRA_DIST += tests/unit/check.h

include tests/unit/base.mk
include tests/unit/sigtran.mk
include tests/unit/tcap.mk
include tests/unit/cap.mk
include tests/unit/map.mk
include tests/unit/store.mk
include tests/unit/fleet.mk
include tests/unit/decide.mk
include tests/unit/call.mk
include tests/unit/scf.mk
include tests/unit/sim.mk
include tests/fuzz/local.mk
