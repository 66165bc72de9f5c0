/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_ussd.h
 *  USSD (TS 29.002 17.7.4): processUnstructuredSS-Request from the subscriber, unstructuredSS-Request and
 *  unstructuredSS-Notify towards him. Text: ussd_text_decode() in isup.h. */
#pragma once

#include "map_common.h"

/*! USSD-Arg. */
struct map_ussd {
	struct cap_octets data_coding_scheme, string;
	struct cap_octets alerting_pattern, msisdn;
};
extern const struct cap_type map_ussd_type;

/*! USSD-Res. */
struct map_ussd_res { struct cap_octets data_coding_scheme, string; };
extern const struct cap_type map_ussd_res_type;
