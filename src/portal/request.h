/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file request.h
 *  One request on its way: matched to a route, read whole, its caller known and allowed (access.c), answered by a handler.
 *  A handler gives the status; what it answers stands in the request. */
#pragma once

#include <jansson.h>
#include <microhttpd.h>

#include <mpabx/store/portal.h>

#include <mpabx/base/secret.h>

#include "portal.h"

#define REQUEST_MAX_BODY (64 * 1024)
#define REQUEST_MAX_FILE (8 * 1024 * 1024)

enum { FR, EN };

/*! Who asks. */
struct caller {
	bool known;
	bool half;			/*!< password given, the second factor not yet */
	bool by_token;
	uint8_t role;			/*!< enum portal_role, of what may be done: a user's where an identity is taken */
	uint32_t scopes;		/*!< of a token */
	uint32_t fleet_id;		/*!< 0: every fleet */
	e164_t line;			/*!< of a user, or whose identity is taken */
	struct store_portal_user user;	/*!< who signed in; a token's has its name only */
	struct store_portal_session session;
	char name[PORTAL_WHO_SIZE];	/*!< "Claire Martin (claire@martin.example)", for the audit */
	char id[24];			/*!< "u12", "t3": of limits and repeats */
	bool acting;
	bool lost;			/*!< would act, but the line is gone */
};

struct route;

struct request {
	struct portal *portal;
	struct worker *worker;
	struct store *store;
	struct MHD_Connection *connection;
	void *ctx;
	const char *method;
	char *path;			/*!< behind /api/v1 */
	char address[64], network[64];	/*!< network: what limits count, an IPv6 /64 */
	const struct route *route;
	struct caller caller;
	bool english;			/*!< what Accept-Language asks for first */
	bool tls;

	/* what stands in the path */
	uint32_t fleet, id;		/*!< id: group, calendar, user, token, entry */
	uint64_t entry;
	e164_t line;
	char call[48];

	char *body;
	size_t length, room;
	bool counted;			/*!< against the rate: once, however often it is looked at */
	char held[24];			/*!< the caller whose large body this is, "" none */
	json_t *json;

	/* the answer */
	unsigned status;
	json_t *answer;
	char *text;			/*!< instead of answer */
	size_t text_length;
	const char *type;		/*!< of text */
	char etag[48];
	char cookie[256];
	char location[96];
	unsigned retry_after;
	json_t *errors;			/*!< of a problem */
	bool replayed, no_store;
	bool aside;			/*!< is or was served by a thread of its own */
	struct MHD_Response *stream;	/*!< instead of all of it */

	/* the repeat that it may be of */
	const char *word;		/*!< Idempotency-Key of one that is answered for the first time */
	char digest[SECRET_DIGEST_SIZE];
	bool written, twice;		/*!< its change is; another with this word was quicker */
};

/* ---- what was asked ---- */
const char *request_query(const struct request *r, const char *name);	/*!< NULL where it is not there */
bool request_query_true(const struct request *r, const char *name);
const char *request_header(const struct request *r, const char *name);
/*! limit= of a list. \returns 0, or the status of a refusal */
unsigned request_limit(struct request *r, unsigned *ret);
/*! An RFC 3339 moment. \returns 0 or -EINVAL */
int time_parse(const char *text, time_t *ret);
json_t *json_time(time_t at);			/*!< null for 0 */
json_t *json_time_us(uint64_t us);

/* ---- fields of the body; what is wrong is noted with its pointer, whatever comes of it ---- */
struct fields { struct request *r; json_t *object; const char *base; };
bool fields_only(const struct fields *f, const char *const *names);	/*!< nothing else in it */
/*! Each leaves ret as it was where the field is not there. */
void field_bool(const struct fields *f, const char *name, bool *ret);
bool field_int(const struct fields *f, const char *name, int64_t *ret, int64_t min, int64_t max);
/*! \returns NULL where it is absent or wrong; size with NUL, 0: any */
const char *field_text(const struct fields *f, const char *name, size_t size);
int field_word(const struct fields *f, const char *name, const char *const *words, int otherwise);
/*! Bits of words in an array. */
void field_words(const struct fields *f, const char *name, const char *const *words, uint32_t *ret);
/*! A moment, or null (0). */
bool field_time(const struct fields *f, const char *name, time_t *ret);
json_t *field_get(const struct fields *f, const char *name);
void field_missing(const struct fields *f, const char *name);
bool text_is_clean(const char *text);		/*!< UTF-8 without control characters */

/* ---- refusals ---- */
struct fleet_finding;
enum fleet_say;
void refuse_field(struct request *r, const char *pointer, const char *code, const char *fr, const char *en);
void refuse_finding(struct request *r, const char *pointer, const struct fleet_finding *f);
bool refused(const struct request *r);
unsigned problem(struct request *r, unsigned status, const char *code, const char *fr, const char *en);
unsigned problem_fields(struct request *r);	/*!< 422 with what was noted */
unsigned not_found(struct request *r);
unsigned forbidden(struct request *r);
unsigned unauthenticated(struct request *r);
unsigned too_many(struct request *r, unsigned wait);	/*!< seconds */
unsigned store_failed(struct request *r, int rc);
unsigned repeat_done(struct request *r);	/*!< what this word asks for is done, or under way */
json_t *json_text(const char *fr, const char *en);

/* ---- answers ---- */
unsigned answer_json(struct request *r, unsigned status, json_t *json);	/*!< takes it over */
unsigned answer_text(struct request *r, unsigned status, const char *type, char *text, size_t length);	/*!< of r->ctx */

/*! Commits a change together with the word that asked for it, so that no repeat makes it twice. \returns also -EEXIST: one did */
int request_commit(struct request *r);
/*! What can be said before the body is here: is there such a route, who asks, may he? \returns 0, or a status answered */
unsigned request_admit(struct request *r);
/*! Everything from the caller to the answer. */
void request_serve(struct request *r);
