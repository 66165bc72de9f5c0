/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request that is here whole: its caller, what he may do, its body, its answer; answers kept for repeats. */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "limit.h"
#include "route.h"
#include "token.h"

const char *request_query(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
}

bool request_query_true(const struct request *r, const char *name)
{
	const char *value = request_query(r, name);

	return value && (!strcmp(value, "true") || !strcmp(value, "1"));
}

const char *request_header(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

unsigned request_limit(struct request *r, unsigned *ret)
{
	const char *text = request_query(r, "limit");
	char *end;
	unsigned long n;

	*ret = 25;
	if (!text)
		return 0;
	n = strtoul(text, &end, 10);
	if (!*text || *end || n < 1 || n > 200 || *text == '-')
		return problem(r, 422, "refused", "limit : de 1 à 200.", "limit: 1 to 200.");
	*ret = (unsigned)n;
	return 0;
}

unsigned answer_json(struct request *r, unsigned status, json_t *json)
{
	json_decref(r->answer);
	r->answer = json;
	r->status = status;
	if (!json && status != 204)
		return problem(r, 500, "memory", "Erreur interne.", "Inner error.");
	return status;
}

unsigned answer_text(struct request *r, unsigned status, const char *type, char *text, size_t length)
{
	r->text = text;
	r->text_length = length;
	r->type = type;
	return r->status = status;
}

/* "fr" unless English stands first, or before French. */
static bool wants_english(const char *accept)
{
	const char *fr = accept ? strstr(accept, "fr") : NULL, *en = accept ? strstr(accept, "en") : NULL;

	return en && (!fr || en < fr);
}

static bool is_json(const struct request *r)
{
	const char *type = request_header(r, "Content-Type");

	return type && !strncasecmp(type, "application/json", 16) && (!type[16] || type[16] == ';' || type[16] == ' ');
}

static bool is_unsafe(const struct request *r)
{
	return strcmp(r->method, "GET") && strcmp(r->method, "HEAD");
}

/* Depth is bounded by jansson (2048 levels), size by REQUEST_MAX_BODY. */
static unsigned body_parse(struct request *r)
{
	json_error_t error;

	if (!is_unsafe(r) || r->route->flags & ROUTE_FILE || !r->length)
		return 0;
	if (!is_json(r))
		return problem(r, 415, "media-type", "Envoyez du JSON (Content-Type: application/json).",
			       "Send JSON (Content-Type: application/json).");
	r->json = json_loadb(r->body, r->length, JSON_REJECT_DUPLICATES, &error);
	if (!r->json)
		return problem(r, 400, "json", "Ce n'est pas du JSON valable.", "This is not valid JSON.");
	if (!json_is_object(r->json))
		return problem(r, 400, "json", "Un objet JSON est attendu.", "A JSON object is expected.");
	return 0;
}

static unsigned rate_check(struct request *r)
{
	const struct portal_config *cfg = &r->portal->cfg;
	double share = r->route->flags & ROUTE_SLOW ? 0.1 : 1.0;
	char who[128];
	unsigned wait;

	if (!cfg->rate)
		return 0;
	snprintf(who, sizeof(who), "%s%s", share < 1.0 ? "slow " : "", r->caller.known ? r->caller.id : r->network);
	wait = limit_take(r->portal->limits, who, cfg->rate * share, cfg->burst * share);
	return wait ? too_many(r, wait) : 0;
}

/* ---- repeats ---- */

static int repeat_found(void *priv, const char *digest, unsigned status, const char *body)
{
	struct request *r = priv;

	if (strcmp(digest, r->digest)) {
		r->status = problem(r, 422, "repeat", "Cette clé d'idempotence a servi à une autre demande.",
				    "This idempotency key was used for another request.");
	} else if (!status) {
		r->status = repeat_done(r);
	} else {
		r->replayed = true;
		r->status = answer_json(r, status, *body ? json_loads(body, JSON_DECODE_ANY, NULL) : NULL);
	}
	return 0;
}

static enum MHD_Result add_argument(void *priv, enum MHD_ValueKind kind, const char *name, const char *value)
{
	char **all = priv;

	*all = talloc_asprintf_append_buffer(*all, "&%s=%s", name, value ? value : "");
	return MHD_YES;
}

/* Bodies may hold codes: who reads the store cannot try them all. */
static void repeat_digest(struct request *r)
{
	char *all = talloc_asprintf(r->ctx, "%s %s?", r->method, r->path);

	MHD_get_connection_values(r->connection, MHD_GET_ARGUMENT_KIND, add_argument, &all);
	all = talloc_asprintf_append_buffer(all, " %s", r->body ? r->body : "");
	secret_digest(r->portal->key, all ? all : "", r->digest);
	if (all)
		explicit_bzero(all, strlen(all));
}

/* \returns 0: not answered yet */
static unsigned repeat_check(struct request *r)
{
	const char *word = r->route->flags & ROUTE_REPEATABLE ? request_header(r, "Idempotency-Key") : NULL;
	int rc;

	if (!word)
		return 0;
	if (!*word || strlen(word) > 64 || !text_is_clean(word))
		return problem(r, 422, "repeat", "Clé d'idempotence : de 1 à 64 caractères.", "Idempotency key: 1 to 64 characters.");
	repeat_digest(r);
	rc = store_portal_repeat_get(r->store, r->caller.id, word, repeat_found, r);
	if (rc == -ENOENT)
		r->word = word;
	return rc == -ENOENT ? 0 : rc < 0 ? store_failed(r, rc) : r->status;
}

int request_commit(struct request *r)
{
	int rc = r->word ? store_portal_repeat_put(r->store, r->caller.id, r->word, r->digest, 0, "", clock_wall()) : 0;

	r->twice = rc == -EEXIST;
	if (!rc)
		rc = store_commit(r->store);
	r->written = !rc;
	return rc;
}

/* The answer to the word: of a change its row is there since the change is; a refusal's is made here. */
static void repeat_keep(struct request *r)
{
	json_t *kept;
	char *body;
	int rc;

	if (!r->word || r->status >= 500 || r->status == 429 || r->twice)
		return;
	kept = json_copy(r->answer);
	json_object_del(kept, "secret");	/* of a new API key: shown once */
	body = kept ? json_dumps(kept, JSON_COMPACT) : NULL;
	json_decref(kept);
	rc = store_begin(r->store);
	if (!rc && r->written)
		rc = store_portal_repeat_answer(r->store, r->caller.id, r->word, r->status, body ? body : "");
	else if (!rc)
		rc = store_portal_repeat_put(r->store, r->caller.id, r->word, r->digest, r->status, body ? body : "", clock_wall());
	if (!rc)
		store_commit(r->store);
	else
		store_rollback(r->store);
	free(body);
}

static unsigned admit(struct request *r)
{
	unsigned status;

	/* Those of the thread that looked at its head are another's here, and perhaps in the middle of a change. */
	r->worker = NULL;
	r->store = NULL;
	status = route_match(r);
	r->english = wants_english(request_header(r, "Accept-Language"));
	if (status == 404)
		return not_found(r);
	if (status)
		return problem(r, status, "method", "Cette méthode n'existe pas ici.", "There is no such method here.");
	r->worker = worker_get(r->portal);
	if (!r->worker)
		return store_failed(r, -EIO);
	r->store = r->worker->store;
	r->worker->serial++;
	memset(&r->caller, 0, sizeof(r->caller));
	status = caller_find(r);
	if (!status && !r->counted)
		status = rate_check(r);
	r->counted = true;
	return status ? status : access_check(r);
}

unsigned request_admit(struct request *r)
{
	r->status = admit(r);
	if (r->store)
		store_rollback(r->store);
	return r->status;
}

/* A large body's sender was looked at before; he may have been signed out meanwhile. */
static unsigned serve(struct request *r)
{
	unsigned status = admit(r);

	if (!status)
		status = body_parse(r);
	if (!status)
		status = repeat_check(r);
	if (status)
		return status;
	status = r->route->handle(r);
	repeat_keep(r);
	return status;
}

void request_serve(struct request *r)
{
	r->status = serve(r);
	/* whatever a handler left open */
	if (r->store)
		store_rollback(r->store);
}
