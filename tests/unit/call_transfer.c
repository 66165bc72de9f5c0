/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Transfer, each bullet of product.md section 3, with legs and media that are fakes: they note what call/ asked of them.
 * The sound itself and the real protocols are proven elsewhere. */

#include <errno.h>

#include "calls.h"

#define OTHER 33199009999
#define SPECIAL "0899001234"

static struct call_room *room;

/* ---- fakes ---- */

static struct {
	unsigned released, rejoined, ended, let_go, codes, told, lost;
	unsigned told_how, told_at;	/* legs released by then */
	uint32_t told_leg;
	uint32_t release[4], stays, moves, gone_hands;
	uint8_t cause;
	int rejoin_rc;
} legs;

static void fake_release(void *priv, uint32_t leg, uint8_t cause)
{
	if (legs.released < 4)
		legs.release[legs.released] = leg;
	legs.released++;
	legs.cause = cause;
}

static bool fake_may_rejoin(void *priv, uint32_t leg, uint32_t moves)
{
	return legs.rejoin_rc == 0;
}

static int fake_rejoin(void *priv, uint32_t leg, uint32_t moves)
{
	legs.rejoined++;
	legs.stays = leg;
	legs.moves = moves;
	return legs.rejoin_rc;
}

static void fake_transferred(void *priv, uint32_t leg, unsigned how)
{
	legs.told++;
	legs.told_leg = leg;
	legs.told_how = how;
	legs.told_at = legs.released;
}

static void fake_media(void *priv, uint32_t hands, enum media_side side, uint32_t tag, const struct media_local *local)
{
	CHECK(tag);
}

static void fake_lost(void *priv, uint32_t hands, uint32_t pair)
{
	legs.lost++;
}

static void fake_code(void *priv, uint32_t hands, uint32_t pair, enum media_side side, const char *code)
{
	legs.codes++;
}

static struct call *ending;	/* that fake_end() ends, as a driver would */

static void fake_end(void *priv, uint32_t hands, uint8_t cause)
{
	legs.ended++;
	legs.cause = cause;
	if (!ending)
		return;
	call_leg_ended(ending, cause, false);
	call_finish(&ending, CALL_END_NORMAL);
}

static void fake_let_go(void *priv, uint32_t hands)
{
	legs.let_go++;
	legs.gone_hands = hands;
}

static const struct leg_ops leg_fakes = {
	.release = fake_release, .may_rejoin = fake_may_rejoin, .rejoin = fake_rejoin,
	.transferred = fake_transferred, .media = fake_media, .lost = fake_lost, .code = fake_code,
	.end = fake_end, .let_go = fake_let_go,
};

#define PAIRS 16
static struct {
	unsigned joined, played, freed, watched[PAIRS];	/* by pair: 1 + side */
	uint32_t join[2], owner[PAIRS];
	enum media_side sides[2], played_side;
	enum media_sound sound;
	uint16_t gap_ms;
	int join_rc;
	bool waits, slow;	/* the last join is not done yet; it is not done by itself */
	unsigned own;		/* pairs whose two sides were joined with each other again */
	uint32_t tag;
} media;

static bool fake_is_alive(void *priv)
{
	return true;
}

static void fake_pair_own(void *priv, uint32_t pair, uint32_t owner)
{
	media.owner[pair] = owner;
}

static int fake_join(void *priv, uint32_t pair, enum media_side side, uint32_t other, enum media_side other_side, uint32_t tag)
{
	if (media.join_rc < 0)
		return media.join_rc;
	if (pair == other) {
		media.own++;
		return 0;
	}
	media.joined++;
	media.waits = tag != 0;
	media.tag = tag;
	media.join[0] = pair;
	media.join[1] = other;
	media.sides[0] = side;
	media.sides[1] = other_side;
	return 0;
}

static void fake_play(void *priv, uint32_t pair, enum media_side side, enum media_sound sound, enum media_lang lang,
		      unsigned times, uint32_t tag)
{
	media.played++;
	media.played_side = side;
	media.sound = sound;
}

static void fake_watch(void *priv, uint32_t pair, enum media_side side, const struct media_watch *watch)
{
	media.watched[pair] = watch ? 1u + side : 0;
	if (!watch)
		return;
	CHECK_STR(watch->code[0], "#1");
	media.gap_ms = watch->gap_ms;
}

static void fake_pair_free(void *priv, uint32_t pair)
{
	media.freed++;
	media.watched[pair] = 0;
}

static const struct media_ops media_fakes = {
	.is_alive = fake_is_alive, .pair_own = fake_pair_own, .join = fake_join, .play = fake_play, .watch = fake_watch,
	.pair_free = fake_pair_free,
};

/* ---- calls as a driver makes them ---- */

/* Its legs are 10 * pair + side. */
static void take_in_hand(struct call *call, uint32_t pair)
{
	struct call_hands h = {
		.ops = &leg_fakes, .hands = pair, .leg = { 10 * pair, 10 * pair + 1 }, .pair = pair,
	};

	CHECK_INT(call_set_hands(call, &h), 0);
	media.owner[pair] = call_handle(call);
}

static struct call *ring(const struct call_setup *setup, uint32_t pair)
{
	struct call *call = call_begin(room, setup);

	CHECK(call);
	if (pair)
		take_in_hand(call, pair);
	call_step_sent(call);
	return call;
}

static struct call *received(e164_t line, uint32_t pair)
{
	struct call_setup s = calls_received(line);
	struct call *call = ring(&s, pair);

	call_answered(call);
	clock_test_advance(1000);
	return call;
}

static struct call *made(e164_t line, const char *dialled, uint32_t pair, bool answered)
{
	struct call_setup s = calls_made(line, dialled);
	struct call *call = ring(&s, pair);

	if (answered)
		call_answered(call);
	clock_test_advance(1000);
	return call;
}

static void hang_up(struct call **call)
{
	if (!*call)
		return;
	call_leg_ended(*call, CAUSE_NORMAL, true);
	call_finish(call, CALL_END_NORMAL);
}

static void fresh(void)
{
	memset(&legs, 0, sizeof(legs));
	memset(&media, 0, sizeof(media));
	CHECK_INT(call_count(room), 0);
}

/* What media was asked for is done, or is not. */
static void media_answers(bool done)
{
	if (!media.waits)
		return;
	media.waits = false;
	if (done)
		call_media_user.done(room, media.owner[media.join[0]], media.join[0], media.tag);
	else
		call_media_user.failed(room, media.owner[media.join[0]], media.join[0], media.tag);
}

static void dial(const struct call *call, uint32_t pair, enum media_side side, const char *code)
{
	call_media_user.code(room, call_handle(call), pair, side, code);
	if (!media.slow)
		media_answers(true);
}

/* ---- what happens ---- */

static struct call_record before_last;
static callid_t last_id;

static void keep_records(void *priv, const struct call_record *record)
{
	before_last = calls_last;
	calls_last = *record;
	last_id = record->id;
}

/* CALLER calls ALICE, ALICE calls OTHER and sends #1 there. */
static void test_received_then_made(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	CHECK_INT(media.watched[1], 0);		/* no second call: #1 is ordinary */
	c = made(ALICE, "0199009999", 2, false);
	CHECK_INT(media.watched[1], 1 + MEDIA_CALLED);
	CHECK_INT(media.watched[2], 1 + MEDIA_CALLER);
	CHECK_INT(media.gap_ms, 1000);
	call_answered(c);
	clock_test_advance(5000);
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(media.played, 0);
	CHECK_INT(media.joined, 1);
	CHECK_INT(media.join[0], 1);
	CHECK_INT(media.sides[0], MEDIA_CALLER);
	CHECK_INT(media.join[1], 2);
	CHECK_INT(media.sides[1], MEDIA_CALLED);
	CHECK_INT(legs.stays, 10);
	CHECK_INT(legs.moves, 21);
	CHECK_INT(legs.released, 2);
	CHECK_INT(legs.release[0], 11);
	CHECK_INT(legs.release[1], 20);
	CHECK_INT(legs.cause, CAUSE_NORMAL);
	CHECK_INT(legs.let_go, 1);
	CHECK_INT(legs.gone_hands, 2);
	CHECK_INT(media.watched[1] + media.watched[2], 0);
	CHECK_INT(media.freed, 0);
	CHECK_INT(media.owner[2], call_handle(b));
	CHECK_INT(call_count(room), 1);
	CHECK_INT(calls_last.end, CALL_END_TRANSFERRED);
	CHECK_INT(calls_last.side, DECIDE_MADE);
	/* The line is free: the next call of it is its only one. */
	c = received(ALICE, 3);
	CHECK_INT(media.watched[3], 0);
	hang_up(&c);
	clock_test_advance(60000);
	hang_up(&b);
	CHECK_INT(media.freed, 3);
	CHECK_INT(calls_last.served, ALICE);
	CHECK_INT(calls_last.num_legs, 3);
	CHECK_INT(calls_last.leg[0].number, CALLER);
	CHECK_INT(calls_last.leg[1].end_us - calls_last.start_us, 7000000);
	CHECK_INT(calls_last.leg[2].number, OTHER);
	CHECK_INT(calls_last.leg[2].charged, ALICE);
	CHECK_INT(calls_last.leg[2].rule, DECIDE_RULE_TRANSFER);
	CHECK_INT(calls_last.leg[2].end_us, calls_last.end_us);
	CHECK(calls_last.leg[2].answer_us > calls_last.leg[2].start_us);
}

/* Both made by the line; the code comes on the older one. */
static void test_made_twice(void)
{
	struct call *b;

	fresh();
	b = made(ALICE, "0199005678", 1, true);
	made(ALICE, "2102", 2, true);	/* BOB's short number */
	dial(b, 1, MEDIA_CALLER, "#1");
	CHECK_INT(legs.rejoined, 1);
	CHECK_INT(legs.stays, 11);
	CHECK_INT(legs.moves, 21);
	CHECK_INT(legs.release[0], 10);
	CHECK_INT(legs.release[1], 20);
	clock_test_advance(1000);
	hang_up(&b);
	CHECK_INT(calls_last.leg[0].number, ALICE);
	CHECK(calls_last.leg[0].end_us < calls_last.end_us);
	CHECK_INT(calls_last.leg[2].number, BOB);
}

static void test_received_twice(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	c = received(ALICE, 2);
	dial(c, 2, MEDIA_CALLED, "#1");
	CHECK_INT(legs.rejoined, 1);
	CHECK_INT(legs.stays, 10);
	CHECK_INT(legs.moves, 20);
	hang_up(&b);
	CHECK_INT(calls_last.leg[2].number, CALLER);
	CHECK_INT(calls_last.leg[2].charged, ALICE);
}

/* A far party's #1 is not a code: it is handed to the driver, nothing is joined. */
static void test_whose_digits(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, true);
	dial(b, 1, MEDIA_CALLER, "#1");
	dial(c, 2, MEDIA_CALLED, "#1");
	dial(c, 9, MEDIA_CALLER, "#1");
	dial(c, 2, MEDIA_CALLER, "1");
	CHECK_INT(legs.rejoined, 0);
	CHECK_INT(legs.codes, 4);
	/* Of a call that is gone. */
	call_media_user.code(room, 0x7fffff00, 1, MEDIA_CALLED, "#1");
	call_media_user.gone(room, 0x7fffff00, 1);
	hang_up(&c);
	CHECK_INT(media.watched[1], 0);		/* alone again */
	hang_up(&b);
}

static void check_refused(struct call *on, uint32_t pair, enum media_side side, enum media_sound sound)
{
	dial(on, pair, side, "#1");
	CHECK_INT(media.played, 1);
	CHECK_INT(media.sound, sound);
	CHECK_INT(media.played_side, side);
	CHECK_INT(legs.released + legs.rejoined + media.joined, 0);
	media.played = 0;
}

static void test_not_answered(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, false);
	check_refused(c, 2, MEDIA_CALLER, MEDIA_SAY_NO_ANSWER_YET);
	check_refused(b, 1, MEDIA_CALLED, MEDIA_SAY_NO_ANSWER_YET);
	/* Both untouched: C answers, and it works. */
	call_answered(c);
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(legs.rejoined, 1);
	hang_up(&b);
}

static void test_number(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	c = made(ALICE, SPECIAL, 2, true);
	CHECK_INT(media.watched[2], 1 + MEDIA_CALLER);
	check_refused(c, 2, MEDIA_CALLER, MEDIA_SAY_NUMBER_NOT_ALLOWED);
	hang_up(&c);
	/* An emergency call is no call of the line here: nothing is armed at all. */
	c = made(ALICE, "112", 2, true);
	CHECK_INT(media.watched[1] + media.watched[2], 0);
	hang_up(&c);
	clock_test_advance(1800 * 1000 + 1000);	/* it may be called back no longer */
	/* Abroad is allowed. */
	c = made(ALICE, "+442079460000", 2, true);
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(legs.rejoined, 1);
	hang_up(&b);
}

static void test_not_here(void)
{
	struct call_setup s = calls_received(ALICE);
	struct call *b, *c;

	fresh();
	/* The other call did not come into our hands. */
	s.facts.calling = OTHER;
	b = call_begin(room, &s);
	call_step_sent(b);
	call_answered(b);
	hang_up(&b);
	s = calls_made(BOB, "0199005678");
	s.facts.sw.media = true;
	b = ring(&s, 0);
	call_answered(b);
	c = made(BOB, "0199009999", 2, true);
	CHECK_INT(media.watched[2], 1 + MEDIA_CALLER);
	check_refused(c, 2, MEDIA_CALLER, MEDIA_SAY_NOT_HERE);
	hang_up(&b);
	hang_up(&c);
	/* Abroad: anchored at home, refused with a reason. */
	s = calls_received(ALICE);
	s.not_here = true;
	b = ring(&s, 1);
	call_answered(b);
	c = received(ALICE, 2);
	check_refused(c, 2, MEDIA_CALLED, MEDIA_SAY_NOT_HERE);
	hang_up(&b);
	/* On two media programs: both calls as they were, still watched. */
	b = received(ALICE, 1);
	media.join_rc = -EXDEV;
	check_refused(c, 2, MEDIA_CALLED, MEDIA_SAY_NOT_HERE);
	CHECK_INT(media.watched[1], 1 + MEDIA_CALLED);
	hang_up(&b);
	hang_up(&c);
}

static void test_which(void)
{
	struct call *b, *c, *d;

	fresh();
	b = received(ALICE, 1);
	c = received(ALICE, 2);
	d = made(ALICE, "0199009999", 3, true);
	check_refused(d, 3, MEDIA_CALLER, MEDIA_SAY_WHICH_CALL);
	call_held(b, MEDIA_CALLER, true);	/* B holds ALICE: that says nothing */
	check_refused(d, 3, MEDIA_CALLER, MEDIA_SAY_WHICH_CALL);
	call_held(c, MEDIA_CALLED, true);
	call_held(b, MEDIA_CALLED, true);
	check_refused(d, 3, MEDIA_CALLER, MEDIA_SAY_WHICH_CALL);
	call_held(b, MEDIA_CALLED, false);
	dial(d, 3, MEDIA_CALLER, "#1");
	CHECK_INT(legs.stays, 20);
	CHECK_INT(legs.moves, 31);
	hang_up(&b);
	hang_up(&c);
}

/* Without the option nothing is watched; a line whose call went to a voicemail outside is not in that call. */
static void test_who_may(void)
{
	struct call *b, *c;

	fresh();
	b = received(BOB, 1);		/* forwarded to CAROL, who is awaited: her leg is the user's */
	CHECK_INT(media.watched[1], 0);
	c = made(BOB, "0199009999", 2, true);
	CHECK_INT(media.watched[1] + media.watched[2], 0);
	hang_up(&c);
	c = received(CAROL, 3);		/* forwarded to OUTSIDE: CAROL is not in it */
	CHECK_INT(media.watched[1] + media.watched[3], 0);
	hang_up(&c);
	hang_up(&b);
	CHECK_INT(fleet_snapshot_put_line(calls_snap, &(const struct store_line){
		.number = DAVE, .fleet_id = 1, .short_number = "2104", .rights = ALL_RIGHTS & ~LINE_RIGHT_TRANSFER }), 0);
	b = made(DAVE, "0199005678", 1, true);
	c = made(DAVE, "0199009999", 2, true);
	CHECK_INT(media.watched[1] + media.watched[2], 0);
	hang_up(&b);
	hang_up(&c);
}

static void test_by_refer(void)
{
	struct call *b, *c, *x;

	fresh();
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, true);
	x = made(DAVE, "0199009999", 3, true);
	CHECK_INT(call_transfer(c, c), CALL_TRANSFER_NO_OTHER);
	CHECK_INT(call_transfer(b, c), CALL_TRANSFER_DONE);
	CHECK_INT(legs.told, 0);
	CHECK_INT(call_transfer(c, b), CALL_TRANSFER_UNDER_WAY);
	media_answers(true);
	CHECK_INT(legs.rejoined, 1);
	CHECK_INT(legs.told, 1);
	CHECK_INT(legs.told_leg, 11);	/* where it was asked, before it is released */
	CHECK_INT(legs.told_how, CALL_TRANSFER_DONE);
	CHECK_INT(legs.told_at, 0);
	CHECK_INT(call_transfer(b, x), CALL_TRANSFER_NOT_HERE);	/* its user has left */
	hang_up(&x);
	hang_up(&b);
}

/* It lasts two hours, ends when its media is lost, and ends only itself when a party hangs up. */
static void test_afterwards(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, true);
	dial(c, 2, MEDIA_CALLER, "#1");
	clock_test_advance(7199 * 1000);
	call_room_tick(room);
	CHECK_INT(legs.ended, 0);
	clock_test_advance(1000);
	ending = b;
	call_room_tick(room);
	CHECK_INT(legs.ended, 1);
	CHECK_INT(call_count(room), 0);
	call_room_tick(room);
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, true);
	dial(c, 2, MEDIA_CALLER, "#1");
	media.freed = 0;
	ending = b;
	call_media_user.gone(room, media.owner[2], 2);
	CHECK_INT(legs.ended, 2);
	CHECK_INT(media.freed, 1);	/* the other one has gone by itself */
}

/* Silence ends a call that is answered, not held, and only by those who are still in it. */
static void test_silence(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, false);
	call_media_user.silent(room, media.owner[2], 2, MEDIA_CALLER);	/* it rings */
	call_answered(c);
	call_held(b, MEDIA_CALLED, true);
	call_media_user.silent(room, media.owner[1], 1, MEDIA_CALLER);
	call_media_user.silent(room, media.owner[1], 1, MEDIA_CALLED);
	CHECK_INT(legs.ended, 0);
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(legs.rejoined, 1);
	/* ALICE has left both: her connections are silent from now on. */
	call_media_user.silent(room, media.owner[1], 1, MEDIA_CALLED);
	call_media_user.silent(room, media.owner[2], 2, MEDIA_CALLER);
	CHECK_INT(legs.ended, 0);
	ending = b;
	call_media_user.silent(room, media.owner[2], 2, MEDIA_CALLED);
	CHECK_INT(legs.ended, 1);
	CHECK_INT(call_count(room), 0);
}

/* What the line called counts against its toll fraud limits after it has left, and is not joined beyond them. */
static void test_limits(void)
{
	struct call_line_live live;
	struct call *b[4], *c;
	unsigned i;

	fresh();
	for (i = 0; i < 3; i++) {
		b[i] = received(ALICE, 1);
		c = made(ALICE, "+442079460000", 2, true);
		if (i == 2)
			break;
		dial(c, 2, MEDIA_CALLER, "#1");
		CHECK_INT(legs.rejoined, i + 1);
	}
	call_line_live(room, ALICE, &live);
	CHECK_INT(live.diverted, 2);
	CHECK_INT(call_transfer_check(c, b[2]), CALL_TRANSFER_NOT_ALLOWED);
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(media.sound, MEDIA_SAY_NUMBER_NOT_ALLOWED);
	CHECK_INT(legs.rejoined, 2);
	CHECK_INT(media.joined, 2);
	hang_up(&b[0]);
	call_line_live(room, ALICE, &live);
	CHECK_INT(live.diverted, 1);
	/* The driver cannot: nothing is joined, both stay as they were. */
	legs.rejoin_rc = -ENOTCONN;
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(media.joined, 2);
	CHECK_INT(legs.rejoined, 2);
	legs.rejoin_rc = 0;
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(legs.rejoined, 3);
	hang_up(&b[1]);
	hang_up(&b[2]);
	call_line_live(room, ALICE, &live);
	CHECK_INT(live.diverted, 0);
}

/* Nobody is let go before media has joined the two others; where it cannot, both calls stay, and the user is told. */
static void test_media_fails(void)
{
	struct call *b, *c;

	fresh();
	media.slow = true;
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, true);
	dial(c, 2, MEDIA_CALLER, "#1");
	CHECK_INT(media.joined, 1);
	CHECK_INT(legs.rejoined + legs.released + legs.let_go, 0);
	dial(c, 2, MEDIA_CALLER, "#1");		/* impatient */
	CHECK_INT(media.joined, 1);
	CHECK_INT(media.played, 0);
	media_answers(false);
	CHECK_INT(legs.rejoined + legs.released + legs.let_go, 0);
	CHECK_INT(call_count(room), 2);
	CHECK_INT(media.played, 1);
	CHECK_INT(media.sound, MEDIA_SAY_NOT_HERE);
	CHECK_INT(media.watched[1], 1 + MEDIA_CALLED);
	CHECK_INT(legs.told_how, CALL_TRANSFER_FAILED);
	CHECK_INT(legs.told_leg, 20);
	/* It may be asked again, and then works. */
	dial(c, 2, MEDIA_CALLER, "#1");
	/* A leg goes in the moment that media needs: what it did is undone. */
	legs.rejoin_rc = -ENOTCONN;
	media_answers(true);
	CHECK_INT(media.own, 2);
	CHECK_INT(call_count(room), 2);
	legs.rejoin_rc = 0;
	dial(c, 2, MEDIA_CALLER, "#1");
	media_answers(true);
	CHECK_INT(legs.rejoined, 1);
	CHECK_INT(legs.released, 2);
	hang_up(&b);
}

/* One of the two ends while media joins them: the other one is as it was. */
static void test_ends_meanwhile(void)
{
	struct call *b, *c;

	fresh();
	media.slow = true;
	b = received(ALICE, 1);
	c = made(ALICE, "0199009999", 2, true);
	dial(c, 2, MEDIA_CALLER, "#1");
	hang_up(&c);
	CHECK_INT(media.own, 0);
	media_answers(true);
	CHECK_INT(media.own, 1);		/* B and A hear each other again */
	CHECK_STR(call_state_name(b), "ANSWERED");
	CHECK_INT(legs.rejoined + legs.released, 0);
	c = made(ALICE, "0199009999", 2, true);
	dial(c, 2, MEDIA_CALLER, "#1");
	hang_up(&b);
	CHECK_INT(media.own, 2);
	media_answers(true);
	CHECK_INT(media.own, 2);
	CHECK_STR(call_state_name(c), "ANSWERED");
	CHECK_INT(legs.rejoined + legs.released, 0);
	hang_up(&c);
}

/* Media that is lost ends a call that is answered; one that rings goes on without. */
static void test_lost(void)
{
	struct call *c;

	fresh();
	c = made(ALICE, "0199009999", 2, false);
	call_media_user.gone(room, media.owner[2], 2);
	CHECK_INT(legs.lost, 1);
	CHECK_INT(legs.ended, 0);
	call_answered(c);
	take_in_hand(c, 3);
	ending = c;
	call_media_user.gone(room, media.owner[3], 3);
	CHECK_INT(legs.lost, 1);
	CHECK_INT(legs.ended, 1);
	CHECK_INT(call_count(room), 0);
}

/* A ends the call to C: A keeps B. */
static void test_keeps(void)
{
	struct call *b, *c;

	fresh();
	b = received(ALICE, 1);
	CHECK_INT(call_near_pair(b), 0);
	c = made(ALICE, "0199009999", 2, true);
	CHECK_INT(call_near_pair(b), 2);	/* a transfer would join the two: on one media program */
	CHECK_INT(call_near_pair(c), 1);
	hang_up(&c);
	CHECK_STR(call_state_name(b), "ANSWERED");
	CHECK_INT(legs.released + legs.ended, 0);
	hang_up(&b);
}

int main(int argc, char **argv)
{
	static const struct record_ops ops = { .append = keep_records };
	void *ctx = talloc_named_const(NULL, 0, "call_transfer");

	osmo_init_logging2(ctx, &mpabx_log_info);
	clock_test_set(1700000000);
	room = calls_alloc(ctx, &(const struct call_config){ .max_abroad_line = 2 });
	call_room_set_record_ops(room, &ops, NULL);
	call_room_set_media_ops(room, &media_fakes, NULL);
	test_received_then_made();
	test_made_twice();
	test_received_twice();
	test_whose_digits();
	test_not_answered();
	test_number();
	test_not_here();
	test_which();
	test_who_may();
	test_by_refer();
	test_afterwards();
	test_silence();
	test_limits();
	test_keeps();
	test_lost();
	test_media_fails();
	test_ends_meanwhile();
	CHECK_INT(call_count(room), 0);
	talloc_free(ctx);
	return CHECK_DONE();
}
