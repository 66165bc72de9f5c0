# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/sip/libsip.la
src_sip_libsip_la_SOURCES = \
	src/sip/accept.c \
	src/sip/accept.h \
	src/sip/access.c \
	src/sip/agent.c \
	src/sip/content.c \
	src/sip/dialog.c \
	src/sip/getaddrinfo.c \
	src/sip/getaddrinfo.h \
	src/sip/header.c \
	src/sip/header_diverted.c \
	src/sip/header_refer.c \
	src/sip/journal.c \
	src/sip/message.c \
	src/sip/offer.c \
	src/sip/peer.c \
	src/sip/ringing.c \
	src/sip/sdp.c \
	src/sip/sdp_line.h \
	src/sip/sdp_write.c \
	src/sip/send.c \
	src/sip/session.c \
	src/sip/sip_priv.h \
	src/sip/stack.c \
	src/sip/stats.c \
	src/sip/text.c \
	src/sip/text.h \
	src/sip/uac.c \
	src/sip/uas.c \
	src/sip/uri.c \
	src/sip/within.c
src_sip_libsip_la_CFLAGS = $(AM_CFLAGS) $(SOFIA_CFLAGS)
src_sip_libsip_la_LIBADD = $(SOFIA_LIBS)
