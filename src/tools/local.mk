# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/tools/libtools.la
src_tools_libtools_la_SOURCES = \
	src/tools/cells.c \
	src/tools/change.c src/tools/change.h \
	src/tools/codes.c src/tools/codes.h \
	src/tools/csv.c src/tools/csv.h \
	src/tools/read.c src/tools/read.h \
	src/tools/read_rows.c \
	src/tools/report.c src/tools/report.h \
	src/tools/words.c src/tools/words.h \
	src/tools/write.c src/tools/write.h

bin_PROGRAMS += src/tools/mpabx-fleet
src_tools_mpabx_fleet_SOURCES = \
	src/tools/cmd.h \
	src/tools/cmd_erase.c \
	src/tools/cmd_export.c \
	src/tools/cmd_import.c \
	src/tools/main.c
src_tools_mpabx_fleet_LDADD = src/tools/libtools.la src/fleet/libfleet.la src/store/libstore.la src/base/libbase.la \
	$(OSMOCORE_LIBS) $(SQLITE_LIBS)
