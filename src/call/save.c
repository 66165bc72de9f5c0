/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An answered call as octets, and back in another life of the node: its record as far as it is written, and what of the call
 * itself still matters. The plan does not go with it: an answered call has done with it. One function packs and unpacks.
 * Left out: what its driver and media have of it; its hands are given again. */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "call_priv.h"

#define FORMAT 1
#define E164_MOST 999999999999999ull

/* What is not the record's. */
struct kept {
	e164_t target, shown;
	uint32_t sent_ms;
	uint64_t user_end_us, until_us;	/* 0: not transferred */
	uint8_t stage_kind, ring_s, redirect_reason, anchor, current;
	bool is_live, is_paid, at_member;
	bool diverted, allow_diverted, watch, shown_withheld, is_abroad, not_here, is_routed, held[_MEDIA_SIDES];
	struct { uint8_t pair, side; } gone[2];	/* pair: enum pair_slot */
	struct call_paid paid[2];
	char other_pair[2][MEDIA_PAIR_TEXT];
};

/* A call's pairs of media, by what they are to it. */
enum pair_slot { SLOT_NONE, SLOT_OWN, SLOT_CALLED, SLOT_OTHER };	/* and the next one: the other call's two */

static void number_pack(struct pack *p, e164_t *number)
{
	pack_number(p, number, E164_MOST);
}

static void reason_pack(struct pack *p, struct decide_reason *r)
{
	PACK_MAX(p, r->rule, _DECIDE_RULES - 1);
	PACK_MAX(p, r->why, _DECIDE_WHYS - 1);
	PACK_16(p, r->seconds);
	PACK_32(p, r->version);
	PACK_32(p, r->group);
	number_pack(p, &r->arg[0]);
	number_pack(p, &r->arg[1]);
	pack_text(p, r->digits, sizeof(r->digits));
}

static void leg_pack(struct pack *p, struct call_leg *leg)
{
	number_pack(p, &leg->number);
	number_pack(p, &leg->charged);
	PACK_64(p, leg->start_us);
	PACK_64(p, leg->answer_us);
	PACK_64(p, leg->end_us);
	PACK_8(p, leg->cause);
	PACK_MAX(p, leg->rule, _DECIDE_RULES - 1);
	PACK_MAX(p, leg->why, _DECIDE_WHYS - 1);
	PACK_32(p, leg->version);
	PACK_BOOL(p, leg->diverted_by_network);
}

static void record_pack(struct pack *p, struct call_record *r)
{
	PACK_64(p, r->id);
	PACK_MAX(p, r->side, DECIDE_MADE);
	number_pack(p, &r->served);
	number_pack(p, &r->calling);
	number_pack(p, &r->called);
	PACK_32(p, r->fleet);
	pack_text(p, r->dialled, sizeof(r->dialled));
	number_pack(p, &r->original_called);
	number_pack(p, &r->redirecting);
	PACK_MAX(p, r->call_reference_len, sizeof(r->call_reference));
	pack_octets(p, r->call_reference, sizeof(r->call_reference));
	number_pack(p, &r->msc);
	PACK_64(p, r->start_us);
	PACK_64(p, r->answer_us);
	PACK_64(p, r->snapshot_version);
	reason_pack(p, &r->because);
	PACK_8(p, r->anchor);
	PACK_BOOL(p, r->conference);
	PACK_BOOL(p, r->limited);
	PACK_32(p, r->group);
	PACK_MAX(p, r->group_result, CALL_GROUP_ABANDONED);
	PACK_MAX(p, r->num_rejected, CALL_MAX_REJECTED);
	for (unsigned i = 0; i < r->num_rejected; i++)
		reason_pack(p, &r->rejected[i]);
	PACK_MAX(p, r->num_legs, CALL_MAX_LEGS);
	for (unsigned i = 0; i < r->num_legs; i++)
		leg_pack(p, &r->leg[i]);
}

static void kept_pack(struct pack *p, struct kept *k)
{
	number_pack(p, &k->target);
	number_pack(p, &k->shown);
	PACK_32(p, k->sent_ms);
	PACK_64(p, k->user_end_us);
	PACK_64(p, k->until_us);
	PACK_MAX(p, k->stage_kind, DECIDE_RING);
	PACK_8(p, k->ring_s);
	PACK_8(p, k->redirect_reason);
	PACK_8(p, k->anchor);
	PACK_MAX(p, k->current, CALL_MAX_LEGS - 1);
	PACK_BOOL(p, k->is_live);
	PACK_BOOL(p, k->is_paid);
	PACK_BOOL(p, k->at_member);
	PACK_BOOL(p, k->diverted);
	PACK_BOOL(p, k->allow_diverted);
	PACK_BOOL(p, k->watch);
	PACK_BOOL(p, k->shown_withheld);
	PACK_BOOL(p, k->is_abroad);
	PACK_BOOL(p, k->not_here);
	PACK_BOOL(p, k->is_routed);
	for (unsigned i = 0; i < 2; i++) {
		PACK_BOOL(p, k->held[i]);
		PACK_MAX(p, k->gone[i].pair, SLOT_OTHER + 1);
		PACK_BOOL(p, k->gone[i].side);
		number_pack(p, &k->paid[i].line);
		PACK_32(p, k->paid[i].fleet);
		PACK_BOOL(p, k->paid[i].is_up);
		PACK_BOOL(p, k->paid[i].abroad);
		pack_text(p, k->other_pair[i], sizeof(k->other_pair[i]));
	}
}

/* ---- out ---- */

static void pair_text(const struct call_room *room, uint32_t pair, char ret[MEDIA_PAIR_TEXT])
{
	if (pair && room->media && room->media->pair_save)
		room->media->pair_save(room->media_priv, pair, ret);
}

static uint8_t slot_of(const struct call_bridge *b, uint32_t pair)
{
	if (!pair)
		return SLOT_NONE;
	if (pair == b->hands.pair)
		return SLOT_OWN;
	if (pair == b->hands.called_pair)
		return SLOT_CALLED;
	return pair == b->other_pair[0] ? SLOT_OTHER : pair == b->other_pair[1] ? SLOT_OTHER + 1 : SLOT_NONE;
}

static void bridge_keep(const struct call *call, struct kept *k)
{
	const struct call_bridge *b = call->bridge;
	uint64_t now = clock_ms();

	if (b->user_end_ms)
		k->user_end_us = call->start_us + (uint64_t)(b->user_end_ms - 1) * 1000;
	if (b->until_ms)
		k->until_us = clock_wall_us() + (b->until_ms > now ? b->until_ms - now : 0) * 1000;
	for (unsigned i = 0; i < 2; i++) {
		k->held[i] = b->held[i];
		k->gone[i].pair = slot_of(b, b->gone[i].pair);
		k->gone[i].side = b->gone[i].side & 1;
		k->paid[i] = b->paid[i];
		pair_text(call->room, b->other_pair[i], k->other_pair[i]);
	}
}

static struct kept kept_of(const struct call *call, const struct call_record *record)
{
	const struct call_bridge *b = call->bridge;
	struct kept k = {
		.target = call->target, .shown = call->shown, .sent_ms = call->sent_ms, .stage_kind = call->stage_kind,
		.ring_s = call->ring_s, .redirect_reason = call->redirect_reason, .anchor = call->anchor,
		.is_live = call->live == LIVE_TALKING, .is_paid = call->is_paid, .at_member = call_is_at_member(call),
		.diverted = call->diverted, .allow_diverted = call->allow_diverted, .watch = call->watch,
		.shown_withheld = call->shown_withheld, .is_abroad = call->is_abroad, .not_here = call->not_here,
		.is_routed = call->is_routed,
	};

	/* Who came by a transfer stands behind the call's own leg. */
	k.current = b->before ? b->current : (uint8_t)(record->num_legs - (b->user_end_ms && record->num_legs > 2 ? 2 : 1));
	bridge_keep(call, &k);
	return k;
}

/* A group's code is kept in clear nowhere. */
static void codes_mask(struct call_record *r)
{
	digits_mask(r->dialled);
	digits_mask(r->because.digits);
	for (unsigned i = 0; i < r->num_rejected; i++)
		digits_mask(r->rejected[i].digits);
}

int call_save(const struct call *call, uint8_t *buf, size_t size)
{
	struct pack p = pack_writer(buf, size);
	struct call_record record;
	struct kept kept;
	uint8_t format = FORMAT;

	if (call->state != CALL_ANSWERED || !call->bridge)
		return -ENOTCONN;
	call_describe(call, &record);
	codes_mask(&record);
	kept = kept_of(call, &record);
	PACK_8(&p, format);
	record_pack(&p, &record);
	kept_pack(&p, &kept);
	return p.bad ? -ENOSPC : (int)(p.at - buf);
}

/* ---- in ---- */

/* Milliseconds since its start, plus 1; a clock that was set back makes it young. */
static uint32_t elapsed_of(const struct call_record *r, uint64_t at_us)
{
	return at_us > r->start_us ? (uint32_t)OSMO_MIN((at_us - r->start_us) / 1000, UINT32_MAX - 1) + 1 : 1;
}

static void call_give(struct call *call, const struct call_record *r, const struct kept *k)
{
	uint64_t now_us = clock_wall_us();

	call->id = r->id;
	call->state = CALL_ANSWERED;
	call->pending = PENDING_NONE;
	call->start_us = r->start_us;
	call->start_ms = (uint32_t)clock_ms() - (elapsed_of(r, now_us) - 1);
	call->sent_ms = k->sent_ms;
	call->answer_ms = elapsed_of(r, r->answer_us);
	call->is_made = r->side == DECIDE_MADE;
	call->served = r->served;
	call->calling = r->calling;
	call->called = r->called;
	call->original_called = r->original_called;
	call->redirecting = r->redirecting;
	call->msc = r->msc;
	call->fleet = r->fleet;
	call->call_reference_len = r->call_reference_len;
	memcpy(call->call_reference, r->call_reference, sizeof(call->call_reference));
	call_keep_dialled(call, r->dialled);
	call_keep_reason(call, &r->because, &call->because);
	call->snapshot_version = r->snapshot_version;
	call->conference = r->conference;
	call->limited = r->limited;
	call->target = k->target;
	call->shown = k->shown;
	call->stage_kind = k->stage_kind;
	call->ring_s = k->ring_s;
	call->redirect_reason = k->redirect_reason;
	call->anchor = k->anchor;
	call->diverted = k->diverted;
	call->allow_diverted = k->allow_diverted;
	call->watch = k->watch;
	call->shown_withheld = k->shown_withheld;
	call->is_abroad = k->is_abroad;
	call->not_here = k->not_here;
	call->is_routed = k->is_routed;
}

/* Of its group it remembers that it is the group's, and at whom: the live state, and the rest after it. */
static bool walk_give(struct call *call, const struct call_record *r, const struct kept *k)
{
	struct call_walk *w;

	if (!r->group)
		return true;
	w = pool_get(call->room->walks);
	if (!w)
		return false;
	call->walk = w;
	w->plan.num_stages = 1;
	w->plan.group = r->group;
	w->plan.stage[0] = (struct decide_stage){ .kind = k->stage_kind, .because = r->because, .redirecting = k->diverted ? r->served : E164_NONE };
	w->because = r->because;
	w->members = k->at_member;
	w->group_ran = true;
	w->group_result = r->group_result;
	w->last = _DECIDE_OUTCOMES;
	return true;
}

/* They come in any order, but the first one is looked at alone. */
static void lasts_until(struct call_room *room, struct call_bridge *b, uint64_t until_ms)
{
	struct call_bridge *later;

	b->until_ms = until_ms;
	llist_for_each_entry(later, &room->transferred, transferred)
		if (later->until_ms > until_ms)
			break;
	llist_add_tail(&b->transferred, &later->transferred);
}

static bool bridge_give(struct call *call, const struct call_record *r, const struct kept *k)
{
	struct call_room *room = call->room;
	struct call_bridge *b = pool_get(room->bridges);
	uint64_t now_us = clock_wall_us();

	if (!b)
		return false;
	call->bridge = b;
	b->before = pool_get(room->befores);
	if (!b->before)
		return false;
	*b->before = *r;
	b->current = k->current;
	if (k->user_end_us) {
		b->user_end_ms = elapsed_of(r, k->user_end_us);
		b->is_told = true;
	}
	memcpy(b->held, k->held, sizeof(b->held));
	for (unsigned i = 0; i < ARRAY_SIZE(b->other_pair); i++)
		if (k->other_pair[i][0] && room->media && room->media->pair_restore)
			b->other_pair[i] = room->media->pair_restore(room->media_priv, k->other_pair[i], call_handle(call));
	if (k->until_us)
		lasts_until(room, b, clock_ms() + (k->until_us > now_us ? (k->until_us - now_us + 999) / 1000 : 0));
	for (unsigned i = 0; i < ARRAY_SIZE(b->paid); i++) {
		b->paid[i] = k->paid[i];
		if (k->paid[i].is_up)
			b->paid[i].is_up = live_diverted_add(room->live, k->paid[i].line, k->paid[i].fleet, k->paid[i].abroad);
		b->gone[i].side = k->gone[i].side;
		b->gone[i].pair = k->gone[i].pair >= SLOT_OTHER ? b->other_pair[k->gone[i].pair - SLOT_OTHER] : 0;
		b->gone_own[i] = k->gone[i].pair == SLOT_OWN;
		b->gone_called[i] = k->gone[i].pair == SLOT_CALLED;
	}
	return true;
}

static void drop(struct call *call)
{
	struct call_room *room = call->room;

	call_bridge_drop(call);
	pool_put(room->walks, call->walk);
	pool_put(room->calls, call);
}

struct call *call_restore(struct call_room *room, callid_t id, const uint8_t *buf, size_t length)
{
	struct pack p = pack_reader(buf, length);
	struct call_record record = { 0 };
	struct kept kept = { 0 };
	uint8_t format = 0;
	struct call *call;

	PACK_8(&p, format);
	if (format != FORMAT)
		return NULL;
	record_pack(&p, &record);
	kept_pack(&p, &kept);
	if (p.bad || p.at != p.end || record.id != id || !id || !record.answer_us || !record.num_legs || kept.current >= record.num_legs)
		return NULL;
	call = pool_get(room->calls);
	if (!call)
		return NULL;
	call->room = room;
	call_give(call, &record, &kept);
	if (!walk_give(call, &record, &kept) || !bridge_give(call, &record, &kept)) {
		drop(call);
		return NULL;
	}
	call_up_again(call, kept.is_live, kept.is_paid);
	LOGCALL(call, LOGL_NOTICE, "goes on: an earlier life of the node answered it\n");
	return call;
}

uint32_t call_called_pair(const struct call *call)
{
	return call->bridge ? call->bridge->hands.called_pair : 0;
}

uint32_t call_other_pair(const struct call *call, unsigned which)
{
	return call->bridge && which < ARRAY_SIZE(call->bridge->other_pair) ? call->bridge->other_pair[which] : 0;
}
