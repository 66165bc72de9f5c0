/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SIP driver over a small fleet, and around it sockets that speak letter by letter: a gateway that calls and is
 * trusted, a core of two peers ("one", "two") that is called. Timers are a tenth of the usual ones. */
#pragma once

#include <mpabx/sipua.h>

#include "../lib/sip_raw.h"
#include "calls.h"

#define IMRN 33199005000
#define FIXED 33199006000	/* fixed routing numbers: two */
#define SOME_SDP bed_sdp_a

static struct bed bed;
static struct raw gw, one, two;		/* as they are now */
static struct raw leg, second;		/* as they were when a leg's INVITE came: responses go from them */
static struct sipua *ua;
static struct call_room *calls;
static void *ua_ctx;

static inline void ua_peer(const char *name, const char *group, uint8_t priority, uint16_t port, uint32_t probe_s)
{
	CHECK(sip_peer_set(sipua_agent(ua), &(const struct sip_peer_config){
		.name = name, .group = group, .priority = priority, .address = BED_HOST, .port = port, .probe_s = probe_s,
	}) != NULL);
}

static inline void ua_open(const struct sipua_config *cfg)
{
	static const struct sip_agent_config sip = { .address = BED_HOST, .udp = true, .t1 = 50, .t2 = 200, .t4 = 250 };
	struct sipua_config c = *cfg;

	strcpy(c.core, "core");
	c.max_calls = c.max_calls ? c.max_calls : 50;
	bed_open(&bed);
	ua_ctx = talloc_named_const(bed.ctx, 0, "sipua");
	calls = calls_alloc(ua_ctx, &(const struct call_config){ .max_calls = 100 });
	CHECK_INT(call_room_set_routes(calls, &(const struct call_route_config){
		.first = IMRN, .count = 4, .fixed_first = FIXED, .fixed_count = 2 }), 0);
	ua = sipua_alloc(ua_ctx, bed.stack, &sip, bed.wheel, calls, calls_snap, &c);
	if (!CHECK(ua != NULL))
		exit(1);
	raw_open(&gw, &bed, BED_HOST, sip_agent_port(sipua_agent(ua)));
	raw_open(&one, &bed, BED_HOST, gw.to);
	raw_open(&two, &bed, BED_HOST, gw.to);
	ua_peer("gateway", NULL, 0, gw.port, 0);
	ua_peer("one", "core", 1, one.port, 0);
	ua_peer("two", "core", 2, two.port, 0);
	CHECK_INT(sipua_set_peer(ua, &(const struct sipua_peer){ .name = "gateway", .trusted = true }), 0);
	calls_written = 0;
}

/* Nothing may be left of the calls. */
static inline void ua_close(void)
{
	CHECK_INT(sipua_count(ua), 0);
	CHECK_INT(call_count(calls), 0);
	BED_UNTIL(&bed, 4000, !sip_agent_dialogs(sipua_agent(ua)));
	CHECK_INT(sip_agent_dialogs(sipua_agent(ua)), 0);
	sipua_end_all(ua);
	sip_agent_free(sipua_agent(ua));
	raw_close(&gw);
	raw_close(&one);
	raw_close(&two);
	talloc_free(ua_ctx);
	bed_close(&bed);
}

static inline uint64_t ua_count(enum sipua_ctr ctr)
{
	return sipua_counter(ua, ctr);
}

/* ---- who calls ---- */
static char ua_uri[160], ua_to[300];
static unsigned ua_n;

/* INVITE of a peer: lines are further headers, each with its end. */
static inline void ua_dial_from(struct raw *r, const char *uri, const char *max_forwards, const char *lines, const char *sdp)
{
	ua_n++;
	snprintf(ua_uri, sizeof(ua_uri), "%s", uri);
	ua_to[0] = '\0';
	raw_sendf(r, "INVITE %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKinvite%u\r\n"
		  "From: <sip:+33199005678@gateway.invalid;user=phone>;tag=caller%u\r\nTo: <%s>\r\nCall-ID: call%u@gateway.invalid\r\n"
		  "CSeq: 1 INVITE\r\nContact: <sip:gw@127.0.0.1:%u>\r\nMax-Forwards: %s\r\nAllow: INVITE, ACK, BYE, CANCEL, UPDATE, "
		  "INFO, PRACK\r\n%s%sContent-Length: %zu\r\n\r\n%s", uri, r->port, ua_n, ua_n, uri, ua_n, r->port, max_forwards,
		  lines ? lines : "", sdp ? "Content-Type: application/sdp\r\n" : "", sdp ? strlen(sdp) : 0, sdp ? sdp : "");
}

static inline void ua_dial(e164_t number, const char *lines, const char *sdp)
{
	char uri[80];

	snprintf(uri, sizeof(uri), "sip:+%llu@mpabx.invalid;user=phone", (unsigned long long)number);
	ua_dial_from(&gw, uri, "60", lines, sdp);
}

/* A request of the caller's within its call, or the ACK of a refusal (the same branch as its INVITE). */
static inline void ua_say(struct raw *r, const char *method, unsigned cseq, const char *lines, const char *type, const char *body)
{
	static unsigned branch;
	char via[40];

	if (!strcmp(method, "ACK-refused") || !strcmp(method, "CANCEL"))
		snprintf(via, sizeof(via), "z9hG4bKinvite%u", ua_n);
	else
		snprintf(via, sizeof(via), "z9hG4bKwithin%u", ++branch);
	raw_sendf(r, "%.*s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=%s\r\n"
		  "From: <sip:+33199005678@gateway.invalid;user=phone>;tag=caller%u\r\nTo: %s\r\nCall-ID: call%u@gateway.invalid\r\n"
		  "CSeq: %u %.*s\r\nContact: <sip:gw@127.0.0.1:%u>\r\nMax-Forwards: 70\r\n%s%s%s%sContent-Length: %zu\r\n\r\n%s",
		  (int)strcspn(method, "-"), method, ua_uri, r->port, via, ua_n, ua_to, ua_n, cseq, (int)strcspn(method, "-"),
		  method, r->port, lines ? lines : "", body ? "Content-Type: " : "", body ? type : "", body ? "\r\n" : "",
		  body ? strlen(body) : 0, body ? body : "");
}

/* The final response to the caller's INVITE, acknowledged. \returns its status, 0: none came */
static inline unsigned ua_final(struct raw *r, unsigned ms)
{
	uint64_t end = bed_ms() + ms;
	char want[40];

	snprintf(want, sizeof(want), "call%u@gateway.invalid", ua_n);
	while (bed_ms() < end) {
		unsigned status;

		if (!raw_recv(r, "SIP/2.0 ", (unsigned)(end - bed_ms())))
			return 0;
		status = (unsigned)atoi(r->got + 8);
		if (status < 200 || strcmp(raw_value(r, "Call-ID"), want) || !strstr(raw_value(r, "CSeq"), "INVITE"))
			continue;
		snprintf(ua_to, sizeof(ua_to), "%s", raw_value(r, "To"));
		ua_say(r, status < 300 ? "ACK" : "ACK-refused", 1, NULL, NULL, NULL);
		return status;
	}
	return 0;
}

/* ---- who is called ---- */

/* A leg's INVITE at this peer; one that is said again is none. */
static inline bool ua_new_leg(struct raw *r, unsigned ms)
{
	static char seen[32][256];
	static unsigned next;
	uint64_t end = bed_ms() + ms;
	unsigned i;

	while (bed_ms() < end) {
		if (!raw_recv(r, "INVITE", (unsigned)(end - bed_ms())))
			return false;
		for (i = 0; i < 32 && strcmp(seen[i], r->call_id); i++)
			;
		if (i < 32)
			continue;
		strcpy(seen[next++ % 32], r->call_id);
		return true;
	}
	return false;
}

static inline bool ua_rings(struct raw *r, struct raw *ret)
{
	bool rc = ua_new_leg(r, 1500);

	*ret = *r;
	return rc;
}

/* Its number, as the Request-URI has it. */
static inline e164_t ua_number_of(const struct raw *r)
{
	const char *at = strchr(r->got, ':');

	at = at ? at + 1 + (at[1] == '+') : "";
	return (e164_t)strtoull(at, NULL, 10);
}

/* How often a header stands there. */
static inline unsigned ua_times(const struct raw *r, const char *name)
{
	unsigned n = 0;
	char want[64];
	const char *p;

	snprintf(want, sizeof(want), "\r\n%s:", name);
	for (p = r->got; (p = strstr(p, want)); p += 2)
		n++;
	return n;
}

/* The call is up, with nothing left on the sockets that matters: caller's 200 acknowledged, ours at the leg too. */
static inline void ua_answer(struct raw *r, struct raw *from, const char *sdp)
{
	raw_respond(from, "200 OK", "there", "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, INFO, PRACK\r\n", sdp);
	CHECK(raw_recv(r, "ACK", 1500));
	CHECK_INT(ua_final(&gw, 1500), 200);
}

/* The caller hangs up; the leg hears of it. */
static inline void ua_hang_up(struct raw *r)
{
	ua_say(&gw, "BYE", 9, NULL, NULL, NULL);
	CHECK(raw_recv(r, "BYE", 1500));
	raw_respond(r, "200 OK", NULL, NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 200", 1500));
	BED_UNTIL(&bed, 1000, !sipua_count(ua));
}
