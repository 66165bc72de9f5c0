/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* contrib/bench camel, the service's share: calls that pass several steps of a plan (forwarded when busy, a hunt list of
 * five, a group of ten), both ends in one process over the in-memory MTP, in a small fleet and in a million lines. The far
 * end decodes nothing but which operation came. JSON, a line a figure; CPU time, a step being one answer of the node that
 * sends the call on. */
#include <string.h>

#include <mpabx/cap/event_report_bcsm.h>

#include "../lib/scf_bed.h"
#include "figures.h"

#define CALLS 20000
#define MEMBERS 10
#define BLOCK 60			/* lines in which each kind of service is found */
#define GROUP_NUMBER(g) ((e164_t)33199000000ULL + (g))
#define CALLER ((e164_t)33199990001ULL)

/* A call of one kind: so many legs fail, the next one answers and the caller hangs up. */
struct kind { const char *name; e164_t (*number)(unsigned n); unsigned failures, steps; };

struct leg_state { unsigned steps; };

struct ssf {
	const struct kind *kind;
	unsigned ends, connects, aborts;
	uint8_t busy[48], answer[48], disconnect[48];
	int busy_len, answer_len, disconnect_len;
};

static void send_report(struct tcap_dialogue *dlg, const uint8_t *erb, int length)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 5000, erb, length);
	tcap_send_continue(tx);
}

static void on_step(struct ssf *ssf, struct tcap_dialogue *dlg)
{
	struct leg_state *state = tcap_dialogue_data(dlg);

	if (state->steps++ < ssf->kind->failures) {
		send_report(dlg, ssf->busy, ssf->busy_len);
	} else {
		send_report(dlg, ssf->answer, ssf->answer_len);
		send_report(dlg, ssf->disconnect, ssf->disconnect_len);
	}
}

static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct ssf *ssf = priv;

	if (ind->event == TCAP_EV_END)
		ssf->ends++;
	else if (ind->event == TCAP_EV_CONTINUE)
		on_step(ssf, dlg);
	else if (ind->event == TCAP_EV_U_ABORT || ind->event == TCAP_EV_P_ABORT)
		ssf->aborts++;
	if (ind->event == TCAP_EV_CONTINUE || ind->event == TCAP_EV_END)
		for (unsigned i = 0; i < ind->msg->num_components; i++)
			ssf->connects += ind->msg->component[i].code == CAP_OP_CONNECT;
}

static void put_forwarding(struct bed *bed, unsigned line)
{
	struct store_forwarding row = {
		.line = BED_LINE(line), .kind = FORWARDING_BUSY, .active = true, .destination = BED_FORWARD, .version = 1,
	};

	fleet_snapshot_put_forwarding(bed->snap, &row);
}

static void put_hunt(struct bed *bed, unsigned line)
{
	struct store_settings settings;
	struct store_hunt rows[HUNT_MAX];

	store_settings_default(BED_LINE(line), &settings);
	settings.hunt_active = true;
	for (unsigned i = 0; i < HUNT_MAX; i++)
		rows[i] = (struct store_hunt){
			.line = BED_LINE(line), .position = i + 1, .number = BED_LINE(line + i * 2), .ring_s = 15,
		};
	fleet_snapshot_put_settings(bed->snap, &settings);
	fleet_snapshot_put_hunt(bed->snap, BED_LINE(line), rows, HUNT_MAX);
	put_forwarding(bed, line);
}

static void put_group(struct bed *bed, unsigned g, unsigned first)
{
	struct store_group group = {
		.id = g + 1, .fleet_id = 1, .number = GROUP_NUMBER(g), .name = "bench", .mode = GROUP_LINEAR, .ring_s = 12,
	};
	struct store_member rows[MEMBERS];

	for (unsigned i = 0; i < MEMBERS; i++)
		rows[i] = (struct store_member){
			.group_id = g + 1, .line = BED_LINE(first + i * 2), .position = i + 1, .connected = true,
		};
	fleet_snapshot_put_group(bed->snap, &group);
	fleet_snapshot_put_members(bed->snap, g + 1, rows, MEMBERS);
}

/* Of each block of 60 lines: line 0 is forwarded when busy, line 2 hunts, 20 to 38 are a group. (Odd ones are the bed's own.) */
static e164_t forwarded_line(unsigned n) { return BED_LINE(n * BLOCK); }
static e164_t hunting_line(unsigned n) { return BED_LINE(n * BLOCK + 2); }
static e164_t group_number(unsigned n) { return GROUP_NUMBER(n); }

static void fill(struct bed *bed, unsigned blocks)
{
	for (unsigned n = 0; n < blocks; n++) {
		put_forwarding(bed, n * BLOCK);
		put_hunt(bed, n * BLOCK + 2);
		put_group(bed, n, n * BLOCK + 20);
	}
}

static const struct kind kinds[] = {
	{ "forwarded", forwarded_line, 1, 2 },
	{ "hunt", hunting_line, 4, 5 },
	{ "group", group_number, 9, 10 },
};

static double run(struct bed *bed, struct ssf *ssf, unsigned blocks)
{
	unsigned seed = 1;
	double start;

	ssf->ends = ssf->connects = ssf->aborts = 0;
	start = cpu_us();
	for (unsigned i = 0; i < CALLS; i++) {
		uint8_t idp[256];
		e164_t called = ssf->kind->number(rand_r(&seed) % blocks);
		int len = bed_initial_dp(2, BED_KEY_RECEIVED, CALLER, called, NULL, idp, sizeof(idp));

		bed_call(bed, 2, idp, len);
		mtp_mem_run(bed->scf_mtp);
		if (!(i & 255))
			wheel_turn(bed->wheel);
	}
	start = cpu_us() - start;
	if (ssf->ends != CALLS || ssf->aborts || ssf->connects < CALLS * ssf->kind->failures || call_count(bed->calls)) {
		fprintf(stderr, "bench: %s: of %d calls %u ended, %u aborted, %u Connects, %u left open\n", ssf->kind->name,
			CALLS, ssf->ends, ssf->aborts, ssf->connects, call_count(bed->calls));
		exit(1);
	}
	return start / CALLS;
}

static void measure(struct bed *bed, struct ssf *ssf, const struct kind *kind, unsigned blocks, const char *size)
{
	double call[RUNS], step[RUNS];
	char name[64];

	ssf->kind = kind;
	run(bed, ssf, blocks);
	for (unsigned i = 0; i < RUNS; i++) {
		call[i] = run(bed, ssf, blocks);
		step[i] = call[i] / kind->steps;
	}
	snprintf(name, sizeof(name), "camel.%s%s", kind->name, size);
	report(name, call, RUNS, "us");
	snprintf(name, sizeof(name), "camel.%s.step%s", kind->name, size);
	report(name, step, RUNS, "us");
}

static void measure_fleet(unsigned num_lines, const char *size)
{
	static const struct tcap_user_ops ops = { .indicate = indicate, .dialogue_data = sizeof(struct leg_state) };
	struct ssf ssf = { 0 };
	struct bed_config cfg = {
		.num_lines = num_lines, .queued = true, .max_dialogues = 100000, .ssf_ops = &ops, .ssf_priv = &ssf,
	};
	struct bed *bed = bed_alloc(&cfg);
	unsigned blocks = num_lines / BLOCK;

	fill(bed, blocks);
	ssf.busy_len = bed_event_report_cause(2, CAP_EVENT_T_BUSY, 2, CAUSE_USER_BUSY, true, ssf.busy, sizeof(ssf.busy));
	ssf.answer_len = bed_event_report(2, CAP_EVENT_T_ANSWER, 2, ssf.answer, sizeof(ssf.answer));
	ssf.disconnect_len = bed_event_report(2, CAP_EVENT_T_DISCONNECT, 1, ssf.disconnect, sizeof(ssf.disconnect));
	for (unsigned k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		measure(bed, &ssf, &kinds[k], blocks, size);
	bed_free(bed);
}

int main(void)
{
	mpabx_log_init(NULL);
	measure_fleet(6000, "");
	measure_fleet(1000000, ".1m_lines");
	return 0;
}
