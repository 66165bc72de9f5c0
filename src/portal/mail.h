/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file mail.h Links by mail. A thread of its own sends them: nobody waits for a mail server, nor learns from the time whether
 *  there is an account. */
#pragma once

#include <mpabx/store/portal.h>

#include "portal.h"

struct mailer;
struct mailer *mailer_start(const struct portal_config *cfg);
void mailer_stop(struct mailer **mailer);
void mail_link(struct mailer *m, const struct store_portal_user *u, const char *token, bool invited);
