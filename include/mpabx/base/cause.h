/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file cause.h Release causes, ITU-T Q.850. */
#pragma once

enum cause {
	CAUSE_UNALLOCATED = 1, CAUSE_NORMAL = 16, CAUSE_USER_BUSY = 17, CAUSE_NO_RESPONSE = 18,
	CAUSE_NO_ANSWER = 19, CAUSE_ABSENT = 20, CAUSE_REJECTED = 21, CAUSE_NON_SELECTED = 26, CAUSE_OUT_OF_ORDER = 27,
	CAUSE_NORMAL_UNSPECIFIED = 31, CAUSE_NO_CIRCUIT = 34, CAUSE_NET_OUT_OF_ORDER = 38,
	CAUSE_TEMPORARY_FAILURE = 41, CAUSE_CONGESTION = 42, CAUSE_BEARER_NOT_IMPLEMENTED = 65,
	CAUSE_TIMER_EXPIRY = 102,
};

/*! "user busy", or "cause 99" for one without a name here. Static or thread-local storage. */
const char *cause_name(unsigned cause);
