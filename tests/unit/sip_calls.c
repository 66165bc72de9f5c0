/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls between two agents over loopback: what each side sees of INVITE, PRACK, UPDATE, CANCEL, BYE, glare, REFER. */

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "../lib/sip_bed.h"

static struct bed bed;
static struct phone a, b;

static void open_both(void)
{
	phone_open(&a, &bed, "alice", NULL);
	phone_open(&b, &bed, "bob", NULL);
}

static void close_both(void)
{
	if (a.d)
		sip_dialog_end(a.d, 0, NULL);
	if (b.d)
		sip_dialog_end(b.d, 0, NULL);
	BED_UNTIL(&bed, 1500, !sip_agent_dialogs(a.agent) && !sip_agent_dialogs(b.agent));
	CHECK_INT(sip_agent_dialogs(a.agent), 0);
	CHECK_INT(sip_agent_dialogs(b.agent), 0);
	phone_close(&a);
	phone_close(&b);
}

/* An answered call between both, nothing in the logs. */
static void up(void)
{
	b.answer = true;
	CHECK(phone_call(&a, &b, false));
	CHECK(BED_UNTIL(&bed, 2000, strstr(b.log, "ACK")));
	b.answer = false;
	phone_clear(&a);
	phone_clear(&b);
}

static void test_call(bool tcp)
{
	open_both();
	b.ring = 180;
	b.answer = true;
	CHECK(phone_call(&a, &b, tcp));
	CHECK(BED_UNTIL(&bed, 2000, strstr(b.log, "ACK")));
	CHECK_STR(a.log, "180:INVITE 200:INVITE/answer");
	CHECK_STR(b.log, "INVITE/offer ACK");
	CHECK_INT(sip_dialog_state(a.d), SIP_UP);
	CHECK_INT(sip_dialog_state(b.d), SIP_UP);
	CHECK_INT(sip_dialog_session_s(a.d), 1800);
	CHECK_INT(sip_dialog_session_s(b.d), 1800);
	CHECK(sip_dialog_peer_allows(a.d, SIP_UPDATE));
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	CHECK(BED_UNTIL(&bed, 2000, !b.d));
	CHECK_STR(b.log, "INVITE/offer ACK bye");
	CHECK_INT(sip_agent_stats(a.agent)->invites_out, 1);
	CHECK_INT(sip_agent_stats(b.agent)->answered, 1);
	close_both();
}

static void test_refused(void)
{
	open_both();
	phone_call(&a, &b, false);
	CHECK(BED_UNTIL(&bed, 1000, b.d));
	a.want_field = "Reason";
	struct sip_content *c = phone_sdp(NULL);
	sip_reason_add(c, &(struct sip_reason){ .q850 = 17, .text = "busy, \"really\"" });
	CHECK_INT(sip_dialog_refuse(b.d, 486, c), 0);
	b.d = NULL;
	CHECK(BED_UNTIL(&bed, 1000, !a.d));
	CHECK_STR(a.log, "refused:486");
	CHECK_STR(a.last_field, "Q.850;cause=17;text=\"busy, \\\"really\\\"\"");
	close_both();
}

static void test_unbound(void)
{
	open_both();
	/* Nobody there at all. */
	phone_call_port(&a, 9, false);
	CHECK(BED_UNTIL(&bed, 6000, !a.d));
	CHECK(a.last.local);
	CHECK(!strncmp(a.log, "refused:", 8));
	close_both();
}

static void test_reliable(void)
{
	open_both();
	b.ring = 183;
	b.ring_sdp = true;
	phone_call(&a, &b, false);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "PRACK")));
	CHECK_STR(a.log, "183:INVITE/answer");
	CHECK_STR(b.log, "INVITE/offer PRACK");
	CHECK(a.last.reliable);
	/* The answer is out: 200 needs none, or repeats it. */
	CHECK_INT(sip_dialog_answer(b.d, phone_sdp(bed_sdp_b)), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "ACK ") || strstr(b.log, " ACK")));
	CHECK_STR(a.log, "183:INVITE/answer 200:INVITE/repeat");
	close_both();
}

static void test_early_update(void)
{
	open_both();
	b.ring = 183;
	b.ring_sdp = true;
	b.reply = 200;
	b.reply_sdp = true;
	phone_call(&a, &b, false);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "PRACK")));
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INVITE, phone_sdp(bed_sdp_a)), -ENOTCONN);
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_UPDATE, phone_sdp(bed_sdp_a)), 0);
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_UPDATE, phone_sdp(bed_sdp_a)), -EBUSY);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "UPDATE")));
	CHECK_STR(a.log, "183:INVITE/answer 200:UPDATE/answer");
	CHECK_STR(b.log, "INVITE/offer PRACK UPDATE/offer");
	CHECK_INT(sip_dialog_answer(b.d, NULL), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "200:INVITE")));
	close_both();
}

/* The INVITE has no description: the 200, or a reliable 183, makes the offer. */
static void test_late_offer(void)
{
	open_both();
	a.no_sdp = a.ack_answer = true;
	b.answer = true;
	phone_call(&a, &b, false);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "ACK")));
	CHECK_STR(a.log, "200:INVITE/offer");
	CHECK_STR(b.log, "INVITE ACK/answer");
	close_both();

	open_both();
	a.no_sdp = a.prack_answer = true;
	b.ring = 183;
	b.ring_sdp = true;
	phone_call(&a, &b, false);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "PRACK")));
	CHECK_STR(a.log, "183:INVITE/offer");
	CHECK_STR(b.log, "INVITE PRACK/answer");
	CHECK_INT(sip_dialog_answer(b.d, NULL), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, " ACK")));
	CHECK_STR(a.log, "183:INVITE/offer 200:INVITE");
	close_both();
}

static void test_reinvite(void)
{
	open_both();
	up();
	b.reply = 200;
	b.reply_sdp = true;
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INVITE, phone_sdp(bed_sdp_a)), 0);
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INVITE, phone_sdp(bed_sdp_a)), -EBUSY);
	CHECK(sip_dialog_offering(a.d));
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "ACK")));
	CHECK_STR(a.log, "200:INVITE/answer");
	CHECK_STR(b.log, "INVITE/offer ACK");
	CHECK(!sip_dialog_offering(a.d));
	CHECK(!sip_dialog_offering(b.d));
	/* From the other side, without a description. */
	phone_clear(&a);
	phone_clear(&b);
	b.ack_answer = a.reply_sdp = true;
	a.reply = 200;
	CHECK_INT(sip_dialog_request(b.d, 0, SIP_INVITE, NULL), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "ACK")));
	CHECK_STR(b.log, "200:INVITE/offer");
	CHECK_STR(a.log, "INVITE ACK/answer");
	/* Refused: the call goes on as it was. */
	phone_clear(&a);
	phone_clear(&b);
	b.reply = 488;
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INVITE, phone_sdp(bed_sdp_a)), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "488")));
	CHECK(!sip_dialog_offering(a.d));
	CHECK_INT(sip_dialog_state(a.d), SIP_UP);
	close_both();
}

static void test_update(void)
{
	open_both();
	up();
	a.reply = 200;
	a.reply_sdp = true;
	CHECK_INT(sip_dialog_request(b.d, 0, SIP_UPDATE, phone_sdp(bed_sdp_b)), 0);
	CHECK(BED_UNTIL(&bed, 1000, b.log[0]));
	CHECK_STR(b.log, "200:UPDATE/answer");
	CHECK_STR(a.log, "UPDATE/offer");
	/* An answer without a description where one is due is not sent. */
	a.reply = 0;
	CHECK_INT(sip_dialog_request(b.d, 0, SIP_UPDATE, phone_sdp(bed_sdp_b)), 0);
	CHECK(BED_UNTIL(&bed, 1000, a.t));
	CHECK_INT(sip_reply(a.t, 200, NULL), -EINVAL);
	CHECK_INT(sip_reply(a.t, 488, NULL), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "488:UPDATE")));
	close_both();
}

static void test_cancel(void)
{
	open_both();
	b.ring = 180;
	phone_call(&a, &b, false);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "180")));
	b.want_field = "Reason";
	struct sip_content *c = phone_sdp(NULL);
	sip_reason_add(c, &(struct sip_reason){ .sip = 200, .text = "Call completed elsewhere" });
	sip_dialog_end(a.d, 0, c);
	a.d = NULL;
	CHECK(BED_UNTIL(&bed, 1000, !b.d));
	CHECK_STR(b.log, "INVITE/offer cancelled");
	CHECK_STR(b.last_field, "SIP;cause=200;text=\"Call completed elsewhere\"");
	close_both();
}

/* CANCEL and 200 cross: the call is acknowledged and ended. */
static void test_cancel_late(void)
{
	open_both();
	b.ring = 180;
	phone_call(&a, &b, false);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "180")));
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	CHECK_INT(sip_dialog_answer(b.d, phone_sdp(bed_sdp_b)), 0);
	CHECK(BED_UNTIL(&bed, 1000, !b.d));
	CHECK_STR(b.log, "INVITE/offer ACK bye");
	CHECK_STR(a.log, "180:INVITE");
	close_both();
}

static void test_glare(void)
{
	open_both();
	up();
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INVITE, phone_sdp(bed_sdp_a)), 0);
	CHECK_INT(sip_dialog_request(b.d, 0, SIP_INVITE, phone_sdp(bed_sdp_b)), 0);
	CHECK(BED_UNTIL(&bed, 1000, a.log[0] && b.log[0]));
	CHECK_STR(a.log, "491:INVITE");
	CHECK_STR(b.log, "491:INVITE");
	CHECK(sip_dialog_glare_ms(a.d) >= 2100);
	CHECK(sip_dialog_glare_ms(b.d) <= 2000);
	/* And now one after the other. */
	b.reply = 200;
	b.reply_sdp = true;
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INVITE, phone_sdp(bed_sdp_a)), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "ACK")));
	/* UPDATE against UPDATE */
	phone_clear(&a);
	phone_clear(&b);
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_UPDATE, phone_sdp(bed_sdp_a)), 0);
	CHECK_INT(sip_dialog_request(b.d, 0, SIP_UPDATE, phone_sdp(bed_sdp_b)), 0);
	CHECK(BED_UNTIL(&bed, 1000, a.log[0] && b.log[0]));
	CHECK_STR(a.log, "491:UPDATE");
	CHECK_STR(b.log, "491:UPDATE");
	/* BYE against BYE */
	sip_dialog_end(a.d, 0, NULL);
	sip_dialog_end(b.d, 0, NULL);
	a.d = b.d = NULL;
	BED_WAIT(&bed, 100);
	close_both();
}

static void test_others(void)
{
	char digit, body[64];
	unsigned ms;
	struct sip_content *c;

	open_both();
	up();
	b.reply = 200;
	c = phone_sdp(NULL);
	CHECK_INT(sip_dtmf_set(c, '#', 160, true, body, sizeof(body)), 0);
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INFO, c), 0);
	CHECK(BED_UNTIL(&bed, 1000, a.log[0]));
	CHECK_STR(a.log, "200:INFO");
	CHECK_STR(b.log, "INFO");
	CHECK_INT(sip_dtmf_read(&(struct sip_message){ .content_type = "application/dtmf-relay", .body = body,
						      .body_length = strlen(body) }, &digit, &ms), 0);
	CHECK_INT(digit, '#');
	CHECK_INT(ms, 160);
	/* REFER, answered later, with its NOTIFY */
	b.reply = 0;
	b.want_field = "Refer-To";
	c = phone_sdp(NULL);
	CHECK_INT(sip_content_add(c, "Refer-To", "<sip:carol@127.0.0.9?Replaces=x%40y%3Bto-tag%3D1%3Bfrom-tag%3D2>"), 0);
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_REFER, c), 0);
	CHECK(BED_UNTIL(&bed, 1000, b.t));
	CHECK_STR(b.last_field, "<sip:carol@127.0.0.9?Replaces=x%40y%3Bto-tag%3D1%3Bfrom-tag%3D2>");
	sip_transaction_set(b.t, &b);
	CHECK(sip_transaction_mark(b.t) == &b);
	CHECK_INT(sip_transaction_method(b.t), SIP_REFER);
	CHECK_INT(sip_reply(b.t, 202, NULL), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "202:REFER")));
	a.reply = 200;
	a.want_field = "Subscription-State";
	c = phone_sdp(NULL);
	sip_content_add(c, "Event", "refer");
	sip_content_add(c, "Subscription-State", "terminated;reason=noresource");
	c->content_type = "message/sipfrag";
	c->body = "SIP/2.0 200 OK\r\n";
	c->body_length = strlen(c->body);
	CHECK_INT(sip_dialog_request(b.d, 0, SIP_NOTIFY, c), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "200:NOTIFY")));
	CHECK_STR(a.last_field, "terminated;reason=noresource");
	/* One that is open when the call ends is answered all the same. */
	b.t = NULL;
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INFO, NULL), 0);
	CHECK(BED_UNTIL(&bed, 1000, b.t));
	sip_dialog_end(b.d, 0, NULL);
	b.d = NULL;
	CHECK(BED_UNTIL(&bed, 1000, !a.d));
	close_both();
}

/* OPTIONS of a dialog, headers that are sent on, texts that may not be sent. */
static void test_headers(void)
{
	struct sip_content *c;

	open_both();
	up();
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_OPTIONS, NULL), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "200:OPTIONS")));
	c = phone_sdp(NULL);
	CHECK_INT(sip_content_add(c, "X-Evil", "a\r\nVia: b"), -EINVAL);
	CHECK_INT(sip_content_add(c, "X:Evil", "a"), -EINVAL);
	CHECK_INT(sip_content_add(c, "", "a"), -EINVAL);
	CHECK_INT(sip_content_add(c, "Identity", "eyJ.eyJ.sig;info=<https://cert.example/x>;alg=ES256;ppt=shaken"), 0);
	b.reply = 200;
	b.want_field = "Identity";
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INFO, c), 0);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "INFO")));
	CHECK_STR(b.last_field, "eyJ.eyJ.sig;info=<https://cert.example/x>;alg=ES256;ppt=shaken");
	close_both();
}

static void test_trace(void)
{
	open_both();
	up();
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	CHECK(BED_UNTIL(&bed, 1000, !b.d));
	BED_WAIT(&bed, 50);
	/* INVITE, ACK, BYE; 200 of INVITE, 200 of BYE (nobody waits for that any more) */
	CHECK_INT(a.traced_out, 3);
	CHECK_INT(b.traced_in, 3);
	CHECK_INT(b.traced_out, 2);
	close_both();
}

static void test_ipv6(void)
{
	struct sip_agent_config c = { .address = "::1", .udp = true, .tcp = true, .t1 = 50 };
	struct sip_invite i = { .max_forwards = 17 };

	phone_open(&a, &bed, "alice", &c);
	phone_open(&b, &bed, "bob", &c);
	sip_agent_allow(b.agent, "::/0");
	b.answer = true;
	CHECK_INT(sip_uri_read("sip:bob@[::1]", 13, &i.uri), 0);
	i.uri.port = sip_agent_port(b.agent);
	i.from.uri = i.to.uri = i.uri;
	a.d = sip_invite(a.agent, &i, phone_sdp(bed_sdp_a), &phone_ops, &a);
	CHECK(BED_UNTIL(&bed, 1000, strstr(b.log, "ACK")));
	CHECK_INT(strncmp(b.last.source, "[::1]:", 6), 0);
	CHECK_STR(b.last.contact.uri.host, "[::1]");
	close_both();
}

static bool have_ipv6(void)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	bool ok = fd >= 0 && !bind(fd, (struct sockaddr *)&in6, sizeof(in6));

	if (fd >= 0)
		close(fd);
	return ok;
}

int main(void)
{
	bed_open(&bed);
	test_call(false);
	test_call(true);
	test_refused();
	test_unbound();
	test_reliable();
	test_early_update();
	test_late_offer();
	test_reinvite();
	test_update();
	test_cancel();
	test_cancel_late();
	test_glare();
	test_others();
	test_headers();
	test_trace();
	if (have_ipv6())
		test_ipv6();
	bed_close(&bed);
	return CHECK_DONE();
}
