/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* InitialDP, TS 29.078 6.1.1 and 11.31; InitialDPArgExtension of phase 2 is that of TS 09.78. */
#include <mpabx/cap/initial_dp.h>

#include "common.h"

static const struct cap_name gapping_names[] = {
	{ 0, "noCGencountered" }, { 1, "manualCGencountered" }, { 2, "scpOverload" },
};
static const struct cap_type gapping = CAP_ENUMERATED("CGEncountered", gapping_names);
static const struct cap_type cug_index = CAP_INTEGER("CUG-Index", 0, 32767);
static const struct cap_type time_and_timezone = CAP_OCTETS("TimeAndTimezone", 8, 8, CAP_PRINT_PLAIN);
static const struct cap_type classmark2 = CAP_OCTETS("MS-Classmark2", 3, 3, CAP_PRINT_PLAIN);
static const struct cap_type imei = CAP_OCTETS("IMEI", 8, 8, CAP_PRINT_PLAIN);
static const struct cap_type low_layer = CAP_OCTETS("LowLayerCompatibility", 1, 16, CAP_PRINT_PLAIN);
static const struct cap_type uui = CAP_OCTETS("UUI", 1, 131, CAP_PRINT_PLAIN);

#define UU_DATA struct cap_uu_data
static const struct cap_member uu_data[] = {
	CAP_OPTIONAL("uuIndicator", 0x80, UU_DATA, uu_indicator, asn_octet),
	CAP_OPTIONAL("uui", 0x81, UU_DATA, uui, uui),
	CAP_OPTIONAL("uusCFInteraction", 0x82, UU_DATA, uus_cf_interaction, asn_null),
	CAP_OPTIONAL("extensionContainer", 0xa3, UU_DATA, extension_container, asn_extension_container),
};
static const struct cap_type uu_data_type = CAP_SEQUENCE("UU-Data", UU_DATA, uu_data, CAP_EXTENSIBLE);

/* [0] and [1] changed their meaning from phase 2 to phase 3: only the application context tells. */
#define EXTENSION struct cap_initial_dp_extension
static const struct cap_member extension[] = {
	CAP_OPTIONAL_IN(CAP_V2_ONLY, "naCarrierInformation", 0xa0, EXTENSION, na_carrier_information, asn_na_carrier),
	CAP_OPTIONAL_IN(CAP_V2_ONLY, "gmscAddress(v2 [1])", 0x81, EXTENSION, gmsc_address, asn_isdn_address),
	CAP_OPTIONAL_IN(CAP_V3_ON, "gmscAddress", 0x80, EXTENSION, gmsc_address, asn_isdn_address),
	CAP_OPTIONAL_IN(CAP_V4_ON, "forwardingDestinationNumber", 0x81, EXTENSION, forwarding_destination_number,
			asn_called_party_number),
	CAP_OPTIONAL_IN(CAP_V4_ON, "ms-Classmark2", 0x82, EXTENSION, ms_classmark2, classmark2),
	CAP_OPTIONAL_IN(CAP_V4_ON, "iMEI", 0x83, EXTENSION, imei, imei),
	CAP_OPTIONAL_IN(CAP_V4_ON, "supportedCamelPhases", 0x84, EXTENSION, supported_camel_phases, asn_camel_phases),
	CAP_OPTIONAL_IN(CAP_V4_ON, "offeredCamel4Functionalities", 0x85, EXTENSION, offered_camel4_functionalities,
			asn_camel4_functionalities),
	CAP_OPTIONAL_IN(CAP_V4_ON, "bearerCapability2", 0xa6, EXTENSION, bearer_capability2, asn_bearer_capability),
	CAP_OPTIONAL_IN(CAP_V4_ON, "ext-basicServiceCode2", 0xa7, EXTENSION, ext_basic_service_code2,
			asn_ext_basic_service),
	CAP_OPTIONAL_IN(CAP_V4_ON, "highLayerCompatibility2", 0x88, EXTENSION, high_layer_compatibility2,
			asn_two_octets),
	CAP_OPTIONAL_IN(CAP_V4_ON, "lowLayerCompatibility", 0x89, EXTENSION, low_layer_compatibility, low_layer),
	CAP_OPTIONAL_IN(CAP_V4_ON, "lowLayerCompatibility2", 0x8a, EXTENSION, low_layer_compatibility2, low_layer),
	CAP_OPTIONAL_IN(CAP_V4_ON, "enhancedDialledServicesAllowed", 0x8b, EXTENSION,
			enhanced_dialled_services_allowed, asn_null),
	CAP_OPTIONAL_IN(CAP_V4_ON, "uu-Data", 0xac, EXTENSION, uu_data, uu_data_type),
	CAP_OPTIONAL_IN(CAP_V4_ON, "collectInformationAllowed", 0x8d, EXTENSION,
			collect_information_allowed, asn_null),
	CAP_OPTIONAL_IN(CAP_V4_ON, "releaseCallArgExtensionAllowed", 0x8e, EXTENSION,
			release_call_arg_extension_allowed, asn_null),
};
static const struct cap_type extension_type =
	CAP_SEQUENCE("InitialDPArgExtension", EXTENSION, extension, CAP_EXTENSIBLE);

#define IDP struct cap_initial_dp
static const struct cap_member members[] = {
	CAP_MANDATORY("serviceKey", 0x80, IDP, service_key, asn_service_key),
	CAP_OPTIONAL("calledPartyNumber", 0x82, IDP, called_party_number, asn_called_party_number),
	CAP_OPTIONAL("callingPartyNumber", 0x83, IDP, calling_party_number, asn_calling_party_number),
	CAP_OPTIONAL("callingPartysCategory", 0x85, IDP, calling_partys_category, asn_octet),
	CAP_OPTIONAL_IN(CAP_V3_ON, "cGEncountered", 0x87, IDP, cg_encountered, gapping),
	CAP_OPTIONAL("iPSSPCapabilities", 0x88, IDP, ip_ssp_capabilities, asn_ip_ssp_capabilities),
	CAP_OPTIONAL("locationNumber", 0x8a, IDP, location_number, asn_location_number),
	CAP_OPTIONAL("originalCalledPartyID", 0x8c, IDP, original_called_party_id, asn_original_called_party_id),
	CAP_OPTIONAL("extensions", 0xaf, IDP, extensions, asn_extensions),
	CAP_OPTIONAL("highLayerCompatibility", 0x97, IDP, high_layer_compatibility, asn_two_octets),
	CAP_OPTIONAL("additionalCallingPartyNumber", 0x99, IDP, additional_calling_party_number, asn_number_digits),
	CAP_OPTIONAL("bearerCapability", 0xbb, IDP, bearer_capability, asn_bearer_capability),
	CAP_OPTIONAL("eventTypeBCSM", 0x9c, IDP, event_type_bcsm, asn_event_type_bcsm),
	CAP_OPTIONAL("redirectingPartyID", 0x9d, IDP, redirecting_party_id, asn_redirecting_party_id),
	CAP_OPTIONAL("redirectionInformation", 0x9e, IDP, redirection_information, asn_redirection_information),
	CAP_OPTIONAL("cause", 0x91, IDP, cause, asn_cause),
	CAP_OPTIONAL("serviceInteractionIndicatorsTwo", 0xbf20, IDP, service_interaction_indicators_two,
		     asn_service_interaction),
	CAP_OPTIONAL("carrier", 0x9f25, IDP, carrier, asn_carrier),
	CAP_OPTIONAL("cug-Index", 0x9f2d, IDP, cug_index, cug_index),
	CAP_OPTIONAL("cug-Interlock", 0x9f2e, IDP, cug_interlock, asn_cug_interlock),
	CAP_OPTIONAL("cug-OutgoingAccess", 0x9f2f, IDP, cug_outgoing_access, asn_null),
	CAP_OPTIONAL("iMSI", 0x9f32, IDP, imsi, asn_imsi),
	CAP_OPTIONAL("subscriberState", 0xbf33, IDP, subscriber_state, asn_subscriber_state),
	CAP_OPTIONAL("locationInformation", 0xbf34, IDP, location_information, asn_location_information),
	CAP_OPTIONAL("ext-basicServiceCode", 0xbf35, IDP, ext_basic_service_code, asn_ext_basic_service),
	CAP_OPTIONAL("callReferenceNumber", 0x9f36, IDP, call_reference_number, asn_call_reference),
	CAP_OPTIONAL("mscAddress", 0x9f37, IDP, msc_address, asn_isdn_address),
	CAP_OPTIONAL("calledPartyBCDNumber", 0x9f38, IDP, called_party_bcd_number, asn_bcd_number),
	CAP_OPTIONAL("timeAndTimezone", 0x9f39, IDP, time_and_timezone, time_and_timezone),
	CAP_OPTIONAL("callForwardingSS-Pending", 0x9f3a, IDP, call_forwarding_ss_pending, asn_null),
	CAP_OPTIONAL_IN(CAP_V2_ON, "initialDPArgExtension", 0xbf3b, IDP, initial_dp_arg_extension, extension_type),
};
const struct cap_type cap_initial_dp_type = CAP_ARGUMENT("InitialDPArg", IDP, members, CAP_EXTENSIBLE);
