/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Transfer (product.md section 3): A talks to B, holds B, calls C, and sends #1 (or REFER with Replaces): B and C are
 * joined, A is released. Which call is meant, whether it may be, and the joining. Either call goes on or both stay as they
 * were. The older call lives on, with C's party in A's place; the other one's record ends "transferred". */

#include <string.h>

#include <osmocom/core/utils.h>

#include "transfer.h"

#define DEFAULT_LASTS_S 7200

static enum media_side far_side(const struct call *call)
{
	return call_user_side(call) == MEDIA_CALLER ? MEDIA_CALLED : MEDIA_CALLER;
}

/* ---- which call ---- */

/* The user's other answered call; of several the one seen held. \returns CALL_TRANSFER_DONE: found */
static enum call_transfer find_other(const struct call *call, struct call **ret)
{
	e164_t line = call_live_line(call);
	unsigned answered = 0, held = 0, up = 0;
	struct call *other, *one = NULL, *one_held = NULL;

	for (other = call_of_line(call->room, line, NULL); other; other = call_of_line(call->room, line, other)) {
		enum media_side user = call_user_side(other);

		if (other == call)
			continue;
		up++;
		if (other->state != CALL_ANSWERED)
			continue;
		answered++;
		one = other;
		if (user != _MEDIA_SIDES && other->bridge->held[user]) {
			held++;
			one_held = other;
		}
	}
	if (!up)
		return CALL_TRANSFER_NO_OTHER;
	if (!answered || call->state != CALL_ANSWERED)
		return CALL_TRANSFER_NOT_ANSWERED;
	if (answered > 1 && held != 1)
		return CALL_TRANSFER_WHICH;
	*ret = answered > 1 ? one_held : one;
	return CALL_TRANSFER_DONE;
}

/* ---- whether it may be ---- */

/* Whom the line has called: no special number and no emergency one. Who called the line may be anybody. */
static bool is_allowed(const struct call *call)
{
	const struct fleet *fleet = fleet_find(call->room->snap, call->fleet);
	const struct numplan *np = fleet && fleet->numplan ? fleet->numplan : fleet_default_numplan(call->room->snap);
	e164_t number = call->target ? call->target : call->called;
	struct numplan_number dialled;
	char digits[DIGITS_SIZE];

	if (!call->is_made || !np)
		return !call->is_made;
	if (number)
		return numplan_check_e164(np, NUMPLAN_FOR_TRANSFER, number) == NUMPLAN_OK;
	call_give_dialled(call, digits);
	numplan_read(np, digits, &dialled);
	return dialled.kind == NUMPLAN_E164 && numplan_check(np, NUMPLAN_FOR_TRANSFER, &dialled) == NUMPLAN_OK;
}

/* Both pass through one driver, which has all four legs. */
static bool are_ours(const struct call *a, const struct call *b)
{
	const struct call_bridge *x = a->bridge, *y = b->bridge;

	if (!x || !y || call_user_side(a) == _MEDIA_SIDES || call_user_side(b) == _MEDIA_SIDES)
		return false;
	return x->hands.ops == y->hands.ops && x->hands.priv == y->hands.priv && !x->hands.pair == !y->hands.pair &&
		x->hands.leg[0] && x->hands.leg[1] && y->hands.leg[0] && y->hands.leg[1];
}

/* ---- who pays (product.md section 11): what the line called goes on at its expense without it ---- */

static e164_t far_number(const struct call *call)
{
	struct numplan_number dialled;
	char digits[DIGITS_SIZE];
	const struct numplan *np = fleet_default_numplan(call->room->snap);

	if (call->target || call->called || !np)
		return call->target ? call->target : call->called;
	call_give_dialled(call, digits);
	numplan_read(np, digits, &dialled);
	return dialled.e164;
}

/* As a diverted leg each: the toll fraud limits hold for them as well. */
static bool may_pay(struct call *call, struct call *other)
{
	if (call->is_made && !call_may_divert(call, far_number(call), 0))
		return false;
	return !other->is_made || call_may_divert(other, far_number(other), call->is_made);
}

static void pay(struct call_bridge *b, unsigned which, const struct call *call)
{
	struct call_paid *p = &b->paid[which];

	*p = (struct call_paid){ .line = call->served, .fleet = call->fleet };
	if (!call->is_made)
		return;
	p->abroad = call_leads_abroad(call, far_number(call));
	p->is_up = live_diverted_add(call->room->live, p->line, p->fleet, p->abroad);
}

void call_transfer_unpay(struct call *call)
{
	struct call_bridge *b = call->bridge;
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(b->paid); i++) {
		if (b->paid[i].is_up)
			live_diverted_remove(call->room->live, b->paid[i].line, b->paid[i].fleet, b->paid[i].abroad);
		b->paid[i].is_up = false;
	}
}

static enum call_transfer check(const struct call *call, const struct call *other)
{
	if (call->state != CALL_ANSWERED || other->state != CALL_ANSWERED)
		return CALL_TRANSFER_NOT_ANSWERED;
	if (call_live_line(call) != call_live_line(other))
		return CALL_TRANSFER_NO_OTHER;
	if (call->not_here || other->not_here || !are_ours(call, other))
		return CALL_TRANSFER_NOT_HERE;
	return is_allowed(call) && is_allowed(other) ? CALL_TRANSFER_DONE : CALL_TRANSFER_NOT_ALLOWED;
}

/* ---- the joining ---- */

/* The far party of the call that goes, as the record of the one that stays tells it: the line pays for it. */
static struct call_leg moved_of(const struct call *goes)
{
	struct call_record record;
	struct call_leg leg;

	call_describe(goes, &record);
	leg = goes->is_made ? record.leg[record.num_legs - 1] : record.leg[0];
	leg.charged = goes->is_made ? leg.charged : call_live_line(goes);
	leg.rule = DECIDE_RULE_TRANSFER;
	leg.why = DECIDE_WHY_TRANSFERRED;
	leg.version = 0;
	leg.cause = 0;
	return leg;
}

/* Without media the legs alone are joined, and speak to each other directly. */
static int join(struct call *stays, struct call *goes)
{
	const struct call_room *room = stays->room;

	return room->media->join(room->media_priv, call_pair_at(stays->bridge, far_side(stays)), far_side(stays),
				 call_pair_at(goes->bridge, far_side(goes)), far_side(goes), CALL_TAG_JOIN);
}

/* What its parties hear is each other again. */
static void join_own(struct call *call)
{
	const struct call_room *room = call->room;
	const struct call_bridge *b = call->bridge;

	if (b->hands.pair)
		room->media->join(room->media_priv, b->hands.pair, MEDIA_CALLER, call_pair_at(b, MEDIA_CALLED), MEDIA_CALLED, 0);
}

static void take_pairs(struct call *stays, struct call *goes)
{
	const struct call_room *room = stays->room;
	struct call_hands *g = &goes->bridge->hands;
	uint32_t *other = stays->bridge->other_pair;
	unsigned i;

	other[0] = g->pair;
	other[1] = g->called_pair;
	g->pair = g->called_pair = 0;
	for (i = 0; i < 2; i++)
		if (other[i])
			room->media->pair_own(room->media_priv, other[i], call_handle(stays));
}

static void lasts(struct call *stays)
{
	struct call_room *room = stays->room;
	uint32_t s = room->cfg.max_transferred_s ? room->cfg.max_transferred_s : DEFAULT_LASTS_S;

	stays->bridge->until_ms = clock_ms() + (uint64_t)s * 1000;
	llist_add_tail(&stays->bridge->transferred, &room->transferred);
}

/* Its legs are gone or moved. */
static void let_go(struct call *goes, enum media_side user)
{
	const struct call_hands h = goes->bridge->hands;

	call_leg_ended(goes, CAUSE_NORMAL, user == MEDIA_CALLER);
	h.ops->let_go(h.priv, h.hands);
	call_finish(&goes, CALL_END_TRANSFERRED);
}

/* Whoever asked for it hears how it went. */
static void tell(struct call *call, enum call_transfer how)
{
	const struct call_hands *h = &call->bridge->hands;
	enum media_side user = call_user_side(call);
	bool speaks = call->bridge->speaks;

	if (!call->bridge->asks || user == _MEDIA_SIDES)
		return;
	call->bridge->asks = call->bridge->speaks = false;
	h->ops->transferred(h->priv, h->leg[user], how);
	if (how != CALL_TRANSFER_DONE && speaks)
		call_transfer_say(call, user, how);
}

static bool may_rejoin(const struct call *stays, const struct call *goes)
{
	const struct call_hands *h = &stays->bridge->hands;

	return h->ops->may_rejoin(h->priv, h->leg[far_side(stays)], goes->bridge->hands.leg[far_side(goes)]);
}

/* Media has joined the two. */
static enum call_transfer carry_out(struct call *stays, struct call *goes)
{
	enum media_side user = call_user_side(stays), other_user = call_user_side(goes);
	struct call_bridge *b = stays->bridge;
	const struct call_hands h = b->hands, g = goes->bridge->hands;
	uint32_t moves = g.leg[far_side(goes)];
	struct call_leg moved = moved_of(goes);
	char line[E164_STR_SIZE], number[E164_STR_SIZE];

	if (h.ops->rejoin(h.priv, h.leg[far_side(stays)], moves) < 0)
		return CALL_TRANSFER_FAILED;
	tell(stays, CALL_TRANSFER_DONE);
	tell(goes, CALL_TRANSFER_DONE);
	call_bridge_unwatch(stays, user);
	call_bridge_unwatch(goes, other_user);
	h.ops->release(h.priv, h.leg[user], CAUSE_NORMAL);
	g.ops->release(g.priv, g.leg[other_user], CAUSE_NORMAL);
	LOGCALL(stays, LOGL_INFO, "%s transfers it to %s\n", e164_print(call_live_line(stays), line),
		e164_print(moved.number, number));
	b->gone[0].pair = call_pair_at(b, user);
	b->gone[0].side = (uint8_t)user;
	b->gone[1].pair = call_pair_at(goes->bridge, other_user);
	b->gone[1].side = (uint8_t)other_user;
	memset(b->held, 0, sizeof(b->held));
	take_pairs(stays, goes);
	b->hands.leg[user] = moves;
	b->moved = moved;
	/* In this order: the member rests from now on, once. */
	call_line_down(stays);
	b->user_end_ms = call_elapsed(stays);
	pay(b, 0, stays);
	pay(b, 1, goes);
	lasts(stays);
	let_go(goes, other_user);
	return CALL_TRANSFER_DONE;
}

/* Nobody is let go before media has said that the two others hear each other. */
static enum call_transfer begin(struct call *call, struct call *stays, struct call *goes)
{
	if (!may_rejoin(stays, goes))
		return CALL_TRANSFER_FAILED;
	call->bridge->asks = true;
	if (!stays->bridge->hands.pair)
		return carry_out(stays, goes);
	if (join(stays, goes) < 0)
		return CALL_TRANSFER_NOT_HERE;
	stays->bridge->joins = call_handle(goes);
	goes->bridge->joins = call_handle(stays);
	stays->bridge->stays = true;
	goes->bridge->stays = false;
	return CALL_TRANSFER_DONE;
}

static struct call *partner_of(const struct call *call)
{
	struct call *other = call_by_handle(call->room, call->bridge->joins);

	return other && other->bridge && other->bridge->joins == call_handle(call) ? other : NULL;
}

void call_transfer_joined(struct call *call, bool done)
{
	struct call *other = call->bridge ? partner_of(call) : NULL;
	enum call_transfer how = CALL_TRANSFER_FAILED;

	if (!other) {
		/* The other one has ended meanwhile: what media did is undone. */
		if (call->bridge && done)
			join_own(call);
		return;
	}
	call->bridge->joins = other->bridge->joins = 0;
	if (done && call->state == CALL_ANSWERED && other->state == CALL_ANSWERED && may_rejoin(call, other))
		how = carry_out(call, other);
	if (how == CALL_TRANSFER_DONE)
		return;
	LOGCALL(call, LOGL_ERROR, "transfer failed, both calls stay: %s\n", done ? "a leg has gone" : "media could not");
	if (done) {
		join_own(call);
		join_own(other);
	}
	tell(call, how);
	tell(other, how);
}

void call_transfer_drop(struct call *call)
{
	struct call *other = partner_of(call);

	call->bridge->joins = 0;
	if (!other)
		return;
	other->bridge->joins = 0;
	/* Where the other one stays it is told when media is done, and undoes it then. */
	if (!other->bridge->stays)
		join_own(other);
	tell(other, CALL_TRANSFER_FAILED);
}

static enum call_transfer choose(struct call *call, struct call **other)
{
	enum call_transfer how = CALL_TRANSFER_DONE;

	if (call_user_side(call) == _MEDIA_SIDES)
		return CALL_TRANSFER_NOT_HERE;
	if (!*other)
		how = find_other(call, other);
	if (how == CALL_TRANSFER_DONE)
		how = *other == call ? CALL_TRANSFER_NO_OTHER : check(call, *other);
	if (how == CALL_TRANSFER_DONE && (call->bridge->joins || (*other)->bridge->joins))
		how = CALL_TRANSFER_UNDER_WAY;
	if (how == CALL_TRANSFER_DONE && !may_pay(call, *other))
		how = CALL_TRANSFER_NOT_ALLOWED;
	return how;
}

enum call_transfer call_transfer_check(struct call *call, struct call *other)
{
	return choose(call, &other);
}

enum call_transfer call_transfer(struct call *call, struct call *other)
{
	enum call_transfer how = choose(call, &other);

	if (how == CALL_TRANSFER_DONE)
		how = call->start_us <= other->start_us ? begin(call, call, other) : begin(call, other, call);
	if (how == CALL_TRANSFER_DONE)
		return how;	/* the call may be gone */
	LOGCALL(call, LOGL_INFO, "transfer refused: %s\n", call_transfer_name(how));
	if (call->bridge && how != CALL_TRANSFER_UNDER_WAY)
		call->bridge->asks = call->bridge->speaks = false;
	return how;
}

/* Whether its user could leave it now, whatever he may. */
static enum call_transfer is_ready(const struct call *call)
{
	if (call_user_side(call) == _MEDIA_SIDES || call->not_here)
		return CALL_TRANSFER_NOT_HERE;
	if (call->state != CALL_ANSWERED)
		return CALL_TRANSFER_NOT_ANSWERED;
	if (call->bridge->joins)
		return CALL_TRANSFER_UNDER_WAY;
	return CALL_TRANSFER_DONE;
}

enum call_transfer call_transfer_to(const struct call *call, const struct numplan_number *to)
{
	const struct fleet *fleet = fleet_find(call->room->snap, call->fleet);
	const struct numplan *np = fleet && fleet->numplan ? fleet->numplan : fleet_default_numplan(call->room->snap);
	enum call_transfer ready = is_ready(call);

	if (ready != CALL_TRANSFER_DONE)
		return ready;
	/* A fleet's short number is looked up when the call is made. */
	if (to->kind == NUMPLAN_SHORT)
		return CALL_TRANSFER_DONE;
	return np && to->kind == NUMPLAN_E164 && numplan_check(np, NUMPLAN_FOR_TRANSFER, to) == NUMPLAN_OK ? CALL_TRANSFER_DONE :
		CALL_TRANSFER_NOT_ALLOWED;
}

uint32_t call_other_hands(const struct call *call)
{
	const struct call *other = NULL;

	while ((other = call_of_line(call->room, call_live_line(call), other)))
		if (other != call && call->bridge && call_user_side(other) != _MEDIA_SIDES &&
		    other->bridge->hands.ops == call->bridge->hands.ops && other->bridge->hands.priv == call->bridge->hands.priv)
			return other->bridge->hands.hands;
	return 0;
}

enum call_transfer call_user_may_leave(struct call *call)
{
	enum call_transfer ready = is_ready(call);

	if (ready != CALL_TRANSFER_DONE)
		return ready;
	if (!is_allowed(call) || (call->is_made && !call_may_divert(call, far_number(call), 0)))
		return CALL_TRANSFER_NOT_ALLOWED;
	return CALL_TRANSFER_DONE;
}

void call_user_left(struct call *call, e164_t who)
{
	enum media_side user = call_user_side(call);
	struct call_bridge *b = call->bridge;
	uint64_t now = call->start_us + (uint64_t)(call_elapsed(call) - 1) * 1000;

	if (user == _MEDIA_SIDES || call->state != CALL_ANSWERED)
		return;
	if (b->joins)
		call_transfer_drop(call);
	call_bridge_unwatch(call, user);
	b->moved = (struct call_leg){
		.number = who, .charged = who, .start_us = now, .answer_us = now,
		.rule = DECIDE_RULE_TRANSFER, .why = DECIDE_WHY_TRANSFERRED,
	};
	call_line_down(call);
	b->user_end_ms = call_elapsed(call);
	pay(b, 0, call);
	lasts(call);
}

e164_t call_user_line(const struct call *call)
{
	return call_live_line(call);
}

const char *call_transfer_name(enum call_transfer how)
{
	static const struct value_string names[] = {
		{ CALL_TRANSFER_DONE, "done" }, { CALL_TRANSFER_NO_OTHER, "no-other-call" },
		{ CALL_TRANSFER_NOT_ANSWERED, "not-answered" }, { CALL_TRANSFER_NOT_HERE, "not-here" },
		{ CALL_TRANSFER_NOT_ALLOWED, "number-not-allowed" }, { CALL_TRANSFER_WHICH, "which-call" },
		{ CALL_TRANSFER_FAILED, "failed" },
		{ CALL_TRANSFER_UNDER_WAY, "under-way" },
		{ 0, NULL }
	};
	const char *name = get_value_string_or_null(names, how);

	return name ? name : "?";
}
