# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/call/libcall.la
src_call_libcall_la_SOURCES = \
	src/call/aging.c \
	src/call/aging.h \
	src/call/call.c \
	src/call/call_priv.h \
	src/call/leg.c \
	src/call/pending.c \
	src/call/pending.h \
	src/call/recent.c \
	src/call/recent.h \
	src/call/record.c
