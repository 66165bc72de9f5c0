/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SpecializedResourceReport, TS 29.078 6.2.1 and 11.42: a plain NULL before phase 4. */
#include <mpabx/cap/specialized_resource_report.h>

#include "common.h"

#define SRR struct cap_specialized_resource_report
static const struct cap_member alternatives[] = {
	CAP_ALTERNATIVE_IN(CAP_UP_TO_V3, CAP_SRR_REPORT, "value", 0x05, SRR, null, asn_null),
	CAP_ALTERNATIVE_IN(CAP_V4_ON, CAP_SRR_ALL_ANNOUNCEMENTS_COMPLETE, "allAnnouncementsComplete",
			   0x9f32, SRR, null,
			   asn_null),
	CAP_ALTERNATIVE_IN(CAP_V4_ON, CAP_SRR_FIRST_ANNOUNCEMENT_STARTED, "firstAnnouncementStarted",
			   0x9f33, SRR, null,
			   asn_null),
};
const struct cap_type cap_specialized_resource_report_type =
	CAP_CHOICE("SpecializedResourceReportArg", SRR, alternatives);
