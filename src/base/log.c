/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Log categories, one a room, for libosmocore's logging; levels and targets are set in the VTY as everywhere in Osmocom. */

#include <osmocom/core/application.h>
#include <osmocom/core/utils.h>

#include <mpabx/base/log.h>

#define CATEGORY(index, title, text) \
	[index] = { .name = title, .description = text, .enabled = 1, .loglevel = LOGL_NOTICE }

static const struct log_info_cat categories[_DCATEGORIES] = {
	CATEGORY(DMTP, "DMTP", "MTP: links to the signalling network"),
	CATEGORY(DSCCP, "DSCCP", "SCCP: addresses, segments, returned messages"),
	CATEGORY(DTCAP, "DTCAP", "TCAP: transactions and components"),
	CATEGORY(DCAP, "DCAP", "CAP and MAP operations"),
	CATEGORY(DSCF, "DSCF", "gsmSCF: CAMEL dialogues"),
	CATEGORY(DCALL, "DCALL", "Calls, legs and records"),
	CATEGORY(DDECIDE, "DDECIDE", "Decisions and their reasons"),
	CATEGORY(DFLEET, "DFLEET", "Fleets and lines in memory"),
	CATEGORY(DSTORE, "DSTORE", "The store"),
	CATEGORY(DNODE, "DNODE", "The node: start, stop, wiring"),
	CATEGORY(DSIM, "DSIM", "The simulator"),
	CATEGORY(DSIP, "DSIP", "SIP: transactions, dialogs, peers"),
	CATEGORY(DSIPUA, "DSIPUA", "SIP calls: legs, plans, descriptions"),
	CATEGORY(DMGCP, "DMGCP", "MGCP: transactions between node and media"),
	CATEGORY(DMEDIA, "DMEDIA", "Media: endpoints, connections, RTP"),
};

const struct log_info mpabx_log_info = {
	.cat = categories,
	.num_cat = ARRAY_SIZE(categories),
};

int mpabx_log_init(void *ctx)
{
	return osmo_init_logging2(ctx, &mpabx_log_info);
}
