/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file hub.h Server-sent events (WHATWG HTML 9.2): whoever listens gets what concerns him. One who reads too slowly is cut
 *  off and connects again. */
#pragma once

#include <jansson.h>
#include <microhttpd.h>

#include <mpabx/store.h>

struct hub;
struct hub *hub_alloc(void);
void hub_free(struct hub **hub);
/*! Streams end, so that the HTTP threads can. */
void hub_close(struct hub *hub);

/*! What one listener may hear: a fleet's events; line: only those of this line and of these groups. */
struct listener {
	uint32_t fleet_id;
	e164_t line;
	uint32_t group[16];
	unsigned num_groups;
	char who[32];
};
#define HUB_MOST_OF_ONE 6
/*! \returns a response to be queued, NULL: too many */
struct MHD_Response *hub_listen(struct hub *hub, const struct listener *l, struct MHD_Connection *connection, const char *first);

/*! To whom an event goes: fleet 0: to all. */
struct event { const char *name; uint32_t fleet_id, group; e164_t line; const char *who; };	/*!< who: him alone, NULL: everybody */
void hub_tell(struct hub *hub, const struct event *e, const json_t *data);
/*! A comment to each, so that nothing in between closes an idle connection. */
void hub_breathe(struct hub *hub);
/*! Whose sessions or key were ended hears no more: his streams end, and what is still signed in opens another. hub may be NULL. */
void hub_end(struct hub *hub, const char *who);
/*! So do those that are open for so long: who may listen is asked anew. */
void hub_age(struct hub *hub, unsigned ms);
unsigned hub_listeners(struct hub *hub);
