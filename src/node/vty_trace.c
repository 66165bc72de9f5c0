/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show trace CALL`: a ladder of what one call said to switches, the HLR, SIP peers and media, also of a call that is over, as long as
 * the ring remembers it; `trace CALL pcap FILE`: the same for tshark. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "trace.h"
#include "vty.h"
#include "vty_nodes.h"

static struct trace *the_trace(struct vty *vty)
{
	struct trace *trace = node_vty_node()->trace;

	if (!trace)
		vty_out(vty, "%% no trace is kept: `trace-memory` under `mpabx` is 0%s", VTY_NEWLINE);
	return trace;
}

DEFUN(show_trace_fill, show_trace_fill_cmd, "show trace", SHOW_STR "What is kept of the messages of the last calls\n")
{
	struct trace *trace = the_trace(vty);
	struct trace_fill fill;

	if (!trace)
		return CMD_WARNING;
	trace_fill(trace, &fill);
	vty_out(vty, "%" PRIu64 " messages traced, %" PRIu64 " dropped, %zu of %zu kB used", fill.messages, fill.dropped,
		fill.used / 1024, fill.size / 1024);
	if (fill.oldest_us)
		vty_out(vty, ", the oldest is %" PRIu64 " s old", (clock_wall_us() - fill.oldest_us) / 1000000);
	vty_out(vty, "%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

static void print_lines(struct vty *vty, char *text)
{
	char *rest = text;

	for (char *line; (line = strsep(&rest, "\n")) && rest;)
		vty_out(vty, "%s%s", line, VTY_NEWLINE);
}

DEFUN(show_trace, show_trace_cmd, "show trace CALL",
      SHOW_STR "The messages of one call as a ladder, CAP, MAP, SIP and MGCP; digits of codes are masked\n"
      "The call's id, as in `show calls` and the log\n")
{
	struct trace *trace = the_trace(vty);
	char *text = NULL;
	size_t size = 0;
	unsigned n = 0;
	callid_t id;
	FILE *out;

	if (!trace)
		return CMD_WARNING;
	out = open_memstream(&text, &size);
	if (out && callid_parse(argv[0], &id) == 0)
		n = trace_print(trace, id, out);
	if (out)
		fclose(out);
	if (n)
		print_lines(vty, text);
	else
		vty_out(vty, "%% nothing is kept of a call \"%s\"%s", argv[0], VTY_NEWLINE);
	free(text);
	return n ? CMD_SUCCESS : CMD_WARNING;
}

DEFUN(trace_pcap_file, trace_pcap_cmd, "trace CALL pcap FILE",
      "The messages of one call, for a program that reads traces\n"
      "The call's id, as in `show calls` and the log\n"
      "As a pcapng file for tshark and Wireshark\nA file's name, on the node's machine; what stands there is replaced\n")
{
	const struct node *node = node_vty_node();
	struct trace *trace = the_trace(vty);
	unsigned n, left_out;
	callid_t id;
	FILE *out;

	if (!trace || callid_parse(argv[0], &id) < 0 || !trace_each(trace, id, UINT_MAX, NULL, NULL)) {
		vty_out(vty, "%% nothing is kept of a call \"%s\"%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	out = fopen(argv[1], "wb");
	if (!out) {
		vty_out(vty, "%% %s: %s%s", argv[1], strerror(errno), VTY_NEWLINE);
		return CMD_WARNING;
	}
	n = trace_pcap(trace, id, node->mtp->local_pc, out, &left_out);
	if (fclose(out)) {
		vty_out(vty, "%% %s: %s%s", argv[1], strerror(errno), VTY_NEWLINE);
		return CMD_WARNING;
	}
	vty_out(vty, "%u messages in %s", n, argv[1]);
	if (left_out)
		vty_out(vty, ", %u left out", left_out);
	vty_out(vty, "%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(cfg_trace_memory, cfg_trace_memory_cmd, "trace-memory <0-4096>",
      "Memory for the messages of the last calls (`show trace`)\nMegabytes; 0 keeps none\n")
{
	node_vty_node()->cfg.trace_mb = atoi(argv[0]);
	return CMD_SUCCESS;
}

void vty_trace_write(struct vty *vty)
{
	vty_out(vty, " trace-memory %u%s", node_vty_node()->cfg.trace_mb, VTY_NEWLINE);
}

void vty_trace_init(void)
{
	install_element_ve(&show_trace_fill_cmd);
	install_element_ve(&show_trace_cmd);
	install_element(ENABLE_NODE, &trace_pcap_cmd);
	install_element(MPABX_NODE, &cfg_trace_memory_cmd);
}
