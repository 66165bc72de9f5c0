/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routing numbers (IMRN): the node's range, and `show imrn`: what is on its way to them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

#define ROUTING_STR "Numbers to which calls are sent that SIP and media carry on: a range that the network leads to this node\n"

DEFUN(cfg_routing, cfg_routing_cmd, "routing-numbers DIGITS <1-100000>",
      ROUTING_STR "The first, international E.164 digits\nHow many\n")
{
	struct call_route_config *routes = &node_vty_node()->cfg.routes;
	e164_t first;

	if (e164_from_digits(argv[0], strlen(argv[0]), &first) < 0) {
		vty_out(vty, "%% routing-numbers: 4 to %d digits with country code are expected, not \"%s\"%s", E164_MAX_DIGITS,
			argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	routes->first = first;
	routes->count = (uint32_t)atoi(argv[1]);
	return CMD_SUCCESS;
}

DEFUN(cfg_routing_fixed, cfg_routing_fixed_cmd, "routing-numbers fixed DIGITS <1-100000>",
      ROUTING_STR "Fixed ones, for `anchor fixed` and for networks that divert to us by themselves: whose call it is stands in the "
      "diversion\nThe first, international E.164 digits\nHow many\n")
{
	struct call_route_config *routes = &node_vty_node()->cfg.routes;
	e164_t first;

	if (e164_from_digits(argv[0], strlen(argv[0]), &first) < 0) {
		vty_out(vty, "%% routing-numbers fixed: 4 to %d digits with country code are expected, not \"%s\"%s",
			E164_MAX_DIGITS, argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	routes->fixed_first = first;
	routes->fixed_count = (uint32_t)atoi(argv[1]);
	return CMD_SUCCESS;
}

DEFUN(cfg_no_routing, cfg_no_routing_cmd, "no routing-numbers", NO_STR ROUTING_STR)
{
	memset(&node_vty_node()->cfg.routes, 0, sizeof(node_vty_node()->cfg.routes));
	return CMD_SUCCESS;
}

DEFUN(cfg_routing_time, cfg_routing_time_cmd, "routing-numbers (wait|guard) <1-300>",
      ROUTING_STR "How long a call may take to arrive at its number\nRest of a number before it serves again\nSeconds\n")
{
	struct call_route_config *routes = &node_vty_node()->cfg.routes;

	*(argv[0][0] == 'w' ? &routes->wait_s : &routes->guard_s) = (uint32_t)atoi(argv[1]);
	return CMD_SUCCESS;
}

void vty_imrn_write(struct vty *vty)
{
	const struct call_route_config *routes = &node_vty_node()->cfg.routes;
	char digits[E164_STR_SIZE];

	if (routes->count) {
		e164_to_digits(routes->first, digits);
		vty_out(vty, " routing-numbers %s %u%s", digits, routes->count, VTY_NEWLINE);
	}
	if (routes->fixed_count) {
		e164_to_digits(routes->fixed_first, digits);
		vty_out(vty, " routing-numbers fixed %s %u%s", digits, routes->fixed_count, VTY_NEWLINE);
	}
	if (routes->wait_s)
		vty_out(vty, " routing-numbers wait %u%s", routes->wait_s, VTY_NEWLINE);
	if (routes->guard_s)
		vty_out(vty, " routing-numbers guard %u%s", routes->guard_s, VTY_NEWLINE);
}

static int show_one(void *priv, const struct scf_anchored_info *info)
{
	char number[E164_STR_SIZE], served[E164_STR_SIZE], calling[E164_STR_SIZE], id[CALLID_STR_SIZE];
	struct vty *vty = priv;

	vty_out(vty, "  %-16s call %s, from %s, served %s%s", e164_print(info->number, number), callid_print(info->call, id),
		e164_print(info->calling, calling), e164_print(info->served, served), VTY_NEWLINE);
	return 0;
}

static void show_range(struct vty *vty, e164_t first, uint32_t count)
{
	char from[E164_STR_SIZE], to[E164_STR_SIZE];

	vty_out(vty, "%s %s %s", e164_print(first, from), vty_word("à", "to"), e164_print(first + count - 1, to));
}

DEFUN(show_imrn, show_imrn_cmd, "show imrn", SHOW_STR "Routing numbers: the range, what is on its way to them\n")
{
	const struct node *node = node_vty_node();
	const struct call_route_config *routes = &node->cfg.routes;

	if (!node->scf || (!routes->count && !routes->fixed_count)) {
		vty_out(vty, "%s%s", vty_word("pas de plage (routing-numbers)", "no range (routing-numbers)"), VTY_NEWLINE);
		return CMD_SUCCESS;
	}
	if (routes->fixed_count) {
		show_range(vty, routes->fixed_first, routes->fixed_count);
		vty_out(vty, ": %s%s", vty_word("fixes", "fixed"), VTY_NEWLINE);
	}
	show_range(vty, routes->count ? routes->first : routes->fixed_first, routes->count ? routes->count : routes->fixed_count);
	vty_out(vty, ": %u %s%s", call_route_count(node->calls), vty_word("attendus", "awaited"), VTY_NEWLINE);
	vty_out(vty, "%s %" PRIu64 ", %s %" PRIu64 ", %s %" PRIu64 ", %s %" PRIu64 "%s", vty_word("envoyés", "sent"),
		scf_counter(node->scf, SCF_CTR_ANCHORED), vty_word("arrivés", "arrived"),
		scf_counter(node->scf, SCF_CTR_ANCHOR_ARRIVED), vty_word("revenus", "did not arrive"),
		scf_counter(node->scf, SCF_CTR_ANCHOR_FAILED), vty_word("sans numéro libre", "none was free"),
		scf_counter(node->scf, SCF_CTR_ANCHOR_FULL), VTY_NEWLINE);
	scf_anchored_each(node->scf, show_one, vty);
	return CMD_SUCCESS;
}

void vty_imrn_init(void)
{
	install_element_ve(&show_imrn_cmd);
	install_element(MPABX_NODE, &cfg_routing_cmd);
	install_element(MPABX_NODE, &cfg_routing_fixed_cmd);
	install_element(MPABX_NODE, &cfg_no_routing_cmd);
	install_element(MPABX_NODE, &cfg_routing_time_cmd);
}
