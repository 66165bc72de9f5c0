/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the tables' walk does not see: the same octets read by phase, notes and their limits, what errors say, the
 * registry and the contexts. */
#include <errno.h>

#include <mpabx/cap/apply_charging.h>
#include <mpabx/cap/connect.h>
#include <mpabx/cap/establish_temporary_connection.h>
#include <mpabx/cap/furnish_charging_information.h>
#include <mpabx/cap/initial_dp.h>
#include <mpabx/cap/request_report_bcsm_event.h>
#include <mpabx/cap/specialized_resource_report.h>

#include "cap_hex.h"
#include "check.h"

static struct cap_error err;
static uint8_t pdu[4096];

static int decode(const struct cap_type *type, unsigned phase, const char *hex, void *ret, struct cap_notes *notes)
{
	int length = hex_read(hex, pdu, sizeof(pdu));

	err = (struct cap_error){ 0 };
	if (!CHECK(length > 0))
		return -1;
	return cap_decode(type, phase, pdu, (size_t)length, ret, notes, &err);
}

static struct cap_octets octets(const char *text)
{
	return (struct cap_octets){ (const uint8_t *)text, (uint16_t)strlen(text) };
}

/* ---- phases ---- */

static void test_initial_dp_extension(void)
{
	/* 80: NACarrierInformation would be a0 in phase 2, gmscAddress from phase 3 on; 81: gmscAddress in phase 2,
	 * unknown in phase 3, forwardingDestinationNumber in phase 4 */
	struct cap_initial_dp idp;

	CHECK_INT(decode(&cap_initial_dp_type, 2, "300b800101bf3b0581039133f1", &idp, NULL), 0);
	CHECK_INT(idp.initial_dp_arg_extension.gmsc_address.len, 3);
	CHECK(!idp.initial_dp_arg_extension.forwarding_destination_number.v);
	CHECK_INT(decode(&cap_initial_dp_type, 3, "300b800101bf3b0581039133f1", &idp, NULL), 0);
	CHECK(!idp.initial_dp_arg_extension.gmsc_address.v);
	CHECK(!idp.initial_dp_arg_extension.forwarding_destination_number.v);
	CHECK_INT(decode(&cap_initial_dp_type, 3, "300b800101bf3b0580039133f1", &idp, NULL), 0);
	CHECK_INT(idp.initial_dp_arg_extension.gmsc_address.len, 3);
	CHECK_INT(decode(&cap_initial_dp_type, 4, "300b800101bf3b0581039133f1", &idp, NULL), 0);
	CHECK_INT(idp.initial_dp_arg_extension.forwarding_destination_number.len, 3);
	CHECK_INT(decode(&cap_initial_dp_type, 2, "300b800101bf3b0580039133f1", &idp, NULL), -EINVAL);
	CHECK_STR(err.field, "initialDPArgExtension.naCarrierInformation");
	CHECK_STR(err.reason, "primitive and constructed confused");
}

static void test_gmsc_address_goes_out_by_phase(void)
{
	struct cap_initial_dp idp = { .service_key = { true, 1 } };
	uint8_t buf[64];
	int rc;

	idp.initial_dp_arg_extension.present = true;
	idp.initial_dp_arg_extension.gmsc_address = octets("\x91\x33");
	rc = cap_encode(&cap_initial_dp_type, 2, &idp, buf, sizeof(buf), NULL, &err);
	CHECK_MEM(buf, (size_t)rc, "\x30\x0a\x80\x01\x01\xbf\x3b\x04\x81\x02\x91\x33", 12);
	rc = cap_encode(&cap_initial_dp_type, 4, &idp, buf, sizeof(buf), NULL, &err);
	CHECK_MEM(buf, (size_t)rc, "\x30\x0a\x80\x01\x01\xbf\x3b\x04\x80\x02\x91\x33", 12);
	CHECK_INT(cap_encode(&cap_initial_dp_type, 1, &idp, buf, sizeof(buf), NULL, &err), -EINVAL);
	CHECK_STR(err.field, "initialDPArgExtension");
	CHECK_STR(err.reason, "not in this phase");
}

static void test_apply_charging_release(void)
{
	static const struct { unsigned phase; const char *hex; } form[] = {
		{ 2, "30098007a005800101a100" }, { 3, "300a8008a006800101830100" }, { 4, "300c800aa008800101a303010100" },
	};
	struct cap_apply_charging ac;

	for (unsigned i = 0; i < 3; i++)
		for (unsigned phase = 2; phase <= 4; phase++)
			CHECK_INT(decode(&cap_apply_charging_type, phase, form[i].hex, &ac, NULL) == 0,
				  phase == form[i].phase || (form[i].phase != 2 && phase == 2));
	CHECK_INT(decode(&cap_apply_charging_type, 2, form[0].hex, &ac, NULL), 0);
	CHECK(ac.ach_billing_charging_characteristics.in.time_duration_charging.release_v2.present);
	CHECK_INT(decode(&cap_apply_charging_type, 3, form[1].hex, &ac, NULL), 0);
	CHECK(ac.ach_billing_charging_characteristics.in.time_duration_charging.tone.present);
	CHECK_INT(decode(&cap_apply_charging_type, 4, form[2].hex, &ac, NULL), 0);
	CHECK_INT(ac.ach_billing_charging_characteristics.in.time_duration_charging.audible_indicator.sel,
		  CAP_AUDIBLE_TONE);
}

static void test_others_by_phase(void)
{
	struct cap_establish_temporary_connection etc;
	struct cap_furnish_charging_information fci;
	struct cap_specialized_resource_report srr;
	struct cap_connect connect;

	CHECK_INT(decode(&cap_establish_temporary_connection_type, 2, "300a8003000310a703820100", &etc, NULL), 0);
	CHECK(etc.service_interaction_indicators_two.present);
	CHECK_INT(decode(&cap_establish_temporary_connection_type, 3, "300a8003000310a603820100", &etc, NULL), 0);
	CHECK(etc.service_interaction_indicators_two.present);
	CHECK_INT(decode(&cap_furnish_charging_information_type, 2, "0408a006800155820101", &fci, NULL), 0);
	CHECK(!fci.in.fci_bccc_camel_sequence1.append_free_format_data.present);
	CHECK_INT(decode(&cap_furnish_charging_information_type, 3, "0408a006800155820101", &fci, NULL), 0);
	CHECK_INT(fci.in.fci_bccc_camel_sequence1.append_free_format_data.v, 1);
	CHECK_INT(decode(&cap_specialized_resource_report_type, 3, "0500", &srr, NULL), 0);
	CHECK_INT(decode(&cap_specialized_resource_report_type, 4, "0500", &srr, NULL), -EINVAL);
	CHECK_INT(decode(&cap_specialized_resource_report_type, 3, "9f3200", &srr, NULL), -EINVAL);
	CHECK_INT(decode(&cap_connect_type, 3, "300ca0050403031021b503800103", &connect, NULL), 0);
	CHECK_INT(connect.leg_to_be_connected.sel, CAP_LEG_NONE);
	CHECK_INT(decode(&cap_connect_type, 4, "300ca0050403031021b503800103", &connect, NULL), 0);
	CHECK_INT(connect.leg_to_be_connected.sel, CAP_LEG_SENDING);
	CHECK_INT(cap_encode(&cap_connect_type, 3, &connect, pdu, sizeof(pdu), NULL, &err), -EINVAL);
	CHECK_STR(err.field, "legToBeConnected");
}

/* ---- what is refused, and how it is said ---- */

static void check_error(const struct cap_type *type, const char *hex, const char *field, const char *reason,
			const char *detail, unsigned offset)
{
	void *value = value_alloc();

	CHECK_INT(decode(type, 4, hex, value, NULL), -EINVAL);
	CHECK_STR(err.field, field);
	CHECK_STR(err.reason, reason);
	CHECK_STR(err.detail, detail);
	CHECK_INT(err.offset, offset);
	/* the same without anyone who wants to know */
	CHECK_INT(cap_decode(type, 4, pdu, strlen(hex) / 2, value, NULL, NULL), -EINVAL);
	free(value);
}

static void test_errors(void)
{
	const struct cap_type *rrb = &cap_request_report_bcsm_event_type;

	check_error(rrb, "3013a0113006800107810101300780010781020103", "bcsmEvents[1].monitorMode",
		    "no value of this enumeration", "259", 17);
	check_error(rrb, "3012a01030068001078101013006800107810103", "bcsmEvents[1].monitorMode",
		    "no value of this enumeration", "3", 17);
	check_error(rrb, "300aa0083006800100810101", "bcsmEvents[0].eventTypeBCSM", "no value of this enumeration", "0", 6);
	check_error(rrb, "3000", "bcsmEvents", "missing", "", 2);
	check_error(rrb, "3002a000", "bcsmEvents", "number of elements not allowed", "0, 1..30 allowed", 2);
	check_error(&cap_connect_type, "3005a003040403", "destinationRoutingAddress[0]", "truncated", "", 4);
	check_error(&cap_connect_type, "3005a003040103", "destinationRoutingAddress[0]", "length not allowed",
		    "1, 2..18 allowed", 4);
	check_error(&cap_connect_type, "300ba009040303102104020310", "destinationRoutingAddress", "too many elements",
		    "", 9);
	check_error(&cap_connect_type, "300ca00504030310219e02032181", "", "truncated", "", 13);
	check_error(&cap_connect_type, "300da00504030310219e0203218100", "alertingPattern", "twice or out of order", "",
		    13);
	check_error(&cap_connect_type, "3009a0050403031021be00", "redirectionInformation",
		    "primitive and constructed confused", "be", 9);
	check_error(&cap_connect_type, "0400", "", "another type", "4", 0);
	check_error(&cap_connect_type, "3007a005040303102100", "", "octets behind the value", "", 9);
	check_error(&cap_connect_type, "3080a0050403031021", "", "no end-of-contents", "", 0);
}

static void test_extensions(void)
{
	static const struct { const char *field, *reason; } bad[] = {
		{ "3000", "extension without type" },
		{ "3003020101", "extension without value" },
		{ "30060201018101ff", "extension without value" },	/* primitive [1] */
		{ "3005020101a100", "extension value is not one element" },
		{ "300b0201010a0102a103010100", "extension criticality unknown" },
		{ "3009020101a10405000500", "extension value is not one element" },
		{ "3007040101a1020500", "extension without type" },
		{ "30060600a1020500", "extension type is no OBJECT IDENTIFIER" },
		{ "3007060180a1020500", "extension type is no OBJECT IDENTIFIER" },
	};
	struct cap_connect connect;
	char hex[128];

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		unsigned n = (unsigned)strlen(bad[i].field) / 2;

		snprintf(hex, sizeof(hex), "30%02xa0050403031021aa%02x%s", n + 9, n, bad[i].field);
		check_int(decode(&cap_connect_type, 4, hex, &connect, NULL), -EINVAL, bad[i].field, __FILE__, __LINE__);
		check_str(err.field, "extensions[0]", bad[i].field, __FILE__, __LINE__);
		check_str(err.reason, bad[i].reason, bad[i].field, __FILE__, __LINE__);
	}
	CHECK_INT(decode(&cap_connect_type, 4, "3012a0050403031021aa093007020101a1020500", &connect, NULL), 0);
	CHECK_INT(connect.extensions.n, 1);
	CHECK_INT(connect.extensions.v[0].len, 9);
}

static void test_encoder_refuses(void)
{
	struct cap_connect connect = { .destination_routing_address = { 1, { octets("\x03\x10\x21") } } };
	struct cap_apply_charging ac = { .party_to_charge = { CAP_LEG_SENDING, octets("\x01") } };
	uint8_t buf[64];

	CHECK_INT(cap_encode(&cap_connect_type, 4, &connect, buf, sizeof(buf), NULL, &err), 9);
	CHECK_INT(cap_encode(&cap_connect_type, 4, &connect, buf, 8, NULL, &err), -ENOSPC);
	CHECK_INT(cap_encode(&cap_connect_type, 4, &connect, buf, 9, NULL, &err), 9);
	connect.destination_routing_address.v[0].len = 1;
	CHECK_INT(cap_encode(&cap_connect_type, 4, &connect, buf, sizeof(buf), NULL, &err), -EINVAL);
	CHECK_STR(err.field, "destinationRoutingAddress[0]");
	CHECK_STR(err.detail, "1, 2..18 allowed");
	connect.destination_routing_address.n = 0;
	CHECK_INT(cap_encode(&cap_connect_type, 4, &connect, buf, sizeof(buf), NULL, &err), -EINVAL);
	CHECK_STR(err.reason, "missing");
	/* raw octets that are not what they should contain */
	ac.ach_billing_charging_characteristics.raw = octets("\xa0\x03\x80\x01\x80");
	CHECK_INT(cap_encode(&cap_apply_charging_type, 4, &ac, buf, sizeof(buf), NULL, &err), -EINVAL);
	CHECK_STR(err.field, "aChBillingChargingCharacteristics.timeDurationCharging.maxCallPeriodDuration");
	ac.ach_billing_charging_characteristics.raw = octets("\xa0\x03\x80\x01\x7f");
	CHECK_INT(cap_encode(&cap_apply_charging_type, 4, &ac, buf, sizeof(buf), NULL, &err), 14);
	/* without raw octets the struct is written */
	ac.ach_billing_charging_characteristics.raw = (struct cap_octets){ 0 };
	ac.ach_billing_charging_characteristics.in.sel = CAP_ACH_TIME_DURATION;
	ac.ach_billing_charging_characteristics.in.time_duration_charging.max_call_period_duration =
		(struct cap_int){ true, 127 };
	CHECK_INT(cap_encode(&cap_apply_charging_type, 4, &ac, buf, sizeof(buf), NULL, &err), 14);
}

/* ---- notes ---- */

static void test_notes(void)
{
	/* an unknown element at the end of an inner SEQUENCE, and the same one behind it: told apart by their parent */
	static struct cap_notes notes;
	struct cap_request_report_bcsm_event rrb;
	uint8_t again[64];
	int rc;

	CHECK_INT(decode(&cap_request_report_bcsm_event_type, 4, "300ea00b30098001078101019f7e00", &rrb, &notes), -EINVAL);
	CHECK_INT(decode(&cap_request_report_bcsm_event_type, 4, "300da00b30098001078101019f7e00", &rrb, &notes), 0);
	CHECK_INT(notes.n, 1);
	CHECK_INT(notes.v[0].kind, CAP_NOTE_UNKNOWN);
	CHECK_INT(notes.v[0].element, 6);
	CHECK_INT(notes.v[0].parent, 3);
	rc = cap_encode(&cap_request_report_bcsm_event_type, 4, &rrb, again, sizeof(again), &notes, &err);
	CHECK_MEM(again, (size_t)rc, pdu, 15);
	CHECK_INT(decode(&cap_request_report_bcsm_event_type, 4, "300da00830068001078101019f7e00", &rrb, &notes), 0);
	CHECK_INT(notes.v[0].element, 6);
	CHECK_INT(notes.v[0].parent, 1);
	rc = cap_encode(&cap_request_report_bcsm_event_type, 4, &rrb, again, sizeof(again), &notes, &err);
	CHECK_MEM(again, (size_t)rc, pdu, 15);
	/* without notes: minimal, and what nobody knows is gone */
	rc = cap_encode(&cap_request_report_bcsm_event_type, 4, &rrb, again, sizeof(again), NULL, &err);
	CHECK_INT(rc, 12);
}

static void test_notes_overflow(void)
{
	static struct cap_notes notes;
	struct cap_connect connect;
	uint8_t big[4 + 7 + 3 * (CAP_MAX_NOTES + 1)] = { 0x30, 0x82 };
	size_t n = sizeof(big) - 4;

	big[2] = (uint8_t)(n >> 8);
	big[3] = (uint8_t)n;
	memcpy(big + 4, "\xa0\x05\x04\x03\x03\x10\x21", 7);
	for (unsigned i = 0; i <= CAP_MAX_NOTES; i++)
		memcpy(big + 11 + 3 * i, "\x9f\x7e\x00", 3);
	CHECK_INT(cap_decode(&cap_connect_type, 4, big, sizeof(big), &connect, &notes, &err), 0);
	CHECK_INT(notes.n, CAP_MAX_NOTES);
	CHECK(notes.overflow);
	CHECK_INT(cap_decode(&cap_connect_type, 4, big, sizeof(big) - 3, &connect, &notes, &err), -EINVAL);
	CHECK(!notes.overflow);
}

/* ---- registry ---- */

static void test_registry(void)
{
	unsigned n = 0, with_argument = 0;
	const struct cap_operation *op;

	for (; (op = cap_operation_at(CAP_PROTO_CAP, n)); n++) {
		CHECK(cap_operation_by_code(CAP_PROTO_CAP, op->code) == op);
		CHECK(cap_operation_by_name(CAP_PROTO_CAP, op->name) == op);
		CHECK(op->op_class >= 1 && op->op_class <= 4 && op->phases && op->direction && op->timeout_ms);
		CHECK(!op->result || op->op_class == 1);
		with_argument += !!op->argument;
	}
	CHECK_INT(n, 32);
	CHECK_INT(with_argument, 29);
	CHECK(!cap_operation_by_code(CAP_PROTO_CAP, -1));
	CHECK(!cap_operation_by_code(CAP_PROTO_CAP, 1));
	CHECK(!cap_operation_by_code(CAP_PROTO_CAP, 98));
	CHECK(!cap_operation_by_code(CAP_PROTO_CAP, INT32_MAX));
	CHECK(!cap_operation_by_name(CAP_PROTO_CAP, "callHold"));
	CHECK_INT(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_PLAY_ANNOUNCEMENT)->timeout_ms, 300000);
	CHECK_INT(cap_error_by_name(CAP_PROTO_CAP, "unknownCSID")->code, 51);
	CHECK_STR(cap_error_by_code(CAP_PROTO_CAP, 6)->name, "missingCustomerRecord");
	CHECK(!cap_error_by_code(CAP_PROTO_CAP, 2));
	CHECK(cap_type_max_size() >= cap_type_size(&cap_request_report_bcsm_event_type));
}

static void test_contexts(void)
{
	static const uint8_t v3[] = { 0x04, 0x00, 0x00, 0x01, 0x15, 0x03, 0x04 };
	const struct cap_context *c = cap_context_by_oid(v3, sizeof(v3));
	unsigned generic = 0;

	CHECK(c && c->phase == 3 && c->generic && c->proto == CAP_PROTO_CAP);
	CHECK(!cap_context_by_oid(v3, 6));
	CHECK(!cap_context_by_oid(v3, 0));
	c = cap_context_by_name("capv4-gsmSSF-to-gsmSCF");
	CHECK(c && !memcmp(c->oid, "\x04\x00\x00\x01\x17\x03\x04", 7));
	c = cap_context_by_name("capv4-gsmSRF-to-gsmSCF");
	CHECK(c && !c->generic && !memcmp(c->oid, "\x04\x00\x00\x01\x16\x03\x0e", 7));
	c = cap_context_by_name("anyTimeInfoEnquiryContext-v3");
	CHECK(c && c->proto == CAP_PROTO_MAP && !memcmp(c->oid, "\x04\x00\x00\x01\x00\x1d\x03", 7));
	for (unsigned phase = 1; phase <= 4; phase++) {
		char name[] = "capv0-gsmSSF-to-gsmSCF";

		name[4] = (char)('0' + phase);
		c = cap_context_by_name(name);
		generic += c && c->generic && c->phase == phase;
	}
	CHECK_INT(generic, 4);
}

int main(void)
{
	test_initial_dp_extension();
	test_gmsc_address_goes_out_by_phase();
	test_apply_charging_release();
	test_others_by_phase();
	test_errors();
	test_extensions();
	test_encoder_refuses();
	test_notes();
	test_notes_overflow();
	test_registry();
	test_contexts();
	return CHECK_DONE();
}
