/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show plan CALLING CALLED`: what would happen to this call now, by the engine that decides calls. Both halves where both
 * ends are lines: the caller's first (product rule: a call between two lines is two served halves). */
#include <string.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

static void say(struct vty *vty, const char *label, const struct decide_reason *r)
{
	const struct node *node = node_vty_node();
	char text[256];

	decide_reason_text(node->snap, fleet_default_numplan(node->snap), r, node->cfg.language, text, sizeof(text));
	vty_out(vty, "  %-8s %s [%s]%s", label, text, decide_rule_name(r->rule), VTY_NEWLINE);
}

static void show_stages(struct vty *vty, const struct decide_plan *plan)
{
	for (unsigned i = 0; i < plan->num_stages; i++) {
		const struct decide_stage *stage = &plan->stage[i];
		char number[E164_STR_SIZE];

		switch (stage->kind) {
		case DECIDE_RING:
			for (unsigned t = 0; t < stage->num_targets; t++)
				vty_out(vty, "  %-8s Connect to %s%s%s", i ? "then" : "first",
					e164_print(plan->target[stage->first_target + t].number, number),
					stage->diverted ? ", as a diversion" : "", VTY_NEWLINE);
			break;
		case DECIDE_RELEASE:
			vty_out(vty, "  %-8s ReleaseCall, %s%s", i ? "then" : "first", cause_name(stage->cause),
				VTY_NEWLINE);
			break;
		default:
			vty_out(vty, "  %-8s Continue%s", i ? "then" : "first", VTY_NEWLINE);
			break;
		}
		say(vty, "because", &stage->because);
	}
	for (unsigned i = 0; i < plan->num_rejected; i++)
		say(vty, "not", &plan->rejected[i]);
}

DEFUN(show_plan, show_plan_cmd, "show plan CALLING CALLED",
      SHOW_STR "What would happen to a call now\nWho calls: a number, national or international\nWhom: a number as dialled\n")
{
	const struct node *node = node_vty_node();
	const struct numplan *np = fleet_default_numplan(node->snap);
	struct decide_facts facts = { .now = clock_wall() };
	char number[E164_STR_SIZE];
	struct numplan_number calling;
	struct decide_plan plan;

	node_vty_number(argv[0], &calling);
	numplan_read(np, argv[1], &facts.called);
	facts.calling = calling.e164;
	if (!facts.called.e164 && !(facts.calling && fleet_line_find(node->snap, facts.calling))) {
		vty_out(vty, "%% \"%s\" is no line of ours and \"%s\" nobody's number: no switch would ask us%s", argv[0],
			argv[1], VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (facts.calling && fleet_line_find(node->snap, facts.calling)) {
		facts.side = DECIDE_MADE;
		facts.served = facts.calling;
		decide_call(node->snap, &facts, &plan);
		vty_out(vty, "Made by %s:%s", argv[0], VTY_NEWLINE);
		show_stages(vty, &plan);
		if (plan.stage[0].kind == DECIDE_RING)
			numplan_read(np, e164_print(plan.target[0].number, number), &facts.called);
	}
	if (!facts.called.e164)	/* an emergency or special number: nobody's line */
		return CMD_SUCCESS;
	facts.side = DECIDE_RECEIVED;
	facts.served = facts.called.e164;
	decide_call(node->snap, &facts, &plan);
	vty_out(vty, "Received by %s:%s", facts.called.digits, VTY_NEWLINE);
	show_stages(vty, &plan);
	return CMD_SUCCESS;
}

void vty_plan_init(void)
{
	install_element_ve(&show_plan_cmd);
}
