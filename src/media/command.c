/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MGCP commands as they come: to which endpoint, may it be, and on to the command's own function. RQNT is here. */
#include <string.h>

#include "gateway.h"

/* `pr/12`, `ann/1`, `pr/$`. `*` is for audits alone. */
int endpoint_lookup(struct gateway *g, const struct mgcp_message *m, struct endpoint **ret, enum endpoint_kind *kind, bool *wild)
{
	struct mgcp_text rest = m->endpoint, word;
	uint32_t number;

	*wild = false;
	if (m->domain.n && !mgcp_text_is(m->domain, g->cfg.domain))
		return 500;
	if (!mgcp_list_next(&rest, '/', &word))
		return 500;
	if (mgcp_text_is(word, "pr"))
		*kind = ENDPOINT_PAIR;
	else if (mgcp_text_is(word, "ann"))
		*kind = ENDPOINT_ANNOUNCEMENT;
	else
		return 500;
	if (mgcp_text_is(rest, "$")) {
		*wild = true;
		return 0;
	}
	if (mgcp_text_is(rest, "*"))
		return 503;
	if (mgcp_text_number(rest, UINT32_MAX, &number) < 0 || !number)
		return 500;
	if (*kind == ENDPOINT_ANNOUNCEMENT) {
		if (number > g->num_endpoints - g->num_pairs)
			return 500;
		number += g->num_pairs;
	} else if (number > g->num_pairs) {
		return 500;
	}
	*ret = &g->endpoints[number - 1];
	return 0;
}

struct conn *connection_lookup(struct gateway *g, const struct endpoint *ep, struct mgcp_text id)
{
	char text[12], *end;
	unsigned long value;
	struct conn *c;

	if (!id.n || id.n >= sizeof(text))
		return NULL;
	value = strtoul(mgcp_text_copy(id, text, sizeof(text)), &end, 16);
	if (*end || value > UINT32_MAX)
		return NULL;
	c = conn_find(g, (uint32_t)value);
	return c && (!ep || endpoint_of(g, c) == ep) ? c : NULL;
}

/* Extensions that must be understood (RFC 3435 3.2.2): X+Join is the only one. */
static bool knows_extensions(const struct mgcp_message *m)
{
	for (unsigned i = 0; i < m->num_params; i++) {
		struct mgcp_text name = m->params[i].name;

		if (name.n > 2 && (name.s[0] == 'X' || name.s[0] == 'x') && name.s[1] == '+' && !mgcp_text_is(name, "X+Join"))
			return false;
	}
	return true;
}

static void command_rqnt(struct gateway *g, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w)
{
	enum endpoint_kind kind;
	struct endpoint *ep = NULL;
	struct request r;
	bool wild;
	int rc = endpoint_lookup(g, m, &ep, &kind, &wild);

	if (!rc && (wild || !ep->used))
		rc = 500;
	if (!rc && !mgcp_value(m, "X").n)
		rc = 510;
	if (!rc)
		rc = request_parse(g, ep, NULL, m, &r);
	if (rc) {
		mgcp_write_response(w, (uint16_t)rc, m->transaction, NULL);
		return;
	}
	endpoint_commanded(ep, from);
	request_apply(g, ep, m, &r);
	mgcp_write_response(w, 200, m->transaction, NULL);
}

void gateway_command(void *priv, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w)
{
	struct gateway *g = priv;

	if (!knows_extensions(m)) {
		mgcp_write_response(w, 511, m->transaction, NULL);
		g->stats.refused++;
		return;
	}
	switch (m->verb) {
	case MGCP_CRCX:
		command_crcx(g, m, from, w);
		break;
	case MGCP_MDCX:
		command_mdcx(g, m, from, w);
		break;
	case MGCP_DLCX:
		command_dlcx(g, m, w);
		break;
	case MGCP_RQNT:
		command_rqnt(g, m, from, w);
		break;
	case MGCP_AUEP:
		command_auep(g, m, w);
		break;
	case MGCP_AUCX:
		command_aucx(g, m, w);
		break;
	default:	/* EPCF has nothing to configure; NTFY and RSIP are ours to send */
		mgcp_write_response(w, 504, m->transaction, NULL);
	}
	if (w->length && *w->buf >= '4')
		g->stats.refused++;
}
