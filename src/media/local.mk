# SPDX-License-Identifier: AGPL-3.0-or-later
bin_PROGRAMS += src/media/mpabx-media
src_media_mpabx_media_SOURCES = \
	src/media/audit.c \
	src/media/command.c \
	src/media/connection.c \
	src/media/endpoint.c \
	src/media/gateway.c src/media/gateway.h \
	src/media/link.c \
	src/media/main.c \
	src/media/notify.c \
	src/media/request.c \
	src/media/steer.c src/media/steer.h \
	src/media/sweep.c \
	src/media/vty.c \
	src/media/worker.c src/media/worker.h
src_media_mpabx_media_CPPFLAGS = $(AM_CPPFLAGS) -DSOUNDS_FOLDER='"$(pkgdatadir)/sounds"'
src_media_mpabx_media_LDADD = src/media/librelay.la src/mgcp/libmgcp.la src/base/libbase.la \
	$(OSMOVTY_LIBS) $(OSMOCORE_LIBS)

# What happens to a packet, without sockets: what unit tests and fuzz targets link too
noinst_LTLIBRARIES += src/media/librelay.la
src_media_librelay_la_SOURCES = \
	src/media/allow.c src/media/allow.h \
	src/media/conn.h \
	src/media/digits.c src/media/digits.h \
	src/media/g711.c src/media/g711.h \
	src/media/inband.c \
	src/media/life.c src/media/life.h \
	src/media/player.c \
	src/media/relay.c src/media/relay.h \
	src/media/rtcp.c \
	src/media/rtp.c src/media/rtp.h \
	src/media/sender.c \
	src/media/sound.c src/media/sound.h \
	src/media/stream.c src/media/stream.h \
	src/media/tones.c src/media/tones.h \
	src/media/wav.c
src_media_librelay_la_CFLAGS = $(AM_CFLAGS) $(SPANDSP_CFLAGS)
src_media_librelay_la_LIBADD = $(SPANDSP_LIBS) -lm

# Announcements, spoken at build; installed beside each other so that any of them can be replaced
noinst_DATA += src/media/sounds.stamp
CLEANFILES += src/media/sounds.stamp
src/media/sounds.stamp: src/media/announcements.txt src/media/announcements.sh
	$(AM_V_GEN)$(MKDIR_P) src/media && $(SHELL) $(srcdir)/src/media/announcements.sh $(srcdir)/src/media/announcements.txt \
		src/media/sounds && touch $@
.PHONY: clean-sounds install-sounds uninstall-sounds
clean-sounds:
	rm -rf src/media/sounds
install-sounds: src/media/sounds.stamp
	for lang in fr en; do \
		$(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/sounds/$$lang" && \
		$(INSTALL_DATA) src/media/sounds/$$lang/*.wav "$(DESTDIR)$(pkgdatadir)/sounds/$$lang" || exit 1; \
	done
uninstall-sounds:
	rm -rf "$(DESTDIR)$(pkgdatadir)/sounds"
