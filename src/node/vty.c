/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Puts the node's VTY together from its objects' files. */
#include <stdio.h>

#include "node.h"
#include "vty.h"

static struct node *the_node;

struct node *node_vty_node(void)
{
	return the_node;
}

const char *vty_word(const char *fr, const char *en)
{
	return the_node->cfg.language == DECIDE_FR ? fr : en;
}

void node_vty_number(const char *text, struct numplan_number *ret)
{
	const struct numplan *np = fleet_default_numplan(the_node->snap);
	char plus[DIGITS_SIZE + 1];

	numplan_read(np, text, ret);
	if (ret->kind != NUMPLAN_INVALID || *text == '+')
		return;
	snprintf(plus, sizeof(plus), "+%s", text);
	numplan_read(np, plus, ret);
}

void node_vty_init(struct node *node)
{
	the_node = node;
	vty_config_init();
	vty_network_init();
	vty_screen_init();
	vty_link_init();
	vty_dialogue_init();
	vty_call_init();
	vty_line_init();
	vty_fleet_init();
	vty_plan_init();
	vty_group_init();
	vty_drain_init();
	vty_spool_init();
	vty_trace_init();
	vty_imrn_init();
	vty_metrics_init();
	vty_sip_init();
	vty_media_init();
}
