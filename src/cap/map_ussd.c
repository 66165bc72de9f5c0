/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* processUnstructuredSS-Request, unstructuredSS-Request, unstructuredSS-Notify: TS 29.002 11.9 to 11.11 and 17.7.4.
 * One argument and one result for all three; the notification's result is empty. */
#include <mpabx/cap/map_ussd.h>

#include "map_common.h"

static const struct cap_type scheme = CAP_OCTETS("USSD-DataCodingScheme", 1, 1, CAP_PRINT_PLAIN);
static const struct cap_type string = CAP_OCTETS("USSD-String", 1, 160, CAP_PRINT_USSD);
/* AlertingPattern of MAP: one octet, not the three of CAP */
static const struct cap_type alerting_pattern = CAP_OCTETS("AlertingPattern", 1, 1, CAP_PRINT_PLAIN);

#define USSD struct map_ussd
static const struct cap_member argument[] = {
	CAP_MANDATORY("ussd-DataCodingScheme", 0x04, USSD, data_coding_scheme, scheme),
	CAP_MANDATORY("ussd-String", 0x04, USSD, string, string),
	CAP_OPTIONAL("alertingPattern", 0x04, USSD, alerting_pattern, alerting_pattern),
	CAP_OPTIONAL("msisdn", 0x80, USSD, msisdn, asn_isdn_address),
};
const struct cap_type map_ussd_type = CAP_ARGUMENT("USSD-Arg", USSD, argument, CAP_EXTENSIBLE);

#define RES struct map_ussd_res
static const struct cap_member result[] = {
	CAP_MANDATORY("ussd-DataCodingScheme", 0x04, RES, data_coding_scheme, scheme),
	CAP_MANDATORY("ussd-String", 0x04, RES, string, string),
};
const struct cap_type map_ussd_res_type = CAP_ARGUMENT("USSD-Res", RES, result, CAP_EXTENSIBLE);
