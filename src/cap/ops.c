/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CAP's operations (TS 29.078 6.1, 6.2, 7.1): one line each; its errors (5.2). Without a type there is no
 * parameter. */
#include <mpabx/cap/apply_charging.h>
#include <mpabx/cap/apply_charging_report.h>
#include <mpabx/cap/assist_request_instructions.h>
#include <mpabx/cap/call_gap.h>
#include <mpabx/cap/call_information_report.h>
#include <mpabx/cap/call_information_request.h>
#include <mpabx/cap/cancel.h>
#include <mpabx/cap/collect_information.h>
#include <mpabx/cap/connect.h>
#include <mpabx/cap/connect_to_resource.h>
#include <mpabx/cap/continue_with_argument.h>
#include <mpabx/cap/disconnect_forward_connection_with_argument.h>
#include <mpabx/cap/disconnect_leg.h>
#include <mpabx/cap/entity_released.h>
#include <mpabx/cap/errors.h>
#include <mpabx/cap/establish_temporary_connection.h>
#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/furnish_charging_information.h>
#include <mpabx/cap/initial_dp.h>
#include <mpabx/cap/initiate_call_attempt.h>
#include <mpabx/cap/move_leg.h>
#include <mpabx/cap/play_announcement.h>
#include <mpabx/cap/play_tone.h>
#include <mpabx/cap/prompt_and_collect.h>
#include <mpabx/cap/release_call.h>
#include <mpabx/cap/request_report_bcsm_event.h>
#include <mpabx/cap/reset_timer.h>
#include <mpabx/cap/send_charging_information.h>
#include <mpabx/cap/specialized_resource_report.h>
#include <mpabx/cap/split_leg.h>

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
	OP(CAP_OP_ASSIST_REQUEST_INSTRUCTIONS, "assistRequestInstructions", 2, SSF, V2_ON, SHORT,
	   &cap_assist_request_instructions_type, NULL),
	OP(CAP_OP_ESTABLISH_TEMPORARY_CONNECTION, "establishTemporaryConnection", 2, SCF, V2_ON, MEDIUM,
	   &cap_establish_temporary_connection_type, NULL),
	OP(CAP_OP_DISCONNECT_FORWARD_CONNECTION, "disconnectForwardConnection", 2, SCF, V2_ON, SHORT, NULL, NULL),
	OP(CAP_OP_CONNECT_TO_RESOURCE, "connectToResource", 2, SCF, V2_ON, SHORT,
	   &cap_connect_to_resource_type, NULL),
	OP(CAP_OP_CONNECT, "connect", 2, SCF, V1_ON, SHORT, &cap_connect_type, NULL),
	OP(CAP_OP_RELEASE_CALL, "releaseCall", 4, SCF, V1_ON, SHORT, &cap_release_call_type, NULL),
	OP(CAP_OP_REQUEST_REPORT_BCSM_EVENT, "requestReportBCSMEvent", 2, SCF, V1_ON, SHORT,
	   &cap_request_report_bcsm_event_type, NULL),
	OP(CAP_OP_EVENT_REPORT_BCSM, "eventReportBCSM", 4, SSF, V1_ON, SHORT, &cap_event_report_bcsm_type, NULL),
	OP(CAP_OP_COLLECT_INFORMATION, "collectInformation", 2, SCF, V4_ON, SHORT,
	   &cap_collect_information_type, NULL),
	OP(CAP_OP_CONTINUE, "continue", 4, SCF, V1_ON, SHORT, NULL, NULL),
	OP(CAP_OP_INITIATE_CALL_ATTEMPT, "initiateCallAttempt", 1, SCF, V4_ON, SHORT,
	   &cap_initiate_call_attempt_type, &cap_initiate_call_attempt_result_type),
	OP(CAP_OP_RESET_TIMER, "resetTimer", 2, SCF, V2_ON, SHORT, &cap_reset_timer_type, NULL),
	OP(CAP_OP_FURNISH_CHARGING_INFORMATION, "furnishChargingInformation", 2, SCF, V2_ON, SHORT,
	   &cap_furnish_charging_information_type, NULL),
	OP(CAP_OP_APPLY_CHARGING, "applyCharging", 2, SCF, V2_ON, SHORT, &cap_apply_charging_type, NULL),
	OP(CAP_OP_APPLY_CHARGING_REPORT, "applyChargingReport", 2, SSF, V2_ON, SHORT,
	   &cap_apply_charging_report_type, NULL),
	OP(CAP_OP_CALL_GAP, "callGap", 4, SCF, V3_ON, SHORT, &cap_call_gap_type, NULL),
	OP(CAP_OP_CALL_INFORMATION_REPORT, "callInformationReport", 4, SSF, V2_ON, SHORT,
	   &cap_call_information_report_type, NULL),
	OP(CAP_OP_CALL_INFORMATION_REQUEST, "callInformationRequest", 2, SCF, V2_ON, SHORT,
	   &cap_call_information_request_type, NULL),
	OP(CAP_OP_SEND_CHARGING_INFORMATION, "sendChargingInformation", 2, SCF, V2_ON, SHORT,
	   &cap_send_charging_information_type, NULL),
	OP(CAP_OP_PLAY_ANNOUNCEMENT, "playAnnouncement", 2, SCF, V2_ON, LONG, &cap_play_announcement_type, NULL),
	OP(CAP_OP_PROMPT_AND_COLLECT, "promptAndCollectUserInformation", 1, SCF, V2_ON, LONG,
	   &cap_prompt_and_collect_type, &cap_prompt_and_collect_result_type),
	OP(CAP_OP_SPECIALIZED_RESOURCE_REPORT, "specializedResourceReport", 4, SSF, V2_ON, SHORT,
	   &cap_specialized_resource_report_type, NULL),
	OP(CAP_OP_CANCEL, "cancel", 2, SCF, V2_ON, SHORT, &cap_cancel_type, NULL),
	OP(CAP_OP_ACTIVITY_TEST, "activityTest", 3, SCF, V1_ON, SHORT, NULL, NULL),
	OP(CAP_OP_DFC_WITH_ARGUMENT, "disconnectForwardConnectionWithArgument", 2, SCF, V4_ON, SHORT,
	   &cap_disconnect_forward_connection_with_argument_type, NULL),
	OP(CAP_OP_CONTINUE_WITH_ARGUMENT, "continueWithArgument", 2, SCF, V3_ON, SHORT,
	   &cap_continue_with_argument_type, NULL),
	OP(CAP_OP_DISCONNECT_LEG, "disconnectLeg", 1, SCF, V4_ON, SHORT, &cap_disconnect_leg_type, NULL),
	OP(CAP_OP_MOVE_LEG, "moveLeg", 1, SCF, V4_ON, SHORT, &cap_move_leg_type, NULL),
	OP(CAP_OP_SPLIT_LEG, "splitLeg", 1, SCF, V4_ON, SHORT, &cap_split_leg_type, NULL),
	OP(CAP_OP_ENTITY_RELEASED, "entityReleased", 4, SSF, V4_ON, SHORT, &cap_entity_released_type, NULL),
	OP(CAP_OP_PLAY_TONE, "playTone", 2, SCF, V4_ON, SHORT, &cap_play_tone_type, NULL),
};

static const struct cap_error_def errors[] = {
	{ "canceled", CAP_ERR_CANCELED, NULL },
	{ "cancelFailed", CAP_ERR_CANCEL_FAILED, &cap_cancel_failed_type },
	{ "eTCFailed", CAP_ERR_ETC_FAILED, NULL },
	{ "improperCallerResponse", CAP_ERR_IMPROPER_CALLER_RESPONSE, NULL },
	{ "missingCustomerRecord", CAP_ERR_MISSING_CUSTOMER_RECORD, NULL },
	{ "missingParameter", CAP_ERR_MISSING_PARAMETER, NULL },
	{ "parameterOutOfRange", CAP_ERR_PARAMETER_OUT_OF_RANGE, NULL },
	{ "requestedInfoError", CAP_ERR_REQUESTED_INFO_ERROR, &cap_requested_info_error_type },
	{ "systemFailure", CAP_ERR_SYSTEM_FAILURE, &cap_system_failure_type },
	{ "taskRefused", CAP_ERR_TASK_REFUSED, &cap_task_refused_type },
	{ "unavailableResource", CAP_ERR_UNAVAILABLE_RESOURCE, NULL },
	{ "unexpectedComponentSequence", CAP_ERR_UNEXPECTED_COMPONENT_SEQUENCE, NULL },
	{ "unexpectedDataValue", CAP_ERR_UNEXPECTED_DATA_VALUE, NULL },
	{ "unexpectedParameter", CAP_ERR_UNEXPECTED_PARAMETER, NULL },
	{ "unknownLegID", CAP_ERR_UNKNOWN_LEG_ID, NULL },
	{ "unknownCSID", CAP_ERR_UNKNOWN_CSID, NULL },
};

const struct cap_registry cap_registry_cap = {
	.operations = operations, .num_operations = sizeof(operations) / sizeof(operations[0]),
	.errors = errors, .num_errors = sizeof(errors) / sizeof(errors[0]),
};
