# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/decide/libdecide.la
src_decide_libdecide_la_SOURCES = \
	src/decide/both.c \
	src/decide/decide.c \
	src/decide/destination.c \
	src/decide/destination.h \
	src/decide/forwarding.c \
	src/decide/group.c \
	src/decide/hunt.c \
	src/decide/list.c \
	src/decide/loop_guard.c \
	src/decide/made.c \
	src/decide/names.c \
	src/decide/phone.c \
	src/decide/question.c \
	src/decide/question.h \
	src/decide/received.c \
	src/decide/rules.h \
	src/decide/stage_text.c \
	src/decide/texts.c \
	src/decide/texts.h
