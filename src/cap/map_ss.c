/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* eraseSS, activateSS, deactivateSS (TS 29.002 11.2 to 11.4, 17.7.4): the same argument and result; and the types that
 * registerSS and interrogateSS share with them. */
#include "map_ss.h"

/* ---- BasicServiceCode ---- */

static const struct cap_type bearer_service = CAP_OCTETS("BearerServiceCode", 1, 1, CAP_PRINT_PLAIN);
static const struct cap_type teleservice = CAP_OCTETS("TeleserviceCode", 1, 1, CAP_PRINT_PLAIN);
static const struct cap_member basic_service[] = {
	CAP_ALTERNATIVE(MAP_BEARER_SERVICE, "bearerService", 0x82, struct map_basic_service, code, bearer_service),
	CAP_ALTERNATIVE(MAP_TELESERVICE, "teleservice", 0x83, struct map_basic_service, code, teleservice),
};
const struct cap_type map_basic_service = CAP_CHOICE("BasicServiceCode", struct map_basic_service, basic_service);
const struct cap_type map_basic_services =
	CAP_LIST("BasicServiceGroupList", 0x30, 1, MAP_MAX_BASIC_SERVICES, struct map_basic_services, map_basic_service);

static const struct cap_name cli_names[] = {
	{ 0, "permanent" }, { 1, "temporaryDefaultRestricted" }, { 2, "temporaryDefaultAllowed" },
};
const struct cap_type map_cli_restriction = CAP_ENUMERATED("CliRestrictionOption", cli_names);

/* ---- features ---- */

#define FEATURE struct map_forwarding_feature
static const struct cap_member forwarding_feature[] = {
	CAP_OPTIONAL("basicService", 0, FEATURE, basic_service, map_basic_service),
	CAP_OPTIONAL("ss-Status", 0x84, FEATURE, ss_status, map_ss_status),
	CAP_OPTIONAL("forwardedToNumber", 0x85, FEATURE, forwarded_to_number, asn_isdn_address),
	CAP_OPTIONAL("forwardedToSubaddress", 0x88, FEATURE, forwarded_to_subaddress, map_subaddress),
	CAP_OPTIONAL("forwardingOptions", 0x86, FEATURE, forwarding_options, map_forwarding_options),
	CAP_OPTIONAL("noReplyConditionTime", 0x87, FEATURE, no_reply_condition_time, map_no_reply_time),
	CAP_OPTIONAL("longForwardedToNumber", 0x89, FEATURE, long_forwarded_to_number, map_ftn_address),
};
static const struct cap_type forwarding_feature_type =
	CAP_ARGUMENT("ForwardingFeature", FEATURE, forwarding_feature, CAP_EXTENSIBLE);
const struct cap_type map_forwarding_features = CAP_LIST("ForwardingFeatureList", 0x30, 1, MAP_MAX_BASIC_SERVICES,
	struct map_forwarding_features, forwarding_feature_type);

#define BARRING struct map_barring_feature
static const struct cap_member barring_feature[] = {
	CAP_OPTIONAL("basicService", 0, BARRING, basic_service, map_basic_service),
	CAP_OPTIONAL("ss-Status", 0x84, BARRING, ss_status, map_ss_status),
};
static const struct cap_type barring_feature_type =
	CAP_ARGUMENT("CallBarringFeature", BARRING, barring_feature, CAP_EXTENSIBLE);
static const struct cap_type barring_features = CAP_LIST("CallBarringFeatureList", 0x30, 1, MAP_MAX_BASIC_SERVICES,
	struct map_barring_features, barring_feature_type);

/* ---- SS-Info ---- */

#define FORWARDING struct map_forwarding_info
static const struct cap_member forwarding_info[] = {
	CAP_OPTIONAL("ss-Code", 0x04, FORWARDING, ss_code, map_ss_code),
	CAP_MANDATORY("forwardingFeatureList", 0x30, FORWARDING, forwarding_feature_list, map_forwarding_features),
};
static const struct cap_type forwarding_info_type =
	CAP_SEQUENCE("ForwardingInfo", FORWARDING, forwarding_info, CAP_EXTENSIBLE);

#define BARRED struct map_barring_info
static const struct cap_member barring_info[] = {
	CAP_OPTIONAL("ss-Code", 0x04, BARRED, ss_code, map_ss_code),
	CAP_MANDATORY("callBarringFeatureList", 0x30, BARRED, call_barring_feature_list, barring_features),
};
static const struct cap_type barring_info_type = CAP_SEQUENCE("CallBarringInfo", BARRED, barring_info, CAP_EXTENSIBLE);

static const struct cap_name override_names[] = { { 0, "overrideEnabled" }, { 1, "overrideDisabled" } };
static const struct cap_type override_category = CAP_ENUMERATED("OverrideCategory", override_names);
#define OPTION struct map_ss_subscription_option
static const struct cap_member subscription_option[] = {
	CAP_ALTERNATIVE(MAP_OPTION_CLI_RESTRICTION, "cliRestrictionOption", 0x82, OPTION, v, map_cli_restriction),
	CAP_ALTERNATIVE(MAP_OPTION_OVERRIDE, "overrideCategory", 0x81, OPTION, v, override_category),
};
static const struct cap_type subscription_option_type =
	CAP_CHOICE("SS-SubscriptionOption", OPTION, subscription_option);

#define DATA struct map_ss_data
static const struct cap_member ss_data[] = {
	CAP_OPTIONAL("ss-Code", 0x04, DATA, ss_code, map_ss_code),
	CAP_OPTIONAL("ss-Status", 0x84, DATA, ss_status, map_ss_status),
	CAP_OPTIONAL("ss-SubscriptionOption", 0, DATA, ss_subscription_option, subscription_option_type),
	CAP_OPTIONAL("basicServiceGroupList", 0x30, DATA, basic_service_group_list, map_basic_services),
	CAP_OPTIONAL("defaultPriority", 0x02, DATA, default_priority, map_priority),
	CAP_OPTIONAL("nbrUser", 0x85, DATA, nbr_user, map_mc_bearers),
};
static const struct cap_type ss_data_type = CAP_SEQUENCE("SS-Data", DATA, ss_data, CAP_EXTENSIBLE);

#define SS_INFO struct map_ss_info
static const struct cap_member ss_info[] = {
	CAP_ALTERNATIVE(MAP_SS_INFO_FORWARDING, "forwardingInfo", 0xa0, SS_INFO, forwarding_info, forwarding_info_type),
	CAP_ALTERNATIVE(MAP_SS_INFO_BARRING, "callBarringInfo", 0xa1, SS_INFO, call_barring_info, barring_info_type),
	CAP_ALTERNATIVE(MAP_SS_INFO_DATA, "ss-Data", 0xa3, SS_INFO, ss_data, ss_data_type),
};
const struct cap_type map_ss_info_type = CAP_CHOICE("SS-Info", SS_INFO, ss_info);

/* ---- SS-ForBS-Code ---- */

#define FOR_BS struct map_ss_for_bs
static const struct cap_member ss_for_bs[] = {
	CAP_MANDATORY("ss-Code", 0x04, FOR_BS, ss_code, map_ss_code),
	CAP_OPTIONAL("basicService", 0, FOR_BS, basic_service, map_basic_service),
	CAP_OPTIONAL("longFTN-Supported", 0x84, FOR_BS, long_ftn_supported, asn_null),
};
const struct cap_type map_ss_for_bs_type = CAP_ARGUMENT("SS-ForBS-Code", FOR_BS, ss_for_bs, CAP_EXTENSIBLE);
