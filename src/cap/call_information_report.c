/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CallInformationReport, TS 29.078 6.1.1 and 11.6. */
#include <mpabx/cap/call_information_report.h>

#include "common.h"

static const struct cap_type attempt_seconds = CAP_INTEGER("INTEGER", 0, 255);

#define VALUE struct cap_requested_value
static const struct cap_member value[] = {
	CAP_ALTERNATIVE(CAP_VALUE_CALL_ATTEMPT_ELAPSED_TIME, "callAttemptElapsedTimeValue", 0x80, VALUE,
			call_attempt_elapsed_time_value, attempt_seconds),
	CAP_ALTERNATIVE(CAP_VALUE_CALL_STOP_TIME, "callStopTimeValue", 0x81, VALUE, call_stop_time_value,
			asn_date_and_time),
	CAP_ALTERNATIVE(CAP_VALUE_CALL_CONNECTED_ELAPSED_TIME, "callConnectedElapsedTimeValue", 0x82, VALUE,
			call_connected_elapsed_time_value, asn_integer4),
	CAP_ALTERNATIVE(CAP_VALUE_RELEASE_CAUSE, "releaseCauseValue", 0x9e, VALUE, release_cause_value, asn_cause),
};
static const struct cap_type value_type = CAP_CHOICE("RequestedInformationValue", VALUE, value);

#define ITEM struct cap_requested_item
static const struct cap_member item[] = {
	CAP_MANDATORY("requestedInformationType", 0x80, ITEM, requested_information_type,
		      asn_requested_information_type),
	CAP_MANDATORY("requestedInformationValue", 0xa1, ITEM, requested_information_value, value_type),
};
static const struct cap_type item_type = CAP_ARGUMENT("RequestedInformation", ITEM, item, CAP_EXTENSIBLE);
static const struct cap_type items =
	CAP_LIST("RequestedInformationList", 0x30, 1, CAP_MAX_INFO_ITEMS, struct cap_requested_items, item_type);

#define CIRP struct cap_call_information_report
static const struct cap_member members[] = {
	CAP_MANDATORY("requestedInformationList", 0xa0, CIRP, requested_information_list, items),
	CAP_OPTIONAL("extensions", 0xa2, CIRP, extensions, asn_extensions),
	CAP_OPTIONAL("legID", 0xa3, CIRP, leg_id, asn_receiving_side),
};
const struct cap_type cap_call_information_report_type =
	CAP_ARGUMENT("CallInformationReportArg", CIRP, members, CAP_EXTENSIBLE);
