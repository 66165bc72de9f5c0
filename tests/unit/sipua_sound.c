/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls whose sound goes wrong: media refuses what a party's answer says, is lost while phones ring, or is not there at all
 * while an INVITE forks behind our back and early sound comes from somebody else than who answers. */

#include "../lib/sip_raw.h"
#include "ua_bed.h"

static struct phone b, a;

/* Media says no (505, 534) to the answer: a call without sound is none. */
static void test_refused_by_media(void)
{
	ub_open(&(const struct call_config){ 0 }, true);
	ub_dial(&ub.gw, &b, "b", CALLER, ALICE, bed_sdp_a);
	CHECK(UB_UNTIL(3000, ub.core.d));
	ub_take(&ub.core, &a, "a");
	ub_media.fail_connect = 1;
	CHECK_INT(sip_dialog_answer(a.d, phone_sdp(bed_sdp_b)), 0);
	CHECK(UB_UNTIL(3000, strstr(b.log, "bye") && strstr(a.log, "bye")));
	CHECK_INT(call_count(ub.room), 0);
	CHECK_INT(ub.records, 1);
	CHECK_INT(ub.record[0].end, CALL_END_FAILED);
	CHECK_INT(ub.record[0].leg[1].cause, 41);
	CHECK_INT(sipua_counter(ub.ua, SIPUA_CTR_MEDIA_FAILED), 1);
	ub_close();
}

/* Early sound that media cannot have is not the answer yet. */
static void test_refused_early(void)
{
	ub_open(&(const struct call_config){ 0 }, true);
	ub_dial(&ub.gw, &b, "b", CALLER, ALICE, bed_sdp_a);
	CHECK(UB_UNTIL(3000, ub.core.d));
	ub_take(&ub.core, &a, "a");
	ub_media.fail_connect = 1;
	sip_dialog_provisional(a.d, 183, phone_sdp(bed_sdp_b));
	CHECK(UB_UNTIL(3000, strstr(a.log, "PRACK")));
	UB_WAIT(50);
	CHECK_INT(sip_dialog_answer(a.d, phone_sdp(bed_sdp_b)), 0);
	CHECK(UB_UNTIL(3000, strstr(b.log, "200:INVITE") && strstr(a.log, "ACK")));
	UB_WAIT(50);
	CHECK_INT(call_count(ub.room), 1);
	ub_hang_up(&b);
	CHECK(UB_UNTIL(3000, !call_count(ub.room)));
	ub_close();
}

/* The media program begins anew while the phone rings: the call is answered all the same, and both are told where the other
 * one is, past us. */
static void test_lost_while_ringing(bool early)
{
	ub_open(&(const struct call_config){ 0 }, true);
	ub_dial(&ub.gw, &b, "b", CALLER, ALICE, bed_sdp_a);
	CHECK(UB_UNTIL(3000, ub.core.d));
	ub_take(&ub.core, &a, "a");
	sip_dialog_provisional(a.d, early ? 183 : 180, early ? phone_sdp(bed_sdp_b) : NULL);
	CHECK(UB_UNTIL(3000, strstr(b.log, early ? "183" : "180")));
	CHECK(strstr(a.log, "INVITE") || ub_media.pairs == 1);
	call_media_user.gone(ub.room, ub_media.owner[1], 1);
	ub_media.pairs = 0;
	UB_WAIT(100);
	CHECK_INT(call_count(ub.room), 1);
	CHECK(!strstr(b.log, "refused"));
	a.reply = b.reply = 200;
	a.reply_sdp = b.reply_sdp = true;
	CHECK_INT(sip_dialog_answer(a.d, phone_sdp(early ? NULL : bed_sdp_b)), 0);
	CHECK(UB_UNTIL(4000, strstr(a.log, "ACK/answer")));
	CHECK(strstr(b.log, "INVITE/offer"));
	CHECK(strstr(b.last_sdp, "c=IN IP4 127.0.0.2") || strstr(b.log, "ACK"));
	CHECK(!strstr(a.last_sdp, "127.0.0.9"));
	ub_hang_up(&b);
	CHECK(UB_UNTIL(3000, !call_count(ub.room)));
	ub_close();
}

/* It is lost before it has answered at all. */
static void test_lost_at_once(void)
{
	ub_open(&(const struct call_config){ 0 }, true);
	ub_media.holds = true;
	ub_dial(&ub.gw, &b, "b", CALLER, ALICE, bed_sdp_a);
	CHECK(UB_UNTIL(3000, ub_media.pairs == 1));
	call_media_user.gone(ub.room, ub_media.owner[1], 1);
	ub_media.pairs = 0;
	CHECK(UB_UNTIL(3000, ub.core.d));
	ub_take(&ub.core, &a, "a");
	CHECK_INT(sip_dialog_answer(a.d, phone_sdp(bed_sdp_b)), 0);
	CHECK(UB_UNTIL(3000, strstr(b.log, "200:INVITE")));
	CHECK(strstr(b.last_sdp, "127.0.0.2"));
	ub_hang_up(&b);
	CHECK(UB_UNTIL(3000, !call_count(ub.room)));
	ub_close();
}

/* Without media: early sound of fork "one" stands as the answer, fork "two" answers. The caller hears of the right one. */
static void test_forks(bool same)
{
	struct sip_peer_config core = { .name = "core", .address = BED_HOST };
	struct raw raw, invite;
	char other[512];

	ub_open(&(const struct call_config){ 0 }, false);
	raw_open(&raw, &ub.bed, BED_HOST, sip_agent_port(sipua_agent(ub.ua)));
	core.port = raw.port;
	CHECK(sip_peer_set(sipua_agent(ub.ua), &core));
	ub_dial(&ub.gw, &b, "b", CALLER, ALICE, bed_sdp_a);
	CHECK(raw_recv(&raw, "INVITE", 3000));
	invite = raw;
	raw_respond(&invite, "183 Progress", "one", "Require: 100rel\r\nRSeq: 1\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "PRACK", 1000));
	raw_respond(&raw, "200 OK", NULL, NULL, NULL);
	CHECK(UB_UNTIL(1000, strstr(b.log, "183:INVITE/answer")));
	snprintf(other, sizeof(other), "%s", bed_sdp_b);
	memcpy(strstr(other, "m=audio 7000"), "m=audio 7002", 12);
	b.reply = 200;
	b.reply_sdp = true;
	raw_respond(&invite, "200 OK", same ? "one" : "two", NULL, same ? NULL : other);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK(UB_UNTIL(1000, strstr(b.log, "200:INVITE")));
	if (same) {
		CHECK(!raw_recv(&raw, "INVITE", 300));
		CHECK(!strstr(b.log, "INVITE/offer"));
	} else {
		CHECK(raw_recv(&raw, "INVITE", 1000));	/* asked for an offer */
		CHECK(!strstr(raw.got, "m=audio"));
		raw_respond(&raw, "200 OK", NULL, NULL, other);
		CHECK(raw_recv(&raw, "ACK", 4000));
		CHECK(strstr(raw.got, "m=audio 7000"));	/* B's */
		CHECK(strstr(b.log, "INVITE/offer"));
		b.want_field = NULL;
	}
	ub_hang_up(&b);
	CHECK(raw_recv(&raw, "BYE", 1000));
	raw_respond(&raw, "200 OK", NULL, NULL, NULL);
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	raw_close(&raw);
	ub_close();
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_refused_by_media();
	test_refused_early();
	test_lost_while_ringing(false);
	test_lost_while_ringing(true);
	test_lost_at_once();
	test_forks(true);
	test_forks(false);
	return CHECK_DONE();
}
