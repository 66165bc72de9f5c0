/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file play_announcement.h PlayAnnouncement (TS 29.078 6.2.1). */
#pragma once

#include "common.h"
#include "information_to_send.h"

struct cap_play_announcement {
	struct cap_information_to_send information_to_send;
	struct cap_bool disconnect_from_ip_forbidden;			/*!< absent: true */
	struct cap_bool request_announcement_complete_notification;	/*!< absent: true */
	struct cap_extensions extensions;
	struct cap_int call_segment_id;
	struct cap_bool request_announcement_started_notification;	/*!< absent: false; phase 4 */
};
extern const struct cap_type cap_play_announcement_type;
