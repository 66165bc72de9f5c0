/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `metrics bind`: where Prometheus asks. Read at start. */
#include <arpa/inet.h>
#include <stdlib.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

#define METRICS_STR "Counters and gauges for Prometheus, over HTTP\n"

DEFUN(cfg_metrics, cfg_metrics_cmd, "metrics bind ADDR <1-65535>",
      METRICS_STR "Serve /metrics\nOwn address, IPv4 or IPv6: who reaches it may read\nTCP port\n")
{
	struct node_config *cfg = &node_vty_node()->cfg;
	uint8_t address[16];

	if (inet_pton(AF_INET, argv[0], address) != 1 && inet_pton(AF_INET6, argv[0], address) != 1) {
		vty_out(vty, "%% metrics: an IP address is expected, not \"%s\"%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	osmo_strlcpy(cfg->metrics_address, argv[0], sizeof(cfg->metrics_address));
	cfg->metrics_port = (uint16_t)atoi(argv[1]);
	return CMD_SUCCESS;
}

DEFUN(cfg_no_metrics, cfg_no_metrics_cmd, "no metrics bind", NO_STR METRICS_STR "Do not serve them\n")
{
	node_vty_node()->cfg.metrics_address[0] = '\0';
	return CMD_SUCCESS;
}

void vty_metrics_write(struct vty *vty)
{
	const struct node_config *cfg = &node_vty_node()->cfg;

	if (cfg->metrics_address[0])
		vty_out(vty, " metrics bind %s %u%s", cfg->metrics_address, cfg->metrics_port, VTY_NEWLINE);
}

void vty_metrics_init(void)
{
	install_element(MPABX_NODE, &cfg_metrics_cmd);
	install_element(MPABX_NODE, &cfg_no_metrics_cmd);
}
