/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the workers noticed, told to the call agent (NTFY), and our own start and end (RSIP). The agent is whoever gave the
 * endpoint's last command: a restarted node takes over by giving one. */
#include <inttypes.h>
#include <unistd.h>

#include "gateway.h"

#define RESTART_S 5

static void notify(struct gateway *g, struct endpoint *ep, const char *package, const char *event, const struct conn *c,
		   const char *argument)
{
	char name[96];
	struct mgcp_writer *w;

	if (!ep->agent.u.sa.sa_family)
		return;
	w = mgcp_agent_begin(g->mgcp, MGCP_NTFY, endpoint_name(g, ep, name));
	if (!w)
		return;
	mgcp_write(w, "X: %s\r\nO: %s/%s@%X%s\r\n", *ep->request_id ? ep->request_id : "0", package, event, c->id, argument);
	mgcp_agent_send(g->mgcp, &ep->agent, NULL, NULL);
}

static void notify_code(struct gateway *g, struct endpoint *ep, const struct conn *c, const struct note *n)
{
	char text[DIGITS_HELD + 3] = "(";

	for (unsigned i = 0; i < n->num; i++)
		text[1 + i] = mgcp_digit_char(n->digits[i]);
	text[1 + n->num] = ')';
	g->stats.codes++;
	notify(g, ep, "X-PBX", "code", c, text);
}

static void notify_digit(struct gateway *g, struct endpoint *ep, const struct conn *c, const struct note *n)
{
	char digit[2] = { mgcp_digit_char(n->digits[0]) };

	notify(g, ep, "D", digit, c, "");
}

static void notify_played(struct gateway *g, struct endpoint *ep, const struct conn *c, const struct note *n)
{
	unsigned side = side_of(ep, c);
	const char *signal = ep->side[side].signal;
	char argument[sizeof(ep->side[side].signal) + 3];

	if (ep->token[side] != n->token || !ep->tell_done)
		return;
	snprintf(argument, sizeof(argument), "(%s)", signal);
	notify(g, ep, "G", "oc", c, argument);
}

static void on_note(struct gateway *g, const struct note *n)
{
	struct conn *c = conn_find(g, n->conn);
	struct endpoint *ep = c ? endpoint_of(g, c) : NULL;

	if (!c)
		return;
	switch (n->kind) {
	case NOTE_CODE:
		notify_code(g, ep, c, n);
		break;
	case NOTE_DIGIT:
		notify_digit(g, ep, c, n);
		break;
	case NOTE_PLAYED:
		notify_played(g, ep, c, n);
		break;
	case NOTE_SILENT:
		g->stats.silent++;
		notify(g, ep, "R", "rto", c, "");
		break;
	case NOTE_LATCHED:
		LOGP(DMEDIA, LOGL_INFO, "connection %X sends from elsewhere than it said\n", c->id);
		break;
	}
}

int gateway_on_notes(struct osmo_fd *fd, unsigned int what)
{
	struct gateway *g = fd->data;
	struct note n;
	uint64_t count;

	if (read(fd->fd, &count, sizeof(count)) < 0)
		return 0;
	for (unsigned i = 0; i < g->num_workers; i++)
		while (worker_take_note(g->worker[i], &n))
			on_note(g, &n);
	return 0;
}

/* Said again until the agent has heard it. */
static void on_restart_answer(void *priv, const struct mgcp_message *response)
{
	struct gateway *g = priv;

	if (!response)
		osmo_timer_schedule(&g->restart_timer, RESTART_S, 0);
}

void gateway_say_restart(struct gateway *g, const char *method)
{
	char name[96];
	struct mgcp_writer *w;

	if (!g->cfg.agent.u.sa.sa_family || !g->mgcp)
		return;
	snprintf(name, sizeof(name), "*@%s", g->cfg.domain);
	w = mgcp_agent_begin(g->mgcp, MGCP_RSIP, name);
	if (!w)
		return;
	mgcp_write(w, "RM: %s\r\nX-Life: %" PRIX64 "\r\n", method, g->life);
	mgcp_agent_send(g->mgcp, &g->cfg.agent, on_restart_answer, g);
}
