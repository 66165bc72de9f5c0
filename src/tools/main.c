/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mpabx-fleet: fleets between files and the store. Its commands are cmd_*.c; the file is told in doc/mpabx-fleet.md. */

#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "cmd.h"
#include <mpabx/sheet/codes.h>
#include "config.h"

static const char usage_fr[] =
	"usage : mpabx-fleet --store URL COMMANDE [OPTION...]\n"
	"  import [--fleet NOM] [--dry-run] [--create] FICHIER   le fichier devient la flotte ; - lit l'entrée\n"
	"  export --fleet NOM [--codes] [--semicolon] [FICHIER]  la flotte devient un fichier\n"
	"  check [--fleet NOM]                                   vérifie ce qui est dans la base\n"
	"  list                                                  les flottes\n"
	"  delete --fleet NOM --yes                              supprime une flotte et tout ce qu'elle a\n"
	"  erase-records --line +33... --yes                     efface les tickets d'appel d'une ligne\n"
	"URL : sqlite:CHEMIN ou postgresql://..., aussi par MPABX_STORE ; NOM : son nom, ou '#7'.\n"
	"--lang fr|en  --key FICHIER (clé des codes)  --author QUI (journal)  --help  --version\n";
static const char usage_en[] =
	"usage: mpabx-fleet --store URL COMMAND [OPTION...]\n"
	"  import [--fleet NAME] [--dry-run] [--create] FILE     the file becomes the fleet; - reads the input\n"
	"  export --fleet NAME [--codes] [--semicolon] [FILE]    the fleet becomes a file\n"
	"  check [--fleet NAME]                                  checks what the store holds\n"
	"  list                                                  the fleets\n"
	"  delete --fleet NAME --yes                             deletes a fleet with all it has\n"
	"  erase-records --line +33... --yes                     erases the call records of a line\n"
	"URL: sqlite:PATH or postgresql://..., also by MPABX_STORE; NAME: its name, or '#7'.\n"
	"--lang fr|en  --key FILE (of the codes)  --author WHO (change log)  --help  --version\n";

static const struct {
	const char *name;
	int (*run)(struct cmd *c);
	bool wants_fleet;
	int files;			/* 0, 1; -1: one or none */
} commands[] = {
	{ "import", cmd_import, false, 1 }, { "export", cmd_export, true, -1 }, { "check", cmd_check, false, 0 },
	{ "list", cmd_list, false, 0 }, { "delete", cmd_delete, true, 0 },
	{ "erase-records", cmd_erase_records, false, 0 },
};

const char *cmd_text(const struct cmd *c, const char *fr, const char *en)
{
	return c->lang == FLEET_FR ? fr : en;
}

int cmd_trouble(const struct cmd *c, const char *what, int rc)
{
	fflush(stdout);
	if (rc)
		fprintf(stderr, "mpabx-fleet: %s: %s\n", what, strerror(-rc));
	else
		fprintf(stderr, "mpabx-fleet: %s\n", what);
	return EXIT_TROUBLE;
}

int cmd_fleet(struct cmd *c, uint32_t *ret)
{
	int rc = fleet_find_by_name(c->store, c->fleet, ret);

	if (rc == -ENOENT)
		fprintf(stderr, cmd_text(c, "mpabx-fleet: la flotte « %s » n'existe pas (voir list)\n",
					 "mpabx-fleet: there is no fleet \"%s\" (see list)\n"), c->fleet);
	else if (rc == -EEXIST)
		fprintf(stderr, cmd_text(c, "mpabx-fleet: plusieurs flottes s'appellent « %s » : donnez '#ID' (voir list)\n",
					 "mpabx-fleet: several fleets are called \"%s\": give '#ID' (see list)\n"), c->fleet);
	else if (rc < 0)
		cmd_trouble(c, cmd_text(c, "la base", "the store"), rc);
	return rc < 0 ? EXIT_TROUBLE : EXIT_WELL;
}

int cmd_key(struct cmd *c, bool create, struct secret_key **ret)
{
	const char *path = c->key_path ? c->key_path : codes_key_path(c->ctx, c->store_url);
	int rc;

	*ret = NULL;
	if (!path) {
		if (!create && !c->codes)
			return 0;
		cmd_trouble(c, cmd_text(c, "donnez le fichier de clé des codes par --key FICHIER",
					"give the key file of the codes by --key FILE"), 0);
		return -EINVAL;
	}
	rc = secret_key_open(c->ctx, path, create, ret);
	if (rc == -ENOENT && !create)
		return 0;
	if (rc == -EACCES)
		fprintf(stderr, cmd_text(c, "mpabx-fleet: %s: d'autres que son propriétaire peuvent le lire (chmod 600)\n",
					 "mpabx-fleet: %s: others than its owner may read it (chmod 600)\n"), path);
	else if (rc < 0)
		cmd_trouble(c, path, rc);
	return rc;
}

static enum fleet_lang lang_of_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (unsigned i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);

		if (value && value[0])
			return strncmp(value, "fr", 2) ? FLEET_EN : FLEET_FR;
	}
	return FLEET_EN;
}

static int usage(const struct cmd *c, FILE *f)
{
	fputs(cmd_text(c, usage_fr, usage_en), f);
	return f == stdout ? EXIT_WELL : EXIT_TROUBLE;
}

enum { OPT_STORE = 1, OPT_FLEET, OPT_KEY, OPT_AUTHOR, OPT_LANG, OPT_DRY_RUN, OPT_CREATE, OPT_CODES, OPT_SEMICOLON,
	OPT_YES, OPT_LINE, OPT_HELP, OPT_VERSION };

static const struct option options[] = {
	{ "store", required_argument, NULL, OPT_STORE }, { "fleet", required_argument, NULL, OPT_FLEET },
	{ "key", required_argument, NULL, OPT_KEY }, { "author", required_argument, NULL, OPT_AUTHOR },
	{ "lang", required_argument, NULL, OPT_LANG }, { "dry-run", no_argument, NULL, OPT_DRY_RUN },
	{ "create", no_argument, NULL, OPT_CREATE }, { "codes", no_argument, NULL, OPT_CODES },
	{ "semicolon", no_argument, NULL, OPT_SEMICOLON }, { "yes", no_argument, NULL, OPT_YES }, { "line", required_argument, NULL, OPT_LINE },
	{ "help", no_argument, NULL, OPT_HELP }, { "version", no_argument, NULL, OPT_VERSION }, { NULL, 0, NULL, 0 },
};

/* \returns -1 to go on, or what the program ends with */
static int take_option(struct cmd *c, int option)
{
	switch (option) {
	case OPT_STORE: c->store_url = optarg; break;
	case OPT_FLEET: c->fleet = optarg; break;
	case OPT_KEY: c->key_path = optarg; break;
	case OPT_AUTHOR: c->author = optarg; break;
	case OPT_LINE: c->line = optarg; break;
	case OPT_DRY_RUN: c->dry_run = true; break;
	case OPT_CREATE: c->create = true; break;
	case OPT_CODES: c->codes = true; break;
	case OPT_SEMICOLON: c->semicolon = true; break;
	case OPT_YES: c->yes = true; break;
	case OPT_LANG:
		if (strcmp(optarg, "fr") && strcmp(optarg, "en"))
			return usage(c, stderr);
		c->lang = strcmp(optarg, "fr") ? FLEET_EN : FLEET_FR;
		break;
	case OPT_HELP:
		return usage(c, stdout);
	case OPT_VERSION:
		puts("mpabx-fleet " PACKAGE_VERSION);
		return EXIT_WELL;
	default:
		return usage(c, stderr);
	}
	return -1;
}

static void store_author(struct cmd *c)
{
	char who[STORE_NAME_SIZE];
	const struct passwd *pw = c->author ? NULL : getpwuid(getuid());

	snprintf(who, sizeof(who), "%s", c->author ? c->author : "mpabx-fleet");
	if (pw)
		snprintf(who, sizeof(who), "mpabx-fleet:%.40s", pw->pw_name);
	store_set_author(c->store, who);
}

static int store_reach(struct cmd *c)
{
	int rc = c->create && !c->dry_run ? store_open(c->ctx, c->store_url, &c->store) :
		store_attach(c->ctx, c->store_url, &c->store);

	if (rc == -ENOENT)
		return cmd_trouble(c, cmd_text(c, "il n'y a pas de base ici ; --create en fait une",
					       "there is no store there; --create makes one"), 0);
	if (rc == -EINVAL)
		return cmd_trouble(c, cmd_text(c, "--store : sqlite:CHEMIN ou postgresql://...",
					       "--store: sqlite:PATH or postgresql://..."), 0);
	if (rc == -EPROTO)
		return cmd_trouble(c, cmd_text(c, "la base a le schéma d'une autre version ; import --create met à jour une plus ancienne",
					       "the store has another version's schema; import --create updates an older one"), 0);
	if (rc < 0)
		return cmd_trouble(c, cmd_text(c, "la base", "the store"), rc);
	store_author(c);
	return EXIT_WELL;
}

static int run(struct cmd *c, int argc, char **argv)
{
	for (unsigned i = 0; argc && i < sizeof(commands) / sizeof(commands[0]); i++) {
		int files = argc - 1, rc;

		if (strcmp(argv[0], commands[i].name))
			continue;
		if (files > 1 || (commands[i].files >= 0 && files != commands[i].files) || !c->store_url ||
		    (commands[i].wants_fleet && !c->fleet))
			break;
		c->file = files ? argv[1] : NULL;
		rc = store_reach(c);
		if (!rc)
			rc = commands[i].run(c);
		if (c->store)
			store_close(&c->store);
		return rc;
	}
	return usage(c, stderr);
}

int main(int argc, char **argv)
{
	struct cmd c = { .lang = lang_of_environment(), .store_url = getenv("MPABX_STORE") };
	int option, rc = -1;

	c.ctx = talloc_named_const(NULL, 0, "mpabx-fleet");
	if (!c.ctx || mpabx_log_init(c.ctx) < 0)
		return EXIT_TROUBLE;
	while (rc < 0 && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
		rc = take_option(&c, option);
	if (rc < 0)
		rc = run(&c, argc - optind, argv + optind);
	/* A full disk under stdout is no success. */
	if (fflush(stdout) == EOF && rc == EXIT_WELL)
		rc = cmd_trouble(&c, "stdout", -errno);
	talloc_free(c.ctx);
	return rc;
}
