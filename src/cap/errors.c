/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What CAP's errors carry, TS 29.078 5.2. */
#include <mpabx/cap/errors.h>

#include "common.h"

static const struct cap_name problem_names[] = {
	{ CAP_CANCEL_UNKNOWN_OPERATION, "unknownOperation" }, { CAP_CANCEL_TOO_LATE, "tooLate" },
	{ CAP_CANCEL_NOT_CANCELLABLE, "operationNotCancellable" },
};
static const struct cap_type problem = CAP_ENUMERATED("Problem", problem_names);
#define FAILED struct cap_cancel_failed
static const struct cap_member cancel_failed[] = {
	CAP_MANDATORY("problem", 0x80, FAILED, problem, problem),
	CAP_MANDATORY("operation", 0x81, FAILED, operation, asn_invoke_id),
};
const struct cap_type cap_cancel_failed_type = CAP_ARGUMENT("CancelFailed", FAILED, cancel_failed, CAP_EXTENSIBLE);

static const struct cap_name requested_info_names[] = {
	{ CAP_UNKNOWN_REQUESTED_INFO, "unknownRequestedInfo" },
	{ CAP_REQUESTED_INFO_NOT_AVAILABLE, "requestedInfoNotAvailable" },
};
const struct cap_type cap_requested_info_error_type = CAP_ENUMERATED("RequestedInfoError", requested_info_names);

static const struct cap_name system_failure_names[] = {
	{ CAP_FAILURE_UNAVAILABLE_RESOURCES, "unavailableResources" },
	{ CAP_FAILURE_COMPONENT, "componentFailure" },
	{ CAP_FAILURE_BASIC_CALL_PROCESSING, "basicCallProcessingException" },
	{ CAP_FAILURE_RESOURCE_STATUS, "resourceStatusFailure" },
	{ CAP_FAILURE_END_USER, "endUserFailure" },
};
const struct cap_type cap_system_failure_type = CAP_ENUMERATED("UnavailableNetworkResource", system_failure_names);

static const struct cap_name task_refused_names[] = {
	{ CAP_REFUSED_GENERIC, "generic" }, { CAP_REFUSED_UNOBTAINABLE, "unobtainable" },
	{ CAP_REFUSED_CONGESTION, "congestion" },
};
const struct cap_type cap_task_refused_type = CAP_ENUMERATED("TaskRefused", task_refused_names);
