/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-sim load`: the same call many times, a window of them open at once. Every answer is checked. Prints one line
 * of JSON: calls a second, own CPU, what was wrong or never answered. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <talloc.h>

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>

#include <mpabx/base.h>

#include "cmd.h"
#include "connect.h"
#include "load.h"

#define LOAD_MAX_WINDOW 65535
#define LOAD_LOST_MS 5000

enum slot_state { SLOT_FREE, SLOT_BEGUN, SLOT_MONITORED };

struct slot {
	uint8_t state;
	uint32_t otid;
	uint64_t since_ms;
};

struct load {
	struct connect_options connect;
	struct load_call call;
	const char *destination;
	enum load_kind kind;
	unsigned calls, window;

	struct endpoint *endpoint;
	struct load_script script;
	struct load_answer answer;
	struct slot *slots;
	struct osmo_timer_list tick;
	unsigned begun, done, wrong, lost, refused, strays;
	const char *first_wrong;
};

static const char *const kind_names[] = { "connect", "monitored", "abandon" };

static const char help[] =
	"usage: mpabx-sim load [OPTIONS]\n"
	"\n"
	"Plays one call many times and prints calls a second as a line of JSON.\n"
	"\n"
	"  --calls N             how many (default 10000)\n"
	"  --window W            how many are open at once (default 256)\n"
	"  --kind connect        InitialDP, answered by Connect in TC-END (default)\n"
	"         monitored      and then EventReportBCSM answer and disconnect\n"
	"         abandon        InitialDP, answered in TC-CONTINUE, and never a word again\n"
	"  --calling NUMBER      default +33639980011\n"
	"  --called DIGITS       default 22\n"
	"  --destination DIGITS  what the Connect must carry\n"
	"  --service-key N       default 1\n"
	"  --from-gt DIGITS      the switch's global title (default 33689000001)\n"
	"  --phase 1..4          default 2\n"
	"\n";

static int load_send(struct load *l, struct load_pdu *pdu, uint32_t otid, uint32_t dtid, const struct sccp_addr *to)
{
	struct sccp_unitdata ud = { .called = *to, .calling = l->script.ssf, .sls = (uint8_t)(otid & 0xf), .sccp_class = 1,
				    .data = pdu->octets, .length = pdu->length };

	load_pdu_patch(pdu, otid, dtid);
	return endpoint_send(l->endpoint, &ud);
}

static unsigned load_finished(const struct load *l)
{
	return l->done + l->wrong + l->lost + l->refused;
}

/* The slot's number stands in the low half of its transaction id; the rest changes with every call. */
static void slot_begin(struct load *l, struct slot *s)
{
	uint32_t number = (uint32_t)(s - l->slots);

	*s = (struct slot){ .state = SLOT_BEGUN, .otid = endpoint_new_tid(l->endpoint) << 16 | number,
			    .since_ms = clock_ms() };
	l->begun++;
	if (load_send(l, &l->script.begin, s->otid, 0, &l->script.node) < 0) {
		s->state = SLOT_FREE;
		l->refused++;
	}
}

static void load_fill(struct load *l)
{
	for (unsigned i = 0; i < l->window && l->begun < l->calls; i++) {
		if (l->slots[i].state == SLOT_FREE)
			slot_begin(l, &l->slots[i]);
	}
}

static void slot_restart(struct load *l, struct slot *s)
{
	s->state = SLOT_FREE;
	if (l->begun < l->calls)
		slot_begin(l, s);
}

static void slot_wrong(struct load *l, struct slot *s, const char *why)
{
	l->wrong++;
	if (!l->first_wrong)
		l->first_wrong = why;
	slot_restart(l, s);
}

static void slot_receive(struct load *l, struct slot *s, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	const char *why;

	if (s->state == SLOT_MONITORED) {
		/* the disconnect is out; the node ends the dialogue */
		if (msg->type != TCAP_END)
			return slot_wrong(l, s, "no TC-END after the disconnect");
		l->done++;
		return slot_restart(l, s);
	}
	if (!load_answer_check(&l->answer, l->kind, msg, l->call.phase, l->destination, &why))
		return slot_wrong(l, s, why);
	if (l->kind != LOAD_MONITORED) {
		l->done++;
		return slot_restart(l, s);
	}
	s->state = SLOT_MONITORED;
	if (load_send(l, &l->script.answer, s->otid, msg->otid, &ud->calling) < 0 ||
	    load_send(l, &l->script.disconnect, s->otid, msg->otid, &ud->calling) < 0)
		slot_wrong(l, s, "an event could not be sent");
}

static void load_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct load *l = priv;
	struct tcap_decode_error err;
	struct tcap_msg msg;
	struct slot *s;

	if (tcap_decode(&msg, ud->data, ud->length, &err) < 0 || !msg.dtid_len || (msg.dtid & 0xffff) >= l->window) {
		l->strays++;
		return;
	}
	s = &l->slots[msg.dtid & 0xffff];
	if (s->state == SLOT_FREE || s->otid != msg.dtid)
		l->strays++;
	else
		slot_receive(l, s, ud, &msg);
}

static void load_notice(void *priv, const struct sccp_notice *notice)
{
	struct load *l = priv;

	l->strays++;
}

static const struct endpoint_ops load_ops = { .unitdata = load_unitdata, .notice = load_notice };

static void load_tick(void *priv)
{
	struct load *l = priv;
	uint64_t now = clock_ms();

	for (unsigned i = 0; i < l->window; i++) {
		if (l->slots[i].state == SLOT_FREE || now - l->slots[i].since_ms < LOAD_LOST_MS)
			continue;
		l->slots[i].state = SLOT_FREE;
		l->lost++;
	}
	load_fill(l);
	osmo_timer_schedule(&l->tick, 0, 200000);
}

static double cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1000000;
}

static int load_run(struct load *l)
{
	double start = (double)clock_wall_us() / 1000000, cpu = cpu_seconds(), seconds;

	endpoint_set_user(l->endpoint, &load_ops, l);
	osmo_timer_setup(&l->tick, load_tick, l);
	load_tick(l);
	while (load_finished(l) < l->calls)
		osmo_select_main(0);
	osmo_timer_del(&l->tick);
	seconds = (double)clock_wall_us() / 1000000 - start;
	cpu = cpu_seconds() - cpu;
	printf("{\"name\":\"sim.load.%s\",\"calls\":%u,\"window\":%u,\"good\":%u,\"wrong\":%u,\"lost\":%u,\"not_sent\":%u,"
	       "\"stray\":%u,\"seconds\":%.3f,\"calls_per_s\":%.0f,\"sim_cpu_us_per_call\":%.2f}\n",
	       kind_names[l->kind], l->calls, l->window, l->done, l->wrong, l->lost, l->refused, l->strays, seconds,
	       seconds > 0 ? l->calls / seconds : 0, cpu * 1000000 / l->calls);
	if (l->first_wrong)
		fprintf(stderr, "mpabx-sim load: first wrong answer: %s\n", l->first_wrong);
	return l->done == l->calls ? 0 : 1;
}

static int read_kind(const char *text, enum load_kind *ret)
{
	for (unsigned i = 0; i < sizeof(kind_names) / sizeof(kind_names[0]); i++) {
		if (strcmp(text, kind_names[i]))
			continue;
		*ret = (enum load_kind)i;
		return 0;
	}
	return -EINVAL;
}

static bool read_count(const char *text, unsigned max, unsigned *ret)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	*ret = (unsigned)v;
	return end != text && !*end && v >= 1 && v <= max;
}

static bool load_option(struct load *l, int c, const char *arg)
{
	switch (c) {
	case 'n':
		return read_count(arg, 100000000, &l->calls);
	case 'w':
		return read_count(arg, LOAD_MAX_WINDOW, &l->window);
	case 'k':
		return read_kind(arg, &l->kind) == 0;
	case 'C':
		l->call.calling = arg;
		return true;
	case 'd':
		l->call.called = arg;
		return true;
	case 'D':
		l->destination = arg;
		return true;
	case 's':
		l->call.service_key = arg;
		return true;
	case 'g':
		l->call.from_gt = arg;
		return true;
	case 'p':
		return read_count(arg, 4, &l->call.phase);
	}
	return false;
}

/* \returns -1 to go on, or an exit status */
static int read_options(struct load *l, int argc, char **argv)
{
	static const struct option options[] = {
		CONNECT_OPTIONS, { "calls", required_argument, NULL, 'n' }, { "window", required_argument, NULL, 'w' },
		{ "kind", required_argument, NULL, 'k' }, { "calling", required_argument, NULL, 'C' },
		{ "called", required_argument, NULL, 'd' }, { "destination", required_argument, NULL, 'D' },
		{ "service-key", required_argument, NULL, 's' }, { "from-gt", required_argument, NULL, 'g' },
		{ "phase", required_argument, NULL, 'p' }, { 0 },
	};
	int c;

	connect_defaults(&l->connect);
	while ((c = getopt_long(argc, argv, CONNECT_SHORT, options, NULL)) != -1) {
		if (connect_option(&l->connect, c, optarg) || load_option(l, c, optarg))
			continue;
		fprintf(c == 'h' ? stdout : stderr, "%s%s", help, connect_help);
		return c == 'h' ? 0 : 2;
	}
	l->call.node_gt = l->connect.node_gt;
	return -1;
}

int cmd_load(int argc, char **argv)
{
	struct load load = { .calls = 10000, .window = 256, .call = { .from_gt = "33689000001", .service_key = "1",
			     .calling = "+33639980011", .called = "22", .phase = 2 } };
	int rc = read_options(&load, argc, argv);
	struct connection conn;
	void *ctx;

	if (rc >= 0)
		return rc;
	rc = 1;
	ctx = talloc_named_const(NULL, 0, "mpabx-sim load");
	if (connect_open(ctx, &load.connect, &conn) == 0) {
		load.endpoint = endpoint_alloc(ctx, conn.mtp, conn.capture);
		load.slots = talloc_zero_array(ctx, struct slot, load.window);
		if (load.endpoint && load_script_build(ctx, load.endpoint, &load.call, &load.script) == 0)
			rc = load_run(&load);
		if (connect_close(&conn) < 0)
			rc = 1;
	}
	talloc_free(ctx);
	return rc;
}
