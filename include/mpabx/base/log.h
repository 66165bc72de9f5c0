/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file log.h Log categories of all programs (libosmocore logging). */
#pragma once

#include <osmocom/core/logging.h>

enum {
	DMTP, DSCCP, DTCAP, DCAP, DSCF, DCALL, DDECIDE, DFLEET, DSTORE, DNODE, DSIM,
	_DCATEGORIES
};

extern const struct log_info mpabx_log_info;

/*! Starts libosmocore's logging to stderr. \returns 0 or -errno */
int mpabx_log_init(void *ctx);
