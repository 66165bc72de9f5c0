/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Legs and the peers that they go by: a peer that is silent or overloaded, one that is known to be dead. */

#include "sipua_bed.h"

static const struct sipua_config config = { .fail_over_ms = 200, .setup_s = 3 };

static void test_first_one(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK(ua_number_of(&leg) == ALICE);
	raw_respond(&leg, "180 Ringing", "there", NULL, NULL);
	ua_answer(&one, &leg, bed_sdp_b);
	ua_hang_up(&one);
	CHECK(!ua_new_leg(&two, 20));
	CHECK_INT(ua_count(SIPUA_CTR_FAIL_OVER), 0);
	ua_close();
}

/* Not a word: the second one has the same leg, and what the first one says late is ended. */
static void test_silent(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK(ua_rings(&two, &second));
	CHECK(ua_number_of(&second) == ALICE);
	CHECK_INT(ua_count(SIPUA_CTR_FAIL_OVER), 1);
	CHECK_INT(ua_count(SIPUA_CTR_LEG), 1);
	raw_respond(&leg, "180 Ringing", "late", NULL, NULL);
	CHECK(raw_recv(&one, "CANCEL", 1000));
	raw_respond(&one, "200 OK", "late", NULL, NULL);
	raw_respond(&leg, "487 Request Terminated", "late", NULL, NULL);
	CHECK(raw_recv(&one, "ACK", 1000));
	ua_answer(&two, &second, bed_sdp_b);
	ua_hang_up(&two);
	CHECK_INT(calls_last.num_legs, 2);	/* one leg, whoever carried it */
	ua_close();
}

/* 100 is a word: whoever has said it may take its time. */
static void test_trying(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "100 Trying", NULL, NULL, NULL);
	CHECK(!ua_new_leg(&two, 500));
	ua_answer(&one, &leg, bed_sdp_b);
	ua_hang_up(&one);
	ua_close();
}

static void test_503(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "503 Service Unavailable", "x", NULL, NULL);
	CHECK(raw_recv(&one, "ACK", 500));
	CHECK(ua_rings(&two, &second));
	raw_respond(&second, "180 Ringing", "there", NULL, NULL);
	ua_answer(&two, &second, bed_sdp_b);
	ua_hang_up(&two);
	/* Both: each is asked once, then the leg has failed. */
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "503 Service Unavailable", "x", NULL, NULL);
	CHECK(ua_rings(&two, &second));
	raw_respond(&second, "503 Service Unavailable", "y", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1000), 503);
	CHECK(!ua_new_leg(&one, 20));
	/* Busy is no fault of the peer's, nor is what comes once it rings. */
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1000), 486);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "180 Ringing", "x", NULL, NULL);
	raw_respond(&leg, "503 Service Unavailable", "x", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1000), 503);
	CHECK(!ua_new_leg(&two, 50));
	CHECK_INT(ua_count(SIPUA_CTR_FAIL_OVER), 2);
	ua_close();
}

/* Probed: what is known to be dead costs the next call nothing, until it answers OPTIONS again. */
static void test_dead(void)
{
	uint64_t start;

	ua_open(&config);
	ua_peer("one", "core", 1, one.port, 10);
	CHECK(raw_recv(&one, "OPTIONS", 1000));
	raw_respond(&one, "200 OK", "x", NULL, NULL);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK(ua_rings(&two, &second));
	CHECK(!sip_peer_up(sip_peer_find(sipua_agent(ua), "one")));
	ua_answer(&two, &second, bed_sdp_b);
	ua_hang_up(&two);
	start = bed_ms();
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&two, &second));
	CHECK(bed_ms() - start < 150);
	/* And it is not tried in the other's place either. */
	raw_respond(&second, "503 Service Unavailable", "y", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1000), 503);
	/* Asked again soon, though 10 s are configured. */
	while (raw_recv(&one, "OPTIONS", 20))
		;
	clock_test_advance(5020);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&one, "OPTIONS", 1000));
	raw_respond(&one, "200 OK", "x", NULL, NULL);
	CHECK(BED_UNTIL(&bed, 1000, sip_peer_up(sip_peer_find(sipua_agent(ua), "one"))));
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1000), 486);
	ua_close();
}

/* Nobody at all: the leg has failed when its time is over, and the caller is told. */
static void test_nobody(void)
{
	ua_open(&(const struct sipua_config){ .fail_over_ms = 100, .setup_s = 1 });
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK(ua_rings(&two, &second));
	CHECK_INT(ua_final(&gw, 3000), 480);
	ua_close();
}

/* All are known to be down. One is asked all the same, as a probe may be wrong; it has the time of a fail-over, no more,
 * and the caller's network is told what lets it look for another way. */
static void test_all_down(void)
{
	uint64_t start;

	ua_open(&config);
	ua_peer("one", "core", 1, one.port, 3600);
	ua_peer("two", "core", 2, two.port, 3600);
	sip_peer_failed(sip_peer_find(sipua_agent(ua), "one"));
	sip_peer_failed(sip_peer_find(sipua_agent(ua), "two"));
	CHECK(!sipua_is_alive(ua));
	start = bed_ms();
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_final(&gw, 3000), 503);
	CHECK(bed_ms() - start < 1000);
	CHECK(strstr(gw.got, "Q.850;cause=38"));
	CHECK(!ua_new_leg(&two, 50));
	CHECK_INT(calls_last.leg[1].cause, CAUSE_NET_OUT_OF_ORDER);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "100 Trying", NULL, NULL, NULL);
	BED_WAIT(&bed, 500);
	ua_answer(&one, &leg, bed_sdp_b);
	ua_hang_up(&one);
	ua_close();
}

int main(void)
{
	test_first_one();
	test_silent();
	test_trying();
	test_503();
	test_dead();
	test_nobody();
	test_all_down();
	return CHECK_DONE();
}
