# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/base/libbase.la
src_base_libbase_la_SOURCES = \
	src/base/calendar.c \
	src/base/callid.c \
	src/base/cause.c \
	src/base/clock.c \
	src/base/fsm.c \
	src/base/ladder.c \
	src/base/log.c \
	src/base/log_relay.c \
	src/base/number.c \
	src/base/numplan.c \
	src/base/numplan_network.c \
	src/base/numplan_priv.h \
	src/base/numplan_read.c \
	src/base/pack.c \
	src/base/pool.c \
	src/base/program.c \
	src/base/secret.c \
	src/base/text.c \
	src/base/thread.c \
	src/base/wheel.c
src_base_libbase_la_LIBADD = $(SODIUM_LIBS)
