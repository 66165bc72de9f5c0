# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/mgcp/libmgcp.la
src_mgcp_libmgcp_la_SOURCES = \
	src/mgcp/agent.c \
	src/mgcp/digitmap.c \
	src/mgcp/event.c \
	src/mgcp/message.c \
	src/mgcp/sdp.c \
	src/mgcp/text.c \
	src/mgcp/write.c
