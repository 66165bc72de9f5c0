/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ss-InvocationNotification, TS 29.002 11.12 and 17.7.4. */
#include <mpabx/cap/map_ss_invocation_notification.h>

#include "map_common.h"

static const struct cap_type event_specification =
	CAP_LIST("SS-EventSpecification", 0x30, 1, 2, struct map_ss_event_specification, map_address_string);
static const struct cap_name ccbs_names[] = {
	{ 0, "request" }, { 1, "recall" }, { 2, "active" }, { 3, "completed" }, { 4, "suspended" }, { 5, "frozen" },
	{ 6, "deleted" },
};
static const struct cap_type ccbs_request_state = CAP_ENUMERATED("CCBS-RequestState", ccbs_names);

#define NOTIFY struct map_ss_invocation_notification
static const struct cap_member members[] = {
	CAP_MANDATORY("imsi", 0x80, NOTIFY, imsi, asn_imsi),
	CAP_MANDATORY("msisdn", 0x81, NOTIFY, msisdn, asn_isdn_address),
	CAP_MANDATORY("ss-Event", 0x82, NOTIFY, ss_event, asn_octet),
	CAP_OPTIONAL("ss-EventSpecification", 0xa3, NOTIFY, ss_event_specification, event_specification),
	CAP_OPTIONAL("extensionContainer", 0xa4, NOTIFY, extension_container, asn_extension_container),
	CAP_OPTIONAL("b-subscriberNumber", 0x85, NOTIFY, b_subscriber_number, asn_isdn_address),
	CAP_OPTIONAL("ccbs-RequestState", 0x86, NOTIFY, ccbs_request_state, ccbs_request_state),
};
const struct cap_type map_ss_invocation_notification_type =
	CAP_ARGUMENT("SS-InvocationNotificationArg", NOTIFY, members, CAP_EXTENSIBLE);

#define RES struct map_extension_only
static const struct cap_member result[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, RES, extension_container, asn_extension_container),
};
const struct cap_type map_ss_invocation_notification_res_type =
	CAP_ARGUMENT("SS-InvocationNotificationRes", RES, result, CAP_EXTENSIBLE);
