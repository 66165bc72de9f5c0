/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file reaper.h Ends connections whose request does not come whole in time: the library's own timeout starts anew at every
 *  octet, and who sends one every ten seconds would hold a connection for ever ("slow loris"). */
#pragma once

#include <microhttpd.h>

struct reaper;
struct reaper *reaper_start(unsigned seconds);
void reaper_stop(struct reaper **reaper);
void reaper_add(struct reaper *reaper, struct MHD_Connection *connection);	/*!< it is open; a request may come */
void reaper_begin(struct reaper *reaper, struct MHD_Connection *connection);	/*!< its headers are here */
void reaper_end(struct reaper *reaper, struct MHD_Connection *connection);	/*!< the request is whole, or answered */
void reaper_remove(struct reaper *reaper, struct MHD_Connection *connection);
