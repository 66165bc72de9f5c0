/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An answered call as octets and back (save.c): every field of it, whatever stands there. What is taken up is saved again as the
 * same octets; whatever octet is changed, cut off or added, the call is refused, or has just that field changed. */

#include <errno.h>

#include "calls.h"

static void *ctx;

static uint32_t restore_pair(void *priv, const char *text, uint32_t owner)
{
	return 1000u + (unsigned char)text[0];
}

static bool save_pair(void *priv, uint32_t pair, char ret[MEDIA_PAIR_TEXT])
{
	snprintf(ret, MEDIA_PAIR_TEXT, "%c", (char)(pair >= 1000 ? pair - 1000 : 'a' + pair));
	return true;
}

static uint32_t join_pair, join_tag;

static int join(void *priv, uint32_t pair, enum media_side side, uint32_t other, enum media_side other_side, uint32_t tag)
{
	join_pair = pair;
	join_tag = tag;
	return 0;
}

static bool is_alive(void *priv)
{
	return true;
}

static void pair_own(void *priv, uint32_t pair, uint32_t owner)
{
}

static void pair_free(void *priv, uint32_t pair)
{
}

static void watch(void *priv, uint32_t pair, enum media_side side, const struct media_watch *what)
{
}

static void play(void *priv, uint32_t pair, enum media_side side, enum media_sound sound, enum media_lang lang, unsigned times,
		 uint32_t tag)
{
}

static const struct media_ops media = {
	.is_alive = is_alive, .pair_own = pair_own, .join = join, .play = play, .watch = watch, .pair_free = pair_free,
	.pair_save = save_pair, .pair_restore = restore_pair,
};

static bool may_rejoin(void *priv, uint32_t leg, uint32_t moves)
{
	return true;
}

static int rejoin(void *priv, uint32_t leg, uint32_t moves)
{
	return 0;
}

static void of_leg(void *priv, uint32_t leg, uint8_t cause)
{
}

static void told(void *priv, uint32_t leg, unsigned how)
{
}

static void let_go(void *priv, uint32_t hands)
{
}

static const struct leg_ops legs = {
	.release = of_leg, .may_rejoin = may_rejoin, .rejoin = rejoin, .transferred = told, .end = of_leg, .let_go = let_go,
};

static struct call_room *room_new(void)
{
	struct call_room *room = calls_alloc(ctx, &(const struct call_config){ .max_calls = 8 });

	calls_groups();
	call_room_set_media_ops(room, &media, NULL);
	return room;
}

static void hold(struct call *call, uint32_t pair)
{
	const struct call_hands h = { .ops = &legs, .hands = pair, .leg = { 10 * pair, 10 * pair + 1 }, .pair = pair };

	CHECK_INT(call_set_hands(call, &h), 0);
}

static struct call *answered(struct call_room *room, const struct call_setup *setup, uint32_t pair)
{
	struct call *call = call_begin(room, setup);

	CHECK(call);
	hold(call, pair);
	call_step_sent(call);
	clock_test_advance(2000);
	call_answered(call);
	clock_test_advance(3000);
	return call;
}

/* ---- the calls ---- */

/* With all that an InitialDP says. */
static struct call *diverted(struct call_room *room)
{
	static const uint8_t reference[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct call_setup s = calls_received(BOB);
	struct call *call;

	s.facts.original_called = DAVE;
	s.facts.redirecting = ALICE;
	s.facts.redirections = 2;
	s.call_reference = reference;
	s.call_reference_len = sizeof(reference);
	s.not_here = true;
	call = answered(room, &s, 1);
	call_held(call, MEDIA_CALLED, true);
	return call;
}

static struct call *of_group(struct call_room *room)
{
	struct call_setup s = calls_received(GROUP_NUMBER);
	struct call *call = call_begin(room, &s);

	hold(call, 1);
	call_step_sent(call);
	clock_test_advance(1000);
	CHECK(call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY));
	call_step_sent(call);
	call_leg_diverted(call, E164_NONE);
	clock_test_advance(4000);
	call_answered(call);
	return call;
}

static struct call *made(struct call_room *room)
{
	struct call_setup s = calls_made(ALICE, "2102");

	return answered(room, &s, 1);
}

static struct call *transferred(struct call_room *room)
{
	struct call_setup s = calls_received(ALICE), t = calls_made(ALICE, "0199009999");
	struct call *call = answered(room, &s, 1), *other = answered(room, &t, 2);

	CHECK_INT(call_transfer(other, NULL), CALL_TRANSFER_DONE);
	call_media_user.done(room, call_handle(call), join_pair, join_tag);
	CHECK_INT(call_count(room), 1);
	clock_test_advance(1000);
	return call;
}

/* ---- */

/* \returns length; what the driver tells again is told again */
static int again(struct call_room *room, callid_t id, const uint8_t *octets, int length, uint8_t *ret, struct call_record *record)
{
	struct call *call = call_restore(room, id, octets, (size_t)length);
	int rc;

	if (!call)
		return 0;
	hold(call, 1);
	call_describe(call, record);
	rc = call_save(call, ret, CALL_SAVE_SIZE);
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(call_count(room), 0);
	return rc;
}

static bool same_leg(const struct call_leg *a, const struct call_leg *b)
{
	return a->number == b->number && a->charged == b->charged && a->start_us == b->start_us && a->answer_us == b->answer_us &&
		a->end_us == b->end_us && a->cause == b->cause && a->rule == b->rule && a->why == b->why && a->version == b->version &&
		a->diverted_by_network == b->diverted_by_network;
}

static bool same_reason(const struct decide_reason *a, const struct decide_reason *b)
{
	return a->rule == b->rule && a->why == b->why && a->seconds == b->seconds && a->version == b->version && a->group == b->group &&
		a->arg[0] == b->arg[0] && a->arg[1] == b->arg[1] && !strcmp(a->digits, b->digits);
}

static void compare(const struct call_record *a, const struct call_record *b)
{
	unsigned i;

	CHECK(a->id == b->id && a->side == b->side && a->served == b->served && a->calling == b->calling && a->called == b->called);
	CHECK(a->fleet == b->fleet && a->original_called == b->original_called && a->redirecting == b->redirecting && a->msc == b->msc);
	CHECK_STR(a->dialled, b->dialled);
	CHECK_INT(a->call_reference_len, b->call_reference_len);
	CHECK(!memcmp(a->call_reference, b->call_reference, sizeof(a->call_reference)));
	CHECK(a->start_us == b->start_us && a->answer_us == b->answer_us && a->snapshot_version == b->snapshot_version);
	CHECK(same_reason(&a->because, &b->because));
	CHECK(a->anchor == b->anchor && a->conference == b->conference && a->limited == b->limited);
	CHECK(a->group == b->group && a->group_result == b->group_result);
	CHECK_INT(a->num_rejected, b->num_rejected);
	for (i = 0; i < a->num_rejected; i++)
		CHECK(same_reason(&a->rejected[i], &b->rejected[i]));
	CHECK_INT(a->num_legs, b->num_legs);
	for (i = 0; i < a->num_legs; i++)
		CHECK(same_leg(&a->leg[i], &b->leg[i]));
}

/* follow: so many octets cannot be anything else in this call, and come back as what it is: times of a transfer, before one; after one
 * what is less than their milliseconds; a member, a number that counts for a line, where there is none. */
static const struct { const char *name; struct call *(*make)(struct call_room *room); unsigned follow; } kinds[] = {
	{ "diverted", diverted, 3 }, { "group", of_group, 6 }, { "made", made, 4 }, { "transferred", transferred, 25 },
};

/* Each octet with each bit changed, and all. What is taken is saved as it was, or, where it cannot be so (a time before the call, a
 * number that counts for nobody), as something that is. */
static void change(struct call_room *room, unsigned kind, callid_t id, const uint8_t *octets, int length)
{
	static const uint8_t flips[] = { 1, 2, 4, 8, 16, 32, 64, 128, 255 };
	uint8_t changed[CALL_SAVE_SIZE], back[CALL_SAVE_SIZE], twice[CALL_SAVE_SIZE];
	struct call_record record;
	unsigned i, kept, taken, all_kept = 0, follow = 0;
	int at, rc;

	for (at = 0; at < length; at++) {
		for (i = kept = taken = 0; i < sizeof(flips); i++) {
			memcpy(changed, octets, (size_t)length);
			changed[at] ^= flips[i];
			rc = again(room, id, changed, length, back, &record);
			CHECK(rc >= 0);
			taken += rc > 0;
			if (rc == length && !memcmp(changed, back, (size_t)length)) {
				kept++;
			} else if (rc > 0) {
				CHECK_INT(again(room, id, back, rc, twice, &record), rc);
				CHECK(!memcmp(back, twice, (size_t)rc));
			}
		}
		all_kept += kept;
		follow += taken && !kept;
	}
	printf("%s: %d octets, %u changes kept, %u octets follow from others\n", kinds[kind].name, length, all_kept, follow);
	CHECK_INT(follow, kinds[kind].follow);
	CHECK(all_kept > 5u * (unsigned)length);
}

static void round_trip(unsigned kind)
{
	struct call_room *first = room_new(), *second = room_new();
	uint8_t octets[CALL_SAVE_SIZE + 1], back[CALL_SAVE_SIZE];
	struct call_record was, is;
	struct call *call = kinds[kind].make(first);
	callid_t id;
	int length, cut;

	length = call_save(call, octets, CALL_SAVE_SIZE);
	CHECK(length > 50);
	for (cut = 0; cut < length; cut++)
		CHECK_INT(call_save(call, back, (size_t)cut), -ENOSPC);
	call_describe(call, &was);
	id = was.id;
	if (!CHECK_INT(again(second, id, octets, length, back, &is), length))
		return;
	CHECK(!memcmp(octets, back, (size_t)length));
	compare(&was, &is);
	CHECK_INT(again(second, id + 1, octets, length, back, &is), 0);
	for (cut = 0; cut < length; cut++)
		CHECK_INT(again(second, id, octets, cut, back, &is), 0);
	octets[length] = 0;
	CHECK_INT(again(second, id, octets, length + 1, back, &is), 0);
	change(second, kind, id, octets, length);
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_finish(&call, CALL_END_NORMAL);
	talloc_free(first);
	talloc_free(second);
}

/* The answered leg is one of the record's: behind it stand ten flags and twice eight octets of a call that nobody transferred. */
static void test_current(void)
{
	struct call_room *first = room_new(), *second = room_new();
	uint8_t octets[CALL_SAVE_SIZE], back[CALL_SAVE_SIZE];
	struct call *call = diverted(first);
	struct call_record record;
	uint8_t leg;
	int length = call_save(call, octets, sizeof(octets));

	call_describe(call, &record);
	CHECK_INT(octets[length - 27], record.num_legs - 1);
	for (leg = 0; leg < CALL_MAX_LEGS + 3; leg++) {
		struct call_record is;

		octets[length - 27] = leg;
		CHECK_INT(again(second, record.id, octets, length, back, &is), leg < record.num_legs ? length : 0);
	}
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_finish(&call, CALL_END_NORMAL);
	talloc_free(first);
	talloc_free(second);
}

/* Only what is answered, and in its driver's hands. */
static void test_not_yet(void)
{
	struct call_room *room = room_new();
	struct call_setup s = calls_received(ALICE);
	struct call *call = call_begin(room, &s);
	uint8_t octets[CALL_SAVE_SIZE];

	CHECK_INT(call_save(call, octets, sizeof(octets)), -ENOTCONN);
	hold(call, 1);
	CHECK_INT(call_save(call, octets, sizeof(octets)), -ENOTCONN);
	call_step_sent(call);
	call_answered(call);
	CHECK(call_save(call, octets, sizeof(octets)) > 0);
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_finish(&call, CALL_END_NORMAL);
	talloc_free(room);
}

int main(int argc, char **argv)
{
	unsigned i;

	ctx = talloc_named_const(NULL, 0, "call_save");
	osmo_init_logging2(ctx, &mpabx_log_info);
	log_set_all_filter(osmo_stderr_target, 0);
	clock_test_set(1700000000);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		round_trip(i);
	test_current();
	test_not_yet();
	talloc_free(ctx);
	return CHECK_DONE();
}
