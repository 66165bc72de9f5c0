# SPDX-License-Identifier: AGPL-3.0-or-later

check_PROGRAMS += tests/unit/trace
TESTS += tests/unit/trace
tests_unit_trace_SOURCES = tests/unit/trace.c src/node/trace.c src/node/trace_frame.c src/node/trace_mgcp.c \
	src/node/trace_sip.c src/node/trace_story.c src/node/trace_text.c
tests_unit_trace_LDADD = src/mgcp/libmgcp.la src/cap/libcap.la src/sigtran/libsigtran.la src/base/libbase.la $(OSMOCORE_LIBS)

check_PROGRAMS += tests/unit/metrics
TESTS += tests/unit/metrics
tests_unit_metrics_SOURCES = tests/unit/metrics.c src/node/metrics.c src/node/counter_help.c src/node/counter_help_sip.c
tests_unit_metrics_LDADD = src/base/libbase.la $(MICROHTTPD_LIBS) $(OSMOCORE_LIBS)
