# SPDX-License-Identifier: AGPL-3.0-or-later
noinst_LTLIBRARIES += src/store/libstore.la
src_store_libstore_la_SOURCES = \
	src/store/barred_row.c \
	src/store/blocked_row.c \
	src/store/bulk.c src/store/bulk.h \
	src/store/calendar_row.c \
	src/store/change_log.c \
	src/store/demo.c \
	src/store/demo_rows.c \
	src/store/demo_rows.h \
	src/store/driver.h \
	src/store/fixed_row.c \
	src/store/fleet_row.c \
	src/store/forwarding_row.c \
	src/store/group_row.c \
	src/store/hunt_row.c \
	src/store/journal.c \
	src/store/journal_file.c \
	src/store/journal_frame.c \
	src/store/journal_priv.h \
	src/store/leaving.c \
	src/store/line_row.c \
	src/store/member_row.c \
	src/store/migrate.c \
	src/store/migrate.h \
	src/store/numplan_row.c \
	src/store/owner.c \
	src/store/portal_audit.c \
	src/store/portal_session.c \
	src/store/portal_try.c \
	src/store/portal_user.c \
	src/store/postgres.c \
	src/store/postgres_conn.c \
	src/store/postgres_conn.h \
	src/store/rows.h \
	src/store/settings_row.c \
	src/store/record_code.c \
	src/store/record_query.c \
	src/store/record_row.c \
	src/store/record_row.h \
	src/store/short_row.c \
	src/store/spool.c \
	src/store/spool_file.c \
	src/store/spool_frame.c \
	src/store/spool_priv.h \
	src/store/spool_reader.c \
	src/store/spool_sync.c \
	src/store/sqlite.c \
	src/store/statement.c \
	src/store/statement.h \
	src/store/store.c
nodist_src_store_libstore_la_SOURCES = src/store/migrations.c
src_store_libstore_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/store
src_store_libstore_la_LIBADD = $(SQLITE_LIBS) $(PQ_LIBS)

# The schema's steps, in order. A step that was released is never changed: a new one is added.
MIGRATIONS = \
	db/0001_numplan.sql \
	db/0002_fleet.sql \
	db/0003_service.sql \
	db/0004_record.sql \
	db/0005_portal.sql \
	db/0006_portal_guard.sql
EXTRA_DIST += $(MIGRATIONS) src/store/migrations.awk
CLEANFILES += src/store/migrations.c
src/store/migrations.c: $(MIGRATIONS) src/store/migrations.awk Makefile
	$(AM_V_GEN)$(MKDIR_P) src/store && steps= && for f in $(MIGRATIONS); do steps="$$steps $(srcdir)/$$f"; done && \
	$(AWK) -f $(srcdir)/src/store/migrations.awk $$steps > $@.tmp && mv $@.tmp $@
