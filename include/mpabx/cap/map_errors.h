/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_errors.h Parameters of MAP errors (TS 29.002 17.7.7), for those that have one. */
#pragma once

#include "map_ss.h"

enum map_err {
	MAP_ERR_UNKNOWN_SUBSCRIBER = 1, MAP_ERR_ILLEGAL_SUBSCRIBER = 9, MAP_ERR_BEARER_SERVICE_NOT_PROVISIONED = 10,
	MAP_ERR_TELESERVICE_NOT_PROVISIONED = 11, MAP_ERR_CALL_BARRED = 13, MAP_ERR_ILLEGAL_SS_OPERATION = 16,
	MAP_ERR_SS_ERROR_STATUS = 17, MAP_ERR_SS_NOT_AVAILABLE = 18, MAP_ERR_SS_SUBSCRIPTION_VIOLATION = 19,
	MAP_ERR_SS_INCOMPATIBILITY = 20, MAP_ERR_FACILITY_NOT_SUPPORTED = 21, MAP_ERR_ABSENT_SUBSCRIBER = 27,
	MAP_ERR_SYSTEM_FAILURE = 34, MAP_ERR_DATA_MISSING = 35, MAP_ERR_UNEXPECTED_DATA_VALUE = 36,
	MAP_ERR_BUSY_SUBSCRIBER = 45, MAP_ERR_ATI_NOT_ALLOWED = 49, MAP_ERR_ATSI_NOT_ALLOWED = 60,
	MAP_ERR_ATM_NOT_ALLOWED = 61, MAP_ERR_INFORMATION_NOT_AVAILABLE = 62, MAP_ERR_UNKNOWN_ALPHABET = 71,
	MAP_ERR_USSD_BUSY = 72,
};

struct map_unknown_subscriber {
	struct cap_octets extension_container;
	struct cap_int unknown_subscriber_diagnostic;
};
extern const struct cap_type map_unknown_subscriber_type;

struct map_call_barred {
	enum { MAP_BARRED_NONE, MAP_BARRED_CAUSE, MAP_BARRED_EXTENSIBLE } sel;
	struct cap_int call_barring_cause;
	struct map_call_barred_param {
		bool present;
		struct cap_int call_barring_cause;
		struct cap_octets extension_container;
		struct cap_null unauthorised_message_originator, anonymous_call_rejection;
	} extensible_call_barred_param;
};
extern const struct cap_type map_call_barred_type;

struct map_ss_incompatibility {
	struct cap_octets ss_code;
	struct map_basic_service basic_service;
	struct cap_octets ss_status;
};
extern const struct cap_type map_ss_incompatibility_type;

struct map_facility_not_supported {
	struct cap_octets extension_container;
	struct cap_null shape_of_location_estimate_not_supported, needed_lcs_capability_not_supported_in_serving_node;
};
extern const struct cap_type map_facility_not_supported_type;

struct map_absent_subscriber {
	struct cap_octets extension_container;
	struct cap_int absent_subscriber_reason;
};
extern const struct cap_type map_absent_subscriber_type;

struct map_system_failure {
	enum { MAP_SYSTEM_FAILURE_NONE, MAP_SYSTEM_FAILURE_RESOURCE, MAP_SYSTEM_FAILURE_EXTENSIBLE } sel;
	struct cap_int network_resource;
	struct map_system_failure_param {
		bool present;
		struct cap_int network_resource;
		struct cap_octets extension_container;
		struct cap_int additional_network_resource, failure_cause_param;
	} extensible_system_failure_param;
};
extern const struct cap_type map_system_failure_type;

struct map_unexpected_data_value { struct cap_octets extension_container; struct cap_null unexpected_subscriber; };
extern const struct cap_type map_unexpected_data_value_type;

struct map_busy_subscriber { struct cap_octets extension_container; struct cap_null ccbs_possible, ccbs_busy; };
extern const struct cap_type map_busy_subscriber_type;

/*! SS-Status, of ss-ErrorStatus: struct cap_octets. */
extern const struct cap_type map_ss_error_status_type;
/*! struct map_extension_only: illegalSubscriber, not provisioned, data missing, the not-alloweds ... */
extern const struct cap_type map_extension_only_type;
