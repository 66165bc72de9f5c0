/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A leg that takes another one's place: INVITE with Replaces of somebody trusted, and the call back of a user who ends both
 * his calls at once (product.md section 3: only then, once, and only where it is switched on). */

#include "ua_bed.h"

static struct phone b, a1, a2, c, n;

static void open_with(bool with_media, bool call_back)
{
	ub_call_back = call_back;
	ub_open(&(const struct call_config){ 0 }, with_media);
}

static void end_with(struct phone *first, struct phone *other)
{
	ub_hang_up(first);
	CHECK(UB_UNTIL(1000, strstr(other->log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	ub_close();
}

/* ---- INVITE with Replaces ---- */

/* N's INVITE, to take the place of this one. */
static void replace(struct phone *at, e164_t from, const struct phone *whose, const char *more)
{
	struct sip_content *content = phone_sdp(bed_sdp_a);
	struct sip_invite i = {};
	struct sip_replaces r;
	char value[300];

	CHECK_INT(sip_dialog_replaces(whose->d, &r), 0);
	CHECK(sip_replaces_print(&r, value, sizeof(value) - 16) > 0);
	strcat(value, more);
	CHECK_INT(sip_content_add(content, "Replaces", value), 0);
	CHECK_INT(sip_content_add(content, "Require", "replaces"), 0);
	ub_number(&i.uri, ALICE);
	i.uri.port = sip_agent_port(sipua_agent(ub.ua));
	ub_number(&i.from.uri, from);
	CHECK_INT(sip_content_addf(content, "P-Asserted-Identity", "<sip:+%llu@%s>", (unsigned long long)from, BED_HOST), 0);
	i.to.uri = i.uri;
	memset(&n, 0, sizeof(n));
	n.bed = &ub.bed;
	n.name = "n";
	n.agent = at->agent;
	n.d = sip_invite(at->agent, &i, content, &phone_ops, &n);
	CHECK(n.d);
}

static void test_replaces(bool with_media, bool same_user)
{
	open_with(with_media, false);
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	b.reply = 200;
	b.reply_sdp = true;
	replace(&ub.core, same_user ? ALICE : OTHER, &a1, "");
	CHECK(UB_UNTIL(3000, strstr(n.log, "200:INVITE/answer") && strstr(a1.log, "bye")));
	CHECK_STR(b.log, "INVITE/offer ACK");
	CHECK(strstr(n.last_sdp, with_media ? "127.0.0.9" : "127.0.0.2"));
	CHECK_INT(call_count(ub.room), 1);
	CHECK_INT(ub_media.remote[1][MEDIA_CALLED].port, with_media ? 6000 : 0);
	CHECK_INT(sipua_counter(ub.ua, SIPUA_CTR_REPLACED), 1);
	/* Who has taken the place is the user only where he is: somebody else's digits are no codes. */
	ub_call(&ub.phones, &a2, ALICE, OTHER, &c);
	CHECK_INT(ub_media.watched[1], with_media && same_user ? 1 + MEDIA_CALLED : 0);
	ub_hang_up(&a2);
	CHECK(UB_UNTIL(1000, strstr(c.log, "bye")));
	ub_hang_up(&n);
	CHECK(UB_UNTIL(1000, strstr(b.log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	CHECK_INT(ub.record[0].num_legs, same_user ? 2 : 3);
	CHECK_INT(ub.record[0].leg[ub.record[0].num_legs - 1].number, same_user ? ALICE : OTHER);
	ub_close();
}

/* It is refused, or gives up: both go on as they were. */
static void test_replaces_not(void)
{
	open_with(true, false);
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	replace(&ub.core, OTHER, &a1, ";early-only");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:486")));
	replace(&ub.core, OTHER, &a1, "x");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:481")));
	replace(&ub.core, OTHER, &a1, "");
	CHECK(UB_UNTIL(2000, b.t));
	sip_reply(b.t, 488, NULL);
	b.t = NULL;
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:488")));
	replace(&ub.core, OTHER, &a1, "");
	CHECK(UB_UNTIL(2000, b.t));
	ub_hang_up(&n);		/* CANCEL, once it has heard 100 (RFC 3261 9.1) */
	CHECK(UB_UNTIL(3000, sip_agent_dialogs(ub.core.agent) == 1));
	sip_reply(b.t, 200, phone_sdp(bed_sdp_b));
	b.t = NULL;
	UB_WAIT(100);
	CHECK_STR(a1.log, "");
	replace(&ub.core, OTHER, &a1, "");
	CHECK(UB_UNTIL(2000, b.t));
	ub_hang_up(&b);		/* nobody is left */
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:481") && strstr(a1.log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	ub_close();
}

static void test_replaces_stranger(void)
{
	struct sipua_peer peer = { .name = "core" };

	open_with(true, false);
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	/* Trusted, but of another network. */
	replace(&ub.phones, OTHER, &a1, "");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:403")));
	CHECK_INT(sipua_set_peer(ub.ua, &peer), 0);
	replace(&ub.core, OTHER, &a1, "");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:403")));
	CHECK_STR(b.log, "");
	end_with(&b, &a1);
}

#define SPECIAL 33899001234
#define ABROAD 442079460000
#define ABROAD_TOO 442079460001

/* What a line may not transfer it may not leave either: 403. Itself on another phone is no transfer. */
static void test_replaces_not_allowed(void)
{
	open_with(true, false);
	ub_call(&ub.phones, &a2, ALICE, SPECIAL, &c);
	replace(&ub.phones, OTHER, &a2, "");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:403")));
	UB_WAIT(50);
	CHECK_STR(a2.log, "");
	CHECK_STR(c.log, "");
	c.reply = 200;
	c.reply_sdp = true;
	replace(&ub.phones, ALICE, &a2, "");
	CHECK(UB_UNTIL(3000, strstr(n.log, "200:INVITE/answer") && strstr(a2.log, "bye")));
	CHECK_INT(sipua_counter(ub.ua, SIPUA_CTR_REPLACED), 1);
	end_with(&n, &c);
}

/* One call abroad may go on at the line's expense, not two. */
static void test_replaces_limits(void)
{
	struct phone first, far;

	ub_call_back = false;
	ub_open(&(const struct call_config){ .max_abroad_line = 1 }, true);
	ub_call(&ub.phones, &a1, ALICE, ABROAD, &far);
	far.reply = 200;
	far.reply_sdp = true;
	replace(&ub.phones, OTHER, &a1, "");
	CHECK(UB_UNTIL(3000, strstr(n.log, "200:INVITE/answer") && strstr(a1.log, "bye")));
	first = n;
	if (first.d)
		sip_dialog_bind(first.d, &phone_ops, &first);
	ub_call(&ub.phones, &a2, ALICE, ABROAD_TOO, &c);
	replace(&ub.phones, OTHER, &a2, "");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:403")));
	CHECK_STR(c.log, "");
	/* The first one's user is not known any more. */
	replace(&ub.phones, CALLER, &first, "");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:403")));
	/* When it is over there is room again. */
	ub_hang_up(&first);
	CHECK(UB_UNTIL(1000, strstr(far.log, "bye")));
	c.reply = 200;
	c.reply_sdp = true;
	replace(&ub.phones, OTHER, &a2, "");
	CHECK(UB_UNTIL(3000, strstr(n.log, "200:INVITE/answer") && strstr(a2.log, "bye")));
	end_with(&n, &c);
}

/* Her two calls are being joined: 491, and they are. */
static void test_replaces_under_way(void)
{
	open_with(true, false);
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	ub_call(&ub.phones, &a2, ALICE, OTHER, &c);
	ub_media.holds = true;
	ub_digit(&a2, '#');
	CHECK(UB_UNTIL(1000, strstr(a2.log, "200:INFO")));
	ub_digit(&a2, '1');
	CHECK(UB_UNTIL(2000, ub_media.joined));
	replace(&ub.core, OTHER, &a1, "");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:491")));
	replace(&ub.phones, DAVE, &a2, "");
	CHECK(UB_UNTIL(2000, strstr(n.log, "refused:491")));
	ub_media.holds = false;
	CHECK(UB_UNTIL(2000, strstr(a1.log, "bye") && strstr(a2.log, "bye")));
	CHECK_INT(call_count(ub.room), 1);
	end_with(&b, &c);
}

/* Her second one has not begun when somebody takes her place in the first: the other way round. */
static void test_code_under_way(void)
{
	open_with(true, false);
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	ub_call(&ub.phones, &a2, ALICE, OTHER, &c);
	replace(&ub.core, OTHER, &a1, "");
	CHECK(UB_UNTIL(2000, b.t));
	ub_digit(&a2, '#');
	CHECK(UB_UNTIL(1000, strstr(a2.log, "200:INFO")));
	ub_digit(&a2, '1');
	UB_WAIT(200);
	CHECK_INT(ub_media.joined, 0);
	CHECK_INT(call_count(ub.room), 2);
	sip_reply(b.t, 200, phone_sdp(bed_sdp_b));
	b.t = NULL;
	CHECK(UB_UNTIL(2000, strstr(n.log, "200:INVITE/answer") && strstr(a1.log, "bye")));
	ub_hang_up(&a2);
	CHECK(UB_UNTIL(1000, strstr(c.log, "bye")));
	end_with(&b, &n);
}

/* ---- the call back ---- */

static void both_up(bool answered)
{
	ub_call(&ub.gw, &b, CALLER, ALICE, &a1);
	if (answered) {
		ub_call(&ub.phones, &a2, ALICE, OTHER, &c);
		return;
	}
	ub_dial(&ub.phones, &a2, "a2", ALICE, OTHER, bed_sdp_a);
	CHECK(UB_UNTIL(3000, ub.core.d));
	ub_take(&ub.core, &c, "c");
	sip_dialog_provisional(c.d, 180, NULL);
	CHECK(UB_UNTIL(2000, strstr(a2.log, "180")));
}

/* ALICE ends both: C is released, B waits, she answers and talks on with B. */
static void test_called_back(bool with_media, bool answered, bool first_b)
{
	struct phone again;

	open_with(with_media, true);
	both_up(answered);
	b.reply = 200;
	b.reply_sdp = true;
	ub_hang_up(first_b ? &a1 : &a2);
	UB_WAIT(200);
	ub_hang_up(first_b ? &a2 : &a1);
	CHECK(UB_UNTIL(2000, ub.core.d));
	CHECK(UB_UNTIL(2000, strstr(c.log, answered ? "bye" : "cancelled")));
	ub_take(&ub.core, &again, "again");
	CHECK_STR(b.log, "");
	CHECK_INT(ub_media.played, with_media);
	CHECK_INT(sip_dialog_answer(again.d, phone_sdp(bed_sdp_b)), 0);
	CHECK(UB_UNTIL(3000, strstr(again.log, "ACK/answer")));
	CHECK_STR(b.log, "INVITE/offer ACK");
	CHECK_INT(sipua_counter(ub.ua, SIPUA_CTR_CALLED_BACK), 1);
	CHECK_INT(call_count(ub.room), 1);
	/* Once. */
	UB_WAIT(50);
	ub_hang_up(&again);
	CHECK(UB_UNTIL(1000, strstr(b.log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	CHECK_INT(ub.record[0].num_legs, 2);
	ub_close();
}

/* One ends, the other more than a second later; or it is switched off: who hangs up has hung up. A ending the call to C keeps B. */
static void test_not_called_back(bool on)
{
	open_with(true, on);
	both_up(true);
	ub_hang_up(&a2);
	CHECK(UB_UNTIL(2000, strstr(c.log, "bye")));
	UB_WAIT(on ? 1200 : 100);
	CHECK_STR(b.log, "");
	CHECK_INT(call_count(ub.room), 1);
	ub_hang_up(&a1);
	CHECK(UB_UNTIL(500, strstr(b.log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	CHECK(!ub.core.d);
	ub_close();
}

/* She does not answer, or B has enough. */
static void test_call_back_fails(bool b_leaves)
{
	open_with(true, true);
	both_up(true);
	ub_hang_up(&a1);
	ub_hang_up(&a2);
	CHECK(UB_UNTIL(2000, ub.core.d));
	if (b_leaves) {
		ub_hang_up(&b);
		CHECK(UB_UNTIL(1000, strstr(ub.core.log, "cancelled")));
	} else {
		sip_dialog_refuse(ub.core.d, 486, NULL);
		ub.core.d = NULL;
		CHECK(UB_UNTIL(1000, strstr(b.log, "bye")));
	}
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	CHECK_INT(ub.records, 2);
	ub_close();
}

/* The node is killed while she is rung: another life of it has nobody to join B with, and tells him so. */
static struct {
	callid_t call;
	uint8_t data[SIPUA_ENTRY_SIZE];
	size_t length;
} entry;

static int keep(void *priv, callid_t call, const uint8_t *data, size_t length)
{
	entry.call = call;
	memcpy(entry.data, data, length);
	entry.length = length;
	return 0;
}

static void test_killed_meanwhile(void)
{
	static const struct sipua_journal_ops ops = { .put = keep, .remove = ub_journal_remove };
	unsigned records;

	open_with(true, true);
	sipua_set_journal(ub.ua, &ops, NULL);
	both_up(false);
	UB_WAIT(50);
	entry.length = 0;
	ub_hang_up(&a1);
	ub_hang_up(&a2);
	CHECK(UB_UNTIL(2000, ub.core.d));
	UB_WAIT(50);
	CHECK(entry.length > 0);
	ub_hang_up(&b);
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	records = ub.records;
	CHECK_INT(sipua_restore(ub.ua, entry.call, entry.data, entry.length), SIPUA_CLOSED);
	CHECK_INT(ub.records, records + 1);
	CHECK_INT(call_count(ub.room), 0);
	ub_close();
}

/* It goes in good order: neither B nor who is rung is left with nobody. */
static void test_leaves_meanwhile(void)
{
	open_with(true, true);
	both_up(true);
	ub_hang_up(&a1);
	ub_hang_up(&a2);
	CHECK(UB_UNTIL(2000, ub.core.d));
	sipua_leave(ub.ua);
	CHECK(UB_UNTIL(2000, strstr(b.log, "bye") && strstr(ub.core.log, "cancelled")));
	CHECK_INT(call_count(ub.room), 0);
	ub_close();
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_replaces(true, false);
	test_replaces(false, false);
	test_replaces(true, true);
	test_replaces_not();
	test_replaces_stranger();
	test_replaces_not_allowed();
	test_replaces_limits();
	test_replaces_under_way();
	test_code_under_way();
	test_called_back(true, true, true);
	test_called_back(true, true, false);
	test_called_back(false, true, true);
	test_called_back(true, false, true);
	test_called_back(true, false, false);
	test_not_called_back(true);
	test_not_called_back(false);
	test_call_back_fails(true);
	test_call_back_fails(false);
	test_killed_meanwhile();
	test_leaves_meanwhile();
	return CHECK_DONE();
}
