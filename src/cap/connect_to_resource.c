/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ConnectToResource, TS 29.078 6.1.1 and 11.15. */
#include <mpabx/cap/connect_to_resource.h>

#include "common.h"

#define ADDRESS struct cap_resource_address
static const struct cap_member resource_address[] = {
	CAP_ALTERNATIVE(CAP_RESOURCE_IP_ROUTING_ADDRESS, "ipRoutingAddress", 0x80, ADDRESS, ip_routing_address,
			asn_called_party_number),
	CAP_ALTERNATIVE(CAP_RESOURCE_NONE, "none", 0x83, ADDRESS, none, asn_null),
};
static const struct cap_type resource_address_type = CAP_CHOICE("ResourceAddress", ADDRESS, resource_address);

#define CTR struct cap_connect_to_resource
static const struct cap_member members[] = {
	CAP_MANDATORY("resourceAddress", 0, CTR, resource_address, resource_address_type),
	CAP_OPTIONAL("extensions", 0xa4, CTR, extensions, asn_extensions),
	CAP_OPTIONAL("serviceInteractionIndicatorsTwo", 0xa7, CTR, service_interaction_indicators_two,
		     asn_service_interaction),
	CAP_OPTIONAL_IN(CAP_V4_ON, "callSegmentID", 0x9f32, CTR, call_segment_id, asn_call_segment_id),
};
const struct cap_type cap_connect_to_resource_type =
	CAP_ARGUMENT("ConnectToResourceArg", CTR, members, CAP_EXTENSIBLE);
