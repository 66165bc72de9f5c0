/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file store.h
 *  The store: every SQL statement of the project is in this room. Rows go in and out as plain structs; a driver
 *  (SQLite or PostgreSQL) runs the statements, whose parameters are named ($number). Every change is written
 *  with its change-log entry in one transaction. Blocking: never called from the node's loop, only from threads
 *  of their own (the fleet follower), from the portal and from tools. One connection, one thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base.h"

struct store;

/*! Opens and brings the schema to this build's version (migrations db/NNNN_name.sql are built in).
 *  \param url "sqlite:PATH", "sqlite::memory:", "postgresql://USER@HOST/DATABASE" (libpq's connection URI; the database
 *  must be there). Never logged as it stands: it may hold a password.
 *  \returns 0, -EINVAL (url), -EIO (log line tells), -EPROTO (schema newer than us) */
int store_open(void *ctx, const char *url, struct store **ret);
/*! Is this a URL that store_open() understands? Connects nowhere. \returns 0 or -EINVAL */
int store_url_check(const char *url);
/*! Opens a store that is there and has this build's schema: never makes or changes one.
 *  \returns 0, -EINVAL (url), -ENOENT (none there), -EPROTO (schema older or newer), -EIO; logs nothing */
int store_attach(void *ctx, const char *url, struct store **ret);
/*! Closes and nulls the caller's pointer. */
void store_close(struct store **store);
int store_schema_version(const struct store *store);

/*! What this connection commits outlives a power cut, not only the process. For who throws away where it came from. */
int store_make_durable(struct store *store);
/*! Failures are no longer logged: store_error() has the words of the last one, for who tries again and again. */
void store_set_quiet(struct store *store);
const char *store_error(const struct store *store);
/*! Is the store still what was opened? A database file that was deleted goes on taking rows that nobody will see.
 *  Not within a transaction. \returns 0 or -EIO */
int store_probe(struct store *store);

/*! Who makes the changes from now on, for the change log: "" at first. */
void store_set_author(struct store *store, const char *who);

/*! Transactions; nothing nests (-EBUSY). */
int store_begin(struct store *store);
/*! For reading only: all rows are those of one moment. Ended by store_commit() or store_rollback(). */
int store_begin_read(struct store *store);
/*! \returns 0, -EIO, -ECANCELED: a put of this transaction failed, so that all of it was rolled back */
int store_commit(struct store *store);
void store_rollback(struct store *store);

/* ---- rows ---- */
#define STORE_NAME_SIZE 64

/*! What nobody of the fleet may call (product.md section 2, "fleet barring"). */
enum fleet_barring { FLEET_BAR_INTERNATIONAL = 1 << 0, FLEET_BAR_SPECIAL = 1 << 1, FLEET_BAR_OUTSIDE = 1 << 2 };

struct store_fleet {
	uint32_t id;
	char name[STORE_NAME_SIZE], profile[STORE_NAME_SIZE];
	bool suspended;
	uint32_t barring;			/*!< mask of enum fleet_barring; OUTSIDE: only numbers of the fleet */
	/*! Toll fraud: most diverted legs at once, those abroad among them; 0 = the node's own limit. */
	uint16_t max_diverted_line, max_diverted_fleet, max_abroad_line, max_abroad_fleet;
};

/*! A prefix of national ("0899") or international ("+44") numbers that a fleet bars beside its mask. */
struct store_barred { uint32_t fleet_id; char prefix[16]; };

/*! Entitlement bits of a line: which functions it may use (product.md section 2 step 2). */
enum line_right {
	LINE_RIGHT_SHORT_NUMBERS = 1 << 0, LINE_RIGHT_FORWARDING = 1 << 1, LINE_RIGHT_TRANSFER = 1 << 2,
	LINE_RIGHT_CONFERENCE = 1 << 3, LINE_RIGHT_INCOMING = 1 << 4, LINE_RIGHT_GROUPS = 1 << 5,
	LINE_RIGHTS = (1 << 6) - 1,
};
/*! CSIs that the HLR holds for us; the other one belongs to another service (product.md section 12). */
enum line_csi { LINE_CSI_BOTH, LINE_CSI_O_ONLY, LINE_CSI_T_ONLY, LINE_CSI_NONE };

struct store_line {
	e164_t number;
	uint32_t fleet_id;
	char name[STORE_NAME_SIZE];
	char short_number[8];		/*!< "" = none */
	uint32_t rights;		/*!< mask of enum line_right */
	bool suspended;
	uint8_t csi;			/*!< enum line_csi */
};

/*! Where a diverted call goes: to a number, to the profile's voicemail deposit number with the line as redirecting
 *  number, or nowhere. */
enum destination_kind { DESTINATION_NONE, DESTINATION_NUMBER, DESTINATION_VOICEMAIL };
struct destination { e164_t number; uint8_t kind; };	/*!< number E164_NONE unless DESTINATION_NUMBER */

/*! A line's number as others see it (product.md section 8, "Displayed number"). */
enum line_shown { LINE_SHOWN_LINE, LINE_SHOWN_GROUP, LINE_SHOWN_WITHHELD };

/*! What a line has set beyond its forwardings; a line without this row has the defaults. */
struct store_settings {
	e164_t line;
	bool forwarding_custom;		/*!< false: "Je ne souhaite pas personnaliser mes renvois d'appel" is ticked. Default true */
	bool incoming_custom;		/*!< the same of the incoming calls. Default true */
	bool rings_when_busy;		/*!< "Laisser sonner en double appel": a second call rings. Default false */
	uint8_t no_answer_s;		/*!< 5 to 90. Default 25 */
	bool dnd_active;		/*!< do not disturb */
	struct destination dnd;
	bool hunt_active, hunt_together;	/*!< together: all at once */
	uint8_t shown;			/*!< enum line_shown */
	uint32_t shown_group;		/*!< for LINE_SHOWN_GROUP: its id */
	uint32_t version;		/*!< counted up at every change, also of the hunt list and the blocked callers */
};
void store_settings_default(e164_t line, struct store_settings *ret);

#define HUNT_MAX 5
struct store_hunt { e164_t line; uint8_t position; e164_t number; uint8_t ring_s; bool confirm, allow_diverted; };	/*!< position 1 to 5, ring_s 5 to 90 */

/*! A caller refused by a line (group_id 0) or by a group (line E164_NONE); number E164_NONE: whoever withholds his. */
struct store_blocked { e164_t line; uint32_t group_id; e164_t number; };

#define GROUP_MAX_MEMBERS 10
enum group_mode { GROUP_LINEAR, GROUP_ROUND_ROBIN, GROUP_LONGEST_IDLE, GROUP_TOGETHER };
struct store_group {
	uint32_t id, fleet_id;
	e164_t number;			/*!< unique over all groups: its own, or a member's */
	char name[STORE_NAME_SIZE];
	uint8_t mode;			/*!< enum group_mode. Default GROUP_LINEAR */
	uint8_t queue;			/*!< "File d'attente": 0 to 50. Default 1 */
	uint8_t ring_s;			/*!< "Délai avant basculement": 5 to 90. Default 12 */
	uint16_t rest_s;		/*!< "Délai inter-appels": 0 to 3600. Default 30 */
	uint16_t wait_s;		/*!< longest wait of a caller, 0 = the network's. Default 0 */
	bool member_rules;		/*!< the members' own rules apply to the group's legs. Default false */
	char code_user[96], code_admin[96];	/*!< sealed (base/secret.h), never plain */
	struct destination overflow, nobody, closed, last_left;
	uint32_t calendar;		/*!< opening hours, 0 = always open */
	uint32_t version;		/*!< counted up at every change of the group, not of a member's connection */
};
struct store_member { uint32_t group_id; e164_t line; uint8_t position; bool connected; };

/*! A calendar of a fleet, for forwardings and opening hours. */
struct store_calendar { uint32_t id, fleet_id; char name[STORE_NAME_SIZE]; struct calendar calendar; };

enum forwarding_kind { FORWARDING_IMMEDIATE, FORWARDING_BUSY, FORWARDING_NO_ANSWER, FORWARDING_UNREACHABLE };

struct store_forwarding {
	e164_t line;
	enum forwarding_kind kind;
	bool active;
	e164_t destination;		/*!< E164_NONE also where it is the voicemail */
	bool voicemail;
	uint32_t calendar;		/*!< in force only inside it; 0 = always */
	uint32_t version;		/*!< counted up at every change; the decision cites it */
};

/*! A declared fixed number of a fleet's VPN ("Numero fixe"). */
struct store_fixed { uint32_t fleet_id; e164_t number; char name[STORE_NAME_SIZE]; char short_number[8]; };

/*! Number-plan rows, as <mpabx/base/numplan.h> takes them. */
struct store_numplan {
	char name[STORE_NAME_SIZE], cc[4];
	unsigned national_length;
	char trunk[4], international[4];
	e164_t voicemail;		/*!< deposit number; E164_NONE: there is no voicemail, nobody may choose it */
};
enum store_numplan_row_kind { STORE_NUMPLAN_RANGE, STORE_NUMPLAN_COUNTRY, STORE_NUMPLAN_ALLOW };
struct store_numplan_row {
	enum store_numplan_row_kind row;
	int kind;			/*!< enum numplan_kind of a range, enum numplan_service of an allow */
	char prefix[16];
	unsigned length;
	char cc[4];
};

/*! Each visits rows in key order; the callback returns 0 to go on. \returns 0, the callback's stop value, or -EIO */
int store_fleets_each(struct store *s, int (*cb)(void *priv, const struct store_fleet *row), void *priv);
int store_lines_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_line *row), void *priv);	/*!< fleet 0: all */
int store_forwardings_each(struct store *s, e164_t line, int (*cb)(void *priv, const struct store_forwarding *row), void *priv);	/*!< line 0: all */
int store_fixed_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_fixed *row), void *priv);
int store_numplans_each(struct store *s, int (*cb)(void *priv, const struct store_numplan *row), void *priv);
int store_numplan_rows_each(struct store *s, const char *profile, int (*cb)(void *priv, const struct store_numplan_row *row), void *priv);

int store_barred_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_barred *row), void *priv);	/*!< 0: all */
int store_settings_each(struct store *s, e164_t line, int (*cb)(void *priv, const struct store_settings *row), void *priv);	/*!< 0: all */
int store_hunt_each(struct store *s, e164_t line, int (*cb)(void *priv, const struct store_hunt *row), void *priv);	/*!< 0: all; by line, position */
/*! line and group_id 0: all */
int store_blocked_each(struct store *s, e164_t line, uint32_t group_id, int (*cb)(void *priv, const struct store_blocked *row), void *priv);
int store_groups_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_group *row), void *priv);	/*!< 0: all */
int store_members_each(struct store *s, uint32_t group_id, int (*cb)(void *priv, const struct store_member *row), void *priv);	/*!< 0: all; by group, position */
int store_calendars_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_calendar *row), void *priv);	/*!< 0: all */

/*! What hangs on a fleet's lines and groups, each with one statement, whatever their number; ordered as above. */
int store_fleet_settings_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_settings *row), void *priv);
int store_fleet_forwardings_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_forwarding *row), void *priv);
int store_fleet_hunt_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_hunt *row), void *priv);
int store_fleet_members_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_member *row), void *priv);
/*! Of its lines, then of its groups. */
int store_fleet_blocked_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_blocked *row), void *priv);

/*! One row by key. \returns 0, -ENOENT, -EIO */
int store_fleet_get(struct store *s, uint32_t id, struct store_fleet *ret);
int store_line_get(struct store *s, e164_t number, struct store_line *ret);
int store_forwarding_get(struct store *s, e164_t line, enum forwarding_kind kind, struct store_forwarding *ret);
int store_fixed_get(struct store *s, e164_t number, struct store_fixed *ret);
int store_settings_get(struct store *s, e164_t line, struct store_settings *ret);	/*!< a line without the row: the defaults, 0 */
int store_group_get(struct store *s, uint32_t id, struct store_group *ret);
int store_group_find(struct store *s, e164_t number, struct store_group *ret);
int store_calendar_get(struct store *s, uint32_t id, struct store_calendar *ret);

/*! Insert or replace, with the change-log entry. Need a transaction (-EPERM), which cannot be committed once a put failed.
 *  \returns 0, -EEXIST (a short number that another holds), -EINVAL (a constraint: unknown fleet or profile, a short
 *  number that the fleet's plan gives another meaning, a line's own number as destination ...), -EIO;
 *  deletes -ENOENT */
int store_fleet_put(struct store *s, struct store_fleet *row);	/*!< id 0: new, set on return */
int store_fleet_delete(struct store *s, uint32_t id);		/*!< with all it has; one entry, the fleet's */
/*! A line that comes from another fleet is untied from it: as after a delete, and its own hunt list goes, what it
 *  forwarded in a calendar is switched off, it shows no group's number. */
int store_line_put(struct store *s, const struct store_line *row);
/*! It leaves its groups and others' hunt lists, each with an entry of its own. The same of a fixed number below. */
int store_line_delete(struct store *s, e164_t number);
int store_forwarding_put(struct store *s, struct store_forwarding *row);	/*!< version set on return */
int store_fixed_put(struct store *s, const struct store_fixed *row);
int store_fixed_delete(struct store *s, e164_t number);
int store_forwarding_delete(struct store *s, e164_t line, enum forwarding_kind kind);
int store_barred_put(struct store *s, const struct store_barred *row);		/*!< logged as the fleet's */
int store_barred_delete(struct store *s, const struct store_barred *row);
int store_settings_put(struct store *s, struct store_settings *row);		/*!< version set on return */
/*! The whole list takes the place of the old one; positions are 1 to n in the order given. Counts the settings' version
 *  up. An empty list is switched off. Numbers of the line's fleet only; -EEXIST: one twice */
int store_hunt_put(struct store *s, e164_t line, const struct store_hunt *rows, size_t n);
int store_blocked_put(struct store *s, const struct store_blocked *row);
int store_blocked_delete(struct store *s, const struct store_blocked *row);
int store_group_put(struct store *s, struct store_group *row);			/*!< id 0: new; id and version set on return */
/*! Lines that show its number show their own again. */
int store_group_delete(struct store *s, uint32_t id);
/*! Insert or replace; position 0: where he stands, a new one at the end. Positions are 1 to n without a gap: those at
 *  and behind a given one move down, beyond the end is the end. A change of nothing but "connected" is logged and does
 *  not count the group's version up. \returns also -ENOSPC: an eleventh */
int store_member_put(struct store *s, const struct store_member *row);
int store_member_delete(struct store *s, uint32_t group_id, e164_t line);
/*! id 0: new, set on return. -EEXIST: the fleet has one of that name */
int store_calendar_put(struct store *s, struct store_calendar *row);
int store_calendar_delete(struct store *s, uint32_t id);			/*!< -EEXIST: something refers to it */
/*! A whole profile: its rows take the place of all it had. */
int store_numplan_put(struct store *s, const struct store_numplan *np, const struct store_numplan_row *rows, size_t n);
/*! The deposit number alone; E164_NONE: none. \returns also -ENOENT: no such profile */
int store_numplan_set_voicemail(struct store *s, const char *profile, e164_t number);

/*! Many puts follow in this transaction: of an import. Where the engine is a server, what they ask is asked beforehand and
 *  what they write is queued: a put may return 0 and a later call tell what was wrong with it; versions are not told.
 *  \param numbers of lines and fixed numbers that are put, or what hangs on them \returns 0, -EPERM, -ENOMEM, -EIO */
int store_bulk_begin(struct store *s, const e164_t *numbers, size_t n);
/*! Done, before anything else is asked; by store_commit() too. \returns 0 or as the first put that failed */
int store_bulk_end(struct store *s);
/*! Who has these numbers: kind 0 a line, 1 a fixed one, 2 a group; nothing of those that nobody has. */
int store_homes_each(struct store *s, const e164_t *numbers, size_t n,
		     int (*cb)(void *priv, e164_t number, uint32_t fleet_id, unsigned kind), void *priv);

/*! The demo fleets of `mpabx-node --demo`, in Arcep's fiction ranges. Does nothing where there are fleets.
 *  \returns 0, -EIO */
int store_demo_load(struct store *s);

/* ---- the change log: what moved since ---- */
enum store_object {
	STORE_OBJECT_FLEET, STORE_OBJECT_LINE, STORE_OBJECT_FORWARDING, STORE_OBJECT_FIXED, STORE_OBJECT_NUMPLAN,
	STORE_OBJECT_SERVICE,		/*!< of a line: settings, hunt list or blocked callers; key is the line */
	STORE_OBJECT_GROUP,		/*!< with members and blocked callers; key is its id */
	STORE_OBJECT_CALENDAR,		/*!< key is its id */
};
struct store_change {
	uint64_t seq;
	enum store_object object;
	uint64_t key;
	uint32_t fleet_id;		/*!< 0 where it is nobody's */
	time_t at;
	char who[STORE_NAME_SIZE];
};

/*! \returns the newest sequence number, 0 where there is none, or -EIO */
int64_t store_change_last(struct store *s);
/*! The oldest that is still there. One who stands at n has missed entries if this is above n + 1. */
int64_t store_change_first(struct store *s);
/*! Forgets entries up to seq, never the newest. Needs a transaction. */
int store_changes_prune(struct store *s, uint64_t seq);
/*! Entries after seq, oldest first. A forwarding's key is its line, a number plan's 0: read all of them again. */
int store_changes_each(struct store *s, uint64_t after, int (*cb)(void *priv, const struct store_change *row), void *priv);
/*! Cheap: did anyone commit since the last call on this connection? */
bool store_moved(struct store *s);
