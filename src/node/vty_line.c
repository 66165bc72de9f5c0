/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show fleets`, `show lines`, `show line`: what the snapshot in memory holds, which is what calls go by. */
#include <string.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

#define MOST_SHOWN 200

static void show_line_text(struct vty *vty, const struct fleet_line *line)
{
	const struct numplan *np = line->fleet->numplan;
	char number[32], dest[32];

	vty_out(vty, "%-18s  short %-6s  fleet %u %s%s%s%s", numplan_print(np, line->number, number, sizeof(number)),
		line->short_number[0] ? line->short_number : "-", line->fleet->id, line->fleet->name,
		line->suspended || line->fleet->suspended ? ", suspended" : "", line->rights ? "" : ", no option",
		VTY_NEWLINE);
	if (line->service->forwarding[FORWARDING_IMMEDIATE].to.number)
		vty_out(vty, "  immediate forwarding to %s, %s (version %u)%s",
			numplan_print(np, line->service->forwarding[FORWARDING_IMMEDIATE].to.number, dest, sizeof(dest)),
			line->service->forwarding[FORWARDING_IMMEDIATE].active ? "on" : "off", line->service->forwarding[FORWARDING_IMMEDIATE].version, VTY_NEWLINE);
}

struct shown { struct vty *vty; unsigned n; };

static int show_one(void *priv, const struct fleet_line *line)
{
	struct shown *shown = priv;

	if (shown->n++ >= MOST_SHOWN)
		return 1;
	show_line_text(shown->vty, line);
	return 0;
}

DEFUN(show_lines, show_lines_cmd, "show lines", SHOW_STR "The lines in memory\n")
{
	const struct node *node = node_vty_node();
	struct shown shown = { .vty = vty };

	vty_out(vty, "%u lines, %u fleets, %zu kB%s", fleet_snapshot_lines(node->snap),
		fleet_snapshot_fleets(node->snap), fleet_snapshot_bytes(node->snap) / 1024, VTY_NEWLINE);
	if (fleet_lines_each(node->snap, NULL, show_one, &shown))
		vty_out(vty, "... the first %d are shown; `show line NUMBER` finds one%s", MOST_SHOWN, VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_line, show_line_cmd, "show line NUMBER", SHOW_STR "One line\nIts number, national or international\n")
{
	const struct node *node = node_vty_node();
	const struct fleet_line *line;
	struct numplan_number n;

	node_vty_number(argv[0], &n);
	line = n.e164 ? fleet_line_find(node->snap, n.e164) : NULL;
	if (!line) {
		vty_out(vty, "%% \"%s\" is no line of ours%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	show_line_text(vty, line);
	return CMD_SUCCESS;
}

void vty_line_init(void)
{
	install_element_ve(&show_lines_cmd);
	install_element_ve(&show_line_cmd);
}
