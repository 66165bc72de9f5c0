/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file specialized_resource_report.h
 *  SpecializedResourceReport (TS 29.078 6.2.1): an announcement has begun, or is over. */
#pragma once

#include "common.h"

struct cap_specialized_resource_report {
	enum {
		CAP_SRR_NONE,
		CAP_SRR_REPORT,				/*!< phases 1 to 3, where it can only mean complete */
		CAP_SRR_ALL_ANNOUNCEMENTS_COMPLETE,	/*!< phase 4 */
		CAP_SRR_FIRST_ANNOUNCEMENT_STARTED,
	} sel;
	struct cap_null null;
};
extern const struct cap_type cap_specialized_resource_report_type;
