/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* interrogateSS, TS 29.002 11.5 and 17.7.4: its result; the argument is eraseSS's. */
#include "map_ss.h"

static const struct cap_type max_mc_bearers = CAP_INTEGER("MaxMC-Bearers", 2, 7);

#define GENERIC struct map_generic_service_info
static const struct cap_member generic_service_info[] = {
	CAP_MANDATORY("ss-Status", 0x04, GENERIC, ss_status, map_ss_status),
	CAP_OPTIONAL("cliRestrictionOption", 0x0a, GENERIC, cli_restriction_option, map_cli_restriction),
	CAP_OPTIONAL("maximumEntitledPriority", 0x80, GENERIC, maximum_entitled_priority, map_priority),
	CAP_OPTIONAL("defaultPriority", 0x81, GENERIC, default_priority, map_priority),
	CAP_OPTIONAL("ccbs-FeatureList", 0xa2, GENERIC, ccbs_feature_list, map_opaque),
	CAP_OPTIONAL("nbrSB", 0x83, GENERIC, nbr_sb, max_mc_bearers),
	CAP_OPTIONAL("nbrUser", 0x84, GENERIC, nbr_user, map_mc_bearers),
	CAP_OPTIONAL("nbrSN", 0x85, GENERIC, nbr_sn, map_mc_bearers),
};
static const struct cap_type generic_service_info_type =
	CAP_SEQUENCE("GenericServiceInfo", GENERIC, generic_service_info, CAP_EXTENSIBLE);

#define RES struct map_interrogate_ss_res
static const struct cap_member alternatives[] = {
	CAP_ALTERNATIVE(MAP_INTERROGATE_STATUS, "ss-Status", 0x80, RES, ss_status, map_ss_status),
	CAP_ALTERNATIVE(MAP_INTERROGATE_SERVICES, "basicServiceGroupList", 0xa2, RES, basic_service_group_list,
			map_basic_services),
	CAP_ALTERNATIVE(MAP_INTERROGATE_FORWARDING, "forwardingFeatureList", 0xa3, RES, forwarding_feature_list,
			map_forwarding_features),
	CAP_ALTERNATIVE(MAP_INTERROGATE_GENERIC, "genericServiceInfo", 0xa4, RES, generic_service_info,
			generic_service_info_type),
};
const struct cap_type map_interrogate_ss_res_type = CAP_CHOICE("InterrogateSS-Res", RES, alternatives);
