/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file accept.h While a judge is set, connections that this thread accepts are shown to it first. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

struct sip_accept_judge {
	bool (*knows)(void *priv, const struct sockaddr *sa);	/*!< false: a stranger, let in while there are few of them */
	void (*closed)(void *priv);				/*!< one more than those: its connection is closed */
	void *priv;
};

/*! \param judge the caller's, until the next call; NULL: whoever comes is let in */
void sip_accept_judge(const struct sip_accept_judge *judge);
