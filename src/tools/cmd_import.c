/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mpabx-fleet import: the file is read, then in one transaction compared with what is stored, checked and written. Nothing
 * is written where anything was refused. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <talloc.h>

#include <mpabx/sheet/change.h>
#include "cmd.h"
#include <mpabx/sheet/codes.h>
#include <mpabx/sheet/write.h>

struct import {
	struct cmd *c;
	struct report report;
	struct fleet_file file;
	struct fleet_draft *was;
	struct secret_key *key;
	unsigned changes[3];		/* by enum change_kind */
};

static int count_change(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	static const char signs[] = { '+', '~', '-' };
	struct import *im = priv;
	char text[STORE_NAME_SIZE * 4];

	im->changes[kind]++;
	if (im->c->dry_run)
		printf("%c %s\n", signs[kind],
		       fleet_row_text(im->file.draft, table, is ? is : was, im->c->lang, text, sizeof(text)));
	return 0;
}

static void summary(struct import *im)
{
	const struct cmd *c = im->c;

	if (c->dry_run)
		printf(cmd_text(c, "À blanc, rien n'est écrit : %u à ajouter, %u à modifier, %u à supprimer.\n",
				"Dry run, nothing is written: %u to add, %u to change, %u to remove.\n"),
		       im->changes[CHANGE_ADD], im->changes[CHANGE_UPDATE], im->changes[CHANGE_REMOVE]);
	else
		printf(cmd_text(c, "%u ajoutés, %u modifiés, %u supprimés. Valable dès le prochain appel.\n",
				"%u added, %u changed, %u removed. In force from the next call.\n"),
		       im->changes[CHANGE_ADD], im->changes[CHANGE_UPDATE], im->changes[CHANGE_REMOVE]);
}

/* Which fleet: the file's row, or --fleet, which may be new. */
static void settle_fleet(struct import *im)
{
	struct fleet_draft *d = im->file.draft;

	if (!im->file.has_fleet && !im->file.fleet_id && im->c->fleet) {
		snprintf(d->fleet.name, sizeof(d->fleet.name), "%s", im->c->fleet);
	} else if (!im->file.has_fleet && !im->file.fleet_id) {
		if (!im->report.refused)
			report_complain(&im->report, 0, _COLS, COMPLAINT_NO_FLEET, NULL);
		d->head.bad = true;	/* that it has no name need not be said too */
	}
}

static int load_stored(struct import *im)
{
	if (im->file.fleet_id)
		return fleet_draft_load(im->c->ctx, im->c->store, im->file.fleet_id, &im->was);
	im->was = fleet_draft_alloc(im->c->ctx);
	return im->was ? 0 : -ENOMEM;
}

static int check(struct import *im)
{
	int rc;

	change_match_calendars(im->was, im->file.draft);
	codes_fill(im->was, im->file.draft, im->key);
	rc = fleet_check_draft(im->file.draft, report_found, &im->report);
	if (!rc)
		rc = fleet_check_strangers(im->file.draft, im->file.fleet_id ? im->was : NULL, im->c->store, report_found,
					   &im->report);
	return rc;
}

static int write_all(struct import *im)
{
	uint32_t at = 0;
	int rc;

	codes_seal(im->was, im->file.draft, im->key);
	changes_each(im->was, im->file.draft, count_change, im);
	if (im->c->dry_run)
		return 0;
	rc = change_apply(im->c->store, im->was, im->file.draft, &at);
	if ((rc == -EINVAL || rc == -EEXIST) && at)
		fprintf(stderr, cmd_text(im->c, "%s:%u: la base refuse cette ligne.\n", "%s:%u: the store refuses this row.\n"),
			im->report.file, at);
	return rc;
}

/* \returns 0 written, 1 refused, -errno */
static int transact(struct import *im)
{
	struct cmd *c = im->c;
	int rc = c->dry_run ? store_begin_read(c->store) : store_begin(c->store);

	if (rc < 0)
		return rc;
	rc = load_stored(im);
	if (!rc)
		rc = check(im);
	if (!rc && im->report.refused)
		rc = 1;
	if (!rc)
		rc = write_all(im);
	if (rc || c->dry_run) {
		store_rollback(c->store);
		return rc;
	}
	return store_commit(c->store);
}

static int import_file(struct import *im, FILE *f)
{
	struct cmd *c = im->c;
	uint32_t fleet_id = 0;
	int rc = c->fleet ? fleet_find_by_name(c->store, c->fleet, &fleet_id) : 0;

	if (rc == -ENOENT && c->fleet[0] != '#' && strlen(c->fleet) < STORE_NAME_SIZE)
		rc = 0;
	if (!rc)
		rc = fleet_file_read(c->ctx, c->store, f, fleet_id, &im->report, &im->file);
	if (rc < 0)
		return rc;
	settle_fleet(im);
	/* A dry run leaves nothing behind, a key neither. */
	if (draft_rows_count(im->file.draft, DRAFT_GROUPS) && cmd_key(c, !c->dry_run && !im->report.refused, &im->key) < 0)
		return -EPERM;
	return transact(im);
}

static int import_end(struct import *im, int rc)
{
	struct cmd *c = im->c;

	report_end(&im->report);
	secret_key_close(&im->key);
	if (rc == -EPERM && !im->was)
		return EXIT_TROUBLE;	/* said */
	if (rc == -EEXIST && !im->file.draft)
		return cmd_trouble(c, cmd_text(c, "plusieurs flottes ont ce nom : nommez la vôtre par --fleet '#ID' (voir list)",
					       "several fleets have this name: give yours by --fleet '#ID' (see list)"), 0);
	if (rc < 0 && !im->file.draft)
		return cmd_trouble(c, c->file, rc);
	if (rc < 0)
		return cmd_trouble(c, cmd_text(c, "la base n'a pas pu écrire, rien n'est changé",
					       "the store could not write, nothing is changed"), rc);
	if (rc) {
		fprintf(stderr, cmd_text(c, "%u refus : rien n'est écrit.\n", "%u refused: nothing is written.\n"),
			im->report.refused);
		return EXIT_REFUSED;
	}
	summary(im);
	return EXIT_WELL;
}

int cmd_import(struct cmd *c)
{
	bool is_stdin = !strcmp(c->file, "-");
	FILE *f = is_stdin ? stdin : fopen(c->file, "r");
	struct import im = { .c = c, .report = { .file = c->file, .lang = c->lang, .out = stderr } };
	struct stat st;
	int rc;

	if (!f)
		return cmd_trouble(c, c->file, -errno);
	if (!fstat(fileno(f), &st) && S_ISDIR(st.st_mode)) {
		fclose(f);
		return cmd_trouble(c, c->file, -EISDIR);
	}
	rc = import_file(&im, f);
	if (!is_stdin)
		fclose(f);
	return import_end(&im, rc);
}
