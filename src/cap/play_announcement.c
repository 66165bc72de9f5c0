/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PlayAnnouncement, TS 29.078 6.2.1 and 11.33. */
#include <mpabx/cap/play_announcement.h>

#include "common.h"
#include "information_to_send.h"

#define PA struct cap_play_announcement
static const struct cap_member members[] = {
	CAP_MANDATORY("informationToSend", 0xa0, PA, information_to_send, asn_information_to_send),
	CAP_OPTIONAL("disconnectFromIPForbidden", 0x81, PA, disconnect_from_ip_forbidden, asn_boolean),
	CAP_OPTIONAL("requestAnnouncementCompleteNotification", 0x82, PA, request_announcement_complete_notification,
		     asn_boolean),
	CAP_OPTIONAL("extensions", 0xa3, PA, extensions, asn_extensions),
	CAP_OPTIONAL("callSegmentID", 0x85, PA, call_segment_id, asn_call_segment_id),
	CAP_OPTIONAL_IN(CAP_V4_ON, "requestAnnouncementStartedNotification", 0x9f33, PA,
			request_announcement_started_notification, asn_boolean),
};
const struct cap_type cap_play_announcement_type = CAP_ARGUMENT("PlayAnnouncementArg", PA, members, CAP_EXTENSIBLE);
