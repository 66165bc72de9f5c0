/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_ss_invocation_notification.h
 *  ss-InvocationNotification (TS 29.002 17.7.4): the subscriber used ECT, MPTY, CD or CCBS. */
#pragma once

#include "map_common.h"

struct map_ss_invocation_notification {
	struct cap_octets imsi, msisdn, ss_event;
	struct map_ss_event_specification { uint8_t n; struct cap_octets v[2]; } ss_event_specification;
	struct cap_octets extension_container, b_subscriber_number;
	struct cap_int ccbs_request_state;
};
extern const struct cap_type map_ss_invocation_notification_type;
/*! struct map_extension_only */
extern const struct cap_type map_ss_invocation_notification_res_type;
