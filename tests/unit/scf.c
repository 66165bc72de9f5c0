/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gsmSCF against a gsmSSF in memory: every way an InitialDP may be answered. */
#include <errno.h>
#include <string.h>

#include <mpabx/cap/connect.h>
#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/isup.h>

#include "../lib/scf_bed.h"
#include "check.h"

/* What the switch saw last. */
struct seen {
	struct bed *bed;
	unsigned events, components;
	enum tcap_event event;
	int32_t op[4];
	enum tcap_comp_type type[4];
	struct tcap_problem problem;
	char destination[40], redirecting[40], original[40];
	struct isup_redirection info;
	uint32_t dialogue;
};

static void see_number(enum isup_number_kind kind, const struct cap_octets *in, char *out)
{
	struct isup_number n;

	out[0] = '\0';
	if (in->v && isup_number_decode(kind, in, &n) == 0)
		strcpy(out, n.digits);
}

static void see_connect(struct seen *seen, const struct tcap_component *c)
{
	struct cap_connect connect;
	struct cap_error err;

	if (cap_decode(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_CONNECT)->argument, 4, c->parameter.v,
		       c->parameter.len, &connect, NULL, &err) < 0)
		return;
	see_number(ISUP_CALLED, &connect.destination_routing_address.v[0], seen->destination);
	see_number(ISUP_REDIRECTING, &connect.redirecting_party_id, seen->redirecting);
	see_number(ISUP_ORIGINAL_CALLED, &connect.original_called_party_id, seen->original);
	memset(&seen->info, 0, sizeof(seen->info));
	if (connect.redirection_information.v)
		isup_redirection_decode(&connect.redirection_information, &seen->info);
}

static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct seen *seen = priv;

	if (ind->event == TCAP_EV_L_CANCEL)	/* the InitialDP's own timer: silence is success */
		return;
	seen->events++;
	seen->event = ind->event;
	seen->components = 0;
	seen->dialogue = tcap_dialogue_id(dlg);
	if (ind->event != TCAP_EV_CONTINUE && ind->event != TCAP_EV_END)
		return;
	for (unsigned i = 0; i < ind->msg->num_components && i < 4; i++) {
		seen->op[i] = ind->msg->component[i].code;
		seen->type[i] = ind->msg->component[i].type;
		seen->problem = ind->msg->component[i].problem;
		seen->components++;
		if (seen->op[i] == CAP_OP_CONNECT)
			see_connect(seen, &ind->msg->component[i]);
	}
}

static const struct tcap_user_ops ops = { .indicate = indicate };

static struct bed *begin(struct seen *seen, bool monitor)
{
	struct bed_config cfg = {
		.num_lines = 10, .monitor = monitor, .max_dialogues = 100, .activity_test_s = 900,
		.ssf_ops = &ops, .ssf_priv = seen,
	};

	memset(seen, 0, sizeof(*seen));
	seen->bed = bed_alloc(&cfg);
	return seen->bed;
}

static void finish(struct bed *bed)
{
	CHECK_INT(tcap_dialogue_count(scf_tcap(bed->scf)), 0);
	CHECK_INT(call_count(bed->calls), 0);
	bed_free(bed);
}

static struct tcap_dialogue *call(struct bed *bed, unsigned phase, int32_t key, e164_t calling, e164_t called,
				  const char *dialled)
{
	uint8_t idp[256];
	int len = bed_initial_dp(phase, key, calling, called, dialled, idp, sizeof(idp));

	CHECK(len > 0);
	return bed_call(bed, phase, idp, len);
}

static void expect_end(const struct seen *seen, enum tcap_comp_type type, int32_t code)
{
	CHECK_INT(seen->event, TCAP_EV_END);
	if (CHECK_INT(seen->components, 1)) {
		CHECK_INT(seen->type[0], type);
		CHECK_INT(seen->op[0], code);
	}
}

static void test_connects_in_every_phase(void)
{
	for (unsigned phase = 1; phase <= 4; phase++) {
		struct seen seen;
		struct bed *bed = begin(&seen, false);

		call(bed, phase, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
		expect_end(&seen, TCAP_INVOKE, CAP_OP_CONNECT);
		CHECK_STR(seen.destination, "33199001234");
		CHECK_STR(seen.redirecting, "33639000001");
		CHECK_STR(seen.original, "33639000001");
		CHECK_INT(seen.info.counter, 1);
		CHECK_INT(seen.info.reason, 3);
		CHECK_INT(seen.info.original_reason, 3);
		CHECK_INT(bed->records, 1);
		CHECK_INT(bed->last_record.served, BED_LINE(1));
		finish(bed);
	}
}

static void test_short_number(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	call(bed, 2, BED_KEY_MADE, BED_LINE(0), 0, "24");
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONNECT);
	CHECK_STR(seen.destination, "33639000004");
	CHECK_STR(seen.redirecting, "");
	finish(bed);
}

static void test_let_through(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, true);

	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(2), NULL);	/* nothing set */
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONTINUE);
	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, 33612345678ULL, NULL);	/* unknown line */
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONTINUE);
	call(bed, 2, BED_KEY_MADE, BED_LINE(1), 0, "112");
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONTINUE);
	finish(bed);
}

static void test_refusals(void)
{
	static const uint8_t bad[] = { 0x30, 0x03, 0x80, 0x01, 0x01, 0x00 };
	static const uint8_t no_key[] = { 0x30, 0x03, 0x9c, 0x01, 0x02 };
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	call(bed, 2, 99, 33639980099ULL, BED_LINE(1), NULL);
	expect_end(&seen, TCAP_ERROR, CAP_ERR_MISSING_CUSTOMER_RECORD);
	bed_call(bed, 2, no_key, sizeof(no_key));
	CHECK_INT(seen.event, TCAP_EV_END);
	CHECK_INT(seen.type[0], TCAP_REJECT);
	CHECK_INT(seen.problem.type, 0x81);
	CHECK_INT(seen.problem.code, 2);
	bed_call(bed, 2, bad, sizeof(bad) - 1);
	CHECK_INT(seen.event, TCAP_EV_END);
	finish(bed);
}

static void report(struct bed *bed, uint32_t dialogue, int32_t event, uint8_t leg)
{
	struct tcap_tx *tx = tcap_tx(tcap_dialogue_find(bed->ssf, dialogue));
	uint8_t erb[64];
	int len = bed_event_report(2, event, leg, erb, sizeof(erb));

	CHECK(tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 5000, erb, len) >= 0);
	CHECK_INT(tcap_send_continue(tx), 0);
}

static void test_monitored(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, true);

	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	CHECK_INT(seen.event, TCAP_EV_CONTINUE);
	CHECK_INT(seen.components, 2);
	CHECK_INT(seen.op[0], CAP_OP_REQUEST_REPORT_BCSM_EVENT);
	CHECK_INT(seen.op[1], CAP_OP_CONNECT);
	CHECK_INT(bed->records, 0);
	report(bed, seen.dialogue, CAP_EVENT_T_ANSWER, 2);
	CHECK_INT(bed->records, 0);
	report(bed, seen.dialogue, CAP_EVENT_T_DISCONNECT, 1);
	CHECK_INT(seen.event, TCAP_EV_END);
	CHECK_INT(seen.components, 0);
	CHECK_INT(bed->records, 1);
	CHECK(bed->last_record.leg[0].answer_us || bed->last_record.leg[1].answer_us);
	finish(bed);
}

/* Networks are counted by default: the toll fraud limits want to know when a diverted leg ends. */
static void test_diverted_is_counted(void)
{
	struct seen seen;
	struct bed_config cfg = {
		.num_lines = 10, .max_dialogues = 100, .counted = true, .ssf_ops = &ops, .ssf_priv = &seen,
	};
	struct call_line_live live;
	struct bed *bed;

	memset(&seen, 0, sizeof(seen));
	bed = seen.bed = bed_alloc(&cfg);
	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	CHECK_INT(seen.event, TCAP_EV_CONTINUE);
	CHECK_INT(seen.op[0], CAP_OP_REQUEST_REPORT_BCSM_EVENT);
	CHECK_INT(seen.op[1], CAP_OP_CONNECT);
	call_line_live(bed->calls, BED_LINE(1), &live);
	CHECK_INT(live.diverted, 1);
	report(bed, seen.dialogue, CAP_EVENT_T_DISCONNECT, 1);
	CHECK_INT(seen.event, TCAP_EV_END);
	call_line_live(bed->calls, BED_LINE(1), &live);
	CHECK_INT(live.diverted, 0);
	finish(bed);
}

/* A second InitialDP in the same dialogue is no part of any CAP procedure. */
static void test_unexpected_operation(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, true);
	struct tcap_tx *tx;
	uint8_t idp[256];
	int len;

	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	tx = tcap_tx(tcap_dialogue_find(bed->ssf, seen.dialogue));
	len = bed_initial_dp(2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL, idp, sizeof(idp));
	CHECK(tcap_tx_invoke(tx, CAP_OP_INITIAL_DP, 2, 5000, idp, len) >= 0);
	CHECK_INT(tcap_send_continue(tx), 0);
	expect_end(&seen, TCAP_ERROR, CAP_ERR_UNEXPECTED_COMPONENT_SEQUENCE);
	CHECK_INT(bed->records, 1);
	finish(bed);
}

/* A switch that falls silent is asked, and its dialogue dropped where it does not answer. */
static void test_activity_test(void)
{
	struct seen seen;
	struct bed *bed;
	unsigned before;

	clock_test_set(1000000000);
	bed = begin(&seen, true);
	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	before = seen.events;
	clock_test_advance(901 * 1000);
	wheel_turn(bed->wheel);
	CHECK_INT(seen.events, before + 1);
	CHECK_INT(seen.op[0], CAP_OP_ACTIVITY_TEST);
	clock_test_advance(6 * 1000);
	wheel_turn(bed->wheel);
	CHECK_INT(bed->records, 1);
	CHECK_INT(bed->last_record.end, CALL_END_ABORTED);
	finish(bed);
}

static void test_overload_and_memory(void)
{
	struct seen seen;
	struct bed_config cfg = {
		.num_lines = 10, .monitor = true, .max_dialogues = 20, .overload_dialogues = 5,
		.ssf_ops = &ops, .ssf_priv = &seen,
	};
	struct bed *bed = bed_alloc(&cfg);

	memset(&seen, 0, sizeof(seen));
	for (unsigned i = 0; i < 5; i++) {
		call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
		CHECK_INT(seen.event, TCAP_EV_CONTINUE);
	}
	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONTINUE);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_OVERLOAD), 1);
	bed_free(bed);
}

static int send_fails(struct mtp *mtp, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	return -ENOLINK;
}

/* The link fails between question and answer: the dialogue ends once, and what is gone is not touched again. */
static void test_answer_cannot_leave(void)
{
	struct mtp_ops broken = { .send = send_fails };
	const struct mtp_ops *whole;

	for (int monitor = 0; monitor <= 1; monitor++) {
		struct seen seen;
		struct bed *bed = begin(&seen, monitor);

		whole = bed->scf_mtp->ops;
		broken.destroy = whole->destroy;
		bed->scf_mtp->ops = &broken;
		call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);	/* Connect */
		call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(2), NULL);	/* Continue */
		call(bed, 2, 99, 33639980099ULL, BED_LINE(1), NULL);
		CHECK_INT(seen.events, 0);
		CHECK_INT(bed->records, 2);
		bed->scf_mtp->ops = whole;
		finish(bed);
	}
}

/* A number longer than any plan knows, in every nature of address. */
static void test_long_number(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	call(bed, 4, BED_KEY_MADE, BED_LINE(0), 0, "123456789012345678901234567890");
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONTINUE);
	finish(bed);
}

static unsigned overload_lines;

static void raw_output(struct log_target *target, int subsys, unsigned int level, const char *file, int line, int cont,
		       const char *format, va_list ap)
{
	char text[256];

	vsnprintf(text, sizeof(text), format, ap);
	overload_lines += strstr(text, "overload") != NULL;
}

/* Overload is said once a minute, however many calls it lets pass. */
static void test_overload_is_said(void)
{
	struct seen seen;
	struct bed_config cfg = {
		.num_lines = 10, .monitor = true, .max_dialogues = 20, .overload_dialogues = 1,
		.ssf_ops = &ops, .ssf_priv = &seen,
	};
	struct log_target *target = log_target_create();
	struct bed *bed;

	target->raw_output = raw_output;
	log_set_all_filter(target, 1);
	log_add_target(target);
	clock_test_set(1000000000);
	bed = bed_alloc(&cfg);
	memset(&seen, 0, sizeof(seen));
	for (int i = 0; i < 10; i++)
		call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_OVERLOAD), 9);
	CHECK_INT(overload_lines, 1);
	clock_test_advance(61 * 1000);
	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	CHECK_INT(overload_lines, 2);
	bed_free(bed);
	log_target_destroy(target);
}

static struct mtp_ops watched;
static const struct mtp_ops *watched_ops;
static unsigned watched_sls;

static int send_watched(struct mtp *mtp, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	watched_sls |= 1u << label->sls;
	return watched_ops->send(mtp, label, sdu, length);
}

/* Dialogues that end with their answer come one behind the other into the same slot: still all links carry them. */
static void test_load_spreads(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	watched_ops = bed->scf_mtp->ops;
	watched = *watched_ops;
	watched.send = send_watched;
	watched_sls = 0;
	bed->scf_mtp->ops = &watched;
	for (int i = 0; i < 16; i++)
		call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL);
	CHECK_INT(watched_sls, 0xffff);
	bed->scf_mtp->ops = watched_ops;
	finish(bed);
}

static void begin_empty(struct bed *bed, const char *from)
{
	const struct cap_context *ctx = cap_context_by_name("capv2-gsmSSF-to-gsmSCF");
	struct sccp_addr scf, ssf;
	struct tcap_dialogue *dlg;

	sccp_addr_from_gt(&scf, BED_SCF_GT, SCCP_SSN_CAP);
	sccp_addr_from_gt(&ssf, from, SCCP_SSN_CAP);
	dlg = tcap_dialogue_new(bed->ssf, &scf, &ssf, ctx->oid, ctx->oid_len);
	if (CHECK(dlg != NULL))
		tcap_send_begin(tcap_tx(dlg));
}

/* Who is allowed nothing is refused by screening, whether he asks for something or not. */
static void test_empty_begin_is_screened(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	begin_empty(bed, "44770090001");
	CHECK_INT(seen.event, TCAP_EV_U_ABORT);
	CHECK_INT(tcap_counter(scf_tcap(bed->scf), TCAP_CTR_RX_REFUSED), 1);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_REFUSED), 0);
	begin_empty(bed, BED_SSF_GT);
	CHECK_INT(seen.event, TCAP_EV_U_ABORT);
	CHECK_INT(tcap_counter(scf_tcap(bed->scf), TCAP_CTR_RX_REFUSED), 1);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_REFUSED), 1);
	finish(bed);
}

/* An emergency call that overload let pass may be called back all the same. */
static void test_emergency_in_overload(void)
{
	struct seen seen;
	struct bed_config cfg = {
		.num_lines = 10, .monitor = true, .max_dialogues = 20, .overload_dialogues = 1,
		.ssf_ops = &ops, .ssf_priv = &seen,
	};
	struct bed *bed = bed_alloc(&cfg);
	uint32_t first;

	memset(&seen, 0, sizeof(seen));
	call(bed, 2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(3), NULL);
	CHECK_INT(seen.event, TCAP_EV_CONTINUE);
	first = seen.dialogue;
	call(bed, 2, BED_KEY_MADE, BED_LINE(1), 0, "112");
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONTINUE);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_OVERLOAD), 1);
	report(bed, first, CAP_EVENT_T_DISCONNECT, 1);
	call(bed, 2, BED_KEY_RECEIVED, 33139980099ULL, BED_LINE(1), NULL);
	expect_end(&seen, TCAP_INVOKE, CAP_OP_CONTINUE);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_OVERLOAD), 1);
	finish(bed);
}

int main(void)
{
	mpabx_log_init(NULL);
	test_answer_cannot_leave();
	test_long_number();
	test_load_spreads();
	test_empty_begin_is_screened();
	test_emergency_in_overload();
	test_connects_in_every_phase();
	test_short_number();
	test_let_through();
	test_refusals();
	test_monitored();
	test_diverted_is_counted();
	test_unexpected_operation();
	test_activity_test();
	test_overload_and_memory();
	test_overload_is_said();
	return CHECK_DONE();
}
