/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `media`: the media programs, read at start; `show media`. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "counters.h"
#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

static struct cmd_node media_node = { .node = MEDIA_NODE, .prompt = "%s(config-media)# ", .vtysh = 1 };

static struct node_media_config *config(void)
{
	return &node_vty_node()->cfg.media;
}

DEFUN(cfg_media, cfg_media_cmd, "media", "Configure the media programs\n")
{
	vty->node = MEDIA_NODE;
	return CMD_SUCCESS;
}

DEFUN(cfg_media_bind, cfg_media_bind_cmd, "bind ADDRESS <1-65535>", "Our end of MGCP\nNumeric address\nPort\n")
{
	if (strlen(argv[0]) >= sizeof(config()->address))
		return CMD_WARNING;
	osmo_strlcpy(config()->address, argv[0], sizeof(config()->address));
	config()->port = (uint16_t)atoi(argv[1]);
	return CMD_SUCCESS;
}

DEFUN(cfg_media_silent, cfg_media_silent_cmd, "silent-after <5-3600>",
      "A call of which no sound comes any more ends after so long\nSeconds\n")
{
	config()->silent_s = (uint32_t)atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_media_program, cfg_media_program_cmd, "program NAME ADDRESS <1-65535> DOMAIN",
      "A media program\nIts name here\nNumeric address of its MGCP\nPort\nIts domain: what stands behind @ in its endpoints\n")
{
	struct node_media_config *cfg = config();

	if (cfg->num == NODE_MAX_MEDIA || strlen(argv[0]) >= sizeof(cfg->program[0].name) ||
	    strlen(argv[1]) >= sizeof(cfg->program[0].address) || strlen(argv[3]) >= sizeof(cfg->program[0].domain)) {
		vty_out(vty, "%% program: at most %d, and shorter words%s", NODE_MAX_MEDIA, VTY_NEWLINE);
		return CMD_WARNING;
	}
	osmo_strlcpy(cfg->program[cfg->num].name, argv[0], sizeof(cfg->program[0].name));
	osmo_strlcpy(cfg->program[cfg->num].address, argv[1], sizeof(cfg->program[0].address));
	osmo_strlcpy(cfg->program[cfg->num].domain, argv[3], sizeof(cfg->program[0].domain));
	cfg->program[cfg->num++].port = (uint16_t)atoi(argv[2]);
	return CMD_SUCCESS;
}

static int write_media(struct vty *vty)
{
	const struct node_media_config *cfg = config();

	if (!cfg->num && !cfg->address[0])
		return CMD_SUCCESS;
	vty_out(vty, "media%s", VTY_NEWLINE);
	if (cfg->address[0])
		vty_out(vty, " bind %s %u%s", cfg->address, cfg->port, VTY_NEWLINE);
	if (cfg->silent_s)
		vty_out(vty, " silent-after %u%s", cfg->silent_s, VTY_NEWLINE);
	for (unsigned i = 0; i < cfg->num; i++)
		vty_out(vty, " program %s %s %u %s%s", cfg->program[i].name, cfg->program[i].address, cfg->program[i].port,
			cfg->program[i].domain, VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_media, show_media_cmd, "show media", SHOW_STR "Media programs and what they carry\n")
{
	const struct node *node = node_vty_node();
	struct mediactl_gateway_state g;

	if (!node->media) {
		vty_out(vty, "No media program is configured: `program` under `media`%s", VTY_NEWLINE);
		return CMD_SUCCESS;
	}
	for (unsigned i = 0; mediactl_gateway(node->media, i, &g); i++)
		vty_out(vty, "program %-16s %s, %u calls, %" PRIu64 " restarts, %" PRIu64 " refusals%s", g.name,
			g.alive ? "answers" : "is silent", g.pairs, g.restarts, g.failed, VTY_NEWLINE);
	return CMD_SUCCESS;
}

static void show_counter(void *priv, const struct counter_info *info)
{
	struct vty *vty = priv;

	if (!strcmp(info->prefix, "media"))
		vty_out(vty, "%10" PRIu64 "  %-20s  %s%s", info->value, info->name, info->help, VTY_NEWLINE);
}

DEFUN(show_media_counters, show_media_counters_cmd, "show media counters",
      SHOW_STR "Media programs\nWhat was counted since the start\n")
{
	counters_each(node_vty_node(), show_counter, vty);
	return CMD_SUCCESS;
}

void vty_media_init(void)
{
	install_node(&media_node, write_media);
	install_element(CONFIG_NODE, &cfg_media_cmd);
	install_element(MEDIA_NODE, &cfg_media_bind_cmd);
	install_element(MEDIA_NODE, &cfg_media_silent_cmd);
	install_element(MEDIA_NODE, &cfg_media_program_cmd);
	install_element_ve(&show_media_cmd);
	install_element_ve(&show_media_counters_cmd);
}
