# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/fleet/libfleet.la
src_fleet_libfleet_la_SOURCES = \
	src/fleet/arrays.c \
	src/fleet/calendars.c \
	src/fleet/check.c \
	src/fleet/check_group.c \
	src/fleet/check_line.c \
	src/fleet/check_loop.c \
	src/fleet/check_priv.h \
	src/fleet/check_strangers.c \
	src/fleet/delivery.c \
	src/fleet/delivery.h \
	src/fleet/draft.c \
	src/fleet/draft_follow.c \
	src/fleet/draft_load.c \
	src/fleet/draft_priv.h \
	src/fleet/fixed.c \
	src/fleet/fleets.c \
	src/fleet/follower.c \
	src/fleet/groups.c \
	src/fleet/lines.c \
	src/fleet/load.c \
	src/fleet/load.h \
	src/fleet/load_lists.c \
	src/fleet/object.h \
	src/fleet/objects.c \
	src/fleet/profiles.c \
	src/fleet/say.c \
	src/fleet/service.c \
	src/fleet/service.h \
	src/fleet/snapshot.c \
	src/fleet/snapshot.h \
	src/fleet/table.c \
	src/fleet/table.h
