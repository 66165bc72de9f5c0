/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of what TCAP and CAP number: problems (Q.773 table 24 ff), P-Abort causes (Q.773 4.2.2), CAP-U-ABORT-REASON
 * (TS 29.078 5.1). Both ways, for scenario files and ladders. */
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/cap/message.h>

static const struct { struct tcap_problem problem; const char *name; } problems[] = {
	{ { 0x80, 0 }, "unrecognizedComponent" }, { { 0x80, 1 }, "mistypedComponent" },
	{ { 0x80, 2 }, "badlyStructuredComponent" },
	{ { 0x81, 0 }, "duplicateInvokeID" }, { { 0x81, 1 }, "unrecognizedOperation" },
	{ { 0x81, 2 }, "mistypedParameter" }, { { 0x81, 3 }, "resourceLimitation" },
	{ { 0x81, 4 }, "initiatingRelease" }, { { 0x81, 5 }, "unrecognizedLinkedID" },
	{ { 0x81, 6 }, "linkedResponseUnexpected" }, { { 0x81, 7 }, "unexpectedLinkedOperation" },
	{ { 0x82, 0 }, "result:unrecognizedInvokeID" }, { { 0x82, 1 }, "returnResultUnexpected" },
	{ { 0x82, 2 }, "result:mistypedParameter" },
	{ { 0x83, 0 }, "error:unrecognizedInvokeID" }, { { 0x83, 1 }, "returnErrorUnexpected" },
	{ { 0x83, 2 }, "unrecognizedError" }, { { 0x83, 3 }, "unexpectedError" },
	{ { 0x83, 4 }, "error:mistypedParameter" },
};

static const char *const p_abort_names[] = {
	"unrecognizedMessageType", "unrecognizedTransactionID", "badlyFormattedTransactionPortion",
	"incorrectTransactionPortion", "resourceLimitation",
};

/* Index = reason; 0 is not used. */
static const char *const cap_abort_names[] = {
	NULL, "no-reason-given", "application-timer-expired", "not-allowed-procedures", "abnormal-processing",
	"congestion", "invalid-reference", "missing-reference", "overlapping-dialogue",
};

int cap_problem_by_name(const char *name, struct tcap_problem *ret)
{
	for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++) {
		if (strcmp(problems[i].name, name))
			continue;
		*ret = problems[i].problem;
		return 0;
	}
	return -ENOENT;
}

const char *cap_problem_name(struct tcap_problem problem)
{
	for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++) {
		if (problems[i].problem.type == problem.type && problems[i].problem.code == problem.code)
			return problems[i].name;
	}
	return "unknownProblem";
}

static int name_find(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (names[i] && !strcmp(names[i], name))
			return (int)i;
	}
	return -1;
}

static const char *name_at(const char *const *names, size_t n, int i)
{
	return i >= 0 && (size_t)i < n ? names[i] : NULL;
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

int cap_p_abort_by_name(const char *name)
{
	return name_find(p_abort_names, COUNT(p_abort_names), name);
}

const char *cap_p_abort_name(int cause)
{
	return name_at(p_abort_names, COUNT(p_abort_names), cause);
}

int cap_u_abort_by_name(const char *name)
{
	return name_find(cap_abort_names, COUNT(cap_abort_names), name);
}

const char *cap_u_abort_name(int reason)
{
	return name_at(cap_abort_names, COUNT(cap_abort_names), reason);
}

const char *cap_message_name(enum tcap_msg_type type)
{
	switch (type) {
	case TCAP_UNIDIRECTIONAL:
		return "TC-UNI";
	case TCAP_BEGIN:
		return "TC-BEGIN";
	case TCAP_END:
		return "TC-END";
	case TCAP_CONTINUE:
		return "TC-CONTINUE";
	case TCAP_ABORT:
		return "TC-ABORT";
	}
	return "TC-?";
}

const char *cap_operation_title(const struct cap_operation *op, char *buf, size_t size)
{
	snprintf(buf, size, "%s", op->name);
	buf[0] = (char)toupper((unsigned char)buf[0]);
	return buf;
}
