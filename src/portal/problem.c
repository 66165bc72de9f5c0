/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Refusals as RFC 9457 problems, with a pointer to each field that is wrong and the words in both languages. */
#include <errno.h>
#include <string.h>

#include <mpabx/fleet/check.h>

#include "request.h"

json_t *json_text(const char *fr, const char *en)
{
	return json_pack("{s:s, s:s}", "fr", fr, "en", en);
}

void refuse_field(struct request *r, const char *pointer, const char *code, const char *fr, const char *en)
{
	if (!r->errors)
		r->errors = json_array();
	json_array_append_new(r->errors, json_pack("{s:s, s:s, s:s, s:o}", "pointer", pointer, "code", code,
						   "detail", r->english ? en : fr, "texts", json_text(fr, en)));
}

/* The codes of GET /texts: names of the rows of product.md section 10. */
void refuse_finding(struct request *r, const char *pointer, const struct fleet_finding *f)
{
	char fr[512], en[512];

	refuse_field(r, pointer, fleet_say_name((enum fleet_say)f->say), fleet_say_text(f, FLEET_FR, fr, sizeof(fr)),
		     fleet_say_text(f, FLEET_EN, en, sizeof(en)));
}

bool refused(const struct request *r)
{
	return r->errors && json_array_size(r->errors);
}

unsigned problem(struct request *r, unsigned status, const char *code, const char *fr, const char *en)
{
	const char *said = r->english ? en : fr;
	char type[64];

	snprintf(type, sizeof(type), "/problems/%s", code);
	json_decref(r->answer);
	r->answer = json_pack("{s:s, s:s, s:i, s:s, s:s, s:o}", "type", type, "title", said, "status", (int)status,
			      "detail", said, "code", code, "texts", json_text(fr, en));
	r->type = "application/problem+json";
	r->status = status;
	return status;
}

unsigned problem_fields(struct request *r)
{
	problem(r, 422, "refused", "Rien n'est enregistré : corrigez ce qui est signalé.",
		"Nothing was saved: correct what is marked.");
	if (refused(r))
		json_object_set(r->answer, "errors", r->errors);
	return 422;
}

unsigned forbidden(struct request *r)
{
	return problem(r, 403, "forbidden", "Vous n'avez pas ce droit.", "You are not allowed to do this.");
}

unsigned too_many(struct request *r, unsigned wait)
{
	unsigned status;

	r->retry_after = wait;
	status = problem(r, 429, "too-many", "Trop de demandes : réessayez dans un instant.", "Too many requests: try again in a moment.");
	json_object_set_new(r->answer, "retry_after", json_integer((json_int_t)wait));
	return status;
}

unsigned not_found(struct request *r)
{
	return problem(r, 404, "not-found", "Introuvable.", "Not found.");
}

unsigned repeat_done(struct request *r)
{
	return problem(r, 409, "repeat", "Cette demande est déjà faite, ou en cours : regardez ce qui est enregistré.",
		       "This request is done already, or under way: look at what is stored.");
}

unsigned store_failed(struct request *r, int rc)
{
	if (r->twice)
		return repeat_done(r);
	if (rc == -ENOENT)
		return not_found(r);
	r->retry_after = 5;
	return problem(r, 503, "store", "La base de données ne répond pas. Réessayez dans un instant ; les appels continuent.",
		       "The store does not answer. Try again in a moment; calls go on.");
}
