/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An hour's traffic of 100,000 lines in compressed time: a thousand fleets with forwardings, hunt lists and groups, switches in
 * phases 1 to 4 whose calls end as calls do (answered, busy, off, unanswered, given up, a switch that dies), each leg to a
 * line back as a dialogue of its own. Both ends in one process over the in-memory MTP, on the test clock. What the node
 * holds must be the same at minutes 20, 40 and 60; every dialogue must end, every call leave its record.
 *
 *   traffic [SEED]
 */
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <osmocom/core/application.h>
#include <osmocom/core/logging.h>
#include <talloc.h>

#include <mpabx/cap/connect.h>
#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/isup.h>
#include <mpabx/cap/request_report_bcsm_event.h>

#include "../lib/scf_bed.h"
#include "../unit/check.h"

#define FLEETS 1000
#define LINES_PER_FLEET 100
#define LINES (FLEETS * LINES_PER_FLEET)
#define GROUP_NUMBER(fleet) ((e164_t)33199100000ULL + (fleet))
#define OUTSIDE(n) ((e164_t)33199500000ULL + (n))
#define MEMBERS 5

#define STEP_MS 100
#define HOUR_MS (3600u * 1000)
#define WARM_MS HOUR_MS
/* 3,000 Erlang for 100,000 lines: two calls a minute and thousand lines. Another hour before it with a quarter more, so that
 * every pool has been as full as it will be, and what is allocated at the start has been touched. */
#define CALLS_PER_STEP (120000.0 * STEP_MS / HOUR_MS)
#define WARM_FACTOR 1.25
#define CHUNK 70000		/* by which a pool grows: a member of a group may be rung for the first time after all */
#define TALK_S 90.0
#define SETUP_S 8.0

enum what { ANSWER, BUSY, OFF, NO_ANSWER, GIVE_UP, DISCONNECT, DIE };
enum got { GOT_NOTHING, GOT_CONTINUE, GOT_CONNECT, GOT_RELEASE };

/* A dialogue as its switch sees it. */
struct leg {
	struct wheel_timer timer;
	struct tcap_dialogue *dlg;	/* NULL: over */
	e164_t calling, called, target;
	uint8_t phase, key, what, got, ring_s;
	bool controlled, own, died;
};

struct traffic {
	struct bed *bed;
	struct wheel *wheel;
	uint8_t kind;
	struct pool *legs;
	struct leg *beginning;
	uint64_t random;
	unsigned dialogues, own_legs, not_own, unanswered, steps, tests, died, most;
	uint64_t up_ms;			/* dialogues times milliseconds */
};

/* ---- chance ---- */
static uint32_t chance(struct traffic *t, uint32_t n)
{
	t->random ^= t->random << 13;
	t->random ^= t->random >> 7;
	t->random ^= t->random << 17;
	return (uint32_t)((t->random >> 11) % n);
}

static uint32_t about_ms(struct traffic *t, double mean_s)
{
	double s = -mean_s * log((chance(t, 1u << 30) + 1.0) / (1u << 30));

	return (uint32_t)(s * 1000) + 1;
}

/* Knuth's: how many come in a step. */
static unsigned arrivals(struct traffic *t, double mean)
{
	double limit = exp(-mean), p = 1;
	unsigned n = 0;

	do
		p *= (chance(t, 1u << 30) + 1.0) / (1u << 30);
	while (p > limit && ++n);
	return n;
}

/* ---- fleets ---- */
static bool is_line(e164_t number)
{
	return number >= BED_LINE(0) && number < BED_LINE(LINES);
}

static void put_forwarding(struct fleet_snapshot *snap, e164_t line, enum forwarding_kind kind, e164_t to)
{
	struct store_forwarding row = { .line = line, .kind = kind, .active = true, .destination = to, .version = 1 };

	CHECK_INT(fleet_snapshot_put_forwarding(snap, &row), 0);
}

static void put_hunt(struct fleet_snapshot *snap, e164_t line, e164_t last)
{
	struct store_settings settings;
	struct store_hunt rows[4];

	store_settings_default(line, &settings);
	settings.hunt_active = true;
	for (unsigned i = 0; i < 4; i++)
		rows[i] = (struct store_hunt){ .line = line, .position = i + 1, .number = i < 3 ? line + i : last, .ring_s = 15 };
	CHECK_INT(fleet_snapshot_put_settings(snap, &settings), 0);
	CHECK_INT(fleet_snapshot_put_hunt(snap, line, rows, 4), 0);
}

/* Lines 0 to 4 of a fleet are its group's members; of the others each has what its last digit says. */
static void put_line(struct fleet_snapshot *snap, uint32_t fleet, unsigned n)
{
	e164_t number = BED_LINE(fleet * LINES_PER_FLEET + n), outside = OUTSIDE(n);
	struct store_line line = { .number = number, .fleet_id = fleet + 1, .rights = 0x3f };

	snprintf(line.short_number, sizeof(line.short_number), "%u", 200 + n);
	CHECK_INT(fleet_snapshot_put_line(snap, &line), 0);
	switch (n % 10) {
	case 5:
		put_forwarding(snap, number, FORWARDING_IMMEDIATE, outside);
		break;
	case 6:
		put_forwarding(snap, number, FORWARDING_BUSY, outside);
		put_forwarding(snap, number, FORWARDING_NO_ANSWER, outside);
		put_forwarding(snap, number, FORWARDING_UNREACHABLE, outside);
		break;
	case 7:
		put_hunt(snap, number, outside);
		put_forwarding(snap, number, FORWARDING_NO_ANSWER, outside + 1);
		break;
	case 8:
		put_forwarding(snap, number, FORWARDING_NO_ANSWER, number + 1);
		break;
	}
}

static void put_group(struct fleet_snapshot *snap, uint32_t fleet)
{
	struct store_group group = {
		.id = fleet + 1, .fleet_id = fleet + 1, .number = GROUP_NUMBER(fleet), .mode = fleet % 3, .ring_s = 12,
		.rest_s = 10, .overflow = { OUTSIDE(99), DESTINATION_NUMBER }, .version = 1,
	};
	struct store_member rows[MEMBERS];

	snprintf(group.name, sizeof(group.name), "group %u", fleet);
	for (unsigned i = 0; i < MEMBERS; i++)
		rows[i] = (struct store_member){
			.group_id = group.id, .line = BED_LINE(fleet * LINES_PER_FLEET + i), .position = i + 1, .connected = true,
		};
	CHECK_INT(fleet_snapshot_put_group(snap, &group), 0);
	CHECK_INT(fleet_snapshot_put_members(snap, group.id, rows, MEMBERS), 0);
}

static void put_fleets(struct fleet_snapshot *snap)
{
	for (uint32_t fleet = 0; fleet < FLEETS; fleet++) {
		struct store_fleet row = { .id = fleet + 1, .profile = "fr-current" };

		snprintf(row.name, sizeof(row.name), "fleet %u", fleet);
		CHECK_INT(fleet_snapshot_put_fleet(snap, &row), 0);
		for (unsigned n = 0; n < LINES_PER_FLEET; n++)
			put_line(snap, fleet, n);
	}
	for (uint32_t fleet = 0; fleet < FLEETS; fleet++)
		put_group(snap, fleet);
}

/* ---- what the node says ---- */
static void see_events(struct leg *leg, const struct tcap_component *c)
{
	static struct cap_request_report_bcsm_event rrb;
	struct cap_error err;

	if (!CHECK(cap_decode(cap_operation_by_code(CAP_PROTO_CAP, c->code)->argument, leg->phase, c->parameter.v,
			      c->parameter.len, &rrb, NULL, &err) == 0))
		return;
	leg->controlled = false;
	leg->ring_s = 0;
	for (unsigned i = 0; i < rrb.bcsm_events.n; i++) {
		const struct cap_bcsm_event *e = &rrb.bcsm_events.v[i];

		leg->controlled |= e->monitor_mode.v == CAP_MONITOR_INTERRUPTED;
		if (e->dp_specific_criteria.sel == CAP_DP_APPLICATION_TIMER)
			leg->ring_s = (uint8_t)e->dp_specific_criteria.application_timer.v;
	}
}

static void see_connect(struct leg *leg, const struct tcap_component *c)
{
	static struct cap_connect connect;
	struct isup_number n;
	struct cap_error err;

	if (CHECK(cap_decode(cap_operation_by_code(CAP_PROTO_CAP, c->code)->argument, leg->phase, c->parameter.v,
			     c->parameter.len, &connect, NULL, &err) == 0 &&
		  isup_number_decode(ISUP_CALLED, &connect.destination_routing_address.v[0], &n) == 0))
		e164_from_digits(n.digits, strlen(n.digits), &leg->target);
	leg->got = GOT_CONNECT;
}

static void alive(struct traffic *t, struct tcap_dialogue *dlg, const struct tcap_component *c)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	t->tests++;
	tcap_tx_result(tx, c->invoke_id, c->code, NULL, 0);
	tcap_send_continue(tx);
}

static void see(struct traffic *t, struct leg *leg, struct tcap_dialogue *dlg, const struct tcap_component *c)
{
	switch (c->type == TCAP_INVOKE ? c->code : -1) {
	case CAP_OP_REQUEST_REPORT_BCSM_EVENT:
		see_events(leg, c);
		break;
	case CAP_OP_CONNECT:
		see_connect(leg, c);
		break;
	case CAP_OP_CONTINUE:
	case CAP_OP_CONTINUE_WITH_ARGUMENT:
		leg->got = GOT_CONTINUE;
		break;
	case CAP_OP_RELEASE_CALL:
		leg->got = GOT_RELEASE;
		break;
	case CAP_OP_ACTIVITY_TEST:
		alive(t, dlg, c);
		break;
	}
}

static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct traffic *t = priv;
	struct leg **slot = tcap_dialogue_data(dlg), *leg;

	if (!*slot)
		*slot = t->beginning;
	leg = *slot;
	if (ind->event == TCAP_EV_L_CANCEL)
		return;
	leg->dlg = ind->event == TCAP_EV_CONTINUE ? dlg : NULL;
	if (ind->event != TCAP_EV_CONTINUE && !CHECK_INT(ind->event, TCAP_EV_END))
		return;
	for (unsigned i = 0; i < ind->msg->num_components; i++)
		see(t, leg, dlg, &ind->msg->component[i]);
}

/* ---- what becomes of a leg ---- */
static void leg_new(struct traffic *t, e164_t calling, e164_t called, const char *dialled, bool own);

static void leg_free(struct traffic *t, struct leg *leg)
{
	wheel_disarm(t->wheel, &leg->timer);
	if (leg->dlg)
		tcap_end_prearranged(leg->dlg);
	pool_put(t->legs, leg);
}

static void happens(struct traffic *t, struct leg *leg, enum what what, uint32_t in_ms)
{
	leg->what = what;
	wheel_arm(t->wheel, &leg->timer, t->kind, in_ms);
}

/* Phase 1 tells of answer and end alone. */
static void choose(struct traffic *t, struct leg *leg)
{
	unsigned n = leg->phase == 1 ? 0 : chance(t, 200);

	if (n < 110)
		happens(t, leg, ANSWER, about_ms(t, SETUP_S));
	else if (n < 140)
		happens(t, leg, BUSY, 500 + chance(t, 2000));
	else if (n < 155)
		happens(t, leg, OFF, 1000 + chance(t, 5000));
	else if (n < 185)
		happens(t, leg, NO_ANSWER, (leg->ring_s ? leg->ring_s : 30) * 1000);
	else if (n < 199)
		happens(t, leg, GIVE_UP, about_ms(t, SETUP_S));
	else
		happens(t, leg, DIE, about_ms(t, SETUP_S));
}

/* The node has answered: where the call goes now, and what is to happen to it. */
static void go_on(struct traffic *t, struct leg *leg)
{
	bool made = leg->key == BED_KEY_MADE;
	e164_t calling = leg->calling, target = leg->target;
	enum got got = leg->got;

	t->unanswered += got == GOT_NOTHING;
	if (!leg->dlg || got == GOT_NOTHING || got == GOT_RELEASE)
		leg_free(t, leg);
	else
		choose(t, leg);
	if (is_line(target) && (got == GOT_CONNECT || (made && got == GOT_CONTINUE)))
		leg_new(t, calling, target, NULL, !made);
}

static void leg_new(struct traffic *t, e164_t calling, e164_t called, const char *dialled, bool own)
{
	struct leg *leg = pool_get(t->legs);
	uint8_t idp[256];
	int len;

	if (!CHECK(leg != NULL))
		return;
	*leg = (struct leg){ .calling = calling, .called = called, .target = called, .own = own };
	leg->key = dialled ? BED_KEY_MADE : BED_KEY_RECEIVED;
	leg->phase = chance(t, 20) ? 2 + chance(t, 3) : 1;
	len = bed_initial_dp(leg->phase, leg->key, calling, called, dialled, idp, sizeof(idp));
	t->dialogues++;
	t->own_legs += own;
	t->beginning = leg;
	if (!CHECK(len > 0 && bed_call(t->bed, leg->phase, idp, len)))
		return;
	t->not_own += own && leg->got != GOT_CONTINUE;
	go_on(t, leg);
}

static int32_t event_of(const struct leg *leg)
{
	static const struct { uint8_t o, t; } events[] = {
		[ANSWER] = { CAP_EVENT_O_ANSWER, CAP_EVENT_T_ANSWER },
		[BUSY] = { CAP_EVENT_O_CALLED_PARTY_BUSY, CAP_EVENT_T_BUSY },
		[OFF] = { CAP_EVENT_O_CALLED_PARTY_BUSY, CAP_EVENT_T_BUSY },
		[NO_ANSWER] = { CAP_EVENT_O_NO_ANSWER, CAP_EVENT_T_NO_ANSWER },
		[GIVE_UP] = { CAP_EVENT_O_ABANDON, CAP_EVENT_T_ABANDON },
		[DISCONNECT] = { CAP_EVENT_O_DISCONNECT, CAP_EVENT_T_DISCONNECT },
	};

	return leg->key == BED_KEY_MADE ? events[leg->what].o : events[leg->what].t;
}

static void report(struct leg *leg, bool request)
{
	uint8_t erb[64], by = leg->what == GIVE_UP || leg->what == DISCONNECT ? 1 : 2;
	uint8_t cause = leg->what == BUSY ? CAUSE_USER_BUSY : leg->what == OFF ? CAUSE_ABSENT : 0;
	struct tcap_tx *tx = tcap_tx(leg->dlg);
	int len = bed_event_report_cause(leg->phase, event_of(leg), by, cause, request, erb, sizeof(erb));

	leg->got = GOT_NOTHING;
	CHECK(len > 0 && tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 1000, erb, len) >= 0 && tcap_send_continue(tx) == 0);
}

static void now(struct wheel_timer *timer, void *priv)
{
	struct traffic *t = priv;
	struct leg *leg = (struct leg *)((char *)timer - offsetof(struct leg, timer));
	bool request = leg->controlled && (leg->what == BUSY || leg->what == OFF || leg->what == NO_ANSWER);

	if (!leg->dlg || leg->what == DIE) {
		t->died += leg->dlg != NULL;
		leg_free(t, leg);
		return;
	}
	report(leg, request);
	t->steps++;
	if (request) {
		go_on(t, leg);
	} else if (leg->what == ANSWER) {
		happens(t, leg, DISCONNECT, about_ms(t, TALK_S));
	} else {
		t->unanswered += leg->dlg != NULL;	/* nothing is armed any more: the node ends the dialogue */
		leg_free(t, leg);
	}
}

/* ---- callers ---- */
static void call(struct traffic *t)
{
	unsigned n = chance(t, 100), fleet = chance(t, FLEETS);
	e164_t line = BED_LINE(fleet * LINES_PER_FLEET + chance(t, LINES_PER_FLEET)), stranger = OUTSIDE(1000 + chance(t, 100000));
	char digits[2 + E164_STR_SIZE] = "00", e164[E164_STR_SIZE];

	if (n < 45) {
		leg_new(t, stranger, line, NULL, false);
	} else if (n < 60) {
		leg_new(t, stranger, GROUP_NUMBER(fleet), NULL, false);
	} else if (n < 75) {
		unsigned other = chance(t, LINES_PER_FLEET);

		snprintf(digits, sizeof(digits), "%u", 200 + other);
		leg_new(t, line, BED_LINE(fleet * LINES_PER_FLEET + other), digits, false);
	} else {
		e164_to_digits(stranger, e164);
		snprintf(digits, sizeof(digits), "00%s", e164);
		leg_new(t, line, stranger, digits, false);
	}
}

static void pass(struct traffic *t, uint32_t ms, double calls_per_step)
{
	for (; ms; ms -= STEP_MS) {
		clock_test_advance(STEP_MS);
		wheel_turn(t->bed->wheel);
		wheel_turn(t->wheel);
		call_room_tick(t->bed->calls);
		for (unsigned n = calls_per_step > 0 ? arrivals(t, calls_per_step) : 0; n; n--)
			call(t);
		t->up_ms += (uint64_t)tcap_dialogue_count(scf_tcap(t->bed->scf)) * STEP_MS;
		if (tcap_dialogue_count(scf_tcap(t->bed->scf)) > t->most)
			t->most = tcap_dialogue_count(scf_tcap(t->bed->scf));
	}
}

/* ---- what is held ---- */
struct held { size_t talloc, calls, resident; };

static struct held held(const struct traffic *t)
{
	struct held ret = { talloc_total_size(t->bed->ctx), call_room_bytes(t->bed->calls) + tcap_bytes(scf_tcap(t->bed->scf)), 0 };
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f && fscanf(f, "%*u %lu", &pages) == 1)
		ret.resident = pages * (size_t)sysconf(_SC_PAGESIZE);
	if (f)
		fclose(f);
	return ret;
}

static void check_empty(const struct traffic *t)
{
	const struct bed *bed = t->bed;
	unsigned up = 0;

	CHECK_INT(tcap_dialogue_count(scf_tcap(bed->scf)), 0);
	CHECK_INT(tcap_dialogue_count(bed->ssf), 0);
	CHECK_INT(call_count(bed->calls), 0);
	CHECK_INT(pool_count(t->legs), 0);
	CHECK_INT(wheel_count(bed->wheel), 0);
	for (unsigned i = 0; i < LINES; i++) {
		struct call_line_live line;

		call_line_live(bed->calls, BED_LINE(i), &line);
		up += line.ringing + line.talking + line.diverted + (line.rest_s > 0);
	}
	for (uint32_t id = 1; id <= FLEETS; id++) {
		struct call_group_live group;

		call_group_live(bed->calls, id, &group);
		up += group.ringing + group.talking;
	}
	CHECK_INT(up, 0);
}

static double cpu_s(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void hour(struct traffic *t, struct held at[3])
{
	double cpu = cpu_s();
	unsigned before = t->dialogues;

	t->up_ms = 0;
	for (unsigned i = 0; i < 3; i++) {
		pass(t, HOUR_MS / 3, CALLS_PER_STEP);
		at[i] = held(t);
		printf("minute %u: %u dialogues open, %zu octets, of these calls and dialogues %zu, resident %zu\n", (i + 1) * 20,
		       tcap_dialogue_count(scf_tcap(t->bed->scf)), at[i].talloc, at[i].calls, at[i].resident);
	}
	printf("figure an hour of 100,000 lines: %u dialogues (%.0f up at once, %u at most), %.1f CPU s, %zu octets at its end\n",
	       t->dialogues - before, (double)t->up_ms / HOUR_MS, t->most, cpu_s() - cpu, at[2].talloc);
}

int main(int argc, char **argv)
{
	struct traffic t = { .random = argc > 1 ? strtoull(argv[1], NULL, 0) * 2 + 1 : 20261121 };
	const struct tcap_user_ops ops = { .indicate = indicate, .dialogue_data = sizeof(struct leg *) };
	const struct bed_config cfg = {
		.monitor = true, .furnish_charging = true, .max_dialogues = 100000, .activity_test_s = 240, .ssf_ops = &ops,
		.ssf_priv = &t,
	};
	struct held at[3];

	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_ERROR);
	clock_test_set(1795255200);	/* 2026-11-21 10:00 */
	t.bed = bed_alloc(&cfg);
	t.wheel = wheel_alloc(NULL);
	t.kind = (uint8_t)wheel_kind(t.wheel, "phones", now, &t);
	t.legs = pool_alloc(NULL, "legs", sizeof(struct leg), 1 << 20);
	put_fleets(t.bed->snap);
	pass(&t, WARM_MS, CALLS_PER_STEP * WARM_FACTOR);
	hour(&t, at);
	pass(&t, HOUR_MS, 0);
	CHECK_INT(t.unanswered, 0);
	CHECK_INT(t.not_own, 0);
	CHECK_INT(scf_counter(t.bed->scf, SCF_CTR_OWN_LEG), t.own_legs);
	CHECK_INT(t.bed->records, t.dialogues);
	CHECK(at[2].talloc <= at[0].talloc + CHUNK);
#ifndef __SANITIZE_ADDRESS__	/* which keeps what is freed for a while */
	CHECK(at[2].resident < at[0].resident + 256 * 1024);
#endif
	check_empty(&t);
	printf("%u dialogues, %u of them our own legs, %u steps reported, %u activity tests, %u switches died\n", t.dialogues,
	       t.own_legs, t.steps, t.tests, t.died);
	CHECK(t.dialogues > 120000 && t.own_legs > 1000 && t.tests > 1000 && t.died > 100);
	talloc_free(t.legs);
	talloc_free(t.wheel);
	bed_free(t.bed);
	return CHECK_DONE();
}
