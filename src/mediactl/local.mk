# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/mediactl/libmediactl.la
src_mediactl_libmediactl_la_SOURCES = \
	src/mediactl/command.c \
	src/mediactl/gateway.c \
	src/mediactl/mediactl.c \
	src/mediactl/mediactl_priv.h \
	src/mediactl/restore.c \
	src/mediactl/told.c
