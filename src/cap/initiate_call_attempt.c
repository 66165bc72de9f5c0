/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* InitiateCallAttempt, TS 29.078 6.1.1 and 11.32. */
#include <mpabx/cap/initiate_call_attempt.h>

#include "common.h"

#define ICA struct cap_initiate_call_attempt
static const struct cap_member members[] = {
	CAP_MANDATORY("destinationRoutingAddress", 0xa0, ICA, destination_routing_address,
		      asn_destination_routing_address),
	CAP_OPTIONAL("extensions", 0xa4, ICA, extensions, asn_extensions),
	CAP_OPTIONAL("legToBeCreated", 0xa5, ICA, leg_to_be_created, asn_leg_id),
	CAP_OPTIONAL("newCallSegment", 0x86, ICA, new_call_segment, asn_call_segment_id),
	CAP_OPTIONAL("callingPartyNumber", 0x9e, ICA, calling_party_number, asn_calling_party_number),
	CAP_OPTIONAL("callReferenceNumber", 0x9f33, ICA, call_reference_number, asn_call_reference),
	CAP_OPTIONAL("gsmSCFAddress", 0x9f34, ICA, gsm_scf_address, asn_isdn_address),
	CAP_OPTIONAL("suppress-T-CSI", 0x9f35, ICA, suppress_t_csi, asn_null),
};
const struct cap_type cap_initiate_call_attempt_type =
	CAP_ARGUMENT("InitiateCallAttemptArg", ICA, members, CAP_EXTENSIBLE);

#define RESULT struct cap_initiate_call_attempt_result
static const struct cap_member result[] = {
	CAP_OPTIONAL("supportedCamelPhases", 0x80, RESULT, supported_camel_phases, asn_camel_phases),
	CAP_OPTIONAL("offeredCamel4Functionalities", 0x81, RESULT, offered_camel4_functionalities,
		     asn_camel4_functionalities),
	CAP_OPTIONAL("extensions", 0xa2, RESULT, extensions, asn_extensions),
	CAP_OPTIONAL("releaseCallArgExtensionAllowed", 0x83, RESULT, release_call_arg_extension_allowed, asn_null),
};
const struct cap_type cap_initiate_call_attempt_result_type =
	CAP_ARGUMENT("InitiateCallAttemptRes", RESULT, result, CAP_EXTENSIBLE);
