/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fleet's CSV by the same reader, check and writer as mpabx-fleet: previewed, then written all or nothing. A manager's file
 * may not do what is the operator's: lines come and go, rights, what the fleet itself is. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/sheet.h>

#include "api.h"
#include "hub.h"
#include "token.h"

#define MOST_ROWS 200
#define MOST_CHANGES 500

struct import {
	struct request *r;
	struct report report;
	struct fleet_file file;
	const struct fleet_draft *was;
	json_t *rows, *changes;
	unsigned counts[3];
	char tag[TOKEN_HASH_SIZE];
};

static void on_told(void *priv, const struct report_told *t)
{
	struct import *im = priv;
	char fr[1024], en[1024];
	json_t *row;

	if (json_array_size(im->rows) >= MOST_ROWS)
		return;
	snprintf(fr, sizeof(fr), "%s%s%.80s%s", t->text[FLEET_FR], t->detail ? " : « " : "", t->detail ? t->detail : "", t->detail ? " »" : "");
	snprintf(en, sizeof(en), "%s%s%.80s%s", t->text[FLEET_EN], t->detail ? ": \"" : "", t->detail ? t->detail : "", t->detail ? "\"" : "");
	row = json_pack("{s:i, s:s, s:o}", "row", t->line, "severity", t->warning ? "warning" : "refused", "text", json_text(fr, en));
	if (row && t->column < _COLS)
		json_object_set_new(row, "column", json_string(columns_words[t->column].text[im->r->english]));
	if (row)
		json_array_append_new(im->rows, row);
}

static int on_change(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	static const char *const kinds[] = { "add", "change", "remove" };
	struct import *im = priv;
	char text[STORE_NAME_SIZE * 4];

	im->counts[kind]++;
	if (json_array_size(im->changes) < MOST_CHANGES)
		json_array_append_new(im->changes, json_pack("{s:s, s:s}", "kind", kinds[kind], "text", fleet_row_text(im->file.draft, table, is ? is : was,
				      im->r->english ? FLEET_EN : FLEET_FR, text, sizeof(text))));
	return 0;
}

/* What a manager's file must leave as it is. */
static int operators_only(void *priv, enum change_kind kind, enum draft_table table, const void *va, const void *vb)
{
	struct import *im = priv;
	const struct draft_line *a = va, *b = vb;
	bool refuse = table == DRAFT_BARRED || (table == DRAFT_LINES && (kind != CHANGE_UPDATE || a->row.rights != b->row.rights ||
					       a->row.suspended != b->row.suspended || a->row.csi != b->row.csi));

	if (refuse) {
		const struct draft_row *row = vb ? vb : va;

		on_told(im, &(struct report_told){ .line = vb ? row->at : 0, .column = _COLS, .text = {
			"Seul l'opérateur ajoute ou supprime des lignes, et change leurs droits.",
			"Only the operator adds or removes lines and changes their rights." } });
		im->report.refused++;
	}
	return 0;
}

static bool fleet_moved(const struct store_fleet *a, const struct store_fleet *b)
{
	return strcmp(a->name, b->name) || strcmp(a->profile, b->profile) || a->suspended != b->suspended || a->barring != b->barring ||
	       a->max_diverted_line != b->max_diverted_line || a->max_diverted_fleet != b->max_diverted_fleet ||
	       a->max_abroad_line != b->max_abroad_line || a->max_abroad_fleet != b->max_abroad_fleet;
}

static void rights_check(struct import *im)
{
	if (im->r->caller.role == PORTAL_OPERATOR)
		return;
	changes_each(im->was, im->file.draft, operators_only, im);
	if (im->file.has_fleet && fleet_moved(&im->was->fleet, &im->file.draft->fleet)) {
		on_told(im, &(struct report_told){ .line = im->file.draft->head.at, .column = _COLS, .text = {
			"Seul l'opérateur change la ligne « flotte ».", "Only the operator changes the row \"fleet\"." } });
		im->report.refused++;
	}
}

/* What was previewed: the file, and the fleet as it stood, whoever changed it since: all that a file can write, codes too. */
static int tag_make(struct import *im)
{
	const struct write_settings w = { .lang = FLEET_FR };
	char *text = NULL, *all, hash[TOKEN_HASH_SIZE];
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	int rc = f ? fleet_file_write(f, im->was, &w) : -ENOMEM;

	if (f)
		fclose(f);
	token_hash(im->r->body ? im->r->body : "", hash);
	all = text && !rc ? talloc_asprintf(im->r->ctx, "%u %s %s", im->r->fleet, hash, text) : NULL;
	free(text);
	for (size_t i = 0; all && i < draft_rows_count(im->was, DRAFT_GROUPS); i++) {
		const struct draft_group *g = draft_row_at(im->was, DRAFT_GROUPS, i);

		all = talloc_asprintf_append_buffer(all, " %s %s", g->row.code_user, g->row.code_admin);
	}
	token_hash(all ? all : "", im->tag);
	im->tag[32] = '\0';
	rc = all ? 0 : -ENOMEM;
	talloc_free(all);
	return rc;
}

static int read_file(struct import *im)
{
	struct request *r = im->r;
	FILE *f = fmemopen(r->body && r->length ? r->body : " ", r->body && r->length ? r->length : 1, "r");
	int rc = f ? fleet_file_read(r->ctx, r->store, f, r->fleet, &im->report, &im->file) : -ENOMEM;

	if (f)
		fclose(f);
	return rc;
}

static int check(struct import *im)
{
	struct store *store = im->r->store;
	int rc;

	/* Whatever fleet the file names, it is about the one of the path. */
	im->file.draft->fleet.id = im->r->fleet;
	if (!im->file.has_fleet)
		im->file.draft->fleet = im->was->fleet;
	change_match_calendars(im->was, im->file.draft);
	codes_fill(im->was, im->file.draft, im->r->portal->key);
	rc = fleet_check_draft(im->file.draft, report_found, &im->report);
	if (!rc)
		rc = fleet_check_strangers(im->file.draft, im->was, store, report_found, &im->report);
	rights_check(im);
	return rc;
}

static json_t *result(struct import *im, bool committed)
{
	return json_pack("{s:b, s:s, s:{s:i, s:i, s:i}, s:O, s:O}", "committed", committed, "tag", im->tag, "counts", "add", im->counts[CHANGE_ADD],
			 "change", im->counts[CHANGE_UPDATE], "remove", im->counts[CHANGE_REMOVE], "changes", im->changes, "rows", im->rows);
}

/* To the streams of whoever imports, his browser's. */
static void progress_tell(void *priv, size_t written)
{
	struct import *im = priv;
	struct request *r = im->r;
	struct event e = { .name = "import", .fleet_id = r->fleet, .who = r->caller.id };
	unsigned total = im->counts[CHANGE_ADD] + im->counts[CHANGE_UPDATE] + im->counts[CHANGE_REMOVE];
	json_t *data = json_pack("{s:i, s:i}", "done", (int)(written < total ? written : total), "total", (int)total);

	hub_tell(r->portal->hub, &e, data);
	json_decref(data);
}

static int write_all(struct import *im)
{
	struct change_progress progress = { progress_tell, im };
	struct request *r = im->r;
	struct fleet_draft *now = NULL;
	json_t *counts;
	uint32_t at = 0;
	int rc;

	store_set_author(r->store, r->caller.name);
	progress_tell(im, 0);
	rc = change_apply_told(r->store, im->was, im->file.draft, &progress, &at);
	if (!rc)
		rc = fleet_draft_load(r->ctx, r->store, r->fleet, &now);
	if (!rc)
		rc = difference_audit(r, im->was, now);
	if (rc)
		return rc;
	counts = json_pack("{s:i, s:i, s:i}", "add", im->counts[CHANGE_ADD], "change", im->counts[CHANGE_UPDATE], "remove", im->counts[CHANGE_REMOVE]);
	rc = audit_add(r, r->fleet, "import", "", im->was->fleet.name, "commit", NULL, counts, 0, NULL);
	json_decref(counts);
	if (!rc)
		rc = store_commit(r->store);
	if (!rc)
		progress_tell(im, SIZE_MAX);
	return rc;
}

static unsigned import_in_one(struct import *im, bool commit)
{
	struct request *r = im->r;
	const char *tag = request_query(r, "tag");
	struct held *h;
	unsigned status;
	int rc = commit ? store_begin(r->store) : store_begin_read(r->store);

	if (rc)
		return store_failed(r, rc);
	status = held_for_change(r, &h);
	if (status)
		return status;
	im->was = h->draft;
	rc = check(im);
	if (!rc)
		rc = tag_make(im);
	if (rc)
		return store_failed(r, rc);
	if (im->report.refused) {
		json_t *body = result(im, false);

		problem(r, 422, "refused", "Le fichier est refusé : rien n'est écrit.", "The file was refused: nothing is written.");
		json_object_update(r->answer, body);
		json_decref(body);
		return 422;
	}
	if (commit && (!tag || strcmp(tag, im->tag)))
		return problem(r, 412, "stale", "L'entreprise a changé depuis l'aperçu : regardez-le à nouveau.",
			       "The company changed since the preview: look at it again.");
	codes_seal(im->was, im->file.draft, r->portal->key);
	changes_each(im->was, im->file.draft, on_change, im);
	rc = commit ? write_all(im) : 0;
	if (commit)
		held_forget(r, r->fleet);
	if (rc == -EINVAL || rc == -EEXIST)
		return problem(r, 409, "conflict", "La base refuse ce fichier.", "The store refuses this file.");
	return rc ? store_failed(r, rc) : answer_json(r, 200, result(im, commit));
}

static unsigned import_run(struct import *im, bool commit)
{
	struct request *r = im->r;
	struct held *h;
	unsigned status;
	int rc = read_file(im);

	if (rc)
		return store_failed(r, rc);
	/* The fleet is loaded before others' changes wait; behind the lock it only follows what moved since. */
	status = held_get(r, &h);
	if (status)
		return status;
	if (!commit)
		return import_in_one(im, false);
	atomic_fetch_add(&r->portal->importing, 1);
	status = import_in_one(im, true);
	/* one that was refused holds the lock up to here */
	store_rollback(r->store);
	atomic_fetch_sub(&r->portal->importing, 1);
	return status;
}

unsigned api_import(struct request *r)
{
	struct import im = { .r = r, .report = { .file = "import", .lang = FLEET_FR, .told = on_told } };
	bool commit = request_query_true(r, "commit");
	unsigned status;

	if (commit && !r->portal->key)
		return problem(r, 503, "key", "La clé des codes n'est pas là.", "The key of codes is not here.");
	im.report.priv = &im;
	im.rows = json_array();
	im.changes = json_array();
	status = import_run(&im, commit);
	json_decref(im.rows);
	json_decref(im.changes);
	return status;
}

unsigned api_export(struct request *r)
{
	const char *lang = request_query(r, "lang");
	struct write_settings w = { .lang = (lang ? !strcmp(lang, "en") : r->english) ? FLEET_EN : FLEET_FR, .semicolon = request_query_true(r, "semicolon") };
	char *text = NULL, *kept;
	size_t size = 0;
	struct held *h;
	unsigned status = held_get(r, &h);
	FILE *f;

	if (status)
		return status;
	f = open_memstream(&text, &size);
	if (f) {
		fleet_file_write(f, h->draft, &w);
		fclose(f);
	}
	kept = text ? talloc_memdup(r->ctx, text, size + 1) : NULL;
	free(text);
	r->no_store = true;
	return kept ? answer_text(r, 200, "text/csv; charset=utf-8", kept, size) : store_failed(r, -ENOMEM);
}
