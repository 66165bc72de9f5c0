/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Transfer over SIP, between phones: #1 in INFO, REFER with Replaces, the descriptions of two parties who never met, glare,
 * refusals, a leg that goes in between. B calls ALICE (A1 is her phone), ALICE calls C (A2 is her leg there). */

#include "ua_bed.h"

static struct phone b, a1, a2, c;

/* B with ALICE, ALICE with C. */
static void both_up(void)
{
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	ub_call(&ub.phones, &a2, ALICE, OTHER, &c);
	CHECK_INT(call_count(ub.room), 2);
}

static void send_code(struct phone *p)
{
	ub_digit(p, '#');
	CHECK(UB_UNTIL(1000, strstr(p->log, "200:INFO")));
	ub_digit(p, '1');
}

static bool a_is_out(void)
{
	return strstr(a1.log, "bye") && strstr(a2.log, "bye");
}

/* Whoever hangs up ends the call of both, and one record tells of all three. */
static void hang_up_and_see(struct phone *first, struct phone *other)
{
	ub_hang_up(first);
	CHECK(UB_UNTIL(1000, strstr(other->log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	CHECK_INT(ub.records, 2);
	CHECK_INT(ub.record[0].served, ALICE);
	CHECK_INT(ub.record[0].num_legs, 3);
	CHECK_INT(ub.record[0].leg[2].number, OTHER);
	CHECK_INT(ub.record[0].leg[2].charged, ALICE);
	CHECK_INT(ub.record[1].end, CALL_END_TRANSFERRED);
}

static void test_code(bool with_media)
{
	ub_open(&(const struct call_config){ 0 }, with_media);
	both_up();
	b.reply = c.reply = 200;
	b.reply_sdp = c.reply_sdp = true;
	b.ack_answer = true;
	send_code(&a2);
	CHECK(UB_UNTIL(2000, a_is_out()));
	CHECK_INT(ub_media.joined, with_media);
	/* With media both hear each other at once; without, one is asked for an offer and the other one answers it. */
	if (with_media)
		UB_WAIT(100);
	else
		CHECK(UB_UNTIL(2000, strstr(b.log, "ACK/answer") && strstr(c.log, "ACK")));
	CHECK_STR(b.log, with_media ? "" : "INVITE ACK/answer");
	CHECK_STR(c.log, with_media ? "" : "INVITE/offer ACK");
	hang_up_and_see(&b, &c);
	ub_close();
}

/* ---- glare and refusals of those who are joined ---- */

/* How each answers its re-INVITE: a status each, the last one from then on. */
static void answer(struct phone *p, unsigned status)
{
	if (!CHECK(UB_UNTIL(6000, p->t)))
		return;
	sip_reply(p->t, status, status < 300 ? phone_sdp(bed_sdp_b) : NULL);
	p->t = NULL;
}

static void test_glare(void)
{
	ub_open(&(const struct call_config){ 0 }, false);
	both_up();
	send_code(&a2);
	CHECK(UB_UNTIL(2000, a_is_out()));
	answer(&b, 491);		/* the first: asked again */
	answer(&b, 200);
	answer(&c, 491);		/* the second: its answer is still waited for */
	CHECK(!strstr(b.log, "bye") && !strstr(b.log, "ACK"));
	answer(&c, 491);
	answer(&c, 200);
	CHECK(UB_UNTIL(1000, strstr(b.log, "ACK/answer")));
	CHECK_STR(b.log, "INVITE INVITE ACK/answer");
	CHECK_STR(c.log, "INVITE/offer INVITE/offer INVITE/offer ACK");
	CHECK(strstr(b.last_sdp, "m=audio 7000"));
	hang_up_and_see(&c, &b);
	ub_close();
}

/* The second one asks for something itself at that moment: ours waits. */
static void test_busy_second(void)
{
	ub_open(&(const struct call_config){ 0 }, false);
	both_up();
	send_code(&a2);
	CHECK(UB_UNTIL(2000, a_is_out()));
	CHECK_INT(sip_dialog_request(c.d, 0, SIP_INVITE, phone_sdp(bed_sdp_b)), 0);	/* hold, say */
	answer(&b, 200);
	c.reply = 200;
	c.reply_sdp = true;
	CHECK(UB_UNTIL(6000, strstr(b.log, "ACK/answer")));
	CHECK(strstr(c.log, "491:INVITE"));
	CHECK(!strstr(b.log, "bye") && !strstr(c.log, "bye"));
	hang_up_and_see(&b, &c);
	ub_close();
}

/* Who refuses ends nothing while media carries the sound; without media they could never hear each other. */
static void test_refuses(bool with_media, unsigned by_b, unsigned by_c)
{
	ub_open(&(const struct call_config){ 0 }, with_media);
	both_up();
	if (with_media) {
		/* C was held by ALICE: it hears nothing until it is asked again. */
		a2.reply = c.reply = 200;
		c.reply_sdp = true;
		char held[512];

		snprintf(held, sizeof(held), "%sa=sendonly\r\n", bed_sdp_a);
		CHECK_INT(sip_dialog_request(a2.d, 0, SIP_INVITE, phone_sdp(held)), 0);
		CHECK(UB_UNTIL(2000, strstr(a2.log, "200:INVITE")));
		phone_clear(&a2);
		phone_clear(&c);
		c.reply = 0;
		send_code(&a1);
	} else {
		send_code(&a2);
	}
	CHECK(UB_UNTIL(2000, a_is_out()));
	answer(&b, by_b);
	if (by_b >= 300)		/* asked the other way round */
		CHECK(UB_UNTIL(2000, c.t));
	answer(&c, by_c);
	if (with_media) {
		UB_WAIT(300);
		CHECK(!strstr(b.log, "bye") && !strstr(c.log, "bye"));
		CHECK_INT(call_count(ub.room), 1);
		hang_up_and_see(&b, &c);
	} else {
		CHECK(UB_UNTIL(2000, strstr(b.log, "bye") && strstr(c.log, "bye")));
		CHECK_INT(call_count(ub.room), 0);
		CHECK_INT(ub.record[0].end, CALL_END_FAILED);
	}
	ub_close();
}

/* ---- REFER with Replaces ---- */

static void refer(struct phone *on, struct phone *other, e164_t to)
{
	struct sip_content *content = phone_sdp(NULL);
	struct sip_replaces r;
	char value[512];

	CHECK_INT(sip_dialog_replaces(other->d, &r), 0);
	snprintf(value, sizeof(value), "<sip:+%llu@%s?Replaces=%s%%3Bto-tag%%3D%s%%3Bfrom-tag%%3D%s>", (unsigned long long)to,
		 BED_HOST, r.call_id, r.to_tag, r.from_tag);
	CHECK_INT(sip_content_add(content, "Refer-To", value), 0);
	CHECK_INT(sip_dialog_request(on->d, 0, SIP_REFER, content), 0);
}

static void test_refer(bool fails)
{
	ub_open(&(const struct call_config){ 0 }, true);
	both_up();
	a1.reply = a2.reply = 200;
	ub_media.fail_join = fails;
	ub_media.holds = true;
	refer(&a1, &a2, OTHER);
	CHECK(UB_UNTIL(2000, strstr(a1.log, "202:REFER") && strstr(a1.log, "NOTIFY")));
	CHECK(!strncmp(a1.last_body, "SIP/2.0 100", 11));
	UB_WAIT(100);
	CHECK_STR(a1.log, "202:REFER NOTIFY");	/* no more is said than is true */
	CHECK_STR(a2.log, "");
	a1.want_field = "Subscription-State";
	ub_media.holds = false;
	if (fails) {
		CHECK(UB_UNTIL(2000, strstr(a1.log, "NOTIFY NOTIFY")));
		CHECK(!strncmp(a1.last_body, "SIP/2.0 503", 11));
		CHECK_STR(a1.last_field, "terminated;reason=noresource");
		UB_WAIT(100);
		CHECK_INT(call_count(ub.room), 2);
		CHECK_STR(b.log, "");
		CHECK_STR(c.log, "");
		CHECK_INT(ub_media.played, 0);
	} else {
		CHECK(UB_UNTIL(2000, a_is_out()));
		CHECK_STR(a1.log, "202:REFER NOTIFY NOTIFY bye");
		CHECK(!strncmp(a1.last_body, "", 1));
		hang_up_and_see(&b, &c);
	}
	ub_close();
}

/* ---- REFER without Replaces ---- */

static void refer_to(struct phone *on, const char *number)
{
	struct sip_content *content = phone_sdp(NULL);

	CHECK_INT(sip_content_addf(content, "Refer-To", "<sip:%s@%s>", number, BED_HOST), 0);
	CHECK_INT(sip_dialog_request(on->d, 0, SIP_REFER, content), 0);
}

static struct sip_uri c_uri;	/* that C was called by */

/* B with ALICE, who asks for C: his phone rings. */
static void blind_rings(bool with_media, const char *number)
{
	ub_open(&(const struct call_config){ 0 }, with_media);
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	a1.reply = 200;
	a1.want_field = "Subscription-State";
	refer_to(&a1, number);
	CHECK(UB_UNTIL(2000, ub.core.d));
	c_uri = ub.core.last.uri;
	CHECK(UB_UNTIL(2000, strstr(a1.log, "202:REFER NOTIFY")));
	CHECK(!strncmp(a1.last_body, "SIP/2.0 100", 11));
	CHECK_INT(call_count(ub.room), 2);
	ub_take(&ub.core, &c, "c");
	sip_dialog_provisional(c.d, 180, NULL);
	CHECK(UB_UNTIL(2000, strstr(a1.log, "NOTIFY NOTIFY")));
	CHECK(!strncmp(a1.last_body, "SIP/2.0 180", 11));
	CHECK(!strncmp(a1.last_field, "active", 6));
	/* That number and nothing behind it: a core that finds a routing number there calls that one. */
	CHECK(!strchr(c_uri.user, ';'));
}

static void test_blind(bool with_media, bool leaves)
{
	blind_rings(with_media, leaves ? "+33199009999;rn=+33899123456;npdi" : "+33199009999");
	if (leaves) {
		ub_hang_up(&a1);
		UB_WAIT(100);
		CHECK_STR(b.log, "");
		CHECK_INT(ub_media.sound, MEDIA_RINGBACK);
		CHECK_INT(ub_media.played, with_media);
		CHECK_INT(call_count(ub.room), 2);
	}
	b.reply = 200;
	b.reply_sdp = true;
	CHECK_INT(sip_dialog_answer(c.d, phone_sdp(bed_sdp_b)), 0);	/* it was asked for an offer */
	CHECK(UB_UNTIL(3000, strstr(c.log, "ACK/answer")));
	CHECK(UB_UNTIL(3000, leaves || strstr(a1.log, "bye")));
	CHECK(strstr(b.log, "INVITE/offer ACK"));
	CHECK_INT(ub_media.joined, with_media);
	CHECK_INT(ub_media.stopped, with_media && leaves);
	if (!leaves) {
		CHECK_STR(a1.log, "202:REFER NOTIFY NOTIFY NOTIFY bye");
		CHECK_STR(a1.last_field, "");
	}
	UB_WAIT(50);
	hang_up_and_see(&c, &b);
	ub_close();
}

/* C does not want: A is told and keeps B; where A has left, B is let go. */
static void test_blind_refused(bool leaves)
{
	blind_rings(true, "+33199009999");
	if (leaves)
		ub_hang_up(&a1);
	UB_WAIT(50);
	sip_dialog_refuse(c.d, 486, NULL);
	c.d = NULL;
	if (leaves) {
		CHECK(UB_UNTIL(2000, strstr(b.log, "bye")));
		CHECK_INT(call_count(ub.room), 0);
	} else {
		CHECK(UB_UNTIL(2000, strstr(a1.log, "NOTIFY NOTIFY NOTIFY")));
		CHECK(!strncmp(a1.last_body, "SIP/2.0 486", 11));
		CHECK_STR(a1.last_field, "terminated;reason=noresource");
		CHECK_INT(call_count(ub.room), 1);
		CHECK_STR(b.log, "");
	}
	ub_close();
}

/* B hangs up, or media cannot, while it rings or is answered. */
static void test_blind_ends(bool b_leaves)
{
	blind_rings(true, "+33199009999");
	if (b_leaves) {
		ub_hang_up(&b);
		CHECK(UB_UNTIL(2000, strstr(a1.log, "bye") && strstr(c.log, "cancelled")));
	} else {
		ub_media.fail_join = true;
		CHECK_INT(sip_dialog_answer(c.d, phone_sdp(bed_sdp_b)), 0);
		CHECK(UB_UNTIL(2000, strstr(c.log, "bye") && strstr(a1.log, "NOTIFY NOTIFY NOTIFY")));
		CHECK(!strncmp(a1.last_body, "SIP/2.0 503", 11));
		CHECK(strstr(c.log, "ACK"));
		CHECK_STR(b.log, "");
		CHECK_INT(call_count(ub.room), 1);
		ub_hang_up(&b);
	}
	CHECK(UB_UNTIL(2000, !call_count(ub.room)));
	ub_close();
}

/* What may not be: special numbers, emergency, by the far party, twice at once. */
static void test_blind_not(void)
{
	ub_open(&(const struct call_config){ 0 }, true);
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	refer_to(&a1, "0899001234");
	CHECK(UB_UNTIL(2000, strstr(a1.log, "403:REFER")));
	phone_clear(&a1);
	refer_to(&a1, "112");
	CHECK(UB_UNTIL(2000, strstr(a1.log, "403:REFER")));
	refer_to(&b, "+33199009999");
	CHECK(UB_UNTIL(2000, strstr(b.log, "403:REFER")));
	CHECK_INT(call_count(ub.room), 1);
	ub_close();
	blind_rings(true, "2103");	/* CAROL's short number */
	CHECK(strstr(c.name, "c"));
	refer_to(&a1, "+33199009999");
	CHECK(UB_UNTIL(2000, strstr(a1.log, "491:REFER")));
	CHECK_INT(call_count(ub.room), 2);
	ub_close();
}

/* While C rings A has another call with D, and joins that one: nobody is left for C. Where that fails C rings on. */
static void test_blind_overtaken(bool fails)
{
	struct phone d;

	blind_rings(true, "+33199009999");
	ub_call(&ub.phones, &a2, ALICE, OTHER, &d);
	a2.reply = 200;
	ub_media.fail_join = fails;
	refer(&a1, &a2, OTHER);
	if (fails) {
		CHECK(UB_UNTIL(2000, strstr(a1.log, "202:REFER NOTIFY NOTIFY 202:REFER NOTIFY NOTIFY")));
		CHECK(!strncmp(a1.last_body, "SIP/2.0 503", 11));
		UB_WAIT(100);
		CHECK_STR(c.log, "");
		CHECK_INT(call_count(ub.room), 3);
		ub_media.fail_join = false;
		b.reply = 200;
		b.reply_sdp = true;
		CHECK_INT(sip_dialog_answer(c.d, phone_sdp(bed_sdp_b)), 0);
		CHECK(UB_UNTIL(3000, strstr(c.log, "ACK/answer") && strstr(a1.log, "bye")));
		UB_WAIT(50);
		ub_hang_up(&a2);
		CHECK(UB_UNTIL(1000, strstr(d.log, "bye")));
		ub_hang_up(&c);
	} else {
		CHECK(UB_UNTIL(2000, a_is_out() && strstr(c.log, "cancelled")));
		CHECK_INT(call_count(ub.room), 1);
		UB_WAIT(50);
		ub_hang_up(&d);
	}
	CHECK(UB_UNTIL(1000, strstr(b.log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	ub_close();
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_code(true);
	test_code(false);
	test_glare();
	test_busy_second();
	test_refuses(false, 200, 488);
	test_refuses(false, 488, 488);
	test_refuses(true, 200, 488);
	test_refuses(true, 488, 500);
	test_refer(false);
	test_refer(true);
	test_blind(true, false);
	test_blind(false, false);
	test_blind(true, true);
	test_blind(false, true);
	test_blind_refused(false);
	test_blind_refused(true);
	test_blind_ends(true);
	test_blind_ends(false);
	test_blind_not();
	test_blind_overtaken(false);
	test_blind_overtaken(true);
	return CHECK_DONE();
}
