/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show groups`, `show group NUMBER`: a call group, its members and what they do at this moment; `group NUMBER connect|disconnect`
 * logs members in and out. */
#include <inttypes.h>
#include <string.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "member.h"
#include "node.h"
#include "vty.h"

#define MOST_SHOWN 200

static const char *mode_name(uint8_t mode)
{
	static const char *const names[][2] = {
		[GROUP_LINEAR] = { "linéaire", "linear" }, [GROUP_ROUND_ROBIN] = { "tour de rôle", "round robin" },
		[GROUP_LONGEST_IDLE] = { "plus longtemps inactif", "longest idle" }, [GROUP_TOGETHER] = { "simultané", "together" },
	};

	return names[mode][node_vty_node()->cfg.language == DECIDE_EN];
}

static void show_head(struct vty *vty, const struct fleet_group *g)
{
	unsigned connected = 0;
	char number[32];

	for (unsigned i = 0; i < g->num_members; i++)
		connected += g->member[i].connected;
	vty_out(vty, "%-18s  group %-4u %s, fleet %u, %s, %u of %u members connected%s",
		numplan_print(g->fleet->numplan, g->number, number, sizeof(number)), g->id, g->name, g->fleet->id,
		mode_name(g->mode), connected, g->num_members, VTY_NEWLINE);
}

static void show_destination(struct vty *vty, const struct fleet_group *g, const char *label, const struct destination *to)
{
	char number[32];

	if (to->kind == DESTINATION_NONE)
		return;
	vty_out(vty, "  %-12s %s%s", label, to->kind == DESTINATION_VOICEMAIL ? "voicemail" :
		numplan_print(g->fleet->numplan, to->number, number, sizeof(number)), VTY_NEWLINE);
}

static void show_member(struct vty *vty, const struct fleet_group *g, const struct fleet_member *m)
{
	const struct node *node = node_vty_node();
	struct call_line_live live;
	char number[32];

	call_line_live(node->calls, m->line, &live);
	vty_out(vty, "  %-12s %s", numplan_print(g->fleet->numplan, m->line, number, sizeof(number)),
		!m->connected ? "disconnected" : live.talking ? "talking" : live.ringing ? "ringing" :
		live.rest_s ? "resting" : "free");
	if (m->connected && live.rest_s && !live.talking && !live.ringing)
		vty_out(vty, ", %u s more", live.rest_s);
	vty_out(vty, "%s", VTY_NEWLINE);
}

static void show_group_text(struct vty *vty, const struct fleet_group *g)
{
	const struct calendar *hours = fleet_calendar_find(node_vty_node()->snap, g->calendar);
	struct call_group_live live;
	char number[E164_STR_SIZE];

	show_head(vty, g);
	vty_out(vty, "  rings %u s each, rest %u s, queue %u, %s, version %u%s", g->ring_s, g->rest_s, g->queue,
		!hours ? "always open" : calendar_contains(hours, clock_wall()) ? "open now" : "closed now", g->version,
		VTY_NEWLINE);
	for (unsigned i = 0; i < g->num_members; i++)
		show_member(vty, g, &g->member[i]);
	show_destination(vty, g, "overflow to", &g->overflow);
	show_destination(vty, g, "nobody to", &g->nobody);
	show_destination(vty, g, "closed to", &g->closed);
	show_destination(vty, g, "last left to", &g->last_left);
	call_group_live(node_vty_node()->calls, g->id, &live);
	vty_out(vty, "  now          %u ringing, %u talking; last rung %s%s", live.ringing, live.talking,
		e164_print(live.last_rung, number), VTY_NEWLINE);
	vty_out(vty, "  since start  %" PRIu64 " answered, %" PRIu64 " missed, %" PRIu64 " overflowed, %" PRIu64 " abandoned%s",
		live.answered, live.missed, live.overflowed, live.abandoned, VTY_NEWLINE);
}

struct shown { struct vty *vty; unsigned n; };

static int show_one(void *priv, const struct fleet_group *group)
{
	struct shown *shown = priv;

	if (shown->n++ >= MOST_SHOWN)
		return 1;
	show_head(shown->vty, group);
	return 0;
}

DEFUN(show_groups, show_groups_cmd, "show groups", SHOW_STR "The call groups in memory\n")
{
	struct shown shown = { .vty = vty };

	if (fleet_groups_each(node_vty_node()->snap, NULL, show_one, &shown))
		vty_out(vty, "... the first %d are shown; `show group NUMBER` finds one%s", MOST_SHOWN, VTY_NEWLINE);
	else if (!shown.n)
		vty_out(vty, "no call group%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

static const struct fleet_group *group_by_text(struct vty *vty, const char *text)
{
	const struct fleet_group *group;
	struct numplan_number n;

	node_vty_number(text, &n);
	group = n.e164 ? fleet_group_find(node_vty_node()->snap, n.e164) : NULL;
	if (!group)
		vty_out(vty, "%% \"%s\" is no group's number%s", text, VTY_NEWLINE);
	return group;
}

DEFUN(group_connect, group_connect_cmd, "group NUMBER (connect|disconnect) MEMBER",
      "Change a call group\nIts number, national or international\nLog members in: calls ring there\n"
      "Log members out\nA member's number, or `all`\n")
{
	const struct fleet_group *group = group_by_text(vty, argv[0]);
	int rc;

	if (!group)
		return CMD_WARNING;
	rc = member_connect(node_vty_node(), group, argv[2], argv[1][0] == 'c', "vty");
	if (rc < 0) {
		vty_out(vty, "%% group: %s%s", member_error(rc), VTY_NEWLINE);
		return CMD_WARNING;
	}
	vty_out(vty, "%s: %d%s", argv[1][0] == 'c' ? "connected" : "disconnected", rc, VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_group, show_group_cmd, "show group NUMBER",
      SHOW_STR "One call group: its members and what they do now\nIts number, national or international\n")
{
	const struct fleet_group *group = group_by_text(vty, argv[0]);

	if (!group || !node_vty_node()->calls)
		return CMD_WARNING;
	show_group_text(vty, group);
	return CMD_SUCCESS;
}

void vty_group_init(void)
{
	install_element_ve(&show_groups_cmd);
	install_element_ve(&show_group_cmd);
	install_element(ENABLE_NODE, &group_connect_cmd);
}
