/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file link.h
 *  Attachment to an SG/STP by M3UA (RKM or static) or IPA: the only door to libosmo-sigtran. */
#pragma once

#include <stddef.h>

#include "mtp.h"

struct vty;

/*! The one VTY node number that we take; a program's own nodes begin below, at _LAST_OSMOVTY_NODE + 1. */
#define SIGTRAN_LINK_VTY_NODE (_LAST_OSMOVTY_NODE + 64)

/*! Before the configuration is read: libosmo-sigtran's own `cs7` VTY nodes, and at the top level our
 *  `cs7-peer POINT_CODE`: where answers go over IPA (written back). Call after vty_init(), once. */
int sigtran_link_vty_init(void *ctx);
/*! For vty_app_info.go_parent_cb: libosmo-sigtran's parser needs it (or it crashes after `asp`). */
int sigtran_link_vty_go_parent(struct vty *vty);

/*! After the configuration was read: attaches to `cs7 instance 0` on its MTP user SAP.
 *  \param name of the client, used where the configuration holds no AS (then M3UA by RKM).
 *  \returns 0 or -errno with a log line that says what is missing */
int sigtran_link_open(void *ctx, const char *name, struct mtp **ret);
/*! An AS is active: traffic can flow. */
int sigtran_link_is_up(const struct mtp *mtp);
/*! Point code in the instance's format ("0.0.1"). */
const char *sigtran_pc_print(const struct mtp *mtp, uint32_t pc, char *buf, size_t size);
