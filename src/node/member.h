/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Members of a group logged in and out by an engineer or a machine (VTY, CTRL). */
#pragma once

#include <mpabx/fleet.h>

struct node;

/* who: a member's number as a person types it, or "all". The change goes to the store by the writer and is in force when the
 * change log brings it back, a moment later; members that are so already are left alone.
 * \returns how many were changed, -ENOENT (no such member), -ENOTCONN (no spool: nobody writes), -ENOBUFS */
int member_connect(struct node *node, const struct fleet_group *group, const char *who, bool connect, const char *author);
/* What to tell of an error above. */
const char *member_error(int rc);
