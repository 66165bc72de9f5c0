# SPDX-License-Identifier: AGPL-3.0-or-later
SPOOL_TESTS = tests/unit/journal tests/unit/pack tests/unit/spool tests/unit/store_record
check_PROGRAMS += $(SPOOL_TESTS)
TESTS += $(SPOOL_TESTS)
tests_unit_journal_SOURCES = tests/unit/journal.c
tests_unit_journal_LDADD = $(STORE_TEST_LIBS)
tests_unit_pack_SOURCES = tests/unit/pack.c
tests_unit_pack_LDADD = src/base/libbase.la $(OSMOCORE_LIBS)
tests_unit_spool_SOURCES = tests/unit/spool.c
tests_unit_spool_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/store
tests_unit_spool_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_record_SOURCES = tests/unit/store_record.c
tests_unit_store_record_LDADD = $(STORE_TEST_LIBS)

# The node's writer, without the node around it.
check_PROGRAMS += tests/unit/node_writer
TESTS += tests/unit/node_writer
tests_unit_node_writer_SOURCES = tests/unit/node_writer.c src/node/cdr.c src/node/cdr_print.c src/node/note.c src/node/writer.c \
	src/node/writer_batch.c
tests_unit_node_writer_LDADD = src/call/libcall.la src/decide/libdecide.la src/fleet/libfleet.la $(STORE_TEST_LIBS)

check_PROGRAMS += tests/unit/recorder
TESTS += tests/unit/recorder
tests_unit_recorder_SOURCES = tests/unit/recorder.c src/node/cdr_print.c src/node/recorder.c src/node/records.c
tests_unit_recorder_LDADD = src/call/libcall.la src/decide/libdecide.la src/fleet/libfleet.la $(STORE_TEST_LIBS)
