/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* noteSubscriberDataModified, TS 29.002 17.7.1. */
#include <mpabx/cap/map_note_subscriber_data_modified.h>

#include "map_common.h"

#define NOTE struct map_note_subscriber_data_modified
static const struct cap_member members[] = {
	CAP_MANDATORY("imsi", 0x04, NOTE, imsi, asn_imsi),
	CAP_MANDATORY("msisdn", 0x04, NOTE, msisdn, asn_isdn_address),
	CAP_OPTIONAL("forwardingInfoFor-CSE", 0xa0, NOTE, forwarding_info_for_cse, map_forwarding_for_cse),
	CAP_OPTIONAL("callBarringInfoFor-CSE", 0xa1, NOTE, call_barring_info_for_cse, map_barring_for_cse),
	CAP_OPTIONAL("odb-Info", 0xa2, NOTE, odb_info, map_odb_info),
	CAP_OPTIONAL("camel-SubscriptionInfo", 0xa3, NOTE, camel_subscription_info, map_camel_subscription_info),
	CAP_OPTIONAL("allInformationSent", 0x84, NOTE, all_information_sent, asn_null),
	CAP_OPTIONAL("extensionContainer", 0x30, NOTE, extension_container, asn_extension_container),
	CAP_OPTIONAL("ue-reachable", 0x85, NOTE, ue_reachable, map_opaque_octets),
	CAP_OPTIONAL("csg-SubscriptionDataList", 0xa6, NOTE, csg_subscription_data_list, map_opaque),
	CAP_OPTIONAL("cw-Data", 0xa7, NOTE, cw_data, map_opaque),
	CAP_OPTIONAL("ch-Data", 0xa8, NOTE, ch_data, map_opaque),
	CAP_OPTIONAL("clip-Data", 0xa9, NOTE, clip_data, map_opaque),
	CAP_OPTIONAL("clir-Data", 0xaa, NOTE, clir_data, map_opaque),
	CAP_OPTIONAL("ect-data", 0xab, NOTE, ect_data, map_opaque),
};
const struct cap_type map_note_subscriber_data_modified_type =
	CAP_ARGUMENT("NoteSubscriberDataModifiedArg", NOTE, members, CAP_EXTENSIBLE);

#define RES struct map_extension_only
static const struct cap_member result[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, RES, extension_container, asn_extension_container),
};
const struct cap_type map_note_subscriber_data_modified_res_type =
	CAP_ARGUMENT("NoteSubscriberDataModifiedRes", RES, result, CAP_EXTENSIBLE);
