/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show dialogues`: the open CAP dialogues, and the counters of TCAP and the gsmSCF. */
#include <inttypes.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

#define MOST_SHOWN 100

struct shown { struct vty *vty; unsigned n; };

static int show_one(void *priv, const struct scf_dialogue_info *info)
{
	struct shown *shown = priv;
	struct vty *vty = shown->vty;
	char peer[96], served[E164_STR_SIZE], call[CALLID_STR_SIZE];

	if (shown->n++ >= MOST_SHOWN)
		return 1;
	vty_out(vty, "%08x  %-10s  %-14s  %-16s  %s%s", info->id, info->state, callid_print(info->call, call),
		e164_print(info->served, served), sccp_addr_print(info->peer, peer, sizeof(peer)), VTY_NEWLINE);
	return 0;
}

DEFUN(show_dialogues, show_dialogues_cmd, "show dialogues", SHOW_STR "Open CAP dialogues\n")
{
	const struct node *node = node_vty_node();
	struct shown shown = { .vty = vty };

	if (!node->scf)
		return CMD_SUCCESS;
	vty_out(vty, "%u open%s", tcap_dialogue_count(scf_tcap(node->scf)), VTY_NEWLINE);
	if (tcap_dialogue_count(scf_tcap(node->scf)))
		vty_out(vty, "Dialogue  State       Call            Served            Peer%s", VTY_NEWLINE);
	if (scf_dialogues_each(node->scf, show_one, &shown))
		vty_out(vty, "... the first %d are shown%s", MOST_SHOWN, VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_counters, show_counters_cmd, "show counters", SHOW_STR "What TCAP and the gsmSCF have done so far\n")
{
	const struct node *node = node_vty_node();
	const struct tcap *tcap = node->scf ? scf_tcap(node->scf) : NULL;

	for (int i = 0; tcap && i < _TCAP_CTRS; i++)
		vty_out(vty, "tcap %-22s %10" PRIu64 "%s", tcap_counter_name(i), tcap_counter(tcap, i), VTY_NEWLINE);
	for (int i = 0; tcap && i < _TCAP_CTRS; i++)
		vty_out(vty, "map  %-22s %10" PRIu64 "%s", tcap_counter_name(i),
			tcap_counter(scf_map_tcap(node->scf), i), VTY_NEWLINE);
	for (int i = 0; tcap && i < _SCF_CTRS; i++)
		vty_out(vty, "scf  %-22s %10" PRIu64 "%s", scf_counter_name(i), scf_counter(node->scf, i), VTY_NEWLINE);
	return CMD_SUCCESS;
}

void vty_dialogue_init(void)
{
	install_element_ve(&show_dialogues_cmd);
	install_element_ve(&show_counters_cmd);
}
