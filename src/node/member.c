/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Connects and disconnects members of a group. The row in the store is the truth, the node only asks for its change: the same
 * way as for whoever dials the group's code. */
#include <errno.h>
#include <string.h>

#include <mpabx/base.h>

#include "member.h"
#include "node.h"
#include "vty.h"

static int change(struct node *node, const struct fleet_group *g, const struct fleet_member *m, bool connect, const char *author)
{
	/* Also where it is so already: a change of a moment ago may be on its way still. */
	int rc = writer_member_connected(node->writer, g->id, m->line, connect, author);

	return rc == 0 || rc == -EAGAIN ? m->connected != connect : rc;
}

int member_connect(struct node *node, const struct fleet_group *g, const char *who, bool connect, const char *author)
{
	bool all = !strcmp(who, "all"), found = all;
	struct numplan_number number = { 0 };
	int n = 0;

	if (!node->writer)
		return -ENOTCONN;
	if (!all)
		node_vty_number(who, &number);
	for (unsigned i = 0; i < g->num_members; i++) {
		int rc;

		if (!all && (!number.e164 || g->member[i].line != number.e164))
			continue;
		found = true;
		rc = change(node, g, &g->member[i], connect, author);
		if (rc < 0)
			return rc;
		n += rc;
	}
	return found ? n : -ENOENT;
}

const char *member_error(int rc)
{
	switch (rc) {
	case -ENOENT:
		return "no such member in this group";
	case -ENOTCONN:
		return "no spool is configured: the node cannot write to the store";
	default:
		return "the spool is full";
	}
}
