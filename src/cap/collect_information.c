/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CollectInformation, TS 29.078 6.1.1. */
#include <mpabx/cap/collect_information.h>

#include "common.h"

static const struct cap_member members[] = {
	CAP_OPTIONAL("extensions", 0xa0, struct cap_collect_information, extensions, asn_extensions),
};
const struct cap_type cap_collect_information_type =
	CAP_ARGUMENT("CollectInformationArg", struct cap_collect_information, members, CAP_EXTENSIBLE);
