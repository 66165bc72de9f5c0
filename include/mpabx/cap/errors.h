/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file errors.h The parameters of CAP's errors (TS 29.078 5.2). The other errors carry none. */
#pragma once

#include "common.h"

enum cap_cancel_problem { CAP_CANCEL_UNKNOWN_OPERATION, CAP_CANCEL_TOO_LATE, CAP_CANCEL_NOT_CANCELLABLE };
struct cap_cancel_failed {
	struct cap_int problem;		/*!< enum cap_cancel_problem */
	struct cap_int operation;	/*!< invoke id */
};
extern const struct cap_type cap_cancel_failed_type;

/*! Each a struct cap_int. */
enum cap_requested_info_error { CAP_UNKNOWN_REQUESTED_INFO = 1, CAP_REQUESTED_INFO_NOT_AVAILABLE = 2 };
extern const struct cap_type cap_requested_info_error_type;
enum cap_system_failure {
	CAP_FAILURE_UNAVAILABLE_RESOURCES, CAP_FAILURE_COMPONENT, CAP_FAILURE_BASIC_CALL_PROCESSING,
	CAP_FAILURE_RESOURCE_STATUS, CAP_FAILURE_END_USER,
};
extern const struct cap_type cap_system_failure_type;
enum cap_task_refused { CAP_REFUSED_GENERIC, CAP_REFUSED_UNOBTAINABLE, CAP_REFUSED_CONGESTION };
extern const struct cap_type cap_task_refused_type;
