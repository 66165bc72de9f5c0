/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cap_set(): what a person writes becomes the octets that cap_print() reads back. */
#include <stdlib.h>

#include <mpabx/cap.h>

#include "check.h"

struct text { const char *path, *text; };

static char printed[4096];

static void collect(void *priv, const char *key, const char *text)
{
	size_t n = strlen(printed);

	snprintf(printed + n, sizeof(printed) - n, "%s=%s;", key, text);
}

/* Sets, encodes, decodes again and prints. \returns the first failure */
static int set_all(const char *operation, unsigned phase, const struct text *v, size_t n, struct cap_error *err)
{
	const struct cap_operation *op = cap_operation_by_name(CAP_PROTO_CAP, operation);
	uint8_t octets[1024], pdu[1024];
	struct cap_arena arena = { octets, octets + sizeof(octets) };
	void *value = calloc(1, cap_type_size(op->argument));
	int rc = 0;

	*err = (struct cap_error){ 0 };
	printed[0] = '\0';
	for (size_t i = 0; i < n && !rc; i++)
		rc = cap_set(op->argument, phase, value, &arena, v[i].path, v[i].text, err);
	if (!rc)
		rc = cap_encode(op->argument, phase, value, pdu, sizeof(pdu), NULL, err);
	memset(value, 0, cap_type_size(op->argument));
	if (rc > 0)
		rc = cap_decode(op->argument, phase, pdu, (size_t)rc, value, NULL, err);
	if (!rc)
		cap_print(op->argument, phase, value, collect, NULL);
	free(value);
	return rc;
}

static int set_one(const char *operation, unsigned phase, const char *path, const char *text, struct cap_error *err)
{
	struct text v[] = { { "serviceKey", "1" }, { path, text } };
	int first = strcmp(operation, "initialDP") != 0;	/* others have no service key */

	return set_all(operation, phase, v + first, 2u - (unsigned)first, err);
}

static void test_numbers(void)
{
	static const struct { const char *path, *text, *want; } good[] = {
		{ "callingPartyNumber", "+33639980011", "callingPartyNumber=8413333699081001" },
		{ "calledPartyNumber", "national 0639980011", "calledPartyNumber=03106093890011;" },
		{ "calledPartyBCDNumber", "21", "calledPartyBCDNumber=8112;calledPartyBCDNumber.digits=21;" },
		{ "calledPartyBCDNumber", "*21#", "calledPartyBCDNumber.digits=*21#;" },
		{ "callingPartyNumber", "+33639980011 restricted", "callingPartyNumber=8417" },
		{ "redirectingPartyID", "+33639980012", "redirectingPartyID.digits=33639980012;" },
		{ "mscAddress", "+33689000001", "mscAddress=913386" },
		{ "iMSI", "208100000000001", "iMSI.digits=208100000000001;" },
		{ "redirectionInformation", "unconditional 1", "redirectionInformation=3331;" },
		{ "redirectionInformation", "busy 2 unconditional", "redirectionInformation=3312;" },
		{ "cause", "17", "cause.value=17;" },
		{ "bearerCapability.bearerCap", "0x8090A3", "bearerCapability.bearerCap=8090a3;" },
		{ "eventTypeBCSM", "termAttemptAuthorized", "eventTypeBCSM=termAttemptAuthorized;" },
		{ "timeAndTimezone", "2011-12-30 10:07:18", "timeAndTimezone=0211210301708100;" },
		{ "callForwardingSS-Pending", "yes", "callForwardingSS-Pending=0;" },
		{ "initialDPArgExtension.gmscAddress(v2 [1])", "+33689000002",
		  "initialDPArgExtension.gmscAddress(v2 [1]).digits=33689000002;" },
		{ "extensions[0]", "octets 3", "extensions[0].value" },
		{ "subscriberState.assumedIdle", "yes", "subscriberState.assumedIdle=0;" },
	};
	struct cap_error err;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!CHECK_INT(set_one("initialDP", 2, good[i].path, good[i].text, &err), 0) ||
		    !CHECK(strstr(printed, good[i].want)))
			printf("  %s %s: %s %s; printed %s\n", good[i].path, good[i].text, err.field,
			       err.reason ? err.reason : "", printed);
	}
}

static void test_structures(void)
{
	static const struct text rrb[] = {
		{ "bcsmEvents[0].eventTypeBCSM", "oAnswer" }, { "bcsmEvents[0].monitorMode", "notifyAndContinue" },
		{ "bcsmEvents[0].legID.sendingSideID", "0x02" },
		{ "bcsmEvents[1].eventTypeBCSM", "oDisconnect" }, { "bcsmEvents[1].monitorMode", "interrupted" },
	};
	static const struct text connect[] = { { "destinationRoutingAddress[0]", "+33639980012" } };
	struct cap_error err;

	CHECK_INT(set_all("requestReportBCSMEvent", 2, rrb, 5, &err), 0);
	CHECK_STR(printed, "bcsmEvents[0].eventTypeBCSM=oAnswer;bcsmEvents[0].monitorMode=notifyAndContinue;"
		  "bcsmEvents[0].legID.sendingSideID=02;bcsmEvents[1].eventTypeBCSM=oDisconnect;"
		  "bcsmEvents[1].monitorMode=interrupted;");
	CHECK_INT(set_all("connect", 2, connect, 1, &err), 0);
	CHECK_STR(printed, "destinationRoutingAddress[0]=8410333699081002;"
		  "destinationRoutingAddress[0].digits=33639980012;");
	CHECK_INT(set_one("releaseCall", 2, "allCallSegments", "17", &err), 0);
	CHECK(strstr(printed, "allCallSegments.value=17;") || strstr(printed, "value.value=17;"));
}

static void test_refusals(void)
{
	static const struct { const char *path, *text, *reason; } bad[] = {
		{ "calledNumber", "21", "no such field" },
		{ "eventTypeBCSM", "collected", "no such name" },
		{ "serviceKey", "one", "no number" },
		{ "serviceKey.digits", "1", "it has no fields" },
		{ "callingPartyNumber", "+3363998001x", "no such value for this field" },
		{ "bearerCapability.bearerCap", "speech", "no such value for this field" },
		{ "extensions[10]", "octets 1", "no such element" },
		{ "extensions", "octets 1", "a list: say which, as [0]" },
		{ "cGEncountered", "scpOverload", "no such field" },	/* phase 3 on */
	};
	struct cap_error err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(set_one("initialDP", 2, bad[i].path, bad[i].text, &err), -22);
		CHECK_STR(err.reason, bad[i].reason);
		CHECK_STR(err.field, bad[i].path);
	}
}

static void test_arena(void)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_INITIAL_DP);
	uint8_t octets[4];
	struct cap_arena arena = { octets, octets + sizeof(octets) };
	void *value = calloc(1, cap_type_size(op->argument));
	struct cap_error err;

	CHECK_INT(cap_set(op->argument, 2, value, &arena, "callReferenceNumber", "0x01020304", &err), 0);
	CHECK_INT(cap_set(op->argument, 2, value, &arena, "mscAddress", "0x91", &err), -28);
	CHECK(octets[3] == 4);
	free(value);
}

static void test_knows(void)
{
	const struct cap_type *idp = cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_INITIAL_DP)->argument;

	CHECK(cap_knows(idp, 2, "serviceKey"));
	CHECK(cap_knows(idp, 2, "calledPartyBCDNumber.digits"));
	CHECK(cap_knows(idp, 2, "cause.value"));
	CHECK(cap_knows(idp, 2, "locationInformation"));
	CHECK(cap_knows(idp, 2, "extensions"));
	CHECK(cap_knows(idp, 2, "extensions[3]"));
	CHECK(!cap_knows(idp, 2, "cGEncountered"));
	CHECK(cap_knows(idp, 3, "cGEncountered"));
	CHECK(!cap_knows(idp, 2, "serviceKey.digits"));
	CHECK(!cap_knows(idp, 2, "calledParty"));
	CHECK(!cap_knows(idp, 2, ""));
}

int main(void)
{
	test_numbers();
	test_structures();
	test_refusals();
	test_arena();
	test_knows();
	return CHECK_DONE();
}
