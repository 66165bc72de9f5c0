/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_note_subscriber_data_modified.h
 *  noteSubscriberDataModified (TS 29.002 17.7.1): a subscriber's forwarding, barring or CSI changed. */
#pragma once

#include "map_common.h"

struct map_note_subscriber_data_modified {
	struct cap_octets imsi, msisdn;
	struct map_forwarding_for_cse forwarding_info_for_cse;
	struct map_barring_for_cse call_barring_info_for_cse;
	struct map_odb_info odb_info;
	struct map_camel_subscription_info camel_subscription_info;
	struct cap_null all_information_sent;
	struct cap_octets extension_container, ue_reachable, csg_subscription_data_list, cw_data, ch_data, clip_data,
		clir_data, ect_data;
};
extern const struct cap_type map_note_subscriber_data_modified_type;
/*! struct map_extension_only */
extern const struct cap_type map_note_subscriber_data_modified_res_type;
