/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `network NAME`: how one network speaks to us. Read at start. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

static struct cmd_node network_node = { .node = NETWORK_NODE, .prompt = "%s(config-network)# ", .vtysh = 1 };

static struct scf_network *network_find_or_new(struct node_config *cfg, const char *name)
{
	for (unsigned i = 0; i < cfg->num_networks; i++)
		if (!strcmp(cfg->network[i].name, name))
			return &cfg->network[i];
	if (cfg->num_networks >= ARRAY_SIZE(cfg->network) || strlen(name) >= sizeof(cfg->network[0].name))
		return NULL;
	osmo_strlcpy(cfg->network[cfg->num_networks].name, name, sizeof(cfg->network[0].name));
	cfg->network[cfg->num_networks].numbers.out_nai = 4;
	return &cfg->network[cfg->num_networks++];
}

DEFUN(cfg_network, cfg_network_cmd, "network NAME", "Configure a network whose switches ask us\nIts name\n")
{
	struct scf_network *network = network_find_or_new(&node_vty_node()->cfg, argv[0]);

	if (!network) {
		vty_out(vty, "%% network: at most 16, names of at most 31 characters%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	vty->index = network;
	vty->node = NETWORK_NODE;
	return CMD_SUCCESS;
}

/* Adds digits to a list of fixed strings that "" ends. */
static int add_digits(struct vty *vty, char *list, size_t size, unsigned count, const char *digits)
{
	size_t n = strspn(digits, "0123456789");

	for (unsigned i = 0; !digits[n] && n && n < size && i < count; i++, list += size) {
		if (list[0])
			continue;
		osmo_strlcpy(list, digits, size);
		return CMD_SUCCESS;
	}
	vty_out(vty, "%% 1 to %zu digits are expected, and at most %u of them; not \"%s\"%s", size - 1, count, digits,
		VTY_NEWLINE);
	return CMD_WARNING;
}

DEFUN(cfg_gt_prefix, cfg_gt_prefix_cmd, "gt-prefix DIGITS",
      "Calling titles of this network's switches (none: the default network); longest wins\nDigits\n")
{
	struct scf_network *n = vty->index;

	return add_digits(vty, n->gt_prefix[0], sizeof(n->gt_prefix[0]), ARRAY_SIZE(n->gt_prefix), argv[0]);
}

DEFUN(cfg_key, cfg_key_cmd, "service-key (made|received) <1-2147483647>",
      "A CAMEL service key of our option\nCalls that our lines make (O-CSI)\nCalls to our lines (T-CSI, N-CSI)\nKey\n")
{
	struct scf_network *n = vty->index;
	uint32_t *keys = argv[0][0] == 'm' ? n->service_key_made : n->service_key_received;

	for (unsigned i = 0; i < 4; i++) {
		if (!keys[i]) {
			keys[i] = strtoul(argv[1], NULL, 10);
			return CMD_SUCCESS;
		}
	}
	vty_out(vty, "%% service-key: at most 4 a side%s", VTY_NEWLINE);
	return CMD_WARNING;
}

static const struct { const char *word; uint8_t nai; } nai_words[] = {
	{ "international", 4 }, { "national", 3 }, { "unknown", 2 },
};

DEFUN(cfg_numbers, cfg_numbers_cmd, "numbers (international|national|unknown)",
      "Form of the numbers that we send\nE.164 with country code\nNational significant number\nAs dialled, with trunk prefix\n")
{
	struct scf_network *n = vty->index;

	for (unsigned i = 0; i < ARRAY_SIZE(nai_words); i++)
		if (!strcmp(argv[0], nai_words[i].word))
			n->numbers.out_nai = nai_words[i].nai;
	return CMD_SUCCESS;
}

DEFUN(cfg_numbers_prefix, cfg_numbers_prefix_cmd, "numbers prefix DIGITS",
      "Form of the numbers that we send\nRouting prefix before the digits\nDigits\n")
{
	struct scf_network *n = vty->index;

	n->numbers.out_prefix[0] = '\0';
	return add_digits(vty, n->numbers.out_prefix, sizeof(n->numbers.out_prefix), 1, argv[0]);
}

DEFUN(cfg_portability, cfg_portability_cmd, "strip (portability|carrier) DIGITS",
      "Digits that this network puts before numbers, and that do not count\nNumber portability prefix\n"
      "Carrier selection code\nDigits\n")
{
	struct scf_network *n = vty->index;
	char *list = argv[0][0] == 'p' ? n->numbers.portability_prefix[0] : n->numbers.carrier_prefix[0];

	return add_digits(vty, list, sizeof(n->numbers.carrier_prefix[0]), 4, argv[1]);
}

DEFUN(cfg_monitor, cfg_monitor_cmd, "monitor",
      "Arm answer, failures and disconnect on the calls that we connect: their records have times\n")
{
	((struct scf_network *)vty->index)->monitor = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_monitor, cfg_no_monitor_cmd, "no monitor", NO_STR "End the dialogue with the Connect\n")
{
	((struct scf_network *)vty->index)->monitor = false;
	return CMD_SUCCESS;
}

DEFUN(cfg_count, cfg_count_cmd, "count-diverted",
      "Watch diverted calls to their end, so that toll fraud limits count them (the default)\n")
{
	((struct scf_network *)vty->index)->uncounted = false;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_count, cfg_no_count_cmd, "no count-diverted",
      NO_STR "End the dialogue of a plain diversion with its Connect: only fleets with limits of their own are counted\n")
{
	((struct scf_network *)vty->index)->uncounted = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_limit, cfg_limit_cmd, "redirection-limit <1-5>", "Diversions after which nothing more is diverted\nNumber\n")
{
	((struct scf_network *)vty->index)->redirection_limit = atoi(argv[0]);
	return CMD_SUCCESS;
}

static void write_strings(struct vty *vty, const char *command, const char *list, size_t size, unsigned count)
{
	for (unsigned i = 0; i < count && list[0]; i++, list += size)
		vty_out(vty, " %s %s%s", command, list, VTY_NEWLINE);
}

static void write_one(struct vty *vty, const struct scf_network *n)
{
	vty_out(vty, "network %s%s", n->name, VTY_NEWLINE);
	write_strings(vty, "gt-prefix", n->gt_prefix[0], sizeof(n->gt_prefix[0]), ARRAY_SIZE(n->gt_prefix));
	for (unsigned i = 0; i < 4 && n->service_key_made[i]; i++)
		vty_out(vty, " service-key made %u%s", n->service_key_made[i], VTY_NEWLINE);
	for (unsigned i = 0; i < 4 && n->service_key_received[i]; i++)
		vty_out(vty, " service-key received %u%s", n->service_key_received[i], VTY_NEWLINE);
	for (unsigned i = 0; i < ARRAY_SIZE(nai_words); i++)
		if (n->numbers.out_nai == nai_words[i].nai)
			vty_out(vty, " numbers %s%s", nai_words[i].word, VTY_NEWLINE);
	if (n->numbers.out_prefix[0])
		vty_out(vty, " numbers prefix %s%s", n->numbers.out_prefix, VTY_NEWLINE);
	write_strings(vty, "strip portability", n->numbers.portability_prefix[0],
		      sizeof(n->numbers.portability_prefix[0]), 4);
	write_strings(vty, "strip carrier", n->numbers.carrier_prefix[0], sizeof(n->numbers.carrier_prefix[0]), 4);
	if (n->monitor)
		vty_out(vty, " monitor%s", VTY_NEWLINE);
	if (n->uncounted)
		vty_out(vty, " no count-diverted%s", VTY_NEWLINE);
	if (n->redirection_limit)
		vty_out(vty, " redirection-limit %u%s", n->redirection_limit, VTY_NEWLINE);
	vty_network_service_write(vty, n);
}

static int write_networks(struct vty *vty)
{
	const struct node_config *cfg = &node_vty_node()->cfg;

	for (unsigned i = 0; i < cfg->num_networks; i++)
		write_one(vty, &cfg->network[i]);
	return CMD_SUCCESS;
}

void vty_network_init(void)
{
	install_node(&network_node, write_networks);
	install_element(CONFIG_NODE, &cfg_network_cmd);
	install_element(NETWORK_NODE, &cfg_gt_prefix_cmd);
	install_element(NETWORK_NODE, &cfg_key_cmd);
	install_element(NETWORK_NODE, &cfg_numbers_cmd);
	install_element(NETWORK_NODE, &cfg_numbers_prefix_cmd);
	install_element(NETWORK_NODE, &cfg_portability_cmd);
	install_element(NETWORK_NODE, &cfg_monitor_cmd);
	install_element(NETWORK_NODE, &cfg_no_monitor_cmd);
	install_element(NETWORK_NODE, &cfg_count_cmd);
	install_element(NETWORK_NODE, &cfg_no_count_cmd);
	install_element(NETWORK_NODE, &cfg_limit_cmd);
	vty_network_service_init();
}
