/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MAP's operations that we speak (TS 29.002 17.5) and their errors (17.6): one line each. .phases is the version of the
 * application context. All of them are of class 1. */
#include <mpabx/cap/map_any_time_modification.h>
#include <mpabx/cap/map_any_time_subscription_interrogation.h>
#include <mpabx/cap/map_errors.h>
#include <mpabx/cap/map_note_subscriber_data_modified.h>
#include <mpabx/cap/map_send_routing_info.h>
#include <mpabx/cap/map_ss.h>
#include <mpabx/cap/map_ss_invocation_notification.h>
#include <mpabx/cap/map_subscriber_info.h>
#include <mpabx/cap/map_ussd.h>

#include "common.h"
#include "registry.h"

#define V2 CAP_PHASE(2)
#define V3 CAP_PHASE(3)
#define HLR CAP_FROM_SSF	/* comes to the gsmSCF */
#define SCF CAP_FROM_SCF
/* TS 29.002 17.1.2: m is 15 to 30 s, ml 1 to 10 min */
#define M 30000
#define ML 300000

#define OP(code, name, direction, version, timer, argument, result) \
	[code] = { name, code, 1, direction, version, timer, argument, result }

static const struct cap_operation operations[] = {
	OP(MAP_OP_NOTE_SUBSCRIBER_DATA_MODIFIED, "noteSubscriberDataModified", HLR, V3, M,
	   &map_note_subscriber_data_modified_type, &map_note_subscriber_data_modified_res_type),
	OP(MAP_OP_REGISTER_SS, "registerSS", SCF, V2, M, &map_register_ss_type, &map_ss_info_type),
	OP(MAP_OP_ERASE_SS, "eraseSS", SCF, V2, M, &map_ss_for_bs_type, &map_ss_info_type),
	OP(MAP_OP_ACTIVATE_SS, "activateSS", SCF, V2, M, &map_ss_for_bs_type, &map_ss_info_type),
	OP(MAP_OP_DEACTIVATE_SS, "deactivateSS", SCF, V2, M, &map_ss_for_bs_type, &map_ss_info_type),
	OP(MAP_OP_INTERROGATE_SS, "interrogateSS", SCF, V2, M, &map_ss_for_bs_type, &map_interrogate_ss_res_type),
	OP(MAP_OP_SEND_ROUTING_INFO, "sendRoutingInfo", SCF, V3, M, &map_send_routing_info_type,
	   &map_send_routing_info_res_type),
	OP(MAP_OP_PROCESS_UNSTRUCTURED_SS_REQUEST, "processUnstructuredSS-Request", HLR, V2, 2 * ML, &map_ussd_type,
	   &map_ussd_res_type),
	OP(MAP_OP_UNSTRUCTURED_SS_REQUEST, "unstructuredSS-Request", SCF, V2, ML, &map_ussd_type, &map_ussd_res_type),
	OP(MAP_OP_UNSTRUCTURED_SS_NOTIFY, "unstructuredSS-Notify", SCF, V2, ML, &map_ussd_type, NULL),
	OP(MAP_OP_ANY_TIME_SUBSCRIPTION_INTERROGATION, "anyTimeSubscriptionInterrogation", SCF, V3, M,
	   &map_any_time_subscription_interrogation_type, &map_any_time_subscription_interrogation_res_type),
	OP(MAP_OP_ANY_TIME_MODIFICATION, "anyTimeModification", SCF, V3, M, &map_any_time_modification_type,
	   &map_any_time_modification_res_type),
	OP(MAP_OP_PROVIDE_SUBSCRIBER_INFO, "provideSubscriberInfo", SCF, V3, M, &map_provide_subscriber_info_type,
	   &map_provide_subscriber_info_res_type),
	OP(MAP_OP_ANY_TIME_INTERROGATION, "anyTimeInterrogation", SCF, V3, M, &map_any_time_interrogation_type,
	   &map_any_time_interrogation_res_type),
	OP(MAP_OP_SS_INVOCATION_NOTIFICATION, "ss-InvocationNotification", HLR, V3, M,
	   &map_ss_invocation_notification_type, &map_ss_invocation_notification_res_type),
};

static const struct cap_error_def errors[] = {
	{ "unknownSubscriber", MAP_ERR_UNKNOWN_SUBSCRIBER, &map_unknown_subscriber_type },
	{ "illegalSubscriber", MAP_ERR_ILLEGAL_SUBSCRIBER, &map_extension_only_type },
	{ "bearerServiceNotProvisioned", MAP_ERR_BEARER_SERVICE_NOT_PROVISIONED, &map_extension_only_type },
	{ "teleserviceNotProvisioned", MAP_ERR_TELESERVICE_NOT_PROVISIONED, &map_extension_only_type },
	{ "callBarred", MAP_ERR_CALL_BARRED, &map_call_barred_type },
	{ "illegalSS-Operation", MAP_ERR_ILLEGAL_SS_OPERATION, NULL },
	{ "ss-ErrorStatus", MAP_ERR_SS_ERROR_STATUS, &map_ss_error_status_type },
	{ "ss-NotAvailable", MAP_ERR_SS_NOT_AVAILABLE, NULL },
	{ "ss-SubscriptionViolation", MAP_ERR_SS_SUBSCRIPTION_VIOLATION, NULL },
	{ "ss-Incompatibility", MAP_ERR_SS_INCOMPATIBILITY, &map_ss_incompatibility_type },
	{ "facilityNotSupported", MAP_ERR_FACILITY_NOT_SUPPORTED, &map_facility_not_supported_type },
	{ "absentSubscriber", MAP_ERR_ABSENT_SUBSCRIBER, &map_absent_subscriber_type },
	{ "systemFailure", MAP_ERR_SYSTEM_FAILURE, &map_system_failure_type },
	{ "dataMissing", MAP_ERR_DATA_MISSING, &map_extension_only_type },
	{ "unexpectedDataValue", MAP_ERR_UNEXPECTED_DATA_VALUE, &map_unexpected_data_value_type },
	{ "busySubscriber", MAP_ERR_BUSY_SUBSCRIBER, &map_busy_subscriber_type },
	{ "ati-NotAllowed", MAP_ERR_ATI_NOT_ALLOWED, &map_extension_only_type },
	{ "atsi-NotAllowed", MAP_ERR_ATSI_NOT_ALLOWED, &map_extension_only_type },
	{ "atm-NotAllowed", MAP_ERR_ATM_NOT_ALLOWED, &map_extension_only_type },
	{ "informationNotAvailable", MAP_ERR_INFORMATION_NOT_AVAILABLE, &map_extension_only_type },
	{ "unknownAlphabet", MAP_ERR_UNKNOWN_ALPHABET, NULL },
	{ "ussd-Busy", MAP_ERR_USSD_BUSY, NULL },
};

static const struct cap_type *const types[] = { &asn_subscriber_state, &asn_location_information };

const struct cap_registry cap_registry_map = {
	.operations = operations, .num_operations = sizeof(operations) / sizeof(operations[0]),
	.errors = errors, .num_errors = sizeof(errors) / sizeof(errors[0]),
	.types = types, .num_types = sizeof(types) / sizeof(types[0]),
};
