/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pairs and the row of requests on each: media_ops as call/ declares them. A request is put into its pair's row; the row is
 * worked off one MGCP command after the other (command.c), so that they are carried out in their order whatever UDP does. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/sockaddr_str.h>
#include <talloc.h>

#include "mediactl_priv.h"

#define RETRY_MS 20

static struct pair *pair_of(const struct mediactl *ctl, uint32_t handle)
{
	struct pair *p = pool_find(ctl->pairs, handle);

	return p && !p->freed ? p : NULL;
}

static void work_put(struct mediactl *ctl, struct work *w)
{
	if (w != &ctl->work_free)
		pool_put(ctl->works, w);
}

void pair_forget(struct pair *p)
{
	if (p->waiting)
		mgcp_agent_forget(p->ctl->agent, p);
	while (p->num_work)
		work_put(p->ctl, p->work[--p->num_work]);
	if (p->gateway)
		p->gateway->pairs--;
	pool_put(p->ctl->pairs, p);
}

void work_done(struct pair *p)
{
	work_put(p->ctl, p->work[0]);
	p->num_work--;
	memmove(p->work, p->work + 1, p->num_work * sizeof(p->work[0]));
}

/* The user is told of what need not or cannot be sent; the loop calls us, so this is not within a request. */
static void settle_first(struct pair *p, bool good)
{
	struct mediactl *ctl = p->ctl;
	const struct work w = *p->work[0];
	uint32_t handle = pool_handle(ctl->pairs, p);

	work_done(p);
	if (!w.tag || p->freed || !ctl->user)
		return;
	if (good && w.kind == WORK_CONNECT)
		tell_connected(p, w.side, w.tag);
	else if (good)
		ctl->user->done(ctl->user_priv, p->owner, handle, w.tag);
	else
		ctl->user->failed(ctl->user_priv, p->owner, handle, w.tag);
}

void pair_go_on(struct pair *p)
{
	struct mediactl *ctl = p->ctl;
	uint32_t handle = pool_handle(ctl->pairs, p);

	/* What is told may ask for more, or free the pair. */
	while (pool_find(ctl->pairs, handle) == p && !p->waiting && p->num_work) {
		int rc = command_begin(p, p->work[0]);

		if (rc == -EAGAIN) {
			if (!osmo_timer_pending(&ctl->retry))
				osmo_timer_schedule(&ctl->retry, 0, RETRY_MS * 1000);
			return;
		}
		if (rc == 0)
			return;
		if (p->work[0]->kind == WORK_FREE) {
			pair_forget(p);
			return;
		}
		settle_first(p, rc == -EALREADY);
	}
}

void pairs_kick(struct mediactl *ctl)
{
	struct pair *p = NULL, *next;

	for (p = pool_next(ctl->pairs, NULL); p; p = next) {
		next = pool_next(ctl->pairs, p);
		if (p->num_work && !p->waiting)
			pair_go_on(p);
	}
}

static void on_retry(void *data)
{
	pairs_kick(data);
}

/* A request begins at once where nothing is before it; what cannot be begun is told later, out of the timer. */
static struct work *put_work(struct pair *p, enum work_kind kind, enum media_side side, uint32_t tag)
{
	struct work *w;

	w = p->num_work == MAX_WORK ? NULL : kind == WORK_FREE ? &p->ctl->work_free : pool_get(p->ctl->works);
	if (!w) {
		LOGP(DMEDIA, LOGL_ERROR, "pair %s: too many requests wait\n", p->endpoint);
		return NULL;
	}
	p->work[p->num_work++] = w;
	w->kind = kind;
	w->side = side;
	w->tag = tag;
	return w;
}

static void begin(struct pair *p)
{
	int rc;

	if (p->waiting || p->num_work != 1)
		return;
	rc = command_begin(p, p->work[0]);
	if (rc < 0 && !osmo_timer_pending(&p->ctl->retry))
		osmo_timer_schedule(&p->ctl->retry, 0, rc == -EAGAIN ? RETRY_MS * 1000 : 0);
}

/* ---- media_ops ---- */
static bool is_alive(void *priv)
{
	const struct mediactl *ctl = priv;

	for (unsigned i = 0; i < MAX_GATEWAYS; i++)
		if (ctl->gateway[i].used && ctl->gateway[i].alive)
			return true;
	return false;
}

static uint32_t pair_new(void *priv, callid_t call, uint32_t owner, uint32_t near)
{
	struct mediactl *ctl = priv;
	const struct pair *beside = near ? pair_of(ctl, near) : NULL;
	struct gateway *g = beside && beside->gateway->alive ? beside->gateway : gateway_choose(ctl);
	struct pair *p = g ? pool_get(ctl->pairs) : NULL;

	if (!p)
		return 0;
	p->ctl = ctl;
	p->call = call;
	p->owner = owner;
	p->gateway = g;
	g->pairs++;
	return pool_handle(ctl->pairs, p);
}

static void connect_side(void *priv, uint32_t pair, enum media_side side, const struct media_remote *remote, uint32_t tag)
{
	struct pair *p = pair_of(priv, pair);
	struct work *w = p ? put_work(p, WORK_CONNECT, side, tag) : NULL;

	if (!w)
		return;
	w->has_remote = remote;
	if (remote)
		w->remote = *remote;
	begin(p);
}

static void pair_own(void *priv, uint32_t pair, uint32_t owner)
{
	struct pair *p = pair_of(priv, pair);

	if (p)
		p->owner = owner;
}

static int join(void *priv, uint32_t pair, enum media_side side, uint32_t other, enum media_side other_side, uint32_t tag)
{
	struct pair *p = pair_of(priv, pair), *o = pair_of(priv, other);
	struct work *w;

	if (!p || !o || p->gateway != o->gateway)
		return -EXDEV;
	w = put_work(p, WORK_JOIN, side, tag);
	if (!w)
		return -EXDEV;
	w->other = other;
	w->other_side = other_side;
	begin(p);
	return 0;
}

static void play(void *priv, uint32_t pair, enum media_side side, enum media_sound sound, enum media_lang lang, unsigned times,
		 uint32_t tag)
{
	struct pair *p = pair_of(priv, pair);
	struct work *w = p && sound < _MEDIA_SOUNDS ? put_work(p, WORK_PLAY, side, tag) : NULL;

	if (!w)
		return;
	w->sound = sound;
	w->lang = lang;
	w->times = (uint16_t)(times > 1000 ? 1000 : times);
	begin(p);
}

static void stop(void *priv, uint32_t pair, enum media_side side)
{
	struct pair *p = pair_of(priv, pair);

	if (p && put_work(p, WORK_STOP, side, 0))
		begin(p);
}

static void watch(void *priv, uint32_t pair, enum media_side side, const struct media_watch *what)
{
	struct pair *p = pair_of(priv, pair);
	struct work *w = p ? put_work(p, WORK_WATCH, side, 0) : NULL;

	if (!w)
		return;
	w->has_watch = what;
	if (what)
		w->watch = *what;
	begin(p);
}

void pair_ask(struct pair *p)
{
	if (put_work(p, WORK_ASK, MEDIA_CALLER, 0))
		begin(p);
}

/* What waits on it is not done any more, only the one command that is out comes to its end. */
static void pair_free(void *priv, uint32_t pair)
{
	struct pair *p = pair_of(priv, pair);

	if (!p)
		return;
	p->freed = true;
	while (p->num_work > (p->waiting ? 1 : 0))
		work_put(p->ctl, p->work[--p->num_work]);
	put_work(p, WORK_FREE, 0, 0);
	if (!p->waiting)
		pair_go_on(p);
}

const struct media_ops mediactl_ops = {
	.is_alive = is_alive, .pair_new = pair_new, .connect = connect_side, .pair_own = pair_own, .join = join, .play = play,
	.stop = stop, .watch = watch, .pair_free = pair_free, .pair_save = pair_save, .pair_restore = pair_restore,
};

/* ---- the driver ---- */
/* Whose message is it? C: says it, or X: by the pair's handle, or the command that it answers. */
static callid_t call_of(struct mediactl *ctl, const struct mgcp_message *m)
{
	struct mgcp_text id = mgcp_value(m, "C");
	const struct pair *p = NULL;
	char text[CALLID_STR_SIZE];
	callid_t call = 0;

	if (id.n > 8 && !memcmp(id.s, ctl->node, 8) &&
	    callid_parse(mgcp_text_copy((struct mgcp_text){ id.s + 8, id.n - 8 }, text, sizeof(text)), &call) == 0)
		return call;
	id = mgcp_value(m, "X");
	if (m->verb == MGCP_RESPONSE)
		p = mgcp_agent_asked(ctl->agent, m->transaction, command_answered);
	else if (id.n >= 8)
		p = pool_find(ctl->pairs, (uint32_t)strtoul(mgcp_text_copy((struct mgcp_text){ id.s, 8 }, text, sizeof(text)), NULL, 16));
	return p ? p->call : 0;
}

static void on_seen(void *priv, const struct osmo_sockaddr *peer, bool sent, const char *data, size_t length)
{
	struct mediactl *ctl = priv;
	const struct gateway *g = gateway_at(ctl, peer);
	struct mgcp_message m;
	callid_t call = 0;
	size_t used;

	if (!ctl->seen || mgcp_parse(data, length, &m, &used) < 0)
		return;
	call = sent && m.verb == MGCP_RESPONSE ? ctl->told_of : call_of(ctl, &m);
	if (m.verb == MGCP_NTFY)
		ctl->told_of = call;
	ctl->seen(ctl->seen_priv, &(const struct mediactl_seen){
		.call = call, .gateway = g ? g->name : "?", .sent = sent, .local = &ctl->own, .remote = peer, .text = data,
		.length = length,
	});
}

static void own_make(struct mediactl *ctl, const char *address)
{
	struct osmo_sockaddr_str text;

	if (osmo_sockaddr_str_from_str(&text, address, mgcp_agent_port(ctl->agent)) == 0)
		osmo_sockaddr_str_to_sockaddr(&text, &ctl->own.u.sas);
}

static int mediactl_destroy(struct mediactl *ctl)
{
	if (ctl->beat.fd >= 0) {
		osmo_fd_unregister(&ctl->beat);
		close(ctl->beat.fd);
	}
	osmo_timer_del(&ctl->retry);
	return 0;
}

struct mediactl *mediactl_alloc(void *ctx, const struct mediactl_config *cfg)
{
	static const struct mgcp_agent_ops ops = { .command = told_command, .seen = on_seen };
	struct mediactl *ctl = talloc_zero(ctx, struct mediactl);
	struct mgcp_agent_config agent = { .address = cfg->address ? cfg->address : "127.0.0.1",
		.port = cfg->port ? cfg->port : MGCP_AGENT_PORT, .history = 256 << 10 };
	uint32_t hash = 5381;

	if (!ctl)
		return NULL;
	ctl->cfg = *cfg;
	if (!ctl->cfg.max_pairs)
		ctl->cfg.max_pairs = 16384;
	if (!ctl->cfg.silent_ms)
		ctl->cfg.silent_ms = 20000;
	/* The same after a restart, another one for another node */
	for (const char *c = agent.address; *c; c++)
		hash = hash * 33 + (uint8_t)*c;
	snprintf(ctl->node, sizeof(ctl->node), "%08X", hash * 33 + agent.port);
	ctl->pairs = pool_alloc(ctl, "media pairs", sizeof(struct pair), ctl->cfg.max_pairs);
	ctl->works = pool_alloc(ctl, "media requests", sizeof(struct work), ctl->cfg.max_pairs * MAX_WORK);
	ctl->agent = ctl->pairs && ctl->works ? mgcp_agent_alloc(ctl, &agent, &ops, ctl) : NULL;
	if (!ctl->agent) {
		talloc_free(ctl);
		return NULL;
	}
	own_make(ctl, agent.address);
	osmo_timer_setup(&ctl->retry, on_retry, ctl);
	ctl->beat.fd = -1;
	talloc_set_destructor(ctl, mediactl_destroy);
	if (osmo_timerfd_setup(&ctl->beat, gateway_beat, ctl) < 0)
		TALLOC_FREE(ctl);
	return ctl;
}

void mediactl_set_user(struct mediactl *ctl, const struct media_user_ops *ops, void *priv)
{
	ctl->user = ops;
	ctl->user_priv = priv;
}

void mediactl_set_trace(struct mediactl *ctl, mediactl_seen_cb cb, void *priv)
{
	ctl->seen = cb;
	ctl->seen_priv = priv;
}

void mediactl_mgcp_stats(const struct mediactl *ctl, struct mgcp_agent_stats *ret)
{
	mgcp_agent_stats(ctl->agent, ret);
}
