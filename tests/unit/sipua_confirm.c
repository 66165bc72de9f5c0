/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Press 1 to accept" (product.md section 6): phones that ring together and are asked, each for itself; who presses first has
 * the call, by RTP or INFO; who does not press counts as not answering; everybody gets his media back. ALICE's list: her own
 * phone, DAVE (asked), a fixed number (asked). */

#include "ua_bed.h"

#define FIXED 33199004050

static struct phone b, own, dave, fixed;

static void set_list(bool together, bool with_own)
{
	struct store_hunt rows[] = {
		{ .line = ALICE, .position = 1, .number = DAVE, .ring_s = 20, .confirm = true },
		{ .line = ALICE, .position = 2, .number = FIXED, .ring_s = 20, .confirm = true },
		{ .line = ALICE, .position = 3, .number = ALICE, .ring_s = 20 },
	};
	struct store_fixed f = { .number = FIXED, .fleet_id = 1, .short_number = "2901" };
	struct store_settings s;

	store_settings_default(ALICE, &s);
	s.hunt_active = true;
	s.hunt_together = together;
	s.version = 5;
	CHECK_INT(fleet_snapshot_put_fixed(calls_snap, &f), 0);
	CHECK_INT(fleet_snapshot_put_settings(calls_snap, &s), 0);
	CHECK_INT(fleet_snapshot_put_hunt(calls_snap, ALICE, rows, with_own ? 3 : 2), 0);
}

/* Whose phone an INVITE rings. */
static struct phone *party(const struct sip_message *m)
{
	e164_t number = strtoull(m->uri.user + 1, NULL, 10);
	struct phone *p = number == DAVE ? &dave : number == FIXED ? &fixed : &own;

	CHECK(number == DAVE || number == FIXED || number == ALICE);
	memset(p, 0, sizeof(*p));
	p->bed = &ub.bed;
	p->name = number == DAVE ? "dave" : number == FIXED ? "fixed" : "own";
	p->agent = ub.core.agent;
	p->ring = 180;
	p->want_field = "Reason";
	return p;
}

static unsigned port_in(const char *sdp)
{
	const char *at = strstr(sdp, "m=audio ");

	return at ? (unsigned)strtoul(at + 8, NULL, 10) : 0;
}

/* B calls ALICE; so many phones ring. */
static void begin(bool with_media, bool together, bool with_own)
{
	ub_open(&(const struct call_config){ 0 }, with_media);
	memset(&own, 0, sizeof(own));
	memset(&dave, 0, sizeof(dave));
	memset(&fixed, 0, sizeof(fixed));
	set_list(together, with_own);
	ub.core.party = party;
	ub_dial(&ub.gw, &b, "b", CALLER, ALICE, bed_sdp_a);
	CHECK(UB_UNTIL(3000, dave.d && (!together || (fixed.d && (own.d || !with_own)))));
	CHECK(UB_UNTIL(3000, strstr(b.log, "180")));
}

static bool answer(struct phone *p)
{
	return CHECK(p->d != NULL) && CHECK_INT(sip_dialog_answer(p->d, phone_sdp(bed_sdp_b)), 0) &&
		CHECK(UB_UNTIL(2000, strstr(p->log, "ACK")));
}

static uint32_t pair_of(const struct phone *p)
{
	return (port_in(p->last_sdp) - 20000) / 4;
}

static void press(uint32_t pair, const char *code)
{
	call_media_user.code(ub.room, ub_media.owner[pair], pair, MEDIA_CALLED, code);
}

static void end(struct phone *winner)
{
	UB_WAIT(50);
	ub_hang_up(&b);
	CHECK(UB_UNTIL(2000, strstr(winner->log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	CHECK_INT(ub.records, 1);
	ub_close();
}

/* Both of the asked ones answer, each hears the announcement; the second to answer is the first to press. */
static void test_first_to_press(void)
{
	uint32_t dave_pair, fixed_pair;

	begin(true, true, true);
	dave_pair = pair_of(&dave);
	fixed_pair = pair_of(&fixed);
	CHECK(dave_pair != fixed_pair && dave_pair != 1 && fixed_pair != 1);
	CHECK_INT(pair_of(&own), 1);
	answer(&dave);
	UB_WAIT(50);
	CHECK_INT(ub_media.played, 1);
	CHECK_INT(ub_media.sound, MEDIA_SAY_PRESS_1);
	CHECK_INT(ub_media.played_pair, dave_pair);
	CHECK_INT(ub_media.played_side, MEDIA_CALLED);
	CHECK_INT(ub_media.watched[dave_pair], 1 + MEDIA_CALLED);
	CHECK_INT(ub_media.remote[dave_pair][MEDIA_CALLED].port, 7000);
	answer(&fixed);
	UB_WAIT(50);
	CHECK_INT(ub_media.played_pair, fixed_pair);
	CHECK(!strstr(b.log, "200"));
	CHECK(!strstr(own.log, "cancelled"));	/* it rings on */
	CHECK_INT(ub_media.joined, 0);
	press(fixed_pair, "1");
	CHECK(UB_UNTIL(2000, strstr(b.log, "200:INVITE/answer") && strstr(own.log, "cancelled") && strstr(dave.log, "bye")));
	CHECK(strstr(dave.last_field, "SIP;cause=200"));
	CHECK_INT(port_in(b.last_sdp), 20004);
	CHECK_INT(ub_media.joined, 1);
	CHECK_INT(ub_media.joined_pair[0], 1);
	CHECK_INT(ub_media.joined_side[0], MEDIA_CALLER);
	CHECK_INT(ub_media.joined_pair[1], fixed_pair);
	CHECK_INT(ub_media.joined_side[1], MEDIA_CALLED);
	CHECK_INT(ub_media.freed, 1);		/* DAVE's */
	CHECK_INT(ub_media.watched[fixed_pair], 0);
	end(&fixed);
	CHECK_INT(ub.record[0].num_legs, 4);
	CHECK_INT(ub.record[0].anchor & DECIDE_ANCHOR_CONFIRM, 0);	/* it was done */
}

/* Nobody presses: that is no answer, by and by of all; the plan goes on, here to its end. */
static void test_nobody_presses(bool hangs_up)
{
	begin(true, false, false);
	answer(&dave);
	CHECK(UB_UNTIL(1000, ub_media.played == 1));
	ub_digit(&dave, '5');
	CHECK(UB_UNTIL(1000, strstr(dave.log, "200:INFO")));
	CHECK(!strstr(b.log, "200"));
	if (hangs_up)
		ub_hang_up(&dave);
	else
		CHECK(UB_UNTIL(14000, strstr(dave.log, "bye")));
	CHECK(UB_UNTIL(2000, fixed.d));
	/* The next one answers and presses, by INFO. */
	answer(&fixed);
	CHECK(UB_UNTIL(1000, ub_media.played == 2));
	ub_digit(&fixed, '1');
	CHECK(UB_UNTIL(2000, strstr(b.log, "200:INVITE/answer") && strstr(fixed.log, "200:INFO")));
	CHECK_INT(ub_media.joined, 1);
	CHECK_INT(sipua_counter(ub.ua, SIPUA_CTR_CONFIRM), 2);
	CHECK_INT(sipua_counter(ub.ua, SIPUA_CTR_CONFIRMED), 1);
	end(&fixed);
	CHECK_INT(ub.record[0].leg[1].number, DAVE);
	CHECK_INT(ub.record[0].leg[1].answer_us, 0);
	CHECK(ub.record[0].leg[2].answer_us != 0);
}

/* Who need not be asked has it at once, also while another one is asked. */
static void test_unasked_wins(void)
{
	uint32_t pair;

	begin(true, true, true);
	pair = pair_of(&dave);
	answer(&dave);
	UB_WAIT(50);
	answer(&own);
	CHECK(UB_UNTIL(2000, strstr(b.log, "200:INVITE/answer") && strstr(dave.log, "bye") && strstr(fixed.log, "cancelled")));
	CHECK_INT(ub_media.joined, 0);
	press(pair, "1");	/* too late */
	end(&own);
}

/* The caller gives up while somebody is asked. */
static void test_abandoned(void)
{
	begin(true, true, false);
	answer(&dave);
	UB_WAIT(50);
	ub_hang_up(&b);
	CHECK(UB_UNTIL(2000, strstr(dave.log, "bye") && strstr(fixed.log, "cancelled")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	ub_close();
}

/* The node ends while somebody is asked: its next life tells everybody that it is over, by what was written down. */
static uint8_t entry[SIPUA_ENTRY_SIZE];
static size_t entry_length;

static int keep(void *priv, callid_t call, const uint8_t *data, size_t length)
{
	memcpy(entry, data, length);
	entry_length = length;
	return 0;
}

static void test_restart(void)
{
	static const struct sipua_journal_ops ops = { .put = keep, .remove = ub_journal_remove };
	const struct sip_agent_config sip = { .address = BED_HOST, .udp = true, .t1 = 50, .t2 = 200, .t4 = 250 };
	const struct sipua_config cfg = { .core = "core", .setup_s = 2, .max_calls = 100 };
	struct sipua *again;

	begin(true, true, false);
	sipua_set_journal(ub.ua, &ops, NULL);
	answer(&dave);
	UB_WAIT(100);
	CHECK(entry_length != 0);
	sipua_set_journal(ub.ua, &ub_journal_ops, NULL);
	again = sipua_alloc(ub.bed.ctx, ub.bed.stack, &sip, ub.bed.wheel, ub.room, calls_snap, &cfg);
	if (CHECK(again)) {
		CHECK_INT(sipua_restore(again, 1, entry, entry_length), SIPUA_RANG);
		CHECK(UB_UNTIL(2000, strstr(dave.log, "bye")));
		UB_WAIT(50);
		sipua_leave(again);
	}
	ub_close();
}

/* A line that has confirmed is in a pair of its own: its #1 is watched there, and joins from there. */
static void test_then_transfer(void)
{
	struct phone a2, c;
	uint32_t dave_pair;

	begin(true, true, false);
	dave_pair = pair_of(&dave);
	answer(&dave);
	UB_WAIT(50);
	press(dave_pair, "1");
	CHECK(UB_UNTIL(2000, strstr(b.log, "200:INVITE/answer")));
	ub.core.party = NULL;
	ub_call(&ub.phones, &a2, DAVE, OTHER, &c);
	CHECK_INT(ub_media.watched[dave_pair], 1 + MEDIA_CALLED);
	press(dave_pair, "#1");
	CHECK(UB_UNTIL(2000, strstr(dave.log, "bye") && strstr(a2.log, "bye")));
	CHECK_INT(ub_media.joined, 2);
	CHECK_INT(ub_media.joined_pair[0], 1);
	CHECK_INT(ub_media.joined_side[0], MEDIA_CALLER);
	CHECK_INT(ub_media.joined_side[1], MEDIA_CALLED);
	UB_WAIT(50);
	ub_hang_up(&c);
	CHECK(UB_UNTIL(1000, strstr(b.log, "bye")));
	CHECK(UB_UNTIL(1000, !call_count(ub.room)));
	ub_close();
}

/* Without media nobody can be asked; where it is lost meanwhile, or has no place, the call still finds its way. */
static void test_without(void)
{
	begin(false, true, false);
	answer(&dave);
	CHECK(UB_UNTIL(2000, strstr(b.log, "200:INVITE/answer")));
	CHECK_INT(ub_media.played, 0);
	end(&dave);
}

static void test_lost(void)
{
	uint32_t dave_pair;

	begin(true, true, true);
	dave_pair = pair_of(&dave);
	answer(&dave);
	UB_WAIT(50);
	call_media_user.gone(ub.room, ub_media.owner[dave_pair], dave_pair);
	ub_media.freed++;
	CHECK(UB_UNTIL(2000, strstr(dave.log, "bye")));
	CHECK_INT(call_count(ub.room), 1);
	answer(&own);
	CHECK(UB_UNTIL(2000, strstr(b.log, "200:INVITE/answer")));
	end(&own);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_first_to_press();
	test_nobody_presses(true);
	test_nobody_presses(false);
	test_unasked_wins();
	test_abandoned();
	test_restart();
	test_then_transfer();
	test_without();
	test_lost();
	return CHECK_DONE();
}
