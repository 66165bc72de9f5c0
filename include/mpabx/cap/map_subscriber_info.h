/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_subscriber_info.h
 *  provideSubscriberInfo and anyTimeInterrogation (TS 29.002 17.7.1): where a subscriber is, and whether free. Their
 *  results are the same. */
#pragma once

#include "map_common.h"

struct map_provide_subscriber_info {
	struct cap_octets imsi, lmsi;
	struct map_requested_info requested_info;
	struct cap_octets extension_container;
	struct cap_int call_priority;
};
extern const struct cap_type map_provide_subscriber_info_type;

struct map_any_time_interrogation {
	struct map_subscriber_identity subscriber_identity;
	struct map_requested_info requested_info;
	struct cap_octets gsm_scf_address, extension_container;
};
extern const struct cap_type map_any_time_interrogation_type;

struct map_subscriber_info_res {
	struct map_subscriber_info subscriber_info;
	struct cap_octets extension_container;
};
extern const struct cap_type map_provide_subscriber_info_res_type, map_any_time_interrogation_res_type;
