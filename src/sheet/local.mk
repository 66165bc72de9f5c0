# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/sheet/libsheet.la
src_sheet_libsheet_la_SOURCES = \
	src/sheet/cells.c \
	src/sheet/change.c \
	src/sheet/codes.c \
	src/sheet/csv.c \
	src/sheet/read.c \
	src/sheet/read_rows.c \
	src/sheet/reading.h \
	src/sheet/report.c \
	src/sheet/words.c \
	src/sheet/write.c
