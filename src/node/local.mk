# SPDX-License-Identifier: AGPL-3.0-or-later
bin_PROGRAMS += src/node/mpabx-node
src_node_mpabx_node_SOURCES = \
	src/node/cdr.c \
	src/node/cdr.h \
	src/node/cdr_print.c \
	src/node/counter_help.c \
	src/node/counter_help.h \
	src/node/counters.c \
	src/node/counters.h \
	src/node/ctrl.c \
	src/node/ctrl.h \
	src/node/ctrl_group.c \
	src/node/ctrl_line.c \
	src/node/ctrl_node.c \
	src/node/main.c \
	src/node/member.c \
	src/node/member.h \
	src/node/metrics.c \
	src/node/metrics.h \
	src/node/metrics_text.c \
	src/node/node.c \
	src/node/node.h \
	src/node/note.c \
	src/node/note.h \
	src/node/recorder.c \
	src/node/recorder.h \
	src/node/records.c \
	src/node/records.h \
	src/node/trace.c \
	src/node/trace.h \
	src/node/trace_text.c \
	src/node/vty.c \
	src/node/vty.h \
	src/node/vty_call.c \
	src/node/vty_config.c \
	src/node/vty_dialogue.c \
	src/node/vty_drain.c \
	src/node/vty_fleet.c \
	src/node/vty_group.c \
	src/node/vty_line.c \
	src/node/vty_line_text.c \
	src/node/vty_link.c \
	src/node/vty_imrn.c \
	src/node/vty_metrics.c \
	src/node/vty_network.c \
	src/node/vty_network_service.c \
	src/node/vty_nodes.h \
	src/node/vty_plan.c \
	src/node/vty_screen.c \
	src/node/vty_spool.c \
	src/node/vty_trace.c \
	src/node/writer.c \
	src/node/writer.h \
	src/node/writer_batch.c \
	src/node/writer_batch.h
src_node_mpabx_node_LDADD = \
	src/scf/libscf.la \
	src/call/libcall.la \
	src/decide/libdecide.la \
	src/fleet/libfleet.la \
	src/cap/libcap.la \
	src/store/libstore.la \
	src/sigtran/libsigtran.la \
	src/base/libbase.la \
	$(OSMOSIGTRAN_LIBS) $(OSMOCTRL_LIBS) $(OSMOVTY_LIBS) $(OSMOCORE_LIBS) $(SQLITE_LIBS) $(MICROHTTPD_LIBS)
