/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* contrib/bench camel: what a dialogue costs, both ends in one process over the in-memory MTP. JSON, a line a figure.
 * CPU time of the process; each figure is the median of RUNS runs after a warm one. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/cap/connect.h>
#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/isup.h>

#include "../lib/scf_bed.h"
#include "figures.h"

#define CALLS 100000
#define OPEN_DIALOGUES 60000	/* of one fleet: below the widest toll fraud limit */

/* The far end's side of the calls of one run. */
struct ssf {
	unsigned connects, ends, wrong;
	bool report;			/* answers Connect with EventReportBCSM answer and disconnect */
	uint8_t answer[32], disconnect[32];
	int answer_len, disconnect_len;
};

static void check_connect(struct ssf *ssf, const struct tcap_component *c)
{
	struct cap_connect connect;
	struct isup_number n;
	struct cap_error err;

	if (cap_decode(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_CONNECT)->argument, 2, c->parameter.v,
		       c->parameter.len, &connect, NULL, &err) < 0 ||
	    isup_number_decode(ISUP_CALLED, &connect.destination_routing_address.v[0], &n) < 0 ||
	    strcmp(n.digits, "33199001234"))
		ssf->wrong++;
	else
		ssf->connects++;
}

static void send_report(struct tcap_dialogue *dlg, const uint8_t *erb, int length)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 5000, erb, length);
	tcap_send_continue(tx);
}

static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct ssf *ssf = priv;

	if (ind->event != TCAP_EV_CONTINUE && ind->event != TCAP_EV_END)
		return;
	for (unsigned i = 0; i < ind->msg->num_components; i++)
		if (ind->msg->component[i].code == CAP_OP_CONNECT)
			check_connect(ssf, &ind->msg->component[i]);
	if (ind->event == TCAP_EV_END) {
		ssf->ends++;
	} else if (ssf->report) {
		send_report(dlg, ssf->answer, ssf->answer_len);
		send_report(dlg, ssf->disconnect, ssf->disconnect_len);
	}
}

/* One run: CALLS calls to random forwarding lines. \returns us a call */
static double run(struct bed *bed, struct ssf *ssf, unsigned num_lines)
{
	unsigned seed = 1;
	double start;

	ssf->connects = ssf->ends = ssf->wrong = 0;
	start = cpu_us();
	for (unsigned i = 0; i < CALLS; i++) {
		uint8_t idp[256];
		e164_t line = BED_LINE((rand_r(&seed) % num_lines) | 1);
		int len = bed_initial_dp(2, BED_KEY_RECEIVED, 33639980099ULL, line, NULL, idp, sizeof(idp));

		bed_call(bed, 2, idp, len);
		mtp_mem_run(bed->scf_mtp);
		if (!(i & 1023))
			wheel_turn(bed->wheel);
	}
	start = cpu_us() - start;
	if (ssf->connects != CALLS || ssf->ends != CALLS || ssf->wrong) {
		fprintf(stderr, "bench: of %d calls %u connected, %u ended, %u wrong\n", CALLS, ssf->connects,
			ssf->ends, ssf->wrong);
		exit(1);
	}
	return start / CALLS;
}

static void measure(const char *name, unsigned num_lines, bool monitor)
{
	static const struct tcap_user_ops ops = { .indicate = indicate };
	struct ssf ssf = { .report = monitor };
	struct bed_config cfg = {
		.num_lines = num_lines, .monitor = monitor, .queued = true, .max_dialogues = 100000,
		.ssf_ops = &ops, .ssf_priv = &ssf,
	};
	struct bed *bed = bed_alloc(&cfg);
	double us[RUNS], rate[RUNS];

	ssf.answer_len = bed_event_report(2, CAP_EVENT_T_ANSWER, 2, ssf.answer, sizeof(ssf.answer));
	ssf.disconnect_len = bed_event_report(2, CAP_EVENT_T_DISCONNECT, 1, ssf.disconnect, sizeof(ssf.disconnect));
	run(bed, &ssf, num_lines);
	for (unsigned i = 0; i < RUNS; i++) {
		us[i] = run(bed, &ssf, num_lines);
		rate[i] = 1e6 / us[i];
	}
	report(name, us, RUNS, "us");
	if (!strcmp(name, "camel.connect"))
		report("camel.dialogues_per_s", rate, RUNS, "1/s");
	if (!strcmp(name, "camel.connect.1m_lines")) {
		double bytes = (double)fleet_snapshot_bytes(bed->snap) / num_lines;

		report("camel.bytes_per_line", &bytes, 1, "B");
	}
	bed_free(bed);
}

static size_t heap(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

/* OPEN_DIALOGUES monitored dialogues open at once; the far end has no TCAP, so that only the node's memory grows. */
static void measure_memory(void)
{
	struct bed_config cfg = {
		.num_lines = 10000, .monitor = true, .queued = true, .no_ssf = true,
		.max_dialogues = OPEN_DIALOGUES + 1000, .overload_dialogues = OPEN_DIALOGUES + 1000,
	};
	struct bed *bed = bed_alloc(&cfg);
	size_t before = heap();
	double bytes;

	for (unsigned i = 0; i < OPEN_DIALOGUES; i++) {
		uint8_t pdu[512];
		int len = bed_begin_pdu(i, pdu, sizeof(pdu));
		struct mtp_label label = { .opc = 2, .dpc = 1, .sls = i & 15 };

		if (len < 0 || bed->ssf_mtp->ops->send(bed->ssf_mtp, &label, pdu, len) < 0)
			break;
		mtp_mem_run(bed->scf_mtp);
	}
	bytes = (double)(heap() - before) / OPEN_DIALOGUES;
	if (tcap_dialogue_count(scf_tcap(bed->scf)) != OPEN_DIALOGUES) {
		fprintf(stderr, "bench: %u dialogues open\n", tcap_dialogue_count(scf_tcap(bed->scf)));
		exit(1);
	}
	report("camel.bytes_per_dialogue", &bytes, 1, "B");
	bed_free(bed);
}

/* A fixed piece of work, for the machine's own pace: 64 MB hashed octet by octet (FNV-1a), as us a MB. */
static void measure_pace(void)
{
	static uint8_t block[1 << 20];
	double us[RUNS];

	for (unsigned i = 0; i < sizeof(block); i++)
		block[i] = i * 31;
	for (unsigned r = 0; r < RUNS; r++) {
		double start = cpu_us();
		volatile uint32_t sink;
		uint32_t hash = 2166136261u;

		for (unsigned n = 0; n < 64; n++)
			for (unsigned i = 0; i < sizeof(block); i++)
				hash = (hash ^ block[i]) * 16777619u;
		sink = hash;
		(void)sink;
		us[r] = (cpu_us() - start) / 64;
	}
	report("reference.pace", us, RUNS, "us/MB");
}

/* The floor: the same two messages carried over the same in-memory MTP, nobody reading them. */
static void drop(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
}

static void measure_floor(void)
{
	struct bed_config cfg = { .num_lines = 10, .no_ssf = true, .max_dialogues = 100, .queued = true };
	struct bed *bed = bed_alloc(&cfg);
	uint8_t pdu[512];
	int len = bed_begin_pdu(1, pdu, sizeof(pdu));
	struct mtp_label label = { .opc = 2, .dpc = 1 };
	double us[RUNS];

	bed->scf_mtp->receive = drop;
	bed->ssf_mtp->receive = drop;
	for (unsigned r = 0; r < RUNS; r++) {
		double start = cpu_us();

		for (unsigned i = 0; i < CALLS; i++) {
			bed->ssf_mtp->ops->send(bed->ssf_mtp, &label, pdu, len);
			mtp_mem_run(bed->scf_mtp);
			bed->scf_mtp->ops->send(bed->scf_mtp, &label, pdu, len);
			mtp_mem_run(bed->scf_mtp);
		}
		us[r] = (cpu_us() - start) / CALLS;
	}
	report("camel.floor.transport", us, RUNS, "us");
	bed_free(bed);
}

int main(int argc, char **argv)
{
	mpabx_log_init(NULL);
	measure_pace();
	measure_floor();
	measure("camel.connect", 10000, false);
	measure("camel.monitored", 10000, true);
	measure_memory();
	measure("camel.connect.1m_lines", 1000000, false);
	return 0;
}
