/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* EstablishTemporaryConnection, TS 29.078 6.1.1 and 11.24; phase 2 is that of TS 09.78. */
#include <mpabx/cap/establish_temporary_connection.h>

#include "common.h"

#define ETC struct cap_establish_temporary_connection
static const struct cap_member members[] = {
	CAP_MANDATORY("assistingSSPIPRoutingAddress", 0x80, ETC, assisting_ssp_ip_routing_address, asn_number_digits),
	CAP_OPTIONAL("correlationID", 0x81, ETC, correlation_id, asn_generic_digits),
	CAP_OPTIONAL("scfID", 0x83, ETC, scf_id, asn_scf_id),
	CAP_OPTIONAL("extensions", 0xa4, ETC, extensions, asn_extensions),
	CAP_OPTIONAL_IN(CAP_V3_ON, "carrier", 0x85, ETC, carrier, asn_carrier),
	CAP_OPTIONAL_IN(CAP_V3_ON, "serviceInteractionIndicatorsTwo", 0xa6, ETC, service_interaction_indicators_two,
			asn_service_interaction),
	CAP_OPTIONAL_IN(CAP_V2_ONLY, "serviceInteractionIndicatorsTwo", 0xa7, ETC, service_interaction_indicators_two,
			asn_service_interaction),
	CAP_OPTIONAL_IN(CAP_V3_ON, "callSegmentID", 0x87, ETC, call_segment_id, asn_call_segment_id),
	CAP_OPTIONAL_IN(CAP_V2_ONLY, "na-info", 0xbf32, ETC, na_info, asn_na_info),
	CAP_OPTIONAL_IN(CAP_V3_ON, "naOliInfo", 0x9f32, ETC, na_oli_info, asn_octet),
	CAP_OPTIONAL_IN(CAP_V3_ON, "chargeNumber", 0x9f33, ETC, charge_number, asn_location_number),
	CAP_OPTIONAL_IN(CAP_V3_ON, "originalCalledPartyID", 0x9f34, ETC, original_called_party_id,
			asn_original_called_party_id),
	CAP_OPTIONAL_IN(CAP_V3_ON, "callingPartyNumber", 0x9f35, ETC, calling_party_number, asn_calling_party_number),
};
const struct cap_type cap_establish_temporary_connection_type =
	CAP_ARGUMENT("EstablishTemporaryConnectionArg", ETC, members, CAP_EXTENSIBLE);
