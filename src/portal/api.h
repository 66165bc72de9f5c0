/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file api.h The handlers of the routes, a file a resource, and what these files share. */
#pragma once

#include <mpabx/store/record.h>

#include "edit.h"

#define HANDLER(name) unsigned api_##name(struct request *r)
/* api_session.c, api_password.c, api_me.c */
HANDLER(session_get); HANDLER(session_post); HANDLER(session_delete); HANDLER(second_factor);
HANDLER(identity_put); HANDLER(identity_delete);
HANDLER(password_forgot); HANDLER(password_reset); HANDLER(me_patch); HANDLER(me_password);
HANDLER(totp_begin); HANDLER(totp_confirm); HANDLER(totp_drop);
HANDLER(today); HANDLER(my_groups); HANDLER(my_group_put); HANDLER(my_history);
/* api_fleet.c */
HANDLER(fleets_get); HANDLER(fleet_post); HANDLER(fleet_get); HANDLER(fleet_put); HANDLER(fleet_delete);
HANDLER(home_get); HANDLER(warnings_get);
/* object_line.c, object_forwardings.c, object_incoming.c, object_settings.c, object_fixed.c */
HANDLER(lines_get); HANDLER(line_post); HANDLER(line_get); HANDLER(line_put); HANDLER(line_delete);
HANDLER(forwardings_get); HANDLER(forwardings_put); HANDLER(incoming_get); HANDLER(incoming_put);
HANDLER(settings_get); HANDLER(settings_put); HANDLER(dnd_put);
HANDLER(fixeds_get); HANDLER(fixed_post); HANDLER(fixed_get); HANDLER(fixed_put); HANDLER(fixed_delete);
/* object_group.c, object_calendar.c */
HANDLER(groups_get); HANDLER(group_post); HANDLER(group_get); HANDLER(group_put); HANDLER(group_delete);
HANDLER(connections_put); HANDLER(codes_post);
HANDLER(calendars_get); HANDLER(calendar_post); HANDLER(calendar_get); HANDLER(calendar_put); HANDLER(calendar_delete);
HANDLER(holidays_get);
/* api_calls.c, api_simulate.c, api_history.c, api_import.c */
HANDLER(calls_get); HANDLER(call_get); HANDLER(operator_calls); HANDLER(simulate);
HANDLER(line_history); HANDLER(group_history); HANDLER(audit_get); HANDLER(operator_audit); HANDLER(undo);
HANDLER(import); HANDLER(export);
/* api_people.c */
HANDLER(users_get); HANDLER(user_post); HANDLER(user_get); HANDLER(user_put); HANDLER(user_delete);
HANDLER(operators_get); HANDLER(operator_post);
HANDLER(tokens_get); HANDLER(token_post); HANDLER(token_delete);
/* api_live.c, api_operator.c, api_public.c */
HANDLER(live_get); HANDLER(events_get);
HANDLER(operator_line); HANDLER(operator_node); HANDLER(operator_dialogues); HANDLER(operator_ladder);
HANDLER(texts_get); HANDLER(contract_get); HANDLER(health_get);
#undef HANDLER

extern const char *const right_names[];
void settings_replace(struct fleet_draft *d, const struct draft_settings *s);
json_t *line_summary(struct request *r, struct held *h, e164_t line);
json_t *memberships_of(struct request *r, const struct fleet_draft *d, e164_t line);
/*! Listeners of a user ('u') or key ('t') whose sessions were ended; those that are left listen again. */
void streams_end(struct request *r, char kind, uint32_t id);
json_t *fleet_summary(struct request *r, uint32_t id);
/*! Members to connect and to disconnect: "all" or an array, NULL none; guard as of struct edit. */
struct switching { json_t *on, *off; unsigned (*guard)(struct request *r, const void *guarded); const void *guarded; };
/*! \returns 0 or a status, answered */
unsigned connections_set(struct request *r, uint32_t group, const struct switching *s);
size_t cursor_offset(const struct request *r);
json_t *cursor_next(size_t at, size_t n);
bool number_has(const struct fleet_draft *d, e164_t number, const char *q);
/*! Calls as a list; filter->fleet 0: all. line: E164_NONE any. */
json_t *calls_json(struct request *r, const struct store_record_filter *filter);
unsigned history_answer(struct request *r, uint32_t fleet_id, const char *subject);
/*! What an undo or an expiry does: the entry's "was" comes back. expiry: only while it stands as it was read, NULL: an undo. */
unsigned entry_undo(struct request *r, uint64_t entry, bool force, const struct store_portal_expiry *expiry, uint64_t *ret_entry);
/*! \returns the time step that fits the code, 0: wrong */
int64_t second_factor_check(struct request *r, const char *sealed, const char *code, int64_t after);
/*! A link to set a password, by mail. */
unsigned link_send(struct request *r, const struct store_portal_user *u, bool invited);
