/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose commands are taken, and where sound may go. */
#pragma once

#include "gateway.h"

/*! Somebody may give commands at all: else the program does not start. */
bool allow_somebody(const struct gateway_config *cfg);
bool allow_command(const struct gateway_config *cfg, const struct osmo_sockaddr *from);
/*! \returns 0, -ENOSPC */
int allow_add(struct gateway_config *cfg, const struct osmo_sockaddr *host);
/*! \returns 0, -ENOENT */
int allow_remove(struct gateway_config *cfg, const struct osmo_sockaddr *host);

/*! A description's addresses are ones that a party may have; port 0: it wants no sound, and that may be. */
bool allow_remote(const struct gateway_config *cfg, const struct mgcp_sdp *sdp);
/*! It names the connection at our port itself, or its RTCP. */
bool allow_is_own_port(const struct gateway_config *cfg, const struct mgcp_sdp *sdp, uint16_t port);
