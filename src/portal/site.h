/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file site.h The built pages. All of them are read at the start: a path either is one of them, or it is not there, so that
 *  no path leads out of the folder. */
#pragma once

#include "portal.h"

#include <microhttpd.h>

struct site;
/*! \param folder NULL: no pages */
struct site *site_load(void *ctx, const char *folder);
/*! Paths without a dot that are no file get index.html: the pages' own addresses. */
enum MHD_Result site_answer(struct portal *portal, struct MHD_Connection *connection, const char *url, const char *method);
