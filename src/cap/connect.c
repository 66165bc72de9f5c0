/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Connect, TS 29.078 6.1.1 and 11.14. */
#include <mpabx/cap/connect.h>

#include "common.h"

#define CONNECT struct cap_connect
static const struct cap_member members[] = {
	CAP_MANDATORY("destinationRoutingAddress", 0xa0, CONNECT, destination_routing_address,
		      asn_destination_routing_address),
	CAP_OPTIONAL("alertingPattern", 0x81, CONNECT, alerting_pattern, asn_alerting_pattern),
	CAP_OPTIONAL("originalCalledPartyID", 0x86, CONNECT, original_called_party_id, asn_original_called_party_id),
	CAP_OPTIONAL("extensions", 0xaa, CONNECT, extensions, asn_extensions),
	CAP_OPTIONAL("carrier", 0x8b, CONNECT, carrier, asn_carrier),
	CAP_OPTIONAL("callingPartysCategory", 0x9c, CONNECT, calling_partys_category, asn_octet),
	CAP_OPTIONAL("redirectingPartyID", 0x9d, CONNECT, redirecting_party_id, asn_redirecting_party_id),
	CAP_OPTIONAL("redirectionInformation", 0x9e, CONNECT, redirection_information, asn_redirection_information),
	CAP_OPTIONAL("genericNumbers", 0xae, CONNECT, generic_numbers, asn_generic_numbers),
	CAP_OPTIONAL("serviceInteractionIndicatorsTwo", 0xaf, CONNECT, service_interaction_indicators_two,
		     asn_service_interaction),
	CAP_OPTIONAL("chargeNumber", 0x93, CONNECT, charge_number, asn_location_number),
	CAP_OPTIONAL_IN(CAP_V4_ON, "legToBeConnected", 0xb5, CONNECT, leg_to_be_connected, asn_leg_id),
	CAP_OPTIONAL("cug-Interlock", 0x9f1f, CONNECT, cug_interlock, asn_cug_interlock),
	CAP_OPTIONAL("cug-OutgoingAccess", 0x9f20, CONNECT, cug_outgoing_access, asn_null),
	CAP_OPTIONAL("suppressionOfAnnouncement", 0x9f37, CONNECT, suppression_of_announcement, asn_null),
	CAP_OPTIONAL("oCSIApplicable", 0x9f38, CONNECT, ocsi_applicable, asn_null),
	CAP_OPTIONAL_IN(CAP_V3_ON, "naOliInfo", 0x9f39, CONNECT, na_oli_info, asn_octet),
	CAP_OPTIONAL_IN(CAP_V3_ON, "bor-InterrogationRequested", 0x9f3a, CONNECT,
			bor_interrogation_requested, asn_null),
	CAP_OPTIONAL_IN(CAP_V3_ON, "suppress-N-CSI", 0x9f3b, CONNECT, suppress_n_csi, asn_null),
};
const struct cap_type cap_connect_type = CAP_ARGUMENT("ConnectArg", CONNECT, members, CAP_EXTENSIBLE);
