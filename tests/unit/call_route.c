/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routing numbers: taken, matched once, given up, waited for in vain, resting; the pool empty. */

#include <errno.h>

#include "calls.h"

#define FIRST 33698999000

static struct call_room *room;
static uint32_t arrived_tag;

static void arrived(void *priv, uint32_t tag)
{
	arrived_tag = tag;
}

static const struct call_route_ops ops = { .arrived = arrived };

static void test_config(void)
{
	struct call_setup s = calls_received(BOB);
	callid_t id;

	CHECK_INT(call_route_take(room, &s, 1, &id), E164_NONE);
	CHECK(!call_route_match(room, FIRST));
	CHECK_INT(call_room_set_routes(room, &(const struct call_route_config){ .first = FIRST }), -EINVAL);
	CHECK_INT(call_room_set_routes(room, &(const struct call_route_config){ .first = FIRST, .count = 2 }), 0);
	call_room_set_route_ops(room, &ops, NULL);
	CHECK(call_route_is_ours(room, FIRST + 1) && !call_route_is_ours(room, FIRST + 2) && !call_route_is_ours(room, 1));
}

static void test_match(void)
{
	static const uint8_t reference[] = { 1, 2, 3 };
	struct call_setup s = calls_received(BOB);
	const struct call_setup *back;
	callid_t id = 0;
	e164_t number;
	struct call *call;

	s.call_reference = reference;
	s.call_reference_len = sizeof(reference);
	number = call_route_take(room, &s, 7, &id);
	CHECK(number == FIRST || number == FIRST + 1);
	CHECK(id);
	CHECK_INT(call_room_set_routes(room, &(const struct call_route_config){ .first = FIRST, .count = 2 }), -EBUSY);
	memset(&s, 0, sizeof(s));
	/* Looked at: it is still outstanding, and nobody is told. */
	back = call_route_look(room, number);
	CHECK(back && back->routed && back->id == id);
	CHECK_INT(call_route_count(room), 1);
	CHECK(arrived_tag != 7);
	back = call_route_match(room, number);
	CHECK(back);
	CHECK_INT(arrived_tag, 7);
	CHECK_INT(back->facts.served, BOB);
	CHECK_INT(back->facts.calling, CALLER);
	CHECK_MEM(back->call_reference, back->call_reference_len, reference, sizeof(reference));
	call = call_begin(room, back);
	CHECK(call && call_id(call) == id);
	call_finish(&call, CALL_END_NORMAL);
	CHECK(calls_last.id == id);
	/* Once only. */
	CHECK(!call_route_match(room, number));
	CHECK_INT(call_route_count(room), 0);
}

static void test_pool(void)
{
	struct call_setup s = calls_received(BOB);
	callid_t id;
	e164_t a, b;

	clock_test_advance(30000);
	a = call_route_take(room, &s, 1, &id);
	b = call_route_take(room, &s, 2, &id);
	CHECK(a && b && a != b);
	CHECK_INT(call_route_take(room, &s, 3, &id), E164_NONE);
	call_route_give_up(room, a, 2);		/* another call's */
	CHECK_INT(call_route_count(room), 2);
	call_route_give_up(room, a, 1);
	call_route_give_up(room, a, 1);
	CHECK(!call_route_match(room, a));
	/* It rests, the other one waits for 10 s. */
	CHECK_INT(call_route_take(room, &s, 3, &id), E164_NONE);
	clock_test_advance(9999);
	CHECK_INT(call_route_count(room), 1);
	clock_test_advance(1);
	CHECK(!call_route_match(room, b));
	CHECK_INT(call_route_count(room), 0);
	CHECK_INT(call_route_take(room, &s, 3, &id), E164_NONE);
	clock_test_advance(20000);
	CHECK_INT(call_route_take(room, &s, 3, &id), a);
	CHECK_INT(call_route_take(room, &s, 3, &id), E164_NONE);
	clock_test_advance(10000);
	CHECK_INT(call_route_take(room, &s, 3, &id), b);
}

/* Fixed numbers: any number of calls at once, told apart by who diverted them there and who calls. */
static void test_fixed(void)
{
	struct call_setup s = calls_received(BOB), other = calls_received(BOB), alice = calls_received(ALICE);
	const struct call_route_config cfg = { .fixed_first = FIRST, .fixed_count = 2, .wait_s = 5 };
	callid_t a, b, c;
	unsigned i;

	clock_test_advance(60000);
	CHECK(!call_route_match(room, FIRST));	/* nothing is outstanding any more */
	CHECK_INT(call_room_set_routes(room, &(const struct call_route_config){ .fixed_count = 2 }), -EINVAL);
	CHECK_INT(call_room_set_routes(room, &cfg), 0);
	CHECK(call_route_is_fixed(room, FIRST + 1) && !call_route_is_fixed(room, FIRST + 2) && !call_route_is_ours(room, FIRST));
	CHECK_INT(call_route_take(room, &s, 1, &a), E164_NONE);
	CHECK_INT(call_route_take_fixed(room, FIRST + 2, &s, 1, &a), E164_NONE);
	other.facts.calling = CALLER + 1;
	CHECK_INT(call_route_take_fixed(room, FIRST, &s, 1, &a), FIRST);
	CHECK_INT(call_route_take_fixed(room, FIRST, &other, 2, &b), FIRST);
	CHECK_INT(call_route_take_fixed(room, FIRST, &alice, 3, &c), FIRST);
	CHECK_INT(call_route_count(room), 3);
	CHECK(!call_route_look_fixed(room, FIRST, CAROL, E164_NONE));
	CHECK(!call_route_look_fixed(room, FIRST, BOB, CALLER + 2));
	CHECK(!call_route_look_fixed(room, FIRST + 1, BOB, CALLER));
	CHECK(call_route_look_fixed(room, FIRST, BOB, CALLER + 1)->id == b);
	CHECK(call_route_look_fixed(room, FIRST, BOB, E164_NONE)->id == a);	/* the oldest */
	CHECK(call_route_look_fixed(room, FIRST, ALICE, CALLER)->routed);
	CHECK(call_route_match_fixed(room, FIRST, BOB, CALLER + 1)->id == b);
	CHECK_INT(arrived_tag, 2);
	CHECK(!call_route_match_fixed(room, FIRST, BOB, CALLER + 1));
	call_route_give_up(room, FIRST, 2);
	CHECK_INT(call_route_count(room), 2);
	call_route_give_up(room, FIRST, 3);
	CHECK(!call_route_look_fixed(room, FIRST, ALICE, CALLER));
	clock_test_advance(5000);
	CHECK(!call_route_look_fixed(room, FIRST, BOB, CALLER));
	CHECK_INT(call_route_count(room), 0);
	for (i = 0; call_route_take_fixed(room, FIRST, &s, i, &a); i++)
		;
	CHECK_INT(i, 10000);
}

/* A life of the node begins where it is told to: what is still on its way to a number of the last one shall meet no other call. */
static void test_begin(void *ctx)
{
	struct call_room *other = calls_alloc(ctx, &(const struct call_config){ 0 });
	struct call_setup s = calls_received(BOB);
	callid_t id;

	CHECK_INT(call_room_set_routes(other, &(const struct call_route_config){ .first = FIRST, .count = 3, .begin = 0xfffffffe }), 0);
	for (unsigned i = 0; i < 3; i++)
		CHECK_INT(call_route_take(other, &s, 1, &id), FIRST + (0xfffffffe % 3 + i) % 3);
	CHECK_INT(call_route_take(other, &s, 1, &id), E164_NONE);
	talloc_free(other);
}

int main(int argc, char **argv)
{
	void *ctx = talloc_named_const(NULL, 0, "call_route");

	osmo_init_logging2(ctx, &mpabx_log_info);
	clock_test_set(1700000000);
	room = calls_alloc(ctx, &(const struct call_config){ 0 });
	test_config();
	test_match();
	test_pool();
	test_fixed();
	test_begin(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
