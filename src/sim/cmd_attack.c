/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-sim attack`: sends the messages of scenarios broken in many ways, at SCCP, TCAP and CAP level, then plays the
 * scenarios unbroken: the node must still answer as if nothing had been. A seed repeats a run. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>

#include <mpabx/base.h>

#include "break.h"
#include "cmd.h"
#include "connect.h"
#include "files.h"

#define ATTACK_BATCH 20		/* messages sent at once, then the network is listened to */
#define ATTACK_PAUSE_US 2000
#define ATTACK_SETTLE_S 3	/* also longer than a test node remembers an emergency call */
#define ATTACK_OVERSIZE 2500	/* octets of a message that comes in many segments */

enum attack_level { ATTACK_TCAP, ATTACK_SCCP, ATTACK_NOISE, ATTACK_OVERSIZED, _ATTACK_LEVELS };

struct base_pdu { const struct sim_call_def *call; struct sccp_addr to; uint8_t *octets; size_t length; };

struct attack {
	struct connect_options connect;
	struct play_options play;
	unsigned count, seed, settle_s, sent, not_sent;
	struct breaker breaker;
	struct endpoint *endpoint;
	struct base_pdu *base;
	unsigned num_base;
	struct osmo_timer_list timer;
	unsigned ends, continues, aborts, begins, notices, unreadable;
};

static const char help[] =
	"usage: mpabx-sim attack [OPTIONS] FILE...\n"
	"\n"
	"Sends the messages of the scenarios broken in many ways, then plays the scenarios as they are.\n"
	"Exit status 0: every scenario passed, and every answer to what was broken could be read.\n"
	"\n"
	"  --count N   broken messages (default 10000)\n"
	"  --seed N    another N breaks in other ways (default 1)\n"
	"  --settle S  seconds before the scenarios are played (default 3): calls that were left open count for their line\n"
	"              until the node has asked after them (activity-test)\n"
	"  --ladder    print every call that is played afterwards as a ladder\n"
	"\n";

static void attack_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct attack *a = priv;
	struct tcap_decode_error err;
	struct tcap_msg msg;

	if (tcap_decode(&msg, ud->data, ud->length, &err) < 0)
		a->unreadable++;
	else if (msg.type == TCAP_END)
		a->ends++;
	else if (msg.type == TCAP_CONTINUE)
		a->continues++;
	else if (msg.type == TCAP_ABORT)
		a->aborts++;
	else
		a->begins++;
}

static void attack_notice(void *priv, const struct sccp_notice *notice)
{
	struct attack *a = priv;

	a->notices++;
}

static const struct endpoint_ops attack_ops = { .unitdata = attack_unitdata, .notice = attack_notice };

static void attack_break_sccp(void *priv, uint8_t *sccp, size_t *length, size_t max)
{
	struct attack *a = priv;

	break_octets(&a->breaker, sccp, length, max);
}

/* Every message that the scenarios send is something to break. */
static void attack_collect(void *ctx, struct attack *a, struct play *play)
{
	uint8_t buf[SCENARIO_MAX_RAW];
	struct play_scenario *ps;
	struct play_call call;
	char *why;

	llist_for_each_entry(ps, &play->scenarios, entry) {
		for (unsigned i = 0; i < ps->def->num_steps; i++) {
			const struct sim_step *step = &ps->def->steps[i];
			int rc;

			if (step->kind != STEP_SEND)
				continue;
			play_call_init(&call, ps, &ps->def->calls[step->call]);
			rc = play_build(ps, &call, step, buf, sizeof(buf), &why);
			if (rc <= 0)
				continue;
			a->base = talloc_realloc(ctx, a->base, struct base_pdu, a->num_base + 1);
			a->base[a->num_base++] = (struct base_pdu){ &ps->def->calls[step->call], call.peer, talloc_memdup(ctx, buf, (size_t)rc),
								    (size_t)rc };
		}
	}
}

/* A transaction id of its own for each (Q.773 4.2.1: 48 04 behind the message's length). */
static void attack_new_tid(struct attack *a, uint8_t *pdu, size_t length)
{
	uint32_t tid = endpoint_new_tid(a->endpoint);
	size_t at = length > 2 && pdu[1] & 0x80 ? 2u + (pdu[1] & 0x7f) : 2;

	if (at + 6 > length || pdu[at] != 0x48 || pdu[at + 1] != 4)
		return;
	for (size_t i = 0; i < 4; i++)
		pdu[at + 2 + i] = (uint8_t)(tid >> (24 - 8 * i));
}

static void attack_send_one(struct attack *a)
{
	const struct base_pdu *base = &a->base[break_random(&a->breaker, a->num_base)];
	enum attack_level level = break_random(&a->breaker, 16);
	uint8_t pdu[ATTACK_OVERSIZE];
	size_t length = base->length < sizeof(pdu) ? base->length : sizeof(pdu);
	struct sccp_unitdata ud = { .called = base->to, .calling = base->call->node->addr, .data = pdu,
				    .sls = (uint8_t)break_random(&a->breaker, 16),
				    .sccp_class = (uint8_t)break_random(&a->breaker, 2),
				    .return_on_error = break_random(&a->breaker, 2) };

	memcpy(pdu, base->octets, length);
	attack_new_tid(a, pdu, length);
	if (level >= _ATTACK_LEVELS)
		level = ATTACK_TCAP;	/* most: what reaches the inner rooms */
	if (level == ATTACK_OVERSIZED) {
		memset(pdu + length, (int)break_random(&a->breaker, 256), sizeof(pdu) - length);
		length = sizeof(pdu);
	}
	if (level == ATTACK_NOISE) {
		for (length = 1 + break_random(&a->breaker, 250), ud.length = 0; ud.length < length; ud.length++)
			pdu[ud.length] = (uint8_t)break_random(&a->breaker, 256);
	} else if (level == ATTACK_TCAP) {
		break_octets(&a->breaker, pdu, &length, sizeof(pdu));
	}
	ud.length = length;
	endpoint_set_breaker(a->endpoint, level == ATTACK_SCCP ? attack_break_sccp : NULL, a);
	if (endpoint_send(a->endpoint, &ud) < 0)
		a->not_sent++;
	endpoint_set_breaker(a->endpoint, NULL, NULL);
	a->sent++;
}

static void attack_batch(void *priv)
{
	struct attack *a = priv;

	for (unsigned i = 0; i < ATTACK_BATCH && a->sent < a->count; i++)
		attack_send_one(a);
	osmo_timer_schedule(&a->timer, 0, ATTACK_PAUSE_US);
}

static void attack_run(struct attack *a)
{
	uint64_t settled;

	break_seed(&a->breaker, a->seed);
	endpoint_set_user(a->endpoint, &attack_ops, a);
	osmo_timer_setup(&a->timer, attack_batch, a);
	attack_batch(a);
	while (a->sent < a->count)
		osmo_select_main(0);
	for (settled = clock_ms() + a->settle_s * 1000u; clock_ms() < settled;)
		osmo_select_main(0);
	osmo_timer_del(&a->timer);
	printf("%u broken messages (seed %u, %u refused by our own SCCP): answered %u TC-END, %u TC-CONTINUE, %u abort, "
	       "%u returned, %u begun, %u unreadable\n", a->sent, a->seed, a->not_sent, a->ends, a->continues, a->aborts,
	       a->notices, a->begins, a->unreadable);
}

static int attack_and_play(void *ctx, struct attack *a, char **files)
{
	struct connection conn;
	struct play *play;
	int rc = 1;

	if (connect_open(ctx, &a->connect, &conn) < 0)
		return 1;
	a->endpoint = endpoint_alloc(ctx, conn.mtp, conn.capture);
	play = a->endpoint ? play_alloc(ctx, a->endpoint, &a->play) : NULL;
	if (play && !(rc = files_add(ctx, play, files))) {
		attack_collect(ctx, a, play);
		if (a->num_base)
			attack_run(a);
		endpoint_set_user(a->endpoint, &play_endpoint_ops, play);
		rc = play_run(play) > 0 || a->unreadable > 0;
	}
	talloc_free(play);
	return connect_close(&conn) < 0 ? 1 : rc;
}

/* \returns -1 to go on, or an exit status */
static int read_options(struct attack *a, int argc, char **argv)
{
	static const struct option options[] = {
		CONNECT_OPTIONS, { "count", required_argument, NULL, 'n' }, { "seed", required_argument, NULL, 's' },
		{ "settle", required_argument, NULL, 't' }, { "ladder", no_argument, NULL, 'l' }, { 0 },
	};
	int c;

	connect_defaults(&a->connect);
	while ((c = getopt_long(argc, argv, CONNECT_SHORT, options, NULL)) != -1) {
		if (connect_option(&a->connect, c, optarg))
			continue;
		if (c == 'n') {
			a->count = (unsigned)strtoul(optarg, NULL, 10);
		} else if (c == 's') {
			a->seed = (unsigned)strtoul(optarg, NULL, 10);
		} else if (c == 't') {
			a->settle_s = (unsigned)strtoul(optarg, NULL, 10);
		} else if (c == 'l') {
			a->play.ladder = true;
		} else {
			fprintf(c == 'h' ? stdout : stderr, "%s%s", help, connect_help);
			return c == 'h' ? 0 : 2;
		}
	}
	if (optind < argc)
		return -1;
	fprintf(stderr, "%s%s", help, connect_help);
	return 2;
}

int cmd_attack(int argc, char **argv)
{
	struct attack attack = { .count = 10000, .seed = 1, .settle_s = ATTACK_SETTLE_S, .play = { .out = stdout } };
	int rc = read_options(&attack, argc, argv);
	void *ctx;

	if (rc >= 0)
		return rc;
	attack.play.node_gt = attack.connect.node_gt;
	ctx = talloc_named_const(NULL, 0, "mpabx-sim attack");
	rc = files_check(ctx, &attack.play, argv + optind);
	if (!rc)
		rc = attack_and_play(ctx, &attack, argv + optind);
	talloc_free(ctx);
	return rc;
}
