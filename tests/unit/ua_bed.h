/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SIP driver with a room of calls behind it, phones around it and a media program that does as the test says, all in one
 * process. GW is a trusted gateway: it calls the lines. PHONES is one whose callers are lines of ours. CORE is called. */
#pragma once

#include <osmocom/core/utils.h>

#include <mpabx/sipua.h>

#include "../lib/sip_bed.h"
#include "calls.h"

#define OTHER 33199009999

/* ---- media, a fake ---- */

enum { UB_CONNECTED, UB_DONE, UB_FAILED };
struct ub_event { uint8_t kind, side; uint32_t owner, pair, tag; };
#define UB_PAIRS 32

static struct {
	bool alive, holds;		/* events wait */
	int fail_connect;		/* the n-th connect() with a description from now on fails; 0: none */
	bool fail_join;
	unsigned pairs, freed, joined, own, connects, watched[UB_PAIRS], played, stopped;
	uint32_t owner[UB_PAIRS], joined_pair[2];
	enum media_side joined_side[2], played_side;
	enum media_sound sound;
	uint32_t played_pair;
	struct media_remote remote[UB_PAIRS][_MEDIA_SIDES];
	struct ub_event queue[64];
	unsigned num_queue;
} ub_media;

static inline void ub_later(uint8_t kind, uint32_t pair, enum media_side side, uint32_t tag)
{
	if (tag && ub_media.num_queue < ARRAY_SIZE(ub_media.queue))
		ub_media.queue[ub_media.num_queue++] = (struct ub_event){ kind, (uint8_t)side, ub_media.owner[pair], pair, tag };
}

static inline bool ub_is_alive(void *priv)
{
	return ub_media.alive;
}

static inline uint32_t ub_pair_new(void *priv, callid_t call, uint32_t owner, uint32_t near)
{
	uint32_t pair = ++ub_media.pairs;

	if (pair >= UB_PAIRS)
		return 0;
	ub_media.owner[pair] = owner;
	return pair;
}

static inline void ub_connect(void *priv, uint32_t pair, enum media_side side, const struct media_remote *remote, uint32_t tag)
{
	ub_media.connects++;
	if (remote)
		ub_media.remote[pair][side] = *remote;
	ub_later(remote && ub_media.fail_connect && !--ub_media.fail_connect ? UB_FAILED : UB_CONNECTED, pair, side, tag);
}

static inline void ub_pair_own(void *priv, uint32_t pair, uint32_t owner)
{
	ub_media.owner[pair] = owner;
}

static inline int ub_join(void *priv, uint32_t pair, enum media_side side, uint32_t other, enum media_side other_side, uint32_t tag)
{
	if (pair == other) {
		ub_media.own++;
		return 0;
	}
	ub_media.joined++;
	ub_media.joined_pair[0] = pair;
	ub_media.joined_pair[1] = other;
	ub_media.joined_side[0] = side;
	ub_media.joined_side[1] = other_side;
	ub_later(ub_media.fail_join ? UB_FAILED : UB_DONE, pair, side, tag);
	return 0;
}

static inline void ub_play(void *priv, uint32_t pair, enum media_side side, enum media_sound sound, enum media_lang lang,
			   unsigned times, uint32_t tag)
{
	ub_media.played++;
	ub_media.sound = sound;
	ub_media.played_side = side;
	ub_media.played_pair = pair;
}

static inline void ub_stop(void *priv, uint32_t pair, enum media_side side)
{
	ub_media.stopped++;
}

static inline void ub_watch(void *priv, uint32_t pair, enum media_side side, const struct media_watch *watch)
{
	ub_media.watched[pair] = watch ? 1u + side : 0;
}

static inline void ub_pair_free(void *priv, uint32_t pair)
{
	ub_media.freed++;
	ub_media.owner[pair] = 0;
}

static const struct media_ops ub_media_ops = {
	.is_alive = ub_is_alive, .pair_new = ub_pair_new, .connect = ub_connect, .pair_own = ub_pair_own, .join = ub_join,
	.play = ub_play, .stop = ub_stop, .watch = ub_watch, .pair_free = ub_pair_free,
};

/* ---- the whole ---- */

static struct {
	struct bed bed;
	struct call_room *room;
	struct sipua *ua;
	struct phone gw, phones, core;
	unsigned records;
	struct call_record record[8];	/* the last ones, the last first */
} ub;

static inline void ub_records(void *priv, const struct call_record *record)
{
	ub.records++;
	memmove(ub.record + 1, ub.record, sizeof(ub.record) - sizeof(ub.record[0]));
	ub.record[0] = *record;
}

static inline void ub_tell(const struct ub_event *e)
{
	struct media_local local = { .address = "127.0.0.9", .port = (uint16_t)(20000 + 4 * e->pair + 2 * e->side) };

	if (!e->owner || ub_media.owner[e->pair] != e->owner)
		return;
	if (e->kind == UB_CONNECTED)
		call_media_user.connected(ub.room, e->owner, e->pair, e->side, e->tag, &local);
	else if (e->kind == UB_DONE)
		call_media_user.done(ub.room, e->owner, e->pair, e->tag);
	else
		call_media_user.failed(ub.room, e->owner, e->pair, e->tag);
}

static inline void ub_turn(void)
{
	while (ub_media.num_queue && !ub_media.holds) {
		struct ub_event e = ub_media.queue[0];

		ub_media.num_queue--;
		memmove(ub_media.queue, ub_media.queue + 1, ub_media.num_queue * sizeof(e));
		ub_tell(&e);
	}
	bed_turn(&ub.bed);
}

#define UB_UNTIL(ms, cond) ({ \
	uint64_t end_ = bed_ms() + (ms); \
	while (!(cond) && bed_ms() < end_) \
		ub_turn(); \
	(cond); })
#define UB_WAIT(ms) UB_UNTIL(ms, false)

static inline void ub_peer(const struct phone *p, const char *name, enum sipua_side side)
{
	struct sip_peer_config c = { .name = name, .address = BED_HOST, .port = sip_agent_port(p->agent) };
	struct sipua_peer peer = { .side = (uint8_t)side, .trusted = true };

	OSMO_STRLCPY_ARRAY(peer.name, name);
	CHECK(sip_peer_set(sipua_agent(ub.ua), &c));
	CHECK_INT(sipua_set_peer(ub.ua, &peer), 0);
}

static const struct record_ops ub_record_ops = { .append = ub_records };

/* ---- a journal, a fake: it keeps what it must to be written and forgotten at all ---- */

static inline int ub_journal_put(void *priv, callid_t call, const uint8_t *data, size_t length)
{
	return 0;
}

static inline void ub_journal_remove(void *priv, callid_t call)
{
}

static const struct sipua_journal_ops ub_journal_ops = { .put = ub_journal_put, .remove = ub_journal_remove };
static bool ub_call_back;	/* as the next ub_open() shall have it */

static inline void ub_open(const struct call_config *cfg, bool with_media)
{
	struct sip_agent_config sip = { .address = BED_HOST, .udp = true, .t1 = 50, .t2 = 200, .t4 = 250 };
	struct sipua_config ua = { .core = "core", .setup_s = 2, .max_calls = 100, .call_back = ub_call_back };

	bed_open(&ub.bed);
	memset(&ub_media, 0, sizeof(ub_media));
	ub_media.alive = with_media;
	ub.records = 0;
	ub.room = calls_alloc(ub.bed.ctx, cfg);
	call_room_set_record_ops(ub.room, &ub_record_ops, NULL);
	call_room_set_media_ops(ub.room, &ub_media_ops, NULL);
	ub.ua = sipua_alloc(ub.bed.ctx, ub.bed.stack, &sip, ub.bed.wheel, ub.room, calls_snap, &ua);
	CHECK(ub.ua);
	sipua_set_journal(ub.ua, &ub_journal_ops, NULL);
	/* Patient ones: glare takes up to four seconds. */
	sip.tcp = true;
	sip.timeout = 15000;
	phone_open(&ub.gw, &ub.bed, "gw", &sip);
	phone_open(&ub.phones, &ub.bed, "phones", &sip);
	phone_open(&ub.core, &ub.bed, "core", &sip);
	ub_peer(&ub.gw, "gw", SIPUA_AUTO);
	ub_peer(&ub.phones, "phones", SIPUA_MADE);
	ub_peer(&ub.core, "core", SIPUA_AUTO);
}

/* Nothing may be left of any call. */
static inline void ub_close(void)
{
	sipua_end_all(ub.ua);
	UB_UNTIL(3000, !sip_agent_dialogs(ub.core.agent) && !sip_agent_dialogs(ub.gw.agent) && !sip_agent_dialogs(ub.phones.agent) &&
		 !sip_agent_dialogs(sipua_agent(ub.ua)));
	CHECK_INT(sip_agent_dialogs(sipua_agent(ub.ua)), 0);
	CHECK_INT(sip_agent_dialogs(ub.core.agent), 0);
	CHECK_INT(sip_agent_dialogs(ub.gw.agent), 0);
	CHECK_INT(sip_agent_dialogs(ub.phones.agent), 0);
	CHECK_INT(call_count(ub.room), 0);
	CHECK_INT(ub_media.freed, ub_media.pairs);
	phone_close(&ub.gw);
	phone_close(&ub.phones);
	phone_close(&ub.core);
	sipua_leave(ub.ua);
	sip_agent_free(sipua_agent(ub.ua));
	bed_close(&ub.bed);
}

/* The dialog that an agent's phone has last is this party's from now on. */
static inline void ub_take(struct phone *from, struct phone *party, const char *name)
{
	memset(party, 0, sizeof(*party));
	party->bed = &ub.bed;
	party->name = name;
	party->agent = from->agent;
	party->d = from->d;
	from->d = NULL;
	if (party->d)
		sip_dialog_bind(party->d, &phone_ops, party);
	phone_clear(from);
}

static inline void ub_number(struct sip_uri *uri, e164_t number)
{
	sip_uri_of_number(uri, number, BED_HOST, 0);
}

/* \param sdp NULL: without an offer */
static inline void ub_dial(struct phone *at, struct phone *party, const char *name, e164_t from, e164_t to, const char *sdp)
{
	struct sip_invite i = {};

	ub_number(&i.uri, to);
	i.uri.port = sip_agent_port(sipua_agent(ub.ua));
	ub_number(&i.from.uri, from);
	ub_number(&i.to.uri, to);
	at->d = sip_invite(at->agent, &i, phone_sdp(sdp), &phone_ops, party);
	CHECK(at->d);
	ub_take(at, party, name);
}

/* A call of the gateway or of a line, answered: its two parties, nothing in their logs. */
static inline void ub_call(struct phone *at, struct phone *caller, e164_t from, e164_t to, struct phone *called)
{
	ub_dial(at, caller, "caller", from, to, bed_sdp_a);
	CHECK(UB_UNTIL(3000, ub.core.d));
	ub_take(&ub.core, called, "called");
	CHECK_INT(sip_dialog_answer(called->d, phone_sdp(bed_sdp_b)), 0);
	CHECK(UB_UNTIL(3000, strstr(caller->log, "200:INVITE") && strstr(called->log, "ACK")));
	phone_clear(caller);
	phone_clear(called);
}

static inline void ub_hang_up(struct phone *p)
{
	if (p->d)
		sip_dialog_end(p->d, 0, NULL);
	p->d = NULL;
}

static inline void ub_digit(struct phone *p, char digit)
{
	struct sip_content *c = phone_sdp(NULL);
	char body[64];

	CHECK_INT(sip_dtmf_set(c, digit, 160, true, body, sizeof(body)), 0);
	CHECK_INT(sip_dialog_request(p->d, 0, SIP_INFO, c), 0);
}
