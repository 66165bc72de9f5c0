# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/sipua/libsipua.la
src_sipua_libsipua_la_SOURCES = \
	src/sipua/call.c \
	src/sipua/causes.c \
	src/sipua/codes.c src/sipua/confirm.c \
	src/sipua/diverted.c \
	src/sipua/facts.c \
	src/sipua/invite.c \
	src/sipua/journal.c \
	src/sipua/leg.c \
	src/sipua/locate.c \
	src/sipua/redirect.c \
	src/sipua/refer.c \
	src/sipua/rejoin.c \
	src/sipua/sipua.c \
	src/sipua/sound.c src/sipua/spare.c \
	src/sipua/ua_priv.h \
	src/sipua/within.c
