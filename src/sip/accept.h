/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file accept.h While it is set, connections that this thread accepts are shown to it first. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/*! \returns false: the connection is closed. NULL: whoever comes is let in */
void sip_accept_judge(bool (*allows)(void *priv, const struct sockaddr *sa), void *priv);
