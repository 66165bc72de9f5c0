/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file connect_to_resource.h
 *  ConnectToResource (TS 29.078 6.1.1): connect the call segment to announcements and digit receivers. */
#pragma once

#include "common.h"

struct cap_resource_address {
	enum { CAP_RESOURCE_UNSET, CAP_RESOURCE_IP_ROUTING_ADDRESS, CAP_RESOURCE_NONE } sel;
	struct cap_octets ip_routing_address;	/*!< Q.763 called party number */
	struct cap_null none;			/*!< the colocated one */
};

struct cap_connect_to_resource {
	struct cap_resource_address resource_address;
	struct cap_extensions extensions;
	struct cap_service_interaction service_interaction_indicators_two;
	struct cap_int call_segment_id;		/*!< phase 4 */
};
extern const struct cap_type cap_connect_to_resource_type;
