/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file edit.h
 *  Every change of a fleet goes this way, whoever asks for it: a page, an integrator, an undo, an expiry. In one transaction
 *  the fleet is read, what stands there is held against If-Match, the body is put into a draft, the draft is checked as
 *  mpabx-fleet checks it, written with its change-log entries and its line of the audit. */
#pragma once

#include "view.h"

/*! What names an object: a line's, a fixed number's, a group's or a calendar's. */
struct key { e164_t number; uint32_t id; };

struct resource;
struct edit {
	struct request *r;
	const struct resource *object;
	struct key key;
	json_t *body;			/*!< NULL: it goes */
	const char *action;		/*!< NULL: by what happens */
	/*! Asked in the transaction, before anything: NULL none. \returns 0 or a status, answered */
	unsigned (*guard)(struct request *r, const void *guarded);
	const void *guarded;
	bool create, tagged, dry_run, internal;	/*!< internal: an undo or expiry, whose body is our own */
	/* on the way */
	struct held *held;		/*!< whose rows "was" are; NULL: of a fleet that is made */
	const struct fleet_draft *was;
	struct fleet_draft *is;		/*!< over them; once the change is made its rows are nobody's any more */
	uint32_t fleet_id;		/*!< of it, once it is made */
	json_t *before, *after;
	time_t until;
	bool has_until, changed;
	uint64_t entry;			/*!< of the audit, 0: nothing changed */
};

struct resource {
	const char *name, *kind;	/*!< kind: of its subject, "line", "group", "" */
	const char *const *fields;	/*!< that a body may have; NULL ends */
	uint32_t right;			/*!< the line's function right that a change needs, but the operator's; 0: none */
	/*! What can be edited, as a body; NULL: there is none. */
	json_t *(*core)(const struct fleet_draft *d, const struct key *k);
	/*! Puts e->body into e->is; what is wrong is noted. */
	void (*apply)(struct edit *e);
	/*! Findings about it. */
	int (*check)(const struct edit *e, fleet_finding_cb cb, void *priv);
	/*! Where a finding's field stands in the body. \returns false: not in this one */
	bool (*pointer)(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size);
	/*! What is only read, for an answer. */
	void (*dress)(struct request *r, struct held *h, const struct key *k, json_t *core);
	/*! Keeps what does not count for a tag out of it; NULL: all counts. */
	void (*tag_strip)(json_t *core);
	bool live;			/*!< it says what happens at this moment: no answer is kept */
};
extern const struct resource object_line, object_forwardings, object_incoming, object_settings, object_fixed, object_group,
	object_calendar, object_fleet;
/*! By name, or NULL. */
const struct resource *object_find(const char *name);

/*! GET: the resource with its tag. */
unsigned object_get(struct request *r, const struct resource *o, const struct key *k);
/*! PUT, POST, DELETE: everything up to the answer. */
unsigned object_put(struct request *r, const struct resource *o, const struct key *k);
unsigned object_post(struct request *r, const struct resource *o, struct key *k);
unsigned object_delete(struct request *r, const struct resource *o, const struct key *k);
/*! The change alone; on 0 the caller answers. \returns 0, or a status answered */
unsigned edit_run(struct edit *e);
void edit_end(struct edit *e);
/*! The answer after a change: as it stands now. */
unsigned object_answer(struct request *r, const struct resource *o, const struct key *k, unsigned status);

/*! "line/33639980101" */
void subject_of(const struct resource *o, const struct key *k, const struct fleet_draft *d, char ret[PORTAL_SUBJECT_SIZE]);
void object_tag(const struct resource *o, const json_t *core, char ret[40]);
/*! Does If-Match name what can be edited here? What stands behind it in a tag, of the whole answer, does not count. */
bool tag_matches(const char *match, const char *tag);
/*! Without what we keep for ourselves ("_code_user"). */
void core_publish(json_t *core);

/* ---- for apply ---- */
bool edit_number(struct edit *e, const char *pointer, enum numplan_service service, const char *text, e164_t *ret);
/*! Is this short number nobody else's in the fleet? Noted at /short_number. */
void edit_short(struct edit *e, const char *digits, e164_t own);
bool edit_destination(struct edit *e, json_t *body, const char *base, const char *name, bool must, struct destination *ret);
void edit_say(struct edit *e, const char *pointer, enum fleet_say say, enum numplan_service service);
/*! A list of numbers, each read and none twice. */
size_t edit_blocked(struct edit *e, e164_t *ret, size_t most, bool *ret_withheld);
/*! A loop that goes from here to there: the finding is told on the edge that closes it, wherever that is. */
bool edit_loop_goes(const struct edit *e, const struct fleet_finding *f, e164_t from, e164_t to);
bool is_of_line(const void *row, const void *key);

/*! What people call it: "Anne Lefèvre, 06 39 98 01 01". */
char *object_title(void *ctx, const struct resource *o, const struct key *k, const struct fleet_draft *d);

/* ---- the audit ---- */
/*! In the transaction of a change that was made row by row: an entry for each object that is another now. */
int difference_audit(struct request *r, const struct fleet_draft *was, const struct fleet_draft *now);
int audit_add(struct request *r, uint32_t fleet_id, const char *object, const char *subject, const char *title, const char *action,
	      const json_t *was, const json_t *became, time_t until, uint64_t *ret_seq);
/*! One entry in a transaction of its own. */
int audit_note(struct request *r, uint32_t fleet_id, const char *object, const char *subject, const char *title, const char *action);
