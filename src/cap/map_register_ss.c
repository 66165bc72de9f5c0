/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* registerSS, TS 29.002 11.1 and 17.7.4. */
#include "map_ss.h"

#define REGISTER struct map_register_ss
static const struct cap_member members[] = {
	CAP_MANDATORY("ss-Code", 0x04, REGISTER, ss_code, map_ss_code),
	CAP_OPTIONAL("basicService", 0, REGISTER, basic_service, map_basic_service),
	CAP_OPTIONAL("forwardedToNumber", 0x84, REGISTER, forwarded_to_number, map_address_string),
	CAP_OPTIONAL("forwardedToSubaddress", 0x86, REGISTER, forwarded_to_subaddress, map_subaddress),
	CAP_OPTIONAL("noReplyConditionTime", 0x85, REGISTER, no_reply_condition_time, map_no_reply_time),
	CAP_OPTIONAL("defaultPriority", 0x87, REGISTER, default_priority, map_priority),
	CAP_OPTIONAL("nbrUser", 0x88, REGISTER, nbr_user, map_mc_bearers),
	CAP_OPTIONAL("longFTN-Supported", 0x89, REGISTER, long_ftn_supported, asn_null),
};
const struct cap_type map_register_ss_type = CAP_ARGUMENT("RegisterSS-Arg", REGISTER, members, CAP_EXTENSIBLE);
