# SPDX-License-Identifier: AGPL-3.0-or-later
# Unit tests, a file a room (tests/unit/ROOM.mk): check_PROGRAMS and TESTS grow there. Then the fuzz targets.
#   check_PROGRAMS += tests/unit/number
#   TESTS += tests/unit/number
#   tests_unit_number_SOURCES = tests/unit/number.c
#   tests_unit_number_LDADD = src/base/libbase.la $(OSMOCORE_LIBS)
AM_TESTS_ENVIRONMENT = top_srcdir='$(top_srcdir)'; export top_srcdir;
EXTRA_DIST += tests/unit/check.h

# Tests in which memory runs out: tests/lib/oom.h says how.
OOM_FILES = tests/lib/oom.c tests/lib/oom.h
OOM_LINK = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc -Wl,--wrap=strdup -Wl,--wrap=talloc_named_const \
	-Wl,--wrap=_talloc_zero -Wl,--wrap=_talloc_memdup -Wl,--wrap=_talloc_array -Wl,--wrap=_talloc_zero_array \
	-Wl,--wrap=_talloc_realloc -Wl,--wrap=_talloc_realloc_array -Wl,--wrap=_talloc_pooled_object \
	-Wl,--wrap=talloc_pool -Wl,--wrap=talloc_strdup -Wl,--wrap=talloc_strndup -Wl,--wrap=talloc_strdup_append \
	-Wl,--wrap=talloc_strdup_append_buffer -Wl,--wrap=talloc_vasprintf -Wl,--wrap=talloc_vasprintf_append \
	-Wl,--wrap=talloc_vasprintf_append_buffer -Wl,--wrap=talloc_asprintf -Wl,--wrap=talloc_asprintf_append \
	-Wl,--wrap=talloc_asprintf_append_buffer -Wl,--wrap=pool_get -Wl,--wrap=msgb_alloc -Wl,--wrap=msgb_alloc_c \
	-Wl,--wrap=osmo_fsm_inst_alloc

include tests/unit/base.mk
include tests/unit/sigtran.mk
include tests/unit/tcap.mk
include tests/unit/mgcp.mk
include tests/unit/sip.mk
include tests/unit/media.mk
include tests/unit/cap.mk
include tests/unit/map.mk
include tests/unit/store.mk
include tests/unit/spool.mk
include tests/unit/fleet.mk
include tests/unit/decide.mk
include tests/unit/call.mk
include tests/unit/sipua.mk
include tests/unit/scf.mk
include tests/unit/sim.mk
include tests/unit/tools.mk
include tests/unit/node.mk
include tests/unit/portal.mk
include tests/fuzz/local.mk
