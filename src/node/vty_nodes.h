/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers of our configuration nodes, above those of libosmovty (libosmo-sigtran's lie in its reserved range). */
#pragma once

#include <osmocom/vty/command.h>

enum { MPABX_NODE = _LAST_OSMOVTY_NODE + 1, NETWORK_NODE, SIP_NODE, MEDIA_NODE };
