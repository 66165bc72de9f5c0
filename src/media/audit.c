/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* AUEP and AUCX (RFC 3435 2.3.10, 2.3.11): what the call agent asks after a restart of its own, and each few seconds to know
 * that we are here. X-Life tells our restart: another value, and what was before is gone. */
#include <inttypes.h>
#include <string.h>

#include "gateway.h"

#define MAX_NAMES 60	/* endpoints in one answer: the next ones are asked for by the last one's name */

static bool wants(const struct mgcp_message *m, const char *what)
{
	struct mgcp_text list = mgcp_value(m, "F"), item;

	while (mgcp_list_next(&list, ',', &item))
		if (mgcp_text_is(item, what))
			return true;
	return false;
}

/* Endpoints in use after the one that Z: names; ZM: how many there are in all (RFC 3435 3.2.2.16, 17). */
static void audit_all(struct gateway *g, const struct mgcp_message *m, struct mgcp_writer *w)
{
	struct mgcp_text after = mgcp_value(m, "Z"), word;
	uint32_t from = 0, in_use = 0, listed = 0;
	char name[96];

	if (after.n && (!mgcp_list_next(&after, '/', &word) || mgcp_text_number(after, UINT32_MAX, &from) < 0)) {
		mgcp_write_response(w, 510, m->transaction, NULL);
		return;
	}
	mgcp_write_response(w, 200, m->transaction, NULL);
	mgcp_write(w, "X-Life: %" PRIX64 "\r\n", g->life);
	for (uint32_t i = 0; i < g->num_endpoints; i++) {
		struct endpoint *ep = &g->endpoints[i];

		if (!ep->used)
			continue;
		in_use++;
		if (ep->kind != ENDPOINT_PAIR || ep->number <= from || listed == MAX_NAMES)
			continue;
		mgcp_write(w, "%s%s", listed++ ? ", " : "Z: ", endpoint_name(g, ep, name));
	}
	mgcp_write(w, "%sZM: %u\r\n", listed ? "\r\n" : "", in_use);
}

static void write_capabilities(struct mgcp_writer *w)
{
	mgcp_write(w, "A: a:PCMA;PCMU;telephone-event, p:20, v:A;D;G;L;R;X-PBX, "
		      "m:sendrecv;sendonly;recvonly;inactive\r\n");
}

void command_auep(struct gateway *g, const struct mgcp_message *m, struct mgcp_writer *w)
{
	struct endpoint *ep = NULL;
	enum endpoint_kind kind;
	const char *comma = "";
	bool wild;
	int rc;

	if (mgcp_text_is(m->endpoint, "*") || mgcp_text_is(m->endpoint, "pr/*")) {
		audit_all(g, m, w);
		return;
	}
	rc = endpoint_lookup(g, m, &ep, &kind, &wild);
	if (rc || wild) {
		mgcp_write_response(w, rc ? (uint16_t)rc : 500, m->transaction, NULL);
		return;
	}
	mgcp_write_response(w, 200, m->transaction, NULL);
	mgcp_write(w, "X-Life: %" PRIX64 "\r\n", g->life);
	if (wants(m, "A"))
		write_capabilities(w);
	if (wants(m, "Z")) {
		char name[96];

		mgcp_write(w, "Z: %s\r\n", endpoint_name(g, ep, name));
	}
	if (wants(m, "X") && *ep->request_id)
		mgcp_write(w, "X: %s\r\n", ep->request_id);
	if (wants(m, "C") && *ep->call_id)
		mgcp_write(w, "C: %s\r\n", ep->call_id);
	if (!wants(m, "I"))
		return;
	mgcp_write(w, "I: ");
	for (unsigned s = 0; s < ep->num_sides; s++) {
		if (!ep->conn[s]->id)
			continue;
		mgcp_write(w, "%s%X", comma, ep->conn[s]->id);
		comma = ",";
	}
	mgcp_write(w, "\r\n");
}

static const char *mode_name(const struct conn *c)
{
	return c->may_send ? c->may_receive ? "sendrecv" : "sendonly" : c->may_receive ? "recvonly" : "inactive";
}

void command_aucx(struct gateway *g, const struct mgcp_message *m, struct mgcp_writer *w)
{
	struct endpoint *ep = NULL;
	enum endpoint_kind kind;
	struct conn *c = NULL;
	bool wild;
	int rc = endpoint_lookup(g, m, &ep, &kind, &wild);

	if (!rc && !wild)
		c = connection_lookup(g, ep, mgcp_value(m, "I"));
	if (rc || !c) {
		mgcp_write_response(w, rc ? (uint16_t)rc : 515, m->transaction, NULL);
		return;
	}
	mgcp_write_response(w, 200, m->transaction, NULL);
	if (wants(m, "C"))
		mgcp_write(w, "C: %s\r\n", ep->call_id);
	if (wants(m, "M"))
		mgcp_write(w, "M: %s\r\n", mode_name(c));
	if (wants(m, "P"))
		mgcp_write(w, "P: PS=%" PRIu64 ", OS=%" PRIu64 ", PR=%" PRIu64 ", OR=%" PRIu64 "\r\n", c->tx.packets,
			   c->tx.octets, c->rx.packets, c->rx.octets);
	mgcp_write(w, "X-Joined: %X\r\n", c->peer ? c->peer->id : 0);
	if (wants(m, "LC"))
		write_local(g, c, w);
	else if (wants(m, "RC") && c->sdp.num_codecs)
		mgcp_sdp_write(w, &c->sdp);
}
