# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/call/libcall.la
src_call_libcall_la_SOURCES = \
	src/call/aging.c \
	src/call/aging.h \
	src/call/call.c \
	src/call/call_priv.h \
	src/call/fork.c \
	src/call/hands.c \
	src/call/keep.c \
	src/call/keyed.c \
	src/call/keyed.h \
	src/call/leg.c \
	src/call/limit.c \
	src/call/live.c \
	src/call/live.h \
	src/call/live_diverted.c \
	src/call/live_group.c \
	src/call/live_priv.h \
	src/call/pending.c \
	src/call/pending.h \
	src/call/recent.c \
	src/call/recent.h \
	src/call/record.c \
	src/call/route.c \
	src/call/save.c \
	src/call/step.c \
	src/call/transfer.c \
	src/call/transfer.h
