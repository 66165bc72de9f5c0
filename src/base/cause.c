/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of release causes, ITU-T Q.850 table 1, for people: VTY, logs, records. */

#include <stdio.h>

#include <osmocom/core/utils.h>

#include <mpabx/base/cause.h>

static const struct value_string cause_names[] = {
	{ CAUSE_UNALLOCATED, "unallocated number" },
	{ CAUSE_NORMAL, "normal call clearing" },
	{ CAUSE_USER_BUSY, "user busy" },
	{ CAUSE_NO_RESPONSE, "no user responding" },
	{ CAUSE_NO_ANSWER, "no answer from user" },
	{ CAUSE_ABSENT, "subscriber absent" },
	{ CAUSE_REJECTED, "call rejected" },
	{ CAUSE_NON_SELECTED, "answered elsewhere" },
	{ CAUSE_OUT_OF_ORDER, "destination out of order" },
	{ CAUSE_NORMAL_UNSPECIFIED, "normal, unspecified" },
	{ CAUSE_NO_CIRCUIT, "no circuit available" },
	{ CAUSE_NET_OUT_OF_ORDER, "network out of order" },
	{ CAUSE_TEMPORARY_FAILURE, "temporary failure" },
	{ CAUSE_CONGESTION, "switching equipment congestion" },
	{ CAUSE_BEARER_NOT_IMPLEMENTED, "bearer capability not implemented" },
	{ CAUSE_TIMER_EXPIRY, "recovery on timer expiry" },
	{ 0, NULL }
};

const char *cause_name(unsigned cause)
{
	static _Thread_local char other[24];
	const char *name = get_value_string_or_null(cause_names, cause);

	if (name)
		return name;
	snprintf(other, sizeof(other), "cause %u", cause);
	return other;
}
