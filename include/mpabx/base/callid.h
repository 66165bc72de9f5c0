/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file callid.h The one id that follows a call from CAP to SIP to RTP to the record. */
#pragma once

#include <stdint.h>

/*! Milliseconds since 1970 in the high 44 bits, a counter in the low 20: unique on one node over
 *  restarts, sorted by time. 0 = none. */
typedef uint64_t callid_t;
#define CALLID_STR_SIZE 16

callid_t callid_new(void);
/*! 13 characters of 0-9a-v, as logs, VTY and records show it. \returns buf */
const char *callid_print(callid_t id, char buf[CALLID_STR_SIZE]);
/*! \returns 0, or -EINVAL with ret untouched */
int callid_parse(const char *text, callid_t *ret);
