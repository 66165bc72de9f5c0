/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* call/'s record as the store keeps it: every field goes over, enums by their names; and the lines of a CDR file. */
#include <stdlib.h>

#include "../../src/node/cdr.h"
#include "../../src/node/recorder.h"
#include "check.h"

static struct call_record full(void)
{
	struct call_record r = {
		.id = 42, .side = DECIDE_MADE, .served = 33639980011, .calling = 33639980012, .called = 33639980013, .fleet = 3,
		.dialled = "0639980013", .original_called = 33639980014, .redirecting = 33639980015,
		.call_reference = { 0xab, 0x01 }, .call_reference_len = 2, .msc = 33689000101,
		.start_us = UINT64_C(1700000000123456), .answer_us = UINT64_C(1700000001123456),
		.end_us = UINT64_C(1700000002123456), .end = CALL_END_NORMAL, .snapshot_version = 99,
		.because = { .rule = DECIDE_RULE_HUNT, .why = DECIDE_WHY_FORWARDED, .seconds = 25, .version = 7, .group = 5,
			     .arg = { 33639980016, 33639980017 }, .digits = "22" },
		.anchor = 3, .conference = true, .limited = true, .group = 5, .group_result = CALL_GROUP_MISSED,
		.num_rejected = CALL_MAX_REJECTED, .num_legs = CALL_MAX_LEGS,
	};

	for (unsigned i = 0; i < CALL_MAX_REJECTED; i++)
		r.rejected[i].version = i;
	for (unsigned i = 0; i < CALL_MAX_LEGS; i++)
		r.leg[i] = (struct call_leg){
			.number = 33639980020 + i, .charged = 33639980011, .start_us = r.start_us, .cause = 17,
			.rule = DECIDE_RULE_HUNT, .why = DECIDE_WHY_FORWARDED, .version = i, .diverted_by_network = i == 1,
		};
	return r;
}

static void test_row(void)
{
	struct call_record in = full();
	struct store_record out;

	memset(&out, 0xff, sizeof(out));
	recorder_row(&in, &out);
	CHECK(out.id == 42 && out.made && out.served == in.served && out.calling == in.calling && out.called == in.called);
	CHECK(out.fleet == 3 && out.original_called == in.original_called && out.redirecting == in.redirecting);
	CHECK_STR(out.dialled, "0639980013");
	strcpy(in.dialled, "*43*1234#");
	recorder_row(&in, &out);
	CHECK_STR(out.dialled, "*43*xxxx#");
	CHECK_MEM(out.call_reference, out.call_reference_len, in.call_reference, 2);
	CHECK(out.msc == in.msc && out.start_us == in.start_us && out.answer_us == in.answer_us && out.end_us == in.end_us);
	CHECK_STR(out.end, call_end_name(CALL_END_NORMAL));
	CHECK_STR(out.because.rule, decide_rule_name(DECIDE_RULE_HUNT));
	CHECK_STR(out.because.why, decide_why_name(DECIDE_WHY_FORWARDED));
	CHECK(out.because.seconds == 25 && out.because.version == 7 && out.because.group == 5);
	CHECK(out.because.arg[0] == 33639980016 && out.because.arg[1] == 33639980017);
	CHECK_STR(out.because.digits, "22");
	CHECK(out.snapshot_version == 99 && out.anchor == 3 && out.conference && out.limited && out.group == 5);
	CHECK_STR(out.group_result, call_group_result_name(CALL_GROUP_MISSED));
	CHECK_INT(out.num_rejected, CALL_MAX_REJECTED);
	CHECK_INT(out.rejected[7].version, 7);
	CHECK_INT(out.num_legs, CALL_MAX_LEGS);
	CHECK(out.leg[17].number == 33639980037 && out.leg[17].charged == 33639980011 && out.leg[17].cause == 17);
	CHECK(out.leg[1].diverted && !out.leg[0].diverted);
	CHECK_STR(out.leg[3].rule, decide_rule_name(DECIDE_RULE_HUNT));
	in.group_result = CALL_GROUP_NONE;
	recorder_row(&in, &out);
	CHECK_STR(out.group_result, "");
}

/* No name is longer than the place for it: it would be cut, and be another. */
static void test_names(void)
{
	for (unsigned i = 0; i < _DECIDE_RULES; i++)
		CHECK(strlen(decide_rule_name((enum decide_rule)i)) < STORE_WORD_SIZE);
	for (unsigned i = 0; i < _DECIDE_WHYS; i++)
		CHECK(strlen(decide_why_name((enum decide_why)i)) < STORE_WORD_SIZE);
	for (unsigned i = 0; i <= CALL_END_NODE_RESTART; i++)
		CHECK(strlen(call_end_name((enum call_end)i)) < STORE_WORD_SIZE);
	CHECK_STR(call_end_name(CALL_END_NODE_RESTART), "node-restart");
	CHECK_INT(STORE_RECORD_LEGS, CALL_MAX_LEGS);
	CHECK_INT(STORE_RECORD_REJECTED, CALL_MAX_REJECTED);
}

static unsigned count(const char *text, char what)
{
	unsigned n = 0;

	for (; *text; text++)
		n += *text == what;
	return n;
}

static void test_lines(void)
{
	struct call_record in = full();
	struct store_record row;
	char text[32768], expected[1024];
	unsigned columns = count(cdr_header(), ',');

	in.num_legs = 2;
	recorder_row(&in, &row);
	row.sequence = 12;
	CHECK(cdr_print(&row, text, sizeof(text)) > 0);
	CHECK_INT(count(text, '\n'), 2);
	CHECK_INT(count(text, ','), 2 * columns);
	snprintf(expected, sizeof(expected), "12,0000000000000,0,2,made,3,33639980011,33639980011,33639980012,33639980013,0639980013,"
		 "33639980020,33639980014,33639980015,ab01,33689000101,2023-11-14T22:13:20.123Z,,,2023-11-14T22:13:20.123Z,"
		 "2023-11-14T22:13:21.123Z,2023-11-14T22:13:22.123Z,17,hunt,0,0,5,missed,1,1,normal\n");
	callid_print(42, expected + 3);
	expected[16] = ',';
	CHECK(!strncmp(text, expected, strlen(expected)) || (printf("%s%s", text, expected), 0));
	/* one without a leg is there all the same */
	row.num_legs = 0;
	CHECK(cdr_print(&row, text, sizeof(text)) > 0);
	CHECK_INT(count(text, '\n'), 1);
	CHECK_INT(count(text, ','), columns);
	in = full();
	recorder_row(&in, &row);
	CHECK(cdr_print(&row, text, sizeof(text)) > 0);
	CHECK(cdr_print(&row, text, 1000) < 0);
}

int main(void)
{
	test_row();
	test_names();
	test_lines();
	return CHECK_DONE();
}
