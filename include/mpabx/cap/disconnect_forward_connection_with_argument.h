/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file disconnect_forward_connection_with_argument.h
 *  DisconnectForwardConnectionWithArgument (TS 29.078 6.1.1): leave the resource or the assisting side. */
#pragma once

#include "common.h"

struct cap_disconnect_forward_connection_with_argument {
	struct cap_int call_segment_id;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_disconnect_forward_connection_with_argument_type;
