/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several legs at once: ten phones of a group, the first to answer, the one whose phone forwards, ringing times, a caller who
 * gives up as somebody answers; and what one party asks within its call (hold, glare) as the other one sees it. */

#include "sipua_bed.h"

#define NUM 10
#define MEMBER(i) ((e164_t)33639980011 + (i))

static const struct sipua_config config = { .fail_over_ms = 1500, .setup_s = 4, .domain = "mpabx.invalid" };
static struct raw legs[NUM];

static void open_group(void)
{
	e164_t lines[NUM];
	int rc = 0;

	ua_open(&config);
	for (unsigned i = 0; i < NUM; i++) {
		lines[i] = MEMBER(i);
		rc |= fleets_put_line(calls_snap, 1, MEMBER(i), "", ALL_RIGHTS, false);
	}
	rc |= calls_put_group(GROUP, GROUP_NUMBER, GROUP_TOGETHER, 0);
	rc |= calls_members(GROUP, lines, NUM, (1u << NUM) - 1);
	CHECK_INT(rc, 0);
}

/* All ring: each leg by its member's place. */
static void all_ring(void)
{
	struct raw r;

	for (unsigned i = 0; i < NUM; i++) {
		if (!CHECK(ua_rings(&one, &r)))
			return;
		e164_t n = ua_number_of(&r);

		if (CHECK(n >= MEMBER(0) && n < MEMBER(NUM)))
			legs[n - MEMBER(0)] = r;
	}
	CHECK(!ua_new_leg(&one, 20));
	CHECK_INT(ua_count(SIPUA_CTR_FORK_LEG), NUM);
	for (unsigned i = 0; i < NUM; i++)
		raw_respond(&legs[i], "180 Ringing", "there", NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 180", 1500));
}

/* The member whose CANCEL comes next; its INVITE is answered 487. \returns its place, NUM: none came */
static unsigned cancelled(char *reason, size_t size)
{
	if (!raw_recv(&one, "CANCEL", 1500))
		return NUM;
	snprintf(reason, size, "%s", raw_value(&one, "Reason"));
	raw_respond(&one, "200 OK", "there", NULL, NULL);
	for (unsigned i = 0; i < NUM; i++)
		if (!strcmp(legs[i].call_id, one.call_id)) {
			raw_respond(&legs[i], "487 Request Terminated", "there", NULL, NULL);
			return i;
		}
	return NUM;
}

static void all_cancelled(unsigned mask, const char *want)
{
	char reason[128];

	for (unsigned n = 0; mask && n < NUM; n++) {
		unsigned i = cancelled(reason, sizeof(reason));

		if (!CHECK(i < NUM) || !CHECK(mask >> i & 1))
			return;
		CHECK(strstr(reason, want));
		mask &= ~(1u << i);
	}
	CHECK_INT(mask, 0);
}

static void test_first_wins(void)
{
	char reason[128];

	open_group();
	ua_dial(GROUP_NUMBER, NULL, SOME_SDP);
	all_ring();
	/* Busy: the others ring on. Forwarded by its own network: dropped, so that no voicemail has the call. */
	raw_respond(&legs[2], "486 Busy Here", "there", NULL, NULL);
	raw_respond(&legs[5], "181 Call Is Being Forwarded", "there", NULL, NULL);
	CHECK_INT(cancelled(reason, sizeof(reason)), 5);
	CHECK_INT(ua_count(SIPUA_CTR_DIVERTED_BY_NETWORK), 1);
	raw_respond(&legs[7], "200 OK", "there", NULL, bed_sdp_b);
	CHECK_INT(ua_final(&gw, 1500), 200);
	all_cancelled(0x3ff & ~(1u << 2 | 1u << 5 | 1u << 7), "SIP;cause=200;text=\"Call completed elsewhere\"");
	CHECK_INT(ua_count(SIPUA_CTR_ELSEWHERE), 7);
	one.got[0] = '\0';
	ua_hang_up(&one);
	CHECK_INT(calls_last.num_legs, 1 + NUM);
	CHECK(calls_last.leg[NUM].answer_us || calls_last.answer_us);
	ua_close();
}

/* Two answer at once: the second is acknowledged and ended. */
static void test_two_answer(void)
{
	open_group();
	ua_dial(GROUP_NUMBER, NULL, SOME_SDP);
	all_ring();
	raw_respond(&legs[0], "200 OK", "there", NULL, bed_sdp_b);
	raw_respond(&legs[1], "200 OK", "there", NULL, bed_sdp_b);
	CHECK_INT(ua_final(&gw, 1500), 200);
	CHECK(raw_recv(&one, "BYE", 2000));
	CHECK_STR(one.call_id, legs[1].call_id);
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	for (unsigned i = 2; i < NUM; i++)
		raw_respond(&legs[i], "487 Request Terminated", "there", NULL, NULL);
	BED_WAIT(&bed, 50);
	ua_say(&gw, "BYE", 9, NULL, NULL, NULL);
	CHECK(raw_recv(&one, "BYE", 1500));
	CHECK_STR(one.call_id, legs[0].call_id);
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	BED_UNTIL(&bed, 1000, !sipua_count(ua));
	ua_close();
}

/* Each rings for its time from alerting on, then the caller is told that nobody answered. */
static void test_ring_time(void)
{
	open_group();
	ua_dial(GROUP_NUMBER, NULL, SOME_SDP);
	all_ring();
	clock_test_advance(11000);
	wheel_turn(bed.wheel);
	CHECK(!raw_recv(&one, "CANCEL", 50));
	clock_test_advance(1500);
	wheel_turn(bed.wheel);
	all_cancelled(0x3ff, "Q.850;cause=19");
	CHECK_INT(ua_final(&gw, 1500), 480);
	CHECK_INT(ua_count(SIPUA_CTR_LEG_NO_ANSWER), NUM);
	ua_close();
}

/* A phone rings longer than any switch's timer would let it (product.md section 5: up to 90 s). */
static void test_long_ringing(void)
{
	ua_open(&config);
	CHECK_INT(fleet_snapshot_put_settings(calls_snap, &(const struct store_settings){
		.line = ALICE, .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 90 }), 0);
	CHECK_INT(fleet_snapshot_put_forwarding(calls_snap, &(const struct store_forwarding){
		.line = ALICE, .kind = FORWARDING_NO_ANSWER, .active = true, .destination = OUTSIDE, .version = 1 }), 0);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "180 Ringing", "there", NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 180", 1500));
	clock_test_advance(88000);
	wheel_turn(bed.wheel);
	CHECK(!raw_recv(&one, "CANCEL", 50));
	clock_test_advance(2500);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&one, "CANCEL", 1500));
	raw_respond(&one, "200 OK", "there", NULL, NULL);
	raw_respond(&leg, "487 Request Terminated", "there", NULL, NULL);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), OUTSIDE);
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1500), 486);
	ua_close();
}

/* The caller's side rings others too, and one of them answers: our phone has missed no call. */
static void test_elsewhere(void)
{
	ua_open(&config);
	for (unsigned i = 0; i < 2; i++) {
		ua_dial(ALICE, NULL, SOME_SDP);
		CHECK(ua_rings(&one, &leg));
		raw_respond(&leg, "180 Ringing", "there", NULL, NULL);
		CHECK(raw_recv(&gw, "SIP/2.0 180", 1500));
		snprintf(ua_to, sizeof(ua_to), "<%s>", ua_uri);
		ua_say(&gw, "CANCEL", 1, i ? "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n" : NULL, NULL, NULL);
		CHECK(raw_recv(&one, "CANCEL", 1500));
		CHECK_STR(raw_value(&one, "Reason"), i ? "SIP;cause=200;text=\"Call completed elsewhere\"" : "Q.850;cause=16");
		raw_respond(&one, "200 OK", "there", NULL, NULL);
		raw_respond(&leg, "487 Request Terminated", "there", NULL, NULL);
		CHECK_INT(ua_final(&gw, 1500), 487);
	}
	CHECK_INT(ua_count(SIPUA_CTR_ABANDONED), 2);
	ua_close();
}

/* The caller gives up as the phone answers: its answer is acknowledged and ended, the caller hears 487. */
static void test_gives_up(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "180 Ringing", "there", NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 180", 1500));
	snprintf(ua_to, sizeof(ua_to), "<%s>", ua_uri);
	ua_say(&gw, "CANCEL", 1, NULL, NULL, NULL);
	CHECK(raw_recv(&one, "CANCEL", 1500));
	raw_respond(&one, "200 OK", "there", NULL, NULL);
	raw_respond(&leg, "200 OK", "there", NULL, bed_sdp_b);
	CHECK(raw_recv(&one, "ACK", 1500));
	CHECK(raw_recv(&one, "BYE", 1500));
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	CHECK_INT(ua_final(&gw, 1500), 487);
	CHECK_INT(ua_count(SIPUA_CTR_ABANDONED), 1);
	CHECK_INT(ua_count(SIPUA_CTR_ANSWERED), 0);
	ua_close();
}

/* Hold goes through as the peer sends it, answer and all; who asks while the other one asks is told 491. */
static void test_hold(void)
{
	char held[600];

	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	ua_answer(&one, &leg, bed_sdp_b);
	snprintf(held, sizeof(held), "%sa=sendonly\r\n", bed_sdp_a);
	ua_say(&gw, "INVITE", 2, NULL, "application/sdp", held);
	CHECK(raw_recv(&one, "INVITE", 1500));
	CHECK(strstr(one.got, "a=sendonly"));
	second = one;
	/* The phone asks for something meanwhile. */
	raw_sendf(&one, "INVITE sip:mpabx@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKglare\r\n"
		  "From: %.*s;tag=there\r\nTo: %.*s\r\nCall-ID: %.*s\r\nCSeq: 50 INVITE\r\nContact: <sip:one@127.0.0.1:%u>\r\n"
		  "Max-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s", one.to, one.port,
		  (int)strcspn(leg.to_line + 4, "\r"), leg.to_line + 4, (int)strcspn(leg.from + 6, "\r"), leg.from + 6,
		  (int)strcspn(leg.call_id + 9, "\r"), leg.call_id + 9, one.port, strlen(bed_sdp_b), bed_sdp_b);
	CHECK(raw_recv(&one, "SIP/2.0 491", 1500));
	snprintf(held, sizeof(held), "%sa=recvonly\r\n", bed_sdp_b);
	raw_respond(&second, "200 OK", NULL, NULL, held);
	CHECK(raw_recv(&gw, "SIP/2.0 200", 1500));
	CHECK(strstr(gw.got, "a=recvonly"));
	ua_say(&gw, "ACK", 2, NULL, NULL, NULL);
	CHECK(raw_recv(&one, "ACK", 1500));
	ua_hang_up(&one);
	ua_close();
}

/* From the gateway to a routing number as somebody else than the switch said: told, not refused (nothing hangs on it). */
static void test_other_caller(void)
{
	struct call_setup setup = calls_received(ALICE);
	callid_t id;

	ua_open(&config);
	CHECK(call_route_take(calls, &setup, 7, &id) == IMRN);
	ua_dial(IMRN, "P-Asserted-Identity: <tel:+33199008888>\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), ALICE);
	CHECK_INT(ua_count(SIPUA_CTR_OTHER_CALLER), 1);
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1500), 486);
	CHECK_INT(calls_last.calling, CALLER);
	ua_close();
}

int main(void)
{
	test_first_wins();
	test_two_answer();
	test_ring_time();
	test_long_ringing();
	test_gives_up();
	test_elsewhere();
	test_hold();
	test_other_caller();
	return CHECK_DONE();
}
