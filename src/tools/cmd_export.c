/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mpabx-fleet export, list, check and delete. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "cmd.h"
#include <mpabx/sheet/write.h>

/* Also one that was there before, for everybody to read. \returns 0 or -errno */
static int keep_private(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || (S_ISREG(st.st_mode) && fchmod(fd, S_IRUSR | S_IWUSR) < 0))
		return -errno;
	return 0;
}

/* A file with codes in it is its owner's alone. */
static FILE *out_open(const struct cmd *c)
{
	mode_t mask = c->codes ? umask(0077) : 0;
	FILE *f = fopen(c->file, "w");
	int rc;

	if (c->codes)
		umask(mask);
	rc = f && c->codes ? keep_private(fileno(f)) : 0;
	if (rc < 0) {
		fclose(f);
		errno = -rc;
		return NULL;
	}
	return f;
}

static int export_to(struct cmd *c, const struct fleet_draft *d, const struct secret_key *key)
{
	struct write_settings settings = { c->lang, c->semicolon, c->codes ? key : NULL };
	bool is_stdout = !c->file || !strcmp(c->file, "-");
	FILE *f = is_stdout ? stdout : out_open(c);
	int rc;

	if (!f)
		return cmd_trouble(c, c->file, -errno);
	errno = 0;
	rc = fleet_file_write(f, d, &settings);
	/* A full disk shows at the end at the latest. */
	if (!rc && (fflush(f) == EOF || ferror(f) || (!is_stdout && fsync(fileno(f)) < 0 && errno != EINVAL)))
		rc = errno ? -errno : -EIO;
	if (!is_stdout && fclose(f) == EOF && !rc)
		rc = -errno;
	return rc ? cmd_trouble(c, is_stdout ? "stdout" : c->file, rc) : EXIT_WELL;
}

int cmd_export(struct cmd *c)
{
	struct secret_key *key = NULL;
	struct fleet_draft *d;
	uint32_t id;
	int rc = cmd_fleet(c, &id);

	if (rc)
		return rc;
	if (c->codes && cmd_key(c, false, &key) < 0)
		return EXIT_TROUBLE;
	if (c->codes && !key)
		return cmd_trouble(c, cmd_text(c, "pas de fichier de clé, donc pas de codes", "no key file, so no codes"), 0);
	rc = fleet_draft_load(c->ctx, c->store, id, &d);
	rc = rc < 0 ? cmd_trouble(c, c->fleet, rc) : export_to(c, d, key);
	secret_key_close(&key);
	return rc;
}

static int count_line(void *priv, const struct store_line *row)
{
	++*(unsigned *)priv;
	return 0;
}

static int count_group(void *priv, const struct store_group *row)
{
	++*(unsigned *)priv;
	return 0;
}

struct fleets { uint32_t *ids; size_t n, room; };

static int fleet_add(void *priv, const struct store_fleet *row)
{
	struct fleets *f = priv;

	if (f->n == f->room) {
		size_t room = f->room ? f->room * 2 : 64;
		uint32_t *ids = realloc(f->ids, room * sizeof(*ids));

		if (!ids)
			return -ENOMEM;
		f->ids = ids;
		f->room = room;
	}
	f->ids[f->n++] = row->id;
	return 0;
}

static int list_fleet(struct cmd *c, uint32_t id)
{
	unsigned lines = 0, groups = 0;
	struct store_fleet row;
	int rc = store_fleet_get(c->store, id, &row);

	if (!rc)
		rc = store_lines_each(c->store, id, count_line, &lines);
	if (!rc)
		rc = store_groups_each(c->store, id, count_group, &groups);
	if (!rc)
		printf(cmd_text(c, "#%u\t%s\t%s\t%u lignes\t%u groupes%s\n", "#%u\t%s\t%s\t%u lines\t%u groups%s\n"), id, row.name,
		       row.profile, lines, groups, row.suspended ? cmd_text(c, "\tsuspendue", "\tsuspended") : "");
	return rc;
}

int cmd_list(struct cmd *c)
{
	struct fleets all = { .n = 0 };
	int rc = store_fleets_each(c->store, fleet_add, &all);

	for (size_t i = 0; i < all.n && !rc; i++)
		rc = list_fleet(c, all.ids[i]);
	free(all.ids);
	return rc < 0 ? cmd_trouble(c, cmd_text(c, "la base", "the store"), rc) : EXIT_WELL;
}

static int check_fleet(struct cmd *c, uint32_t id, unsigned *refused, unsigned *warned)
{
	struct report report = { .lang = c->lang, .out = stdout };
	struct fleet_draft *d;
	int rc = fleet_draft_load(c->ctx, c->store, id, &d);

	if (rc < 0)
		return rc;
	report.file = d->fleet.name;
	rc = fleet_check_draft(d, report_found, &report);
	report_end(&report);
	*refused += report.refused;
	*warned += report.warned;
	talloc_free(d);
	return rc;
}

int cmd_check(struct cmd *c)
{
	struct fleets all = { .n = 0 };
	unsigned refused = 0, warned = 0;
	uint32_t id;
	int rc;

	if (c->fleet) {
		rc = cmd_fleet(c, &id);
		if (rc)
			return rc;
		rc = fleet_add(&all, &(struct store_fleet){ .id = id });
	} else {
		rc = store_fleets_each(c->store, fleet_add, &all);
	}
	for (size_t i = 0; i < all.n && !rc; i++)
		rc = check_fleet(c, all.ids[i], &refused, &warned);
	if (rc >= 0)
		printf(cmd_text(c, "flottes : %zu, refus : %u, remarques : %u\n", "fleets: %zu, refused: %u, noted: %u\n"), all.n,
		       refused, warned);
	free(all.ids);
	return rc < 0 ? cmd_trouble(c, cmd_text(c, "la base", "the store"), rc) : refused ? EXIT_REFUSED : EXIT_WELL;
}

int cmd_delete(struct cmd *c)
{
	uint32_t id;
	int rc = cmd_fleet(c, &id);

	if (rc)
		return rc;
	if (!c->yes) {
		fprintf(stderr, cmd_text(c, "Supprimer la flotte « %s » et tout ce qu'elle a ? Ajoutez --yes.\n",
					 "Delete the fleet \"%s\" with all it has? Add --yes.\n"), c->fleet);
		return EXIT_REFUSED;
	}
	rc = store_begin(c->store);
	if (!rc) {
		rc = store_fleet_delete(c->store, id);
		if (rc < 0)
			store_rollback(c->store);
		else
			rc = store_commit(c->store);
	}
	return rc < 0 ? cmd_trouble(c, c->fleet, rc) : EXIT_WELL;
}
