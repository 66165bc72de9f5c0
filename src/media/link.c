/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who hears whom, and under which payload types. A pair's two connections are joined when both are there; MDCX with X+Join
 * joins connections of different pairs, and from then on a connection's peer is not the one beside it. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "gateway.h"

void conns_lock(struct conn *a, struct conn *b)
{
	struct worker *first = a->worker, *second = b && b->worker != a->worker ? b->worker : NULL;

	if (second && worker_number(second) < worker_number(first)) {
		first = second;
		second = a->worker;
	}
	worker_lock(first);
	if (second)
		worker_lock(second);
}

void conns_unlock(struct conn *a, struct conn *b)
{
	struct worker *first = a->worker, *second = b && b->worker != a->worker ? b->worker : NULL;

	worker_unlock(first);
	if (second)
		worker_unlock(second);
}

/* ---- payload types ---- */
static const struct mgcp_codec *codec_of(const struct mgcp_sdp *sdp, uint8_t pt)
{
	for (unsigned i = 0; i < sdp->num_codecs; i++)
		if (sdp->codec[i].pt == pt)
			return &sdp->codec[i];
	return NULL;
}

static bool is_event(const struct mgcp_codec *c)
{
	return !strcasecmp(c->name, "telephone-event");
}

static uint8_t number_at(const struct mgcp_sdp *sdp, const struct mgcp_codec *codec)
{
	for (unsigned i = 0; i < sdp->num_codecs; i++)
		if (!strcasecmp(sdp->codec[i].name, codec->name) && sdp->codec[i].rate == codec->rate)
			return sdp->codec[i].pt;
	return PT_NONE;
}

static void map_audio(struct pt_map *m, const struct mgcp_codec *codec, const struct mgcp_sdp *to)
{
	bool a = !strcasecmp(codec->name, "PCMA"), u = !strcasecmp(codec->name, "PCMU");
	int other = a ? mgcp_codec_find(to, "PCMU") : u ? mgcp_codec_find(to, "PCMA") : -1;

	*m = (struct pt_map){ PT_DROP, PT_NONE };
	if (number_at(to, codec) != PT_NONE)
		*m = (struct pt_map){ PT_COPY, number_at(to, codec) };
	else if (other >= 0)
		*m = (struct pt_map){ a ? PT_A_TO_U : PT_U_TO_A, to->codec[other].pt };
}

/* What one party may send: the numbers of its own description, and those of the other side's, which our description to it
 * may have repeated (RFC 3264 5.1: who receives chooses the number). A number once known stays so after a transfer. */
static void map_one_way(struct conn *from, const struct conn *to)
{
	for (unsigned pt = 0; pt < 128; pt++) {
		const struct mgcp_codec *codec = codec_of(&from->sdp, (uint8_t)pt);
		bool was_event = from->event_in[pt / 64] >> (pt % 64) & 1;

		if (!codec && !was_event)
			codec = codec_of(&to->sdp, (uint8_t)pt);
		if (was_event || (codec && is_event(codec))) {
			from->event_in[pt / 64] |= 1ull << (pt % 64);
			from->map[pt] = (struct pt_map){ PT_EVENT, to->event_pt };
		} else if (codec) {
			map_audio(&from->map[pt], codec, &to->sdp);
		} else {
			from->map[pt] = (struct pt_map){ PT_DROP, PT_NONE };
		}
	}
}

void conn_map(struct conn *c)
{
	if (!c->peer)
		return;
	map_one_way(c, c->peer);
	map_one_way(c->peer, c);
}

/* Who spoke until now may speak on for a while, and is not to be found again in the new one's place. Where the one
 * described last was not found yet, the one before it may still speak. */
static void conn_forget_party(struct conn *c, uint64_t now_ms)
{
	if (c->remote.u.sa.sa_family && (c->latched || now_ms >= c->former_ms + FORMER_MS)) {
		c->former = c->remote;
		c->former_ms = now_ms;
	}
	c->latched = false;
	c->heard_ms = now_ms;
	/* How it says its digits says nothing of the next one. */
	c->says_events = c->beside = false;
	c->audio_ms = 0;
}

int conn_set_remote(struct conn *c, const struct mgcp_sdp *sdp)
{
	bool same = osmo_sockaddr_cmp(&c->remote, &sdp->rtp) == 0 && osmo_sockaddr_cmp(&c->remote_rtcp, &sdp->rtcp) == 0;
	bool described = osmo_sockaddr_cmp(&c->sdp.rtp, &sdp->rtp) == 0;	/* as before */
	const struct mgcp_codec *event = NULL, *audio = NULL;

	for (unsigned i = 0; i < sdp->num_codecs; i++) {
		const struct mgcp_codec *k = &sdp->codec[i];

		if (is_event(k))
			event = event ? event : k;
		else if (!audio && strcasecmp(k->name, "CN"))
			audio = k;
	}
	if (!audio)
		return -EINVAL;
	c->sdp = *sdp;
	memset(c->event_in, 0, sizeof(c->event_in));
	for (unsigned i = 0; i < sdp->num_codecs; i++)
		if (is_event(&sdp->codec[i]))
			c->event_in[sdp->codec[i].pt / 64] |= 1ull << (sdp->codec[i].pt % 64);
	c->audio_pt = audio->pt;
	c->law = !strcasecmp(audio->name, "PCMA") ? G711_A : !strcasecmp(audio->name, "PCMU") ? G711_U : G711_NONE;
	c->clock = audio->rate == 16000 && strcasecmp(audio->name, "G722") ? 16000 : 8000;
	c->event_pt = event ? event->pt : PT_NONE;
	conn_map(c);
	/* Behind a NAT the description's address stays what it was: who was found is not lost over a re-INVITE. Another address is
	 * another party's (its leg was replaced), and who was found hears nothing more. */
	if (same || (c->latched && described && sdp->rtp.u.sin.sin_port))
		return 0;
	conn_forget_party(c, worker_io(c->worker)->now_ms);
	return worker_set_remote(c->worker, c, &sdp->rtp, &sdp->rtcp);
}

/* ---- joining ---- */
void conns_part(struct conn *c)
{
	struct conn *peer = c->peer;

	if (!peer)
		return;
	peer->peer = c->peer = NULL;
	peer->tx.source = c->tx.source = 0;
}

static void part_locked(struct conn *c)
{
	struct conn *peer = c->peer;

	if (!peer)
		return;
	conns_lock(c, peer);
	conns_part(c);
	conns_unlock(c, peer);
}

void conns_join(struct gateway *g, struct conn *a, struct conn *b)
{
	struct worker *from = b->worker;

	if (a->peer == b)
		return;
	part_locked(a);
	part_locked(b);
	conns_lock(a, b);
	if (from != a->worker) {
		worker_remove(from, b);
		worker_add(a->worker, b);
		worker_unlock(from);
	}
	a->peer = b;
	b->peer = a;
	conn_map(a);
	worker_unlock(a->worker);
}
