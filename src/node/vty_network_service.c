/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `network NAME`, what its switches and its HLR do: timers, the HLR's own forwarding, charging, questions about phones, the
 * emergency services' numbers. How it writes numbers is vty_network.c. */
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

DEFUN(cfg_no_answer, cfg_no_answer_cmd, "no-answer-timer <1-120> <1-120>",
      "Range of the no-answer timer that its switches take (TNRy); other values become the nearest\n"
      "Least seconds\nMost seconds\n")
{
	struct scf_network *n = vty->index;
	int min = atoi(argv[0]), max = atoi(argv[1]);

	if (min > max) {
		vty_out(vty, "%% no-answer-timer: the least (%d) is above the most (%d)%s", min, max, VTY_NEWLINE);
		return CMD_WARNING;
	}
	n->no_answer_min_s = min;
	n->no_answer_max_s = max;
	return CMD_SUCCESS;
}

static const char *const hlr_words[] = {
	[SCF_HLR_WITHDRAWN] = "withdrawn", [SCF_HLR_MIRRORED] = "mirrored", [SCF_HLR_FOREIGN] = "foreign",
};

DEFUN(cfg_hlr_forwarding, cfg_hlr_forwarding_cmd, "hlr-forwarding (withdrawn|mirrored|foreign)",
      "The HLR's own call forwarding of our lines\nNot provisioned for them\n"
      "Kept in step with ours by the operator's means; the node sends the HLR nothing and takes it as withdrawn\n"
      "Its own: it may divert a call before our timer does\n")
{
	struct scf_network *n = vty->index;

	n->hlr_no_answer_s = 0;
	for (unsigned i = 0; i < ARRAY_SIZE(hlr_words); i++)
		if (!strcmp(argv[0], hlr_words[i]))
			n->hlr_forwarding = i;
	return CMD_SUCCESS;
}

DEFUN(cfg_hlr_foreign, cfg_hlr_foreign_cmd, "hlr-forwarding foreign no-answer <5-120>",
      "The HLR's own call forwarding of our lines\nIts own: it may divert a call before our timer does\n"
      "When it takes a call that nobody answers: our timer ends 2 s before\nSeconds\n")
{
	struct scf_network *n = vty->index;

	n->hlr_forwarding = SCF_HLR_FOREIGN;
	n->hlr_no_answer_s = atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_charging, cfg_charging_cmd, "furnish-charging",
      "Write service and charged party into the switch's record (FurnishChargingInformation, CAP 2 and later)\n")
{
	((struct scf_network *)vty->index)->furnish_charging = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_charging, cfg_no_charging_cmd, "no furnish-charging", NO_STR "Send no FurnishChargingInformation\n")
{
	((struct scf_network *)vty->index)->furnish_charging = false;
	return CMD_SUCCESS;
}

DEFUN(cfg_ask, cfg_ask_cmd, "ask-phone (ati|sri|nobody)",
      "Ask the HLR about a phone where the decision wants to know; needs `global-title`\n"
      "anyTimeInterrogation: idle, busy or not reachable\nsendRoutingInfo: reachable or not\nDo not ask\n")
{
	struct scf_network *n = vty->index;

	n->phone_query = argv[0][0] == 'a' ? SCF_ASK_ATI : argv[0][0] == 's' ? SCF_ASK_SRI : SCF_ASK_NOBODY;
	return CMD_SUCCESS;
}

DEFUN(cfg_hlr, cfg_hlr_cmd, "hlr-title DIGITS",
      "Global title of the HLR that is asked (none: the subscriber's own number)\nInternational E.164 digits\n")
{
	struct scf_network *n = vty->index;
	struct sccp_addr addr;

	if (sccp_addr_from_gt(&addr, argv[0], SCCP_SSN_HLR) < 0) {
		vty_out(vty, "%% hlr-title: 1 to %d digits are expected, not \"%s\"%s", SCCP_GT_MAX_DIGITS, argv[0],
			VTY_NEWLINE);
		return CMD_WARNING;
	}
	osmo_strlcpy(n->hlr_gt, argv[0], sizeof(n->hlr_gt));
	return CMD_SUCCESS;
}

DEFUN(cfg_psap, cfg_psap_cmd, "psap DIGITS",
      "A number from which the emergency services call back: its calls are never touched\nInternational E.164 digits\n")
{
	struct scf_network *n = vty->index;
	e164_t number;

	for (unsigned i = 0; e164_from_digits(argv[0], strlen(argv[0]), &number) == 0 && i < ARRAY_SIZE(n->psap); i++) {
		if (n->psap[i])
			continue;
		n->psap[i] = number;
		return CMD_SUCCESS;
	}
	vty_out(vty, "%% psap: at most %zu numbers of 4 to %d digits with country code, not \"%s\"%s", ARRAY_SIZE(n->psap),
		E164_MAX_DIGITS, argv[0], VTY_NEWLINE);
	return CMD_WARNING;
}

#define ANCHOR_HELP "Send calls that its switches cannot serve alone to a routing number, to be carried on by SIP and media\n"

DEFUN(cfg_anchor, cfg_anchor_cmd, "anchor", ANCHOR_HELP)
{
	struct scf_network *n = vty->index;

	n->anchor = true;
	n->anchor_fixed = E164_NONE;
	return CMD_SUCCESS;
}

DEFUN(cfg_anchor_fixed, cfg_anchor_fixed_cmd, "anchor fixed DIGITS",
      ANCHOR_HELP "Always the same one, told apart by the diversion that it comes with\nOne of `routing-numbers fixed`\n")
{
	struct scf_network *n = vty->index;

	if (e164_from_digits(argv[0], strlen(argv[0]), &n->anchor_fixed) < 0) {
		vty_out(vty, "%% anchor fixed: 4 to %d digits with country code are expected, not \"%s\"%s", E164_MAX_DIGITS,
			argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	n->anchor = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_anchor, cfg_no_anchor_cmd, "no anchor", NO_STR "Serve every call in the switch, as far as that goes\n")
{
	struct scf_network *n = vty->index;

	n->anchor = false;
	n->anchor_fixed = E164_NONE;
	return CMD_SUCCESS;
}

DEFUN(cfg_vlr, cfg_vlr_cmd, "vlr (home|white-zone) DIGITS",
      "Where its subscribers are, by the beginning of the VLR's number\nAt home (none: everywhere)\n"
      "Radio shared with another operator: no calls are anchored there\nInternational E.164 digits\n")
{
	struct scf_network *n = vty->index;
	char (*list)[16] = argv[0][0] == 'h' ? n->home_vlr : n->white_zone;
	size_t length = strspn(argv[1], "0123456789");

	for (unsigned i = 0; !argv[1][length] && length && length < sizeof(list[0]) && i < 8; i++) {
		if (list[i][0])
			continue;
		osmo_strlcpy(list[i], argv[1], sizeof(list[i]));
		return CMD_SUCCESS;
	}
	vty_out(vty, "%% vlr: 1 to 15 digits, at most 8 of a kind; not \"%s\"%s", argv[1], VTY_NEWLINE);
	return CMD_WARNING;
}

void vty_network_service_write(struct vty *vty, const struct scf_network *n)
{
	char digits[E164_STR_SIZE];

	if (n->no_answer_min_s)
		vty_out(vty, " no-answer-timer %u %u%s", n->no_answer_min_s, n->no_answer_max_s, VTY_NEWLINE);
	if (n->hlr_no_answer_s)
		vty_out(vty, " hlr-forwarding foreign no-answer %u%s", n->hlr_no_answer_s, VTY_NEWLINE);
	else if (n->hlr_forwarding)
		vty_out(vty, " hlr-forwarding %s%s", hlr_words[n->hlr_forwarding], VTY_NEWLINE);
	if (n->furnish_charging)
		vty_out(vty, " furnish-charging%s", VTY_NEWLINE);
	if (n->phone_query)
		vty_out(vty, " ask-phone %s%s", n->phone_query == SCF_ASK_ATI ? "ati" : "sri", VTY_NEWLINE);
	if (n->hlr_gt[0])
		vty_out(vty, " hlr-title %s%s", n->hlr_gt, VTY_NEWLINE);
	if (n->anchor_fixed)
		vty_out(vty, " anchor fixed %s%s", (e164_to_digits(n->anchor_fixed, digits), digits), VTY_NEWLINE);
	else if (n->anchor)
		vty_out(vty, " anchor%s", VTY_NEWLINE);
	for (unsigned i = 0; i < ARRAY_SIZE(n->home_vlr) && n->home_vlr[i][0]; i++)
		vty_out(vty, " vlr home %s%s", n->home_vlr[i], VTY_NEWLINE);
	for (unsigned i = 0; i < ARRAY_SIZE(n->white_zone) && n->white_zone[i][0]; i++)
		vty_out(vty, " vlr white-zone %s%s", n->white_zone[i], VTY_NEWLINE);
	for (unsigned i = 0; i < ARRAY_SIZE(n->psap) && n->psap[i]; i++) {
		e164_to_digits(n->psap[i], digits);
		vty_out(vty, " psap %s%s", digits, VTY_NEWLINE);
	}
}

void vty_network_service_init(void)
{
	install_element(NETWORK_NODE, &cfg_no_answer_cmd);
	install_element(NETWORK_NODE, &cfg_hlr_forwarding_cmd);
	install_element(NETWORK_NODE, &cfg_hlr_foreign_cmd);
	install_element(NETWORK_NODE, &cfg_charging_cmd);
	install_element(NETWORK_NODE, &cfg_no_charging_cmd);
	install_element(NETWORK_NODE, &cfg_ask_cmd);
	install_element(NETWORK_NODE, &cfg_hlr_cmd);
	install_element(NETWORK_NODE, &cfg_psap_cmd);
	install_element(NETWORK_NODE, &cfg_anchor_cmd);
	install_element(NETWORK_NODE, &cfg_anchor_fixed_cmd);
	install_element(NETWORK_NODE, &cfg_no_anchor_cmd);
	install_element(NETWORK_NODE, &cfg_vlr_cmd);
}
