/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ContinueWithArgument, TS 29.078 6.1.1 and 11.16. */
#include <mpabx/cap/continue_with_argument.h>

#include "common.h"

#define EXTENSION struct cap_continue_extension
static const struct cap_member extension[] = {
	CAP_OPTIONAL("suppress-D-CSI", 0x80, EXTENSION, suppress_d_csi, asn_null),
	CAP_OPTIONAL("suppress-N-CSI", 0x81, EXTENSION, suppress_n_csi, asn_null),
	CAP_OPTIONAL("suppressOutgoingCallBarring", 0x82, EXTENSION, suppress_outgoing_call_barring, asn_null),
	CAP_OPTIONAL("legOrCallSegment", 0xa3, EXTENSION, leg_or_call_segment, asn_leg_or_call_segment),
};
static const struct cap_type extension_type =
	CAP_SEQUENCE("ContinueWithArgumentArgExtension", EXTENSION, extension, CAP_EXTENSIBLE);

#define CWA struct cap_continue_with_argument
static const struct cap_member members[] = {
	CAP_OPTIONAL("alertingPattern", 0x81, CWA, alerting_pattern, asn_alerting_pattern),
	CAP_OPTIONAL("extensions", 0xa6, CWA, extensions, asn_extensions),
	CAP_OPTIONAL("serviceInteractionIndicatorsTwo", 0xa7, CWA, service_interaction_indicators_two,
		     asn_service_interaction),
	CAP_OPTIONAL("callingPartysCategory", 0x8c, CWA, calling_partys_category, asn_octet),
	CAP_OPTIONAL("genericNumbers", 0xb0, CWA, generic_numbers, asn_generic_numbers),
	CAP_OPTIONAL("cug-Interlock", 0x91, CWA, cug_interlock, asn_cug_interlock),
	CAP_OPTIONAL("cug-OutgoingAccess", 0x92, CWA, cug_outgoing_access, asn_null),
	CAP_OPTIONAL("chargeNumber", 0x9f32, CWA, charge_number, asn_location_number),
	CAP_OPTIONAL("carrier", 0x9f34, CWA, carrier, asn_carrier),
	CAP_OPTIONAL("suppressionOfAnnouncement", 0x9f37, CWA, suppression_of_announcement, asn_null),
	CAP_OPTIONAL("naOliInfo", 0x9f38, CWA, na_oli_info, asn_octet),
	CAP_OPTIONAL("bor-InterrogationRequested", 0x9f39, CWA, bor_interrogation_requested, asn_null),
	CAP_OPTIONAL("suppress-O-CSI", 0x9f3a, CWA, suppress_o_csi, asn_null),
	CAP_OPTIONAL_IN(CAP_V4_ON, "continueWithArgumentArgExtension", 0xbf3b, CWA,
			continue_with_argument_arg_extension, extension_type),
};
const struct cap_type cap_continue_with_argument_type =
	CAP_ARGUMENT("ContinueWithArgumentArg", CWA, members, CAP_EXTENSIBLE);
