/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The running mpabx-media, driven by MGCP as the node drives it, with phones that speak and listen (tests/lib/sound.h):
 * who hears whom, which digits go where, which code is told. `media ADDRESS [PCAP]`; the program listens at ADDRESS:2427. */
#include <arpa/inet.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mpabx/mgcp.h>

#include "../lib/sound.h"
#include "../unit/check.h"

static struct {
	int fd;
	struct sockaddr_in to, own;
	uint32_t transaction;
	unsigned num_told;
	char told[64][96];	/* O: of each NTFY */
	uint64_t told_ms[64];
	char domain[64];
	FILE *pcap;
	unsigned idle, deleted;	/* asked whether we know an endpoint; DLCX of its own */
	bool forgets;		/* we know none */
	bool away;		/* nor do we answer */
} agent;

static const char *the_address;

/* ---- the call agent ---- */
static void answer_notify(const struct mgcp_message *m)
{
	char buf[64];
	bool idle = !memcmp(mgcp_value(m, "O").s, "X-PBX/idle", 10);
	int n = snprintf(buf, sizeof(buf), "%s %u OK\r\n", idle && agent.forgets ? "500" : "200", m->transaction);

	agent.idle += idle;
	agent.deleted += m->verb == MGCP_DLCX;
	if (idle && agent.away)
		return;
	sendto(agent.fd, buf, (size_t)n, 0, (struct sockaddr *)&agent.to, sizeof(agent.to));
	if (agent.num_told == 64 || idle || m->verb == MGCP_DLCX)
		return;
	mgcp_text_copy(mgcp_value(m, "O"), agent.told[agent.num_told], sizeof(agent.told[0]));
	agent.told_ms[agent.num_told++] = party_now_ms();
}

/* \returns length of a response that is waited for, 0: none came */
static size_t take(uint32_t transaction, char *buf, size_t size)
{
	struct mgcp_message m;
	size_t used;
	ssize_t n;

	while ((n = recv(agent.fd, buf, size - 1, MSG_DONTWAIT)) > 0) {
		buf[n] = '\0';
		if (agent.pcap)
			pcap_packet(agent.pcap, &agent.to, &agent.own, buf, (size_t)n);
		if (mgcp_parse(buf, (size_t)n, &m, &used) < 0) {
			CHECK(!"a message that is none");
			continue;
		}
		if (m.verb == MGCP_NTFY || m.verb == MGCP_DLCX)
			answer_notify(&m);
		else if (m.verb == MGCP_RESPONSE && m.transaction == transaction)
			return (size_t)n;
	}
	return 0;
}

static void other(void *priv)
{
	char buf[4096];

	take(0, buf, sizeof(buf));
}

/* One command, one answer. \returns its code, 0: none in a second; m points into a buffer that the next command reuses */
static unsigned ask(struct mgcp_message *m, const char *verb, const char *endpoint, const char *rest)
{
	static char buf[4096];
	char command[2000];
	size_t used, n;
	int length = snprintf(command, sizeof(command), "%s %u %s@%s MGCP 1.0\r\n%s", verb, ++agent.transaction, endpoint,
			      agent.domain, rest);

	sendto(agent.fd, command, (size_t)length, 0, (struct sockaddr *)&agent.to, sizeof(agent.to));
	for (int i = 0; i < 1000; i++) {
		n = take(agent.transaction, buf, sizeof(buf));
		if (n)
			return mgcp_parse(buf, n, m, &used) == 0 ? m->code : 0;
		usleep(1000);
	}
	return 0;
}

/* ---- calls ---- */
struct side { char id[16]; struct party *party; };
struct pair { char name[48]; struct side side[2]; };

static void describe(const struct party *p, char *buf, size_t size)
{
	char address[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &p->own.sin_addr, address, sizeof(address));
	if (p->event_pt)
		snprintf(buf, size, "\r\nv=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %u RTP/AVP %u %u\r\n"
			 "a=rtpmap:%u telephone-event/8000\r\n", address, address, ntohs(p->own.sin_port), p->audio_pt,
			 p->event_pt, p->event_pt);
	else
		snprintf(buf, size, "\r\nv=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %u RTP/AVP %u\r\n",
			 address, address, ntohs(p->own.sin_port), p->audio_pt);
}

static bool connect_side(struct pair *pair, unsigned side, struct party *party, const char *extra)
{
	struct mgcp_message m;
	struct mgcp_sdp sdp;
	char rest[1200], description[600];
	unsigned code;

	describe(party, description, sizeof(description));
	snprintf(rest, sizeof(rest), "C: A1\r\nM: sendrecv\r\n%s%s", extra, description);
	code = ask(&m, "CRCX", side ? pair->name : "pr/$", rest);
	if (!CHECK_INT(code, 200) || !CHECK_INT(mgcp_sdp_parse(m.sdp, &sdp), 0))
		return false;
	mgcp_text_copy(mgcp_value(&m, "I"), pair->side[side].id, sizeof(pair->side[side].id));
	if (!side) {
		struct mgcp_text z = mgcp_value(&m, "Z"), local;

		mgcp_list_next(&z, '@', &local);
		mgcp_text_copy(local, pair->name, sizeof(pair->name));
	}
	pair->side[side].party = party;
	party->to = sdp.rtp.u.sin;
	return true;
}

/* MDCX with this party's description. */
static unsigned describe_again(const struct pair *pair, unsigned side, const struct party *party)
{
	struct mgcp_message m;
	char rest[1200], description[600];

	describe(party, description, sizeof(description));
	snprintf(rest, sizeof(rest), "C: A1\r\nI: %s\r\nM: sendrecv\r\n%s", pair->side[side].id, description);
	return ask(&m, "MDCX", pair->name, rest);
}

static bool pair_make(struct pair *pair, struct party *a, struct party *b)
{
	return connect_side(pair, 0, a, "") && connect_side(pair, 1, b, "");
}

static void pair_delete(struct pair *pair)
{
	struct mgcp_message m;

	CHECK_INT(ask(&m, "DLCX", pair->name, "C: A1\r\n"), 250);
}

static unsigned request(const struct pair *pair, const char *format, const char *id)
{
	struct mgcp_message m;
	char rest[400], filled[300];

	snprintf(filled, sizeof(filled), format, id, id);
	snprintf(rest, sizeof(rest), "X: 1\r\n%s", filled);
	return ask(&m, "RQNT", pair->name, rest);
}

static unsigned watch(const struct pair *pair, unsigned side)
{
	return request(pair, "R: X-PBX/code@%s(N)(map=(#1|#3))\r\n", pair->side[side].id);
}

static void run2(struct party *a, struct party *b, unsigned ms)
{
	struct party *all[] = { a, b };

	parties_run(all, 2, ms, other, NULL);
}

static void forget2(struct party *a, struct party *b)
{
	party_forget(a);
	party_forget(b);
	agent.num_told = 0;
}

/* Hears that one within 1 dB, and not this one. */
static void check_hears(const struct party *who, double heard, double unheard, const char *what)
{
	double level = party_level(who, heard), own = party_level(who, unheard);

	if (!CHECK(level > -1 && level < 1) || !CHECK(own < -35))
		printf("  %s: %s hears %.0f Hz at %.1f dB, %.0f Hz at %.1f dB\n", what, who->name, heard, level, unheard, own);
}

/* ---- what is tried ---- */
static void test_pair(void)
{
	struct party a, b, stranger;
	struct pair pair = { 0 };
	struct party *all[] = { &a, &b, &stranger };

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	party_open(&stranger, "stranger", the_address, 1050);
	if (!pair_make(&pair, &a, &b))
		return;
	stranger.to = a.to;
	parties_run(all, 3, 1200, other, NULL);
	check_hears(&a, 620, 350, "pair");
	check_hears(&b, 350, 620, "pair");
	CHECK(party_level(&b, 1050) < -35);
	CHECK_INT(a.missing + b.missing, 0);
	CHECK_INT(a.strange + b.strange, 0);
	CHECK_INT(stranger.packets, 0);
	pair_delete(&pair);
	party_forget(&b);
	run2(&a, &b, 100);
	CHECK_INT(b.packets, 0);
	party_close(&a), party_close(&b), party_close(&stranger);
}

static void test_laws(void)
{
	struct party a, b;
	struct pair pair = { 0 };

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	b.audio_pt = 0;		/* mu-law here, A-law there */
	b.event_pt = 97;	/* and another number for events */
	if (!pair_make(&pair, &a, &b))
		return;
	run2(&a, &b, 1100);
	check_hears(&a, 620, 350, "laws");
	check_hears(&b, 350, 620, "laws");
	pair_delete(&pair);
	party_close(&a), party_close(&b);
}

static void dial_and_hear(struct party *a, struct party *b, const char *digits, unsigned ms, const char *want, unsigned codes)
{
	char heard[PARTY_DIGITS + 1];

	forget2(a, b);
	party_dial(a, digits, 100, 80);
	run2(a, b, ms);
	CHECK_STR(party_digits(b, heard), want);
	CHECK_INT(agent.num_told, codes);
	if (!a->lose_first && !a->lose_ends)
		CHECK_INT(b->missing, 0);	/* what is swallowed leaves no hole */
	CHECK_INT(b->strange, 0);
	for (unsigned i = 0; i < b->num_digits; i++)
		CHECK(b->digit[i].ended && b->digit[i].duration >= 640 && b->digit[i].duration <= 1600);
}

static void test_digits(void)
{
	struct party a, b;
	struct pair pair = { 0 };
	char want[64];

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	if (!pair_make(&pair, &a, &b))
		return;
	dial_and_hear(&a, &b, "15#1", 1000, "15#1", 0);	/* not armed: ordinary, at once */
	CHECK(b.digit[2].at_ms - b.digit[0].at_ms < 450);
	CHECK_INT(watch(&pair, 0), 200);
	dial_and_hear(&a, &b, "#1", 600, "", 1);
	snprintf(want, sizeof(want), "X-PBX/code@%s(#1)", pair.side[0].id);
	CHECK_STR(agent.told[0], want);
	dial_and_hear(&a, &b, "15", 500, "15", 0);
	CHECK(b.digit[1].at_ms - b.digit[0].at_ms < 260);
	dial_and_hear(&a, &b, "#5", 1000, "#5", 0);
	dial_and_hear(&a, &b, "##1", 1000, "#", 1);
	dial_and_hear(&a, &b, "12#45", 1600, "12#45", 0);
	dial_and_hear(&b, &a, "#1", 600, "#1", 0);	/* the other side is not watched */
	/* A hash alone: given back when the second is over */
	dial_and_hear(&a, &b, "#", 1000, "", 0);
	run2(&a, &b, 500);
	CHECK_STR(party_digits(&b, want), "#");
	/* Too slow */
	forget2(&a, &b);
	party_dial(&a, "#1", 100, 1300);
	run2(&a, &b, 3000);
	CHECK_STR(party_digits(&b, want), "#1");
	CHECK_INT(agent.num_told, 0);
	/* Held back when the watch ends: it goes on */
	forget2(&a, &b);
	party_dial(&a, "#", 100, 80);
	run2(&a, &b, 300);
	CHECK_STR(party_digits(&b, want), "");
	CHECK_INT(request(&pair, "R:\r\n", ""), 200);
	run2(&a, &b, 400);
	CHECK_STR(party_digits(&b, want), "#");
	run2(&a, &b, 1000);
	check_hears(&b, 350, 620, "after digits");
	pair_delete(&pair);
	party_close(&a), party_close(&b);
}

/* Senders as they are: a lost start, no end at all, one sequence number three times, the tone beside the event. */
static void test_odd_senders(void)
{
	struct party a, b;
	struct pair pair = { 0 };
	char heard[64];

	party_open(&a, "A", the_address, 0);
	party_open(&b, "B", the_address, 620);
	if (!pair_make(&pair, &a, &b))
		return;
	CHECK_INT(watch(&pair, 0), 200);
	a.lose_first = 2;
	dial_and_hear(&a, &b, "#1", 600, "", 1);
	a.lose_first = 0, a.lose_ends = 1;
	dial_and_hear(&a, &b, "#1", 600, "", 1);
	a.lose_ends = 0, a.repeat_seq = true;
	dial_and_hear(&a, &b, "#1", 600, "", 1);
	a.repeat_seq = false, a.tone_beside = true;
	forget2(&a, &b);
	party_dial(&a, "#1", 200, 100);
	run2(&a, &b, 1000);
	CHECK_INT(agent.num_told, 1);
	CHECK(party_level(&b, 941) < -35 && party_level(&b, 1477) < -35 && party_level(&b, 697) < -35);
	a.tone_beside = false;
	/* Segments of a very long event: one digit */
	forget2(&a, &b);
	party_dial(&a, "5", 1500, 80);
	run2(&a, &b, 1900);
	CHECK_STR(party_digits(&b, heard), "5");
	pair_delete(&pair);
	party_close(&a), party_close(&b);
}

static void test_inband(void)
{
	struct party a, b, c;
	struct pair pair = { 0 };
	char heard[64];

	party_open(&a, "A", the_address, 0);
	party_open(&b, "B", the_address, 620);
	party_open(&c, "C", the_address, 0);
	a.event_pt = c.event_pt = 0;
	if (!pair_make(&pair, &a, &b))
		return;
	CHECK_INT(watch(&pair, 0), 200);
	run2(&a, &b, 400);
	forget2(&a, &b);
	party_dial(&a, "#1", 120, 120);
	run2(&a, &b, 1000);
	CHECK_INT(agent.num_told, 1);
	CHECK(party_level(&b, 941) < -35 && party_level(&b, 1477) < -35 && party_level(&b, 697) < -35);
	forget2(&a, &b);
	party_dial(&a, "#5", 120, 120);
	run2(&a, &b, 1200);
	CHECK_INT(agent.num_told, 0);
	CHECK_STR(party_digits(&b, heard), "#5");
	/* The other way round: events of B are tones for A, who knows no events */
	forget2(&a, &b);
	party_dial(&b, "5", 700, 80);
	run2(&a, &b, 1000);
	CHECK(party_level(&a, 770) > -14 && party_level(&a, 1336) > -14);
	/* A says events after all; who comes in its place does not */
	a.event_pt = 101;
	dial_and_hear(&a, &b, "5", 400, "5", 0);
	CHECK_INT(describe_again(&pair, 0, &c), 200);
	c.to = a.to;
	run2(&c, &b, 400);
	forget2(&c, &b);
	party_dial(&c, "#1", 120, 120);
	run2(&c, &b, 1000);
	CHECK_INT(agent.num_told, 1);
	pair_delete(&pair);
	party_close(&a), party_close(&b), party_close(&c);
}

/* `#1`: A with B, A with C; then B with C, and A heard by nobody. */
static void test_transfer(unsigned loss, unsigned jitter, uint32_t seed)
{
	struct party a1, b, a2, c;
	struct party *all[] = { &a1, &b, &a2, &c };
	struct pair first = { 0 }, second = { 0 };
	struct mgcp_message m;
	char rest[64];

	party_open(&a1, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	party_open(&a2, "A'", the_address, 450);
	party_open(&c, "C", the_address, 1050);
	if (!pair_make(&first, &a1, &b) || !pair_make(&second, &a2, &c))
		return;
	for (unsigned i = 0; i < 4; i++) {
		all[i]->up = (struct shim){ .seed = seed + i, .loss_percent = loss, .jitter_ms = jitter };
		all[i]->down = (struct shim){ .seed = seed + 10 + i, .loss_percent = loss, .jitter_ms = jitter };
	}
	CHECK_INT(watch(&second, 0), 200);
	agent.num_told = 0;
	party_dial(&a2, "#1", 160, 100);
	for (unsigned i = 0; i < 4; i++)
		party_forget(all[i]);
	parties_run(all, 4, 900, other, NULL);
	CHECK_INT(agent.num_told, 1);
	CHECK_INT(b.num_digits + c.num_digits, 0);
	snprintf(rest, sizeof(rest), "C: A1\r\nI: %s\r\nX+Join: %s\r\n", first.side[1].id, second.side[1].id);
	CHECK_INT(ask(&m, "MDCX", first.name, rest), 200);
	parties_run(all, 4, 100, other, NULL);
	for (unsigned i = 0; i < 4; i++)
		party_forget(all[i]);
	parties_run(all, 4, 1500, other, NULL);
	if (loss) {
		CHECK(party_level(&b, 1050) > -3 && party_level(&c, 620) > -3);
		CHECK(party_level(&b, 350) < -30 && party_level(&c, 450) < -30);
	} else {
		check_hears(&b, 1050, 620, "joined");
		check_hears(&c, 620, 1050, "joined");
		CHECK(party_level(&b, 350) < -35 && party_level(&c, 450) < -35);
	}
	CHECK_INT(a1.packets + a2.packets, 0);
	/* A's sides go; the two talk on */
	snprintf(rest, sizeof(rest), "I: %s\r\n", first.side[0].id);
	CHECK_INT(ask(&m, "DLCX", first.name, rest), 250);
	snprintf(rest, sizeof(rest), "I: %s\r\n", second.side[0].id);
	CHECK_INT(ask(&m, "DLCX", second.name, rest), 250);
	party_forget(&b), party_forget(&c);
	parties_run(all, 4, 600, other, NULL);
	CHECK(b.packets > 5 && c.packets > 5);
	pair_delete(&first);
	parties_run(all, 4, 300, other, NULL);	/* what is still on its way */
	party_forget(&c);
	parties_run(all, 4, 200, other, NULL);
	CHECK(c.packets < 3);
	pair_delete(&second);
	for (unsigned i = 0; i < 4; i++)
		party_close(all[i]);
}

static void test_sounds(void)
{
	struct party a, b;
	struct pair pair = { 0 };
	char want[64];

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	if (!pair_make(&pair, &a, &b))
		return;
	CHECK_INT(request(&pair, "S: G/rt@%s\r\n", pair.side[0].id), 200);
	run2(&a, &b, 1100);
	CHECK(party_level(&a, 440) > -10);
	CHECK(party_level(&a, 620) < -35);
	check_hears(&b, 350, 620, "beside a tone");
	CHECK_INT(request(&pair, "S: L/bz@%s\r\n", pair.side[0].id), 200);
	run2(&a, &b, 1100);
	CHECK(party_level(&a, 440) > -16);
	CHECK_INT(request(&pair, "S: X-PBX/mh@%s\r\n", pair.side[0].id), 200);
	run2(&a, &b, 1100);
	CHECK(party_level(&a, 440) < -20);
	CHECK_INT(request(&pair, "S:\r\n", ""), 200);
	party_forget(&a);
	run2(&a, &b, 1100);
	check_hears(&a, 620, 440, "after the music");
	CHECK_INT(a.missing, 0);
	agent.num_told = 0;
	CHECK_INT(request(&pair, "R: A/oc(N)\r\nS: A/ann@%s(fr/please-hold)\r\n", pair.side[0].id), 200);
	party_forget(&a);
	for (int i = 0; i < 50 && !agent.num_told; i++)
		run2(&a, &b, 200);
	snprintf(want, sizeof(want), "G/oc@%s(A/ann)", pair.side[0].id);
	CHECK_STR(agent.told[0], want);
	CHECK(a.num_heard > PARTY_RATE / 2);
	CHECK_INT(request(&pair, "S: A/ann@%s(fr/no-such)\r\n", pair.side[0].id), 538);
	pair_delete(&pair);
	party_close(&a), party_close(&b);
}

static void test_silence_and_latch(void)
{
	struct party a, b, moved, c;
	struct pair pair = { 0 };
	struct party *all[] = { &a, &b, &moved, &c };
	char want[64];

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	party_open(&moved, "A elsewhere", the_address, 810);
	if (!connect_side(&pair, 0, &a, "X-Latch: any\r\n") || !connect_side(&pair, 1, &b, ""))
		return;
	moved.to = a.to;
	a.hertz = -1;
	CHECK_INT(request(&pair, "R: R/rto@%s(N)(600)\r\n", pair.side[0].id), 200);
	agent.num_told = 0;
	parties_run(all, 3, 1300, other, NULL);
	check_hears(&b, 810, 620, "latched");	/* not where it said, but its address: that one counts */
	check_hears(&moved, 620, 810, "latched");
	CHECK_INT(a.packets < 5, 1);
	/* The same description again: who was found stays. Another one is another party (its leg was replaced), and only that
	 * one hears from now on, even though the one before speaks on for a while. */
	CHECK_INT(describe_again(&pair, 0, &a), 200);
	parties_run(all, 3, 300, other, NULL);
	CHECK(moved.packets > 5 && a.packets < 5);
	party_open(&c, "C", the_address, 500);
	c.to = a.to;
	CHECK_INT(describe_again(&pair, 0, &c), 200);
	parties_run(all, 4, 500, other, NULL);
	moved.packets = 0;
	party_forget(&b);
	parties_run(all, 4, 1300, other, NULL);
	check_hears(&c, 620, 500, "latched anew");
	check_hears(&b, 500, 810, "latched anew");
	CHECK_INT(moved.packets, 0);
	/* The same phone under another private address: it is heard again */
	moved.hertz = -1;
	CHECK_INT(describe_again(&pair, 0, &a), 200);
	parties_run(all, 4, 2200, other, NULL);
	party_forget(&b);
	c.packets = 0;
	parties_run(all, 4, 1100, other, NULL);
	check_hears(&b, 500, 620, "described anew");
	CHECK(c.packets > 20);
	c.hertz = -1;
	parties_run(all, 4, 2000, other, NULL);
	CHECK_INT(agent.num_told, 0);		/* the other one speaks: it may be held */
	b.hertz = -1;
	parties_run(all, 4, 2000, other, NULL);
	snprintf(want, sizeof(want), "R/rto@%s", pair.side[0].id);
	CHECK(agent.num_told >= 1 && agent.num_told <= 3);
	CHECK_STR(agent.told[0], want);
	pair_delete(&pair);
	party_close(&a), party_close(&b), party_close(&moved), party_close(&c);
}

/* What comes to a port in masses disturbs nobody; rubbish neither. */
static void test_flood(void)
{
	struct party a, b, c, d;
	struct party *all[] = { &a, &b, &c, &d };
	struct pair pair = { 0 }, flooded = { 0 };
	uint8_t rubbish[1400];

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	party_open(&c, "C", the_address, 450);
	party_open(&d, "D", the_address, 1050);
	if (!pair_make(&pair, &a, &b) || !pair_make(&flooded, &c, &d))
		return;
	for (unsigned round = 0; round < 60; round++) {
		for (unsigned i = 0; i < 400; i++) {
			for (unsigned k = 0; k < sizeof(rubbish); k += 97)
				rubbish[k] = (uint8_t)rand();
			rubbish[0] = i % 2 ? 0x80 : rubbish[0];
			rubbish[1] = i % 2 ? 8 : rubbish[1];
			/* from the agreed peer, from a stranger, to the port for RTCP */
			sendto(i % 3 ? c.fd : a.fd, rubbish, i % 7 ? 172 : (size_t)rand() % sizeof(rubbish), MSG_DONTWAIT,
			       (struct sockaddr *)&c.to, sizeof(c.to));
		}
		parties_run(all, 2, 20, other, NULL);
	}
	check_hears(&a, 620, 350, "beside a flood");
	check_hears(&b, 350, 620, "beside a flood");
	CHECK(a.missing + b.missing <= 2);
	pair_delete(&flooded);
	pair_delete(&pair);
	for (unsigned i = 0; i < 4; i++)
		party_close(all[i]);
}

static void test_refusals(void)
{
	static const struct { const char *verb, *endpoint, *rest; unsigned code; } bad[] = {
		{ "CRCX", "pr/999999", "C: 1\r\nM: sendrecv\r\n", 500 }, { "CRCX", "xx/$", "C: 1\r\n", 500 },
		{ "CRCX", "pr/*", "C: 1\r\n", 503 }, { "CRCX", "pr/$", "M: sendrecv\r\n", 510 },
		{ "CRCX", "pr/$", "C: 1\r\nM: loopback\r\n", 517 }, { "CRCX", "pr/$", "C: 1\r\nX+Nope: 1\r\n", 511 },
		{ "CRCX", "pr/$", "C: 1\r\n\r\nv=0\r\nm=video 1 RTP/AVP 8\r\n", 505 },
		{ "CRCX", "pr/$", "C: 1\r\n\r\nv=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 1 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n", 534 },
		{ "CRCX", "pr/1", "C: 1\r\n", 500 }, { "MDCX", "pr/1", "I: 1\r\n", 500 }, { "DLCX", "pr/1", "", 500 },
		{ "RQNT", "pr/1", "X: 1\r\n", 500 }, { "AUCX", "pr/1", "I: 5\r\n", 515 }, { "EPCF", "pr/1", "B: e:A\r\n", 504 },
		{ "AUEP", "pr/1", "F: A,I\r\n", 200 }, { "AUEP", "*", "", 200 },
	};
	struct mgcp_message m;

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!CHECK_INT(ask(&m, bad[i].verb, bad[i].endpoint, bad[i].rest), bad[i].code))
			printf("  %s %s %s", bad[i].verb, bad[i].endpoint, bad[i].rest);
	/* Nothing stays of what was refused */
	CHECK_INT(ask(&m, "AUEP", "*", ""), 200);
	CHECK(mgcp_text_is(mgcp_value(&m, "ZM"), "0"));
}

static unsigned in_use(void)
{
	struct mgcp_message m;
	uint32_t n = 99;

	CHECK_INT(ask(&m, "AUEP", "*", ""), 200);
	mgcp_text_number(mgcp_value(&m, "ZM"), 99, &n);
	return n;
}

/* The program is configured with endpoint-life 4: a call that is spoken on, or held and known, stays; a forgotten one goes, and
 * one whose node never answers again. */
static void test_forgotten(void)
{
	struct party a, b;
	struct pair pair = { 0 };

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	if (!pair_make(&pair, &a, &b))
		return;
	agent.idle = agent.deleted = 0;
	run2(&a, &b, 6000);
	CHECK_INT(agent.idle, 0);
	a.hertz = b.hertz = -1;
	run2(&a, &b, 7000);
	CHECK(agent.idle >= 1);
	CHECK_INT(agent.deleted, 0);
	CHECK_INT(in_use(), 1);
	agent.forgets = true;
	run2(&a, &b, 6500);
	CHECK_INT(agent.deleted, 2);
	CHECK_INT(in_use(), 0);
	agent.forgets = false;
	memset(&pair, 0, sizeof(pair));
	if (!pair_make(&pair, &a, &b))
		return;
	agent.away = true;
	agent.idle = agent.deleted = 0;
	run2(&a, &b, 6500);
	CHECK(agent.idle >= 1);
	CHECK_INT(in_use(), 1);
	run2(&a, &b, 7000);
	CHECK_INT(in_use(), 0);
	CHECK(agent.deleted >= 2);
	agent.away = false;
	party_close(&a), party_close(&b);
}

/* A phone waits for its first RTCP report 2.5 to 7.5 s; one call stays up beside nothing else to see it. */
static void test_rtcp(void)
{
	struct party a, b;
	struct pair pair = { 0 };

	party_open(&a, "A", the_address, 350);
	party_open(&b, "B", the_address, 620);
	if (!pair_make(&pair, &a, &b))
		return;
	for (int i = 0; i < 100 && (!a.rtcp || !b.rtcp); i++)
		run2(&a, &b, 100);
	CHECK(a.rtcp && b.rtcp);
	pair_delete(&pair);
	party_close(&a), party_close(&b);
}

int main(int argc, char **argv)
{
	socklen_t size = sizeof(agent.own);

	if (argc < 2) {
		fprintf(stderr, "usage: media ADDRESS [PCAP]\n");
		return 2;
	}
	the_address = argv[1];
	agent.fd = socket(AF_INET, SOCK_DGRAM, 0);
	agent.to = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(MGCP_GATEWAY_PORT) };
	inet_pton(AF_INET, the_address, &agent.to.sin_addr);
	agent.own = agent.to;
	agent.own.sin_port = 0;
	if (bind(agent.fd, (struct sockaddr *)&agent.own, sizeof(agent.own)) < 0)
		return 2;
	getsockname(agent.fd, (struct sockaddr *)&agent.own, &size);
	snprintf(agent.domain, sizeof(agent.domain), "mpabx-media");
	agent.transaction = (uint32_t)(party_now_ms() % 100000000);
	if (argc > 2 && (agent.pcap = fopen(argv[2], "wb"))) {
		pcap_begin(agent.pcap);
		party_capture(agent.pcap);
	}
	test_refusals();
	test_pair();
	test_laws();
	test_digits();
	test_odd_senders();
	test_inband();
	test_transfer(0, 0, 1);
	test_transfer(5, 40, 7);
	test_sounds();
	test_silence_and_latch();
	test_flood();
	test_rtcp();
	test_forgotten();
	if (agent.pcap)
		fclose(agent.pcap);
	return CHECK_DONE();
}
