/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show lines`, `show line NUMBER`: what the snapshot in memory holds, which is what calls go by. One line in full:
 * vty_line_text.c. */
#include <string.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

#define MOST_SHOWN 200

struct shown { struct vty *vty; unsigned n; };

static int show_one(void *priv, const struct fleet_line *line)
{
	struct shown *shown = priv;

	if (shown->n++ >= MOST_SHOWN)
		return 1;
	vty_line_head(shown->vty, line);
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

DEFUN(show_line, show_line_cmd, "show line NUMBER", SHOW_STR "Everything that one line has set, and what it does now\n"
      "Its number, national or international\n")
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
	vty_line_text(vty, line);
	return CMD_SUCCESS;
}

void vty_line_init(void)
{
	install_element_ve(&show_lines_cmd);
	install_element_ve(&show_line_cmd);
}
