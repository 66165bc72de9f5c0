/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* provideSubscriberInfo and anyTimeInterrogation, TS 29.002 17.7.1. */
#include <mpabx/cap/map_subscriber_info.h>

#include "map_common.h"

static const struct cap_type lmsi = CAP_OCTETS("LMSI", 4, 4, CAP_PRINT_PLAIN);

#define PROVIDE struct map_provide_subscriber_info
static const struct cap_member provide[] = {
	CAP_MANDATORY("imsi", 0x80, PROVIDE, imsi, asn_imsi),
	CAP_OPTIONAL("lmsi", 0x81, PROVIDE, lmsi, lmsi),
	CAP_MANDATORY("requestedInfo", 0xa2, PROVIDE, requested_info, map_requested_info),
	CAP_OPTIONAL("extensionContainer", 0xa3, PROVIDE, extension_container, asn_extension_container),
	CAP_OPTIONAL("callPriority", 0x84, PROVIDE, call_priority, map_priority),
};
const struct cap_type map_provide_subscriber_info_type =
	CAP_ARGUMENT("ProvideSubscriberInfoArg", PROVIDE, provide, CAP_EXTENSIBLE);

#define INTERROGATE struct map_any_time_interrogation
static const struct cap_member interrogate[] = {
	CAP_MANDATORY("subscriberIdentity", 0xa0, INTERROGATE, subscriber_identity, map_subscriber_identity),
	CAP_MANDATORY("requestedInfo", 0xa1, INTERROGATE, requested_info, map_requested_info),
	CAP_MANDATORY("gsmSCF-Address", 0x83, INTERROGATE, gsm_scf_address, asn_isdn_address),
	CAP_OPTIONAL("extensionContainer", 0xa2, INTERROGATE, extension_container, asn_extension_container),
};
const struct cap_type map_any_time_interrogation_type =
	CAP_ARGUMENT("AnyTimeInterrogationArg", INTERROGATE, interrogate, CAP_EXTENSIBLE);

#define RES struct map_subscriber_info_res
static const struct cap_member result[] = {
	CAP_MANDATORY("subscriberInfo", 0x30, RES, subscriber_info, map_subscriber_info),
	CAP_OPTIONAL("extensionContainer", 0x30, RES, extension_container, asn_extension_container),
};
const struct cap_type map_provide_subscriber_info_res_type =
	CAP_ARGUMENT("ProvideSubscriberInfoRes", RES, result, CAP_EXTENSIBLE);
const struct cap_type map_any_time_interrogation_res_type =
	CAP_ARGUMENT("AnyTimeInterrogationRes", RES, result, CAP_EXTENSIBLE);
