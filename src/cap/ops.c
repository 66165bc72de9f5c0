/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CAP's operations (TS 29.078 6.1, 7.1): one line each. An operation without a struct carries no parameter. */
#include <mpabx/cap/connect.h>
#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/initial_dp.h>
#include <mpabx/cap/release_call.h>
#include <mpabx/cap/request_report_bcsm_event.h>

#include "registry.h"

#define V1_ON (CAP_PHASE(1) | CAP_PHASE(2) | CAP_PHASE(3) | CAP_PHASE(4))
#define V2_ON (CAP_PHASE(2) | CAP_PHASE(3) | CAP_PHASE(4))
#define V3_ON (CAP_PHASE(3) | CAP_PHASE(4))
#define V4_ON CAP_PHASE(4)
#define SHORT CAP_TIMER_SHORT
#define MEDIUM CAP_TIMER_MEDIUM
#define LONG CAP_TIMER_LONG
#define SSF CAP_FROM_SSF
#define SCF CAP_FROM_SCF

#define OP(code, name, op_class, direction, phases, timer, argument, result) \
	[code] = { name, code, op_class, direction, phases, timer, argument, result }

static const struct cap_operation operations[] = {
	OP(CAP_OP_INITIAL_DP, "initialDP", 2, SSF, V1_ON, SHORT, &cap_initial_dp_type, NULL),
	OP(CAP_OP_CONNECT, "connect", 2, SCF, V1_ON, SHORT, &cap_connect_type, NULL),
	OP(CAP_OP_RELEASE_CALL, "releaseCall", 4, SCF, V1_ON, SHORT, &cap_release_call_type, NULL),
	OP(CAP_OP_REQUEST_REPORT_BCSM_EVENT, "requestReportBCSMEvent", 2, SCF, V1_ON, SHORT,
	   &cap_request_report_bcsm_event_type, NULL),
	OP(CAP_OP_EVENT_REPORT_BCSM, "eventReportBCSM", 4, SSF, V1_ON, SHORT, &cap_event_report_bcsm_type, NULL),
	OP(CAP_OP_CONTINUE, "continue", 4, SCF, V1_ON, SHORT, NULL, NULL),
	OP(CAP_OP_ACTIVITY_TEST, "activityTest", 3, SCF, V1_ON, SHORT, NULL, NULL),
};

const struct cap_registry cap_registry_cap = {
	.operations = operations, .num_operations = sizeof(operations) / sizeof(operations[0]),
};
