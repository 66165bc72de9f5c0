/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls whose legs their driver holds itself: whose leg is the served user's, when codes are watched on it, what media
 * tells. Transfer itself is transfer.c. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "transfer.h"

/* More calls of one line at once than this have no code of theirs looked at. */
#define MOST_CALLS 16
#define DEFAULT_GAP_MS 1000
#define CODE_TRANSFER "#1"

void call_room_set_media_ops(struct call_room *room, const struct media_ops *ops, void *priv)
{
	room->media = ops;
	room->media_priv = priv;
}

const struct media_ops *call_media_ops(const struct call_room *room, void **ret_priv)
{
	*ret_priv = room->media_priv;
	return room->media;
}

uint32_t call_handle(const struct call *call)
{
	return pool_handle(call->room->calls, call);
}

struct call *call_by_handle(const struct call_room *room, uint32_t handle)
{
	return handle ? pool_find(room->calls, handle) : NULL;
}

int call_set_hands(struct call *call, const struct call_hands *hands)
{
	if (!call->bridge) {
		call->bridge = pool_get(call->room->bridges);
		if (!call->bridge)
			return -ENOMEM;
	}
	/* A pair that comes when codes are watched already has to hear of it. */
	if (call->bridge->hands.pair != hands->pair || call->bridge->hands.called_pair != hands->called_pair)
		call->bridge->is_watched = false;
	call->bridge->hands = *hands;
	call->bridge->had_pair |= hands->pair != 0;
	for (unsigned i = 0; i < ARRAY_SIZE(call->bridge->gone); i++)
		if (call->bridge->gone_own[i] || call->bridge->gone_called[i])
			call->bridge->gone[i].pair = call->bridge->gone_own[i] ? hands->pair : hands->called_pair;
	call_line_up(call);
	call_arm_line(call->room, call_live_line(call));
	return 0;
}

void call_held(struct call *call, enum media_side by, bool held)
{
	if (call->bridge && by < _MEDIA_SIDES)
		call->bridge->held[by] = held;
}

/* Known from the trigger (product.md section 3), never from what a phone says of itself: the caller's leg of a call that
 * the line made itself, or the leg that we sent to the line. */
enum media_side call_user_side(const struct call *call)
{
	const struct call_bridge *b = call->bridge;
	const struct fleet_line *line;

	if (!b || b->user_end_ms || call->live == LIVE_NONE || !(call->anchor & DECIDE_ANCHOR_IN_CALL))
		return _MEDIA_SIDES;
	if (call->is_made && call->calling != call->served)
		return _MEDIA_SIDES;
	if (!call->is_made && call->state != CALL_ANSWERED)
		return _MEDIA_SIDES;
	line = fleet_line_find(call->room->snap, call_live_line(call));
	if (!line || line->suspended || !(line->rights & LINE_RIGHT_TRANSFER))
		return _MEDIA_SIDES;
	return call->is_made ? MEDIA_CALLER : MEDIA_CALLED;
}

uint32_t call_pair_at(const struct call_bridge *b, enum media_side side)
{
	return side == MEDIA_CALLED && b->hands.called_pair ? b->hands.called_pair : b->hands.pair;
}

static void watch(struct call *call, enum media_side side, bool on)
{
	struct call_room *room = call->room;
	struct call_bridge *b = call->bridge;
	struct media_watch codes = {
		.num_codes = 1, .code = { CODE_TRANSFER },
		.gap_ms = (uint16_t)(room->cfg.code_gap_ms ? room->cfg.code_gap_ms : DEFAULT_GAP_MS),
	};

	if (b->is_watched == on)
		return;
	b->is_watched = on;
	if (room->media && b->hands.pair)
		room->media->watch(room->media_priv, call_pair_at(b, side), side, on ? &codes : NULL);
}

/* Ordinary digits are never held back: a code is only watched for while it can mean something, that is while the line
 * has another call. One that rings may be the active one: its user asks too early, and is told so. */
void call_arm_line(struct call_room *room, e164_t line)
{
	struct call *call, *calls[MOST_CALLS];
	unsigned n = 0, i;

	if (!pool_count(room->bridges))
		return;
	for (call = call_of_line(room, line, NULL); call && n < MOST_CALLS; call = call_of_line(room, line, call))
		calls[n++] = call;
	for (i = 0; i < n; i++) {
		enum media_side side = call_user_side(calls[i]);
		bool up = calls[i]->state == CALL_ANSWERED || (calls[i]->is_made && calls[i]->state == CALL_RINGING);

		if (side != _MEDIA_SIDES)
			watch(calls[i], side, n > 1 && up);
	}
}

void call_bridge_unwatch(struct call *call, enum media_side side)
{
	watch(call, side, false);
}

bool call_watches(const struct call *call, enum media_side side)
{
	return call->bridge && call->bridge->is_watched && side == call_user_side(call);
}

static void pair_free(struct call_room *room, uint32_t *pair)
{
	if (*pair && room->media)
		room->media->pair_free(room->media_priv, *pair);
	*pair = 0;
}

void call_bridge_drop(struct call *call)
{
	struct call_bridge *b = call->bridge;

	if (!b)
		return;
	if (b->joins)
		call_transfer_drop(call);
	pair_free(call->room, &b->hands.pair);
	pair_free(call->room, &b->hands.called_pair);
	pair_free(call->room, &b->other_pair[0]);
	pair_free(call->room, &b->other_pair[1]);
	call_transfer_unpay(call);
	if (b->until_ms)
		llist_del(&b->transferred);
	pool_put(call->room->befores, b->before);
	pool_put(call->room->bridges, b);
	call->bridge = NULL;
}

void call_bridges_tick(struct call_room *room)
{
	uint64_t now = clock_ms();
	struct call_bridge *b;

	/* One a turn: ending it may change the list. They all last equally long, so the first is the oldest. */
	if (llist_empty(&room->transferred))
		return;
	b = llist_first_entry(&room->transferred, struct call_bridge, transferred);
	if (b->until_ms <= now)
		b->hands.ops->end(b->hands.priv, b->hands.hands, CAUSE_NORMAL);
}

/* ---- what media tells ---- */

static void media_came_back(struct call_room *room, uint32_t owner, enum media_side side, uint32_t tag,
			    const struct media_local *local)
{
	const struct call *call = call_by_handle(room, owner);
	const struct call_hands *h = call && call->bridge ? &call->bridge->hands : NULL;

	if (h && tag)
		h->ops->media(h->priv, h->hands, side, tag, local);
}

static void on_connected(void *priv, uint32_t owner, uint32_t pair, enum media_side side, uint32_t tag,
			 const struct media_local *local)
{
	media_came_back(priv, owner, side, tag, local);
}

static void joined(struct call_room *room, uint32_t owner, uint32_t pair, bool done)
{
	struct call *call = call_by_handle(room, owner);

	if (call && call->bridge && (call->bridge->hands.pair == pair || call->bridge->hands.called_pair == pair))
		call_transfer_joined(call, done);
}

/* A sound was played: nobody waits for its end. */
static void on_done(void *priv, uint32_t owner, uint32_t pair, uint32_t tag)
{
	if (tag == CALL_TAG_JOIN)
		joined(priv, owner, pair, true);
}

static void on_failed(void *priv, uint32_t owner, uint32_t pair, uint32_t tag)
{
	if (tag == CALL_TAG_JOIN)
		joined(priv, owner, pair, false);
	else
		media_came_back(priv, owner, _MEDIA_SIDES, tag, NULL);
}

static void end(struct call_room *room, uint32_t owner, const char *why)
{
	const struct call *call = call_by_handle(room, owner);
	const struct call_hands *h = call && call->bridge ? &call->bridge->hands : NULL;

	if (!h)
		return;
	LOGCALL(call, LOGL_NOTICE, "is ended: %s\n", why);
	h->ops->end(h->priv, h->hands, CAUSE_TEMPORARY_FAILURE);
}

/* Silence ends a call only where somebody ought to be heard: it is answered, nobody holds it, and the party of this
 * connection has not left with a transfer. */
static bool ought_to_be_heard(const struct call *call, uint32_t pair, enum media_side side)
{
	const struct call_bridge *b = call->bridge;
	unsigned i;

	if (call->state != CALL_ANSWERED || b->held[MEDIA_CALLER] || b->held[MEDIA_CALLED])
		return false;
	for (i = 0; i < ARRAY_SIZE(b->gone); i++)
		if (b->gone[i].pair == pair && b->gone[i].side == side)
			return false;
	return true;
}

static void on_silent(void *priv, uint32_t owner, uint32_t pair, enum media_side side)
{
	const struct call *call = call_by_handle(priv, owner);
	struct call_room *room = priv;

	if (!call || !call->bridge || !pair || !ought_to_be_heard(call, pair, side))
		return;
	room->silent++;
	end(priv, owner, "no RTP of a party");
}

static void on_gone(void *priv, uint32_t owner, uint32_t pair)
{
	struct call *call = call_by_handle(priv, owner);
	struct call_bridge *b = call ? call->bridge : NULL;
	uint32_t *pairs[] = { b ? &b->hands.pair : NULL, b ? &b->hands.called_pair : NULL, b ? &b->other_pair[0] : NULL,
		b ? &b->other_pair[1] : NULL };
	unsigned i;
	struct call_room *room = priv;

	for (i = 0; b && i < ARRAY_SIZE(pairs); i++)
		if (*pairs[i] == pair)
			*pairs[i] = 0;
	if (b && (call->state == CALL_BEGUN || call->state == CALL_RINGING))
		b->hands.ops->lost(b->hands.priv, b->hands.hands, pair);
	else
		end(priv, owner, "its media is lost");
	room->media_lost++;
}

void call_transfer_say(struct call *call, enum media_side side, enum call_transfer how)
{
	static const uint8_t sounds[] = {
		[CALL_TRANSFER_NO_OTHER] = MEDIA_SAY_NO_ANSWER_YET, [CALL_TRANSFER_NOT_ANSWERED] = MEDIA_SAY_NO_ANSWER_YET,
		[CALL_TRANSFER_NOT_HERE] = MEDIA_SAY_NOT_HERE, [CALL_TRANSFER_NOT_ALLOWED] = MEDIA_SAY_NUMBER_NOT_ALLOWED,
		[CALL_TRANSFER_WHICH] = MEDIA_SAY_WHICH_CALL, [CALL_TRANSFER_FAILED] = MEDIA_SAY_NOT_HERE,
	};

	if (call->bridge->hands.pair)
		call_play(call, call_pair_at(call->bridge, side), side, sounds[how], 1);
}

void call_play(struct call *call, uint32_t pair, enum media_side side, enum media_sound sound, unsigned times)
{
	struct call_room *room = call->room;

	if (room->media && pair)
		room->media->play(room->media_priv, pair, side, sound, room->cfg.lang, times, 0);
}

void call_code(struct call *call, enum media_side side, const char *code)
{
	enum call_transfer how;

	if (strcmp(code, CODE_TRANSFER) || side != call_user_side(call) || call->bridge->joins)
		return;
	call->bridge->speaks = true;
	how = call_transfer(call, NULL);
	if (how != CALL_TRANSFER_DONE && how != CALL_TRANSFER_UNDER_WAY)
		call_transfer_say(call, side, how);
}

/* Only the user's own leg has codes of call/'s watched; what else is dialled is the driver's. */
static void on_code(void *priv, uint32_t owner, uint32_t pair, enum media_side side, const char *code)
{
	struct call *call = call_by_handle(priv, owner);
	const struct call_hands *h = call && call->bridge ? &call->bridge->hands : NULL;

	if (!h)
		return;
	if (strcmp(code, CODE_TRANSFER) || pair != call_pair_at(call->bridge, side) || side != call_user_side(call)) {
		h->ops->code(h->priv, h->hands, pair, side, code);
		return;
	}
	call_code(call, side, code);
}

const struct media_user_ops call_media_user = {
	.connected = on_connected, .done = on_done, .failed = on_failed, .code = on_code, .silent = on_silent,
	.gone = on_gone,
};
