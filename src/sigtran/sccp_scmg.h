/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sccp_scmg.h SCCP management as the user of SSN 1 (ITU-T Q.714 5). */
#pragma once

#include <mpabx/sigtran/sccp.h>

#define SCCP_SSN_SCMG 1

extern const struct sccp_user_ops sccp_scmg_ops;	/*!< priv: the struct sccp */

/*! What it needs of the instance; in sccp.c. */
bool sccp_is_bound(const struct sccp *sccp, uint8_t ssn);
void sccp_count(struct sccp *sccp, enum sccp_ctr ctr);
