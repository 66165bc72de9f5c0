/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file cap.h
 *  The registry: which operations exist, with their code, class, timer, phases, types and errors;
 *  the application contexts. One operation's struct is in <mpabx/cap/OPERATION.h>. */
#pragma once

#include "cap/types.h"

enum cap_proto { CAP_PROTO_CAP, CAP_PROTO_MAP };

/*! TS 29.078 operation codes. */
enum cap_op {
	CAP_OP_INITIAL_DP = 0, CAP_OP_ASSIST_REQUEST_INSTRUCTIONS = 16, CAP_OP_ESTABLISH_TEMPORARY_CONNECTION = 17,
	CAP_OP_DISCONNECT_FORWARD_CONNECTION = 18, CAP_OP_CONNECT_TO_RESOURCE = 19, CAP_OP_CONNECT = 20,
	CAP_OP_RELEASE_CALL = 22, CAP_OP_REQUEST_REPORT_BCSM_EVENT = 23, CAP_OP_EVENT_REPORT_BCSM = 24,
	CAP_OP_COLLECT_INFORMATION = 27, CAP_OP_CONTINUE = 31, CAP_OP_INITIATE_CALL_ATTEMPT = 32,
	CAP_OP_RESET_TIMER = 33, CAP_OP_FURNISH_CHARGING_INFORMATION = 34, CAP_OP_APPLY_CHARGING = 35,
	CAP_OP_APPLY_CHARGING_REPORT = 36, CAP_OP_CALL_GAP = 41, CAP_OP_CALL_INFORMATION_REPORT = 44,
	CAP_OP_CALL_INFORMATION_REQUEST = 45, CAP_OP_SEND_CHARGING_INFORMATION = 46, CAP_OP_PLAY_ANNOUNCEMENT = 47,
	CAP_OP_PROMPT_AND_COLLECT = 48, CAP_OP_SPECIALIZED_RESOURCE_REPORT = 49, CAP_OP_CANCEL = 53,
	CAP_OP_ACTIVITY_TEST = 55, CAP_OP_DFC_WITH_ARGUMENT = 86, CAP_OP_CONTINUE_WITH_ARGUMENT = 88,
	CAP_OP_DISCONNECT_LEG = 90, CAP_OP_MOVE_LEG = 93, CAP_OP_SPLIT_LEG = 95, CAP_OP_ENTITY_RELEASED = 96,
	CAP_OP_PLAY_TONE = 97,
};

/*! TS 29.002 operation codes. */
enum map_op {
	MAP_OP_NOTE_SUBSCRIBER_DATA_MODIFIED = 5, MAP_OP_REGISTER_SS = 10, MAP_OP_ERASE_SS = 11, MAP_OP_ACTIVATE_SS = 12,
	MAP_OP_DEACTIVATE_SS = 13, MAP_OP_INTERROGATE_SS = 14, MAP_OP_SEND_ROUTING_INFO = 22,
	MAP_OP_PROCESS_UNSTRUCTURED_SS_REQUEST = 59, MAP_OP_UNSTRUCTURED_SS_REQUEST = 60,
	MAP_OP_UNSTRUCTURED_SS_NOTIFY = 61, MAP_OP_ANY_TIME_SUBSCRIPTION_INTERROGATION = 62,
	MAP_OP_ANY_TIME_MODIFICATION = 65, MAP_OP_PROVIDE_SUBSCRIBER_INFO = 70, MAP_OP_ANY_TIME_INTERROGATION = 71,
	MAP_OP_SS_INVOCATION_NOTIFICATION = 72,
};

enum cap_err {
	CAP_ERR_CANCELED = 0, CAP_ERR_CANCEL_FAILED = 1, CAP_ERR_ETC_FAILED = 3, CAP_ERR_IMPROPER_CALLER_RESPONSE = 4,
	CAP_ERR_MISSING_CUSTOMER_RECORD = 6, CAP_ERR_MISSING_PARAMETER = 7, CAP_ERR_PARAMETER_OUT_OF_RANGE = 8,
	CAP_ERR_REQUESTED_INFO_ERROR = 10, CAP_ERR_SYSTEM_FAILURE = 11, CAP_ERR_TASK_REFUSED = 12,
	CAP_ERR_UNAVAILABLE_RESOURCE = 13, CAP_ERR_UNEXPECTED_COMPONENT_SEQUENCE = 14,
	CAP_ERR_UNEXPECTED_DATA_VALUE = 15, CAP_ERR_UNEXPECTED_PARAMETER = 16, CAP_ERR_UNKNOWN_LEG_ID = 17,
	CAP_ERR_UNKNOWN_CSID = 51,
};

enum cap_direction { CAP_FROM_SSF = 1, CAP_FROM_SCF = 2 };

struct cap_operation {
	const char *name;			/*!< "initialDP": the specification's ASN.1 spelling */
	int32_t code;
	uint8_t op_class;			/*!< 1 result+error, 2 error only, 3 result only, 4 none */
	uint8_t direction;			/*!< mask of cap_direction */
	uint8_t phases;				/*!< mask of CAP_PHASE(n) */
	uint32_t timeout_ms;			/*!< our invocation timer */
	const struct cap_type *argument;	/*!< NULL: no parameter at all */
	const struct cap_type *result;		/*!< NULL: none or empty */
};

/*! NULL where there is none. */
const struct cap_operation *cap_operation_by_code(enum cap_proto proto, int32_t code);
const struct cap_operation *cap_operation_by_name(enum cap_proto proto, const char *name);
/*! index 0.. until NULL. */
const struct cap_operation *cap_operation_at(enum cap_proto proto, unsigned index);
/*! A type that is no operation ("SubscriberState"). Parameters that are octets, as ISDN-AddressString: cap/param.h. */
const struct cap_type *cap_type_by_name(enum cap_proto proto, const char *name);

struct cap_error_def {
	const char *name;			/*!< "missingCustomerRecord" */
	int32_t code;
	const struct cap_type *parameter;	/*!< NULL: none */
};
const struct cap_error_def *cap_error_by_code(enum cap_proto proto, int32_t code);
const struct cap_error_def *cap_error_by_name(enum cap_proto proto, const char *name);

/*! Application contexts (fact sheet section 3). */
struct cap_context {
	const char *name;		/*!< "capv2-gsmSSF-to-gsmSCF" */
	enum cap_proto proto;
	uint8_t phase;			/*!< CAP phase, or MAP version */
	bool generic;			/*!< CAP: gsmSSF-to-gsmSCF generic, the one that InitialDP opens */
	uint8_t oid_len;
	uint8_t oid[8];			/*!< contents */
};
const struct cap_context *cap_context_by_oid(const uint8_t *oid, size_t length);
const struct cap_context *cap_context_by_name(const char *name);
