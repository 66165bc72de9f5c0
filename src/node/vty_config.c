/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx`: what the node is made from. Read at start; a change by VTY counts after `write file` and a restart. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

static struct cmd_node mpabx_node = { .node = MPABX_NODE, .prompt = "%s(config-mpabx)# ", .vtysh = 1 };

DEFUN(cfg_mpabx, cfg_mpabx_cmd, "mpabx", "Configure the node\n")
{
	vty->node = MPABX_NODE;
	return CMD_SUCCESS;
}

DEFUN(cfg_store, cfg_store_cmd, "store URL",
      "Where fleets and lines are kept\nsqlite:PATH of the database file, or postgresql://USER@HOST/DATABASE\n")
{
	struct node_config *cfg = &node_vty_node()->cfg;

	/* libosmovty prints a file's line that is refused, and this one may hold a password: node_start() refuses it then. */
	bool refuse = vty->type != VTY_FILE || strncmp(argv[0], "postgres", 8);

	if ((refuse && store_url_check(argv[0]) < 0) || strlen(argv[0]) >= sizeof(cfg->store_url)) {
		vty_out(vty, "%% store: sqlite:PATH or postgresql://USER@HOST/DATABASE is expected, in less than %zu characters%s",
			sizeof(cfg->store_url), VTY_NEWLINE);
		return CMD_WARNING;
	}
	osmo_strlcpy(cfg->store_url, argv[0], sizeof(cfg->store_url));
	return CMD_SUCCESS;
}

DEFUN(cfg_gt, cfg_gt_cmd, "global-title DIGITS",
      "The node's own SCCP address: later messages of a dialogue come to it\nInternational E.164 digits\n")
{
	struct node_config *cfg = &node_vty_node()->cfg;
	struct sccp_addr addr;

	if (sccp_addr_from_gt(&addr, argv[0], SCCP_SSN_CAP) < 0) {
		vty_out(vty, "%% global-title: 1 to %d digits are expected, not \"%s\"%s", SCCP_GT_MAX_DIGITS, argv[0],
			VTY_NEWLINE);
		return CMD_WARNING;
	}
	osmo_strlcpy(cfg->global_title, argv[0], sizeof(cfg->global_title));
	return CMD_SUCCESS;
}

/* What sccp_add_local_gt() takes: said here, where the line is known, not when the node starts. */
static bool is_title(const char *text)
{
	size_t n = strspn(text, "0123456789abcdef");
	bool prefix = text[n] == '*';

	return !text[n + prefix] && n <= SCCP_GT_MAX_DIGITS && (n || prefix);
}

DEFUN(cfg_local_gt, cfg_local_gt_cmd, "accept-title DIGITS",
      "Accept calls routed on this called global title (none configured: any)\nDigits, * at the end for a prefix\n")
{
	struct node_config *cfg = &node_vty_node()->cfg;

	if (cfg->num_local_gt >= NODE_MAX_LOCAL_GT || !is_title(argv[0])) {
		vty_out(vty, "%% accept-title: at most %d, of 1 to %d digits, * at the end for a prefix; not \"%s\"%s",
			NODE_MAX_LOCAL_GT, SCCP_GT_MAX_DIGITS, argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	osmo_strlcpy(cfg->local_gt[cfg->num_local_gt++], argv[0], sizeof(cfg->local_gt[0]));
	return CMD_SUCCESS;
}

DEFUN(cfg_max_dialogues, cfg_max_dialogues_cmd, "max-dialogues <100-1000000>",
      "Dialogues open at once; past it a TC-BEGIN gets resource limitation\nNumber\n")
{
	node_vty_node()->cfg.max_dialogues = atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_activity, cfg_activity_cmd, "activity-test <0-86400>",
      "Ask ActivityTest of a dialogue that is silent for so long\nSeconds, 0 = never\n")
{
	node_vty_node()->cfg.activity_test_s = atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_emergency, cfg_emergency_cmd, "emergency-callback <1-86400>",
      "Leave calls to a line untouched for so long after it called an emergency number\nSeconds\n")
{
	node_vty_node()->cfg.emergency_callback_s = atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_language, cfg_language_cmd, "language (fr|en)", "Language of the sentences in `show`\nFrench\nEnglish\n")
{
	node_vty_node()->cfg.language = argv[0][0] == 'f' ? DECIDE_FR : DECIDE_EN;
	return CMD_SUCCESS;
}

static int write_mpabx(struct vty *vty)
{
	const struct node_config *cfg = &node_vty_node()->cfg;

	vty_out(vty, "mpabx%s", VTY_NEWLINE);
	if (cfg->store_url[0])
		vty_out(vty, " store %s%s", cfg->store_url, VTY_NEWLINE);
	if (cfg->global_title[0])
		vty_out(vty, " global-title %s%s", cfg->global_title, VTY_NEWLINE);
	for (unsigned i = 0; i < cfg->num_local_gt; i++)
		vty_out(vty, " accept-title %s%s", cfg->local_gt[i], VTY_NEWLINE);
	if (cfg->max_dialogues)
		vty_out(vty, " max-dialogues %u%s", cfg->max_dialogues, VTY_NEWLINE);
	vty_out(vty, " activity-test %u%s", cfg->activity_test_s, VTY_NEWLINE);
	vty_out(vty, " emergency-callback %u%s", cfg->emergency_callback_s, VTY_NEWLINE);
	vty_out(vty, " language %s%s", cfg->language == DECIDE_FR ? "fr" : "en", VTY_NEWLINE);
	vty_spool_write(vty);
	vty_trace_write(vty);
	vty_imrn_write(vty);
	vty_metrics_write(vty);
	vty_screen_write(vty);
	return CMD_SUCCESS;
}

void vty_config_init(void)
{
	install_node(&mpabx_node, write_mpabx);
	install_element(CONFIG_NODE, &cfg_mpabx_cmd);
	install_element(MPABX_NODE, &cfg_store_cmd);
	install_element(MPABX_NODE, &cfg_gt_cmd);
	install_element(MPABX_NODE, &cfg_local_gt_cmd);
	install_element(MPABX_NODE, &cfg_max_dialogues_cmd);
	install_element(MPABX_NODE, &cfg_activity_cmd);
	install_element(MPABX_NODE, &cfg_emergency_cmd);
	install_element(MPABX_NODE, &cfg_language_cmd);
}
