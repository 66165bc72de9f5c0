# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/portal/libportal.la
src_portal_libportal_la_SOURCES = \
	src/portal/access.c \
	src/portal/api.h \
	src/portal/aside.c src/portal/aside.h \
	src/portal/api_calls.c \
	src/portal/api_fleet.c \
	src/portal/api_history.c \
	src/portal/api_import.c \
	src/portal/api_live.c \
	src/portal/api_me.c \
	src/portal/api_operator.c \
	src/portal/api_people.c \
	src/portal/api_public.c \
	src/portal/api_session.c \
	src/portal/api_simulate.c \
	src/portal/demo.c src/portal/demo.h \
	src/portal/difference.c \
	src/portal/demo_calls.c src/portal/demo_calls.h \
	src/portal/edit.c src/portal/edit.h \
	src/portal/field.c \
	src/portal/fold.c src/portal/fold.h \
	src/portal/held.c src/portal/held.h \
	src/portal/http.c src/portal/http.h \
	src/portal/hub.c src/portal/hub.h \
	src/portal/limit.c src/portal/limit.h \
	src/portal/live.c src/portal/live.h \
	src/portal/mail.c src/portal/mail.h \
	src/portal/object_calendar.c \
	src/portal/object_fixed.c \
	src/portal/object_forwardings.c \
	src/portal/object_group.c \
	src/portal/object_incoming.c \
	src/portal/object_line.c \
	src/portal/object_settings.c \
	src/portal/portal.h \
	src/portal/problem.c \
	src/portal/reaper.c src/portal/reaper.h \
	src/portal/reason.c src/portal/reason.h \
	src/portal/request.c src/portal/request.h \
	src/portal/route.c src/portal/route.h \
	src/portal/sentence.c \
	src/portal/site.c src/portal/site.h \
	src/portal/ticker.c src/portal/ticker.h \
	src/portal/token.c src/portal/token.h \
	src/portal/view.c src/portal/view.h \
	src/portal/warning.c \
	src/portal/worker.c
PORTAL_LIBS = src/portal/libportal.la src/sheet/libsheet.la src/decide/libdecide.la src/fleet/libfleet.la src/store/libstore.la \
	src/base/libbase.la $(OSMOCORE_LIBS) $(SQLITE_LIBS) $(MICROHTTPD_LIBS) $(JANSSON_LIBS) $(CURL_LIBS) $(GNUTLS_LIBS) $(SODIUM_LIBS) \
	$(ZLIB_LIBS) -lm

bin_PROGRAMS += src/portal/mpabx-portal
src_portal_mpabx_portal_SOURCES = src/portal/main.c
src_portal_mpabx_portal_LDADD = $(PORTAL_LIBS)
