# SPDX-License-Identifier: AGPL-3.0-or-later
bin_PROGRAMS += src/tools/mpabx-fleet
src_tools_mpabx_fleet_SOURCES = \
	src/tools/cmd.h \
	src/tools/cmd_erase.c \
	src/tools/cmd_export.c \
	src/tools/cmd_import.c \
	src/tools/main.c
src_tools_mpabx_fleet_LDADD = src/sheet/libsheet.la src/fleet/libfleet.la src/store/libstore.la src/base/libbase.la \
	$(OSMOCORE_LIBS) $(SQLITE_LIBS)
