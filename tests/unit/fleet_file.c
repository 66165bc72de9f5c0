/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fleet's file and the store: what is imported comes back octet for octet, an update leaves what the file says, nothing
 * is half-done when memory runs out. */
#include <errno.h>
#include <stdlib.h>

#include <osmocom/core/application.h>
#include <talloc.h>

#include <mpabx/sheet/change.h>
#include <mpabx/sheet/codes.h>
#include <mpabx/sheet/read.h>
#include <mpabx/sheet/write.h>
#include "../lib/oom.h"
#include "check.h"
#include "tempstore.h"

static struct tempstore temp;
static struct store *store;
static struct secret_key *key;
static unsigned refused;
static unsigned changes[3];
static char said[4000];

static int count(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	changes[kind]++;
	return 0;
}

/* In the transaction. \returns 0, 1 refused, -errno */
static int change_to(void *ctx, struct fleet_file *file, struct report *report)
{
	struct fleet_draft *was = NULL;
	uint32_t at;
	int rc = 0;

	if (file->fleet_id)
		rc = fleet_draft_load(ctx, store, file->fleet_id, &was);
	else if (!(was = fleet_draft_alloc(ctx)))
		rc = -ENOMEM;
	if (rc)
		return rc;
	change_match_calendars(was, file->draft);
	codes_fill(was, file->draft, key);
	rc = fleet_check_draft(file->draft, report_found, report);
	if (!rc)
		rc = fleet_check_strangers(file->draft, file->fleet_id ? was : NULL, store, report_found, report);
	if (rc || report->refused)
		return rc ? rc : 1;
	codes_seal(was, file->draft, key);
	memset(changes, 0, sizeof(changes));
	changes_each(was, file->draft, count, NULL);
	return change_apply(store, was, file->draft, &at);
}

static int import_from(FILE *f, bool commit)
{
	void *ctx = talloc_named_const(NULL, 0, "import");
	struct report report = { .file = "f", .lang = FLEET_EN, .out = fmemopen(said, sizeof(said), "w") };
	struct fleet_file file;
	int rc;

	memset(said, 0, sizeof(said));
	rc = ctx && report.out ? fleet_file_read(ctx, store, f, 0, &report, &file) : -ENOMEM;
	if (!rc)
		rc = store_begin(store);
	if (!rc) {
		rc = change_to(ctx, &file, &report);
		if (rc || !commit)
			store_rollback(store);
		else
			rc = store_commit(store);
	}
	report_end(&report);
	refused = report.refused;
	if (report.out)
		fclose(report.out);
	talloc_free(ctx);
	return rc;
}

static int import(const char *text)
{
	FILE *f = fmemopen((void *)text, strlen(text), "r");
	int rc = import_from(f, true);

	fclose(f);
	if (rc)
		printf("%s", said);
	return rc;
}

/* \returns the fleet as a file, freed by the caller */
static char *export(const char *name, enum fleet_lang lang, bool codes)
{
	struct write_settings settings = { lang, false, codes ? key : NULL };
	struct fleet_draft *d = NULL;
	char *text = NULL;
	size_t n;
	uint32_t id;
	FILE *f = open_memstream(&text, &n);

	if (CHECK_INT(fleet_find_by_name(store, name, &id), 0) && CHECK_INT(fleet_draft_load(NULL, store, id, &d), 0))
		CHECK_INT(fleet_file_write(f, d, &settings), 0);
	fclose(f);
	talloc_free(d);
	return text;
}

static char *read_example(void)
{
	const char *top = getenv("top_srcdir");
	char path[512];
	static char text[20000];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/doc/examples/fleet.csv", top ? top : ".");
	f = fopen(path, "r");
	if (!CHECK(f))
		return NULL;
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

static void want_changes(unsigned add, unsigned update, unsigned removed)
{
	CHECK_INT(changes[CHANGE_ADD], add);
	CHECK_INT(changes[CHANGE_UPDATE], update);
	CHECK_INT(changes[CHANGE_REMOVE], removed);
}

static void test_example(void)
{
	char *example = read_example(), *text, *english, *coded;

	if (!example || !CHECK_INT(import(example), 0))
		return;
	want_changes(18, 0, 0);
	text = export("Librairie Petit", FLEET_FR, false);
	CHECK_STR(text, example);
	english = export("Librairie Petit", FLEET_EN, false);
	CHECK(strcmp(english, text));
	CHECK_INT(import(english), 0);		/* the words of the other language: nothing changes */
	want_changes(0, 0, 0);
	coded = export("Librairie Petit", FLEET_FR, true);
	CHECK(strstr(coded, "code-utilisateur"));
	CHECK_INT(import(coded), 0);		/* nor by codes that are those that are stored */
	want_changes(0, 0, 0);
	free(text);
	text = export("Librairie Petit", FLEET_FR, true);
	CHECK_STR(text, coded);
	free(text);
	free(coded);
	free(english);
}

#define HEAD "object,number,name,short-number,kind,destination,calendar,ring,hunt-active,shown,mode,user-code,admin-code,connected," \
	"days,from,to\n"
#define FLEET "fleet,,Garage\n"

/* Each step is the whole fleet; what the step before had and this one has not goes. */
static void test_updates(void)
{
	char *text, *member;

	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,51\nline,0639980052,Lea,52\nline,0639980053,Eva,53\n"
			 "hunt,0639980051,,,,0639980052\nhunt,0639980051,,,,0639980053\nsettings,0639980051,,,,,,,yes\n"
			 "group,0199005678,Atelier,,,,,,,,,4711,0815\nmember,0199005678,,,,0639980051\n"
			 "member,0199005678,,,,0639980052,,,,,,,,yes\n"), 0);
	want_changes(3 + 2 + 1 + 1 + 2, 0, 0);
	/* short numbers change hands; the group's codes and connections stay as they are stored */
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,52\nline,0639980052,Lea,51\nline,0639980053,Eva,53\n"
			 "hunt,0639980051,,,,0639980052\nhunt,0639980051,,,,0639980053\nsettings,0639980051,,,,,,,yes\n"
			 "group,0199005678,Atelier,,,,,,,,,,\nmember,0199005678,,,,0639980051\nmember,0199005678,,,,0639980052\n"), 0);
	want_changes(0, 2, 0);
	text = export("Garage", FLEET_EN, true);
	CHECK(strstr(text, ",4711,0815,"));
	CHECK(strstr(text, "member,01 99 00 56 78,,,,06 39 98 00 52") && strstr(text, ",yes"));
	free(text);
	/* the order of members and of the list turns round; the second stays connected */
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,52\nline,0639980052,Lea,51\nline,0639980053,Eva,53\n"
			 "hunt,0639980051,,,,0639980053\nhunt,0639980051,,,,0639980052\nsettings,0639980051,,,,,,,yes\n"
			 "group,0199005678,Atelier,,,,,,,,,,\nmember,0199005678,,,,0639980052\nmember,0199005678,,,,0639980051\n"), 0);
	text = export("Garage", FLEET_EN, false);
	CHECK(strstr(text, "06 39 98 00 53") && strstr(text, "hunt,06 39 98 00 51"));
	member = strstr(text, "\nmember,");
	if (CHECK(member))
		CHECK(!strncmp(member, "\nmember,01 99 00 56 78,,,,06 39 98 00 52,,,,,,yes,\r\n"
			       "member,01 99 00 56 78,,,,06 39 98 00 51,,,,,,no,\r\n", 100));
	free(text);
	/* a line goes, with what spoke of it; its short number is another's at once */
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,51\nline,0639980053,Eva,52\n"
			 "hunt,0639980051,,,,0639980053\nsettings,0639980051,,,,,,,yes\n"
			 "group,0199005678,Atelier,,,,,,,,,,\nmember,0199005678,,,,0639980051\n"), 0);
	text = export("Garage", FLEET_EN, false);
	CHECK(!strstr(text, "06 39 98 00 52"));
	CHECK(strstr(text, "settings,06 39 98 00 51"));		/* the list is still on */
	free(text);
	/* the only number of a list goes, another takes its place: the store switches an empty list off, the file has it on */
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,51\nline,0639980054,Ada,54\nline,0639980053,Eva,52\n"
			 "hunt,0639980051,,,,0639980054\nsettings,0639980051,,,,,,,yes\n"), 0);
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,51\nline,0639980053,Eva,52\n"
			 "hunt,0639980051,,,,0639980053\nsettings,0639980051,,,,,,,yes\n"), 0);
	text = export("Garage", FLEET_EN, false);
	CHECK(strstr(text, "settings,06 39 98 00 51"));
	free(text);
	/* a calendar comes, is renamed, goes */
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,51\ncalendar,,Nuit\nhours,,Nuit,,,,,,,,,,,,mo-su,20:00,08:00\n"
			 "forwarding,0639980051,,,busy,0199001234,Nuit\n"), 0);
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,51\ncalendar,,Soir\nhours,,Soir,,,,,,,,,,,,all,18:00,20:00\n"
			 "forwarding,0639980051,,,busy,0199001234,Soir\n"), 0);
	text = export("Garage", FLEET_EN, false);
	CHECK(strstr(text, "Soir") && !strstr(text, "Nuit") && !strstr(text, "group"));
	free(text);
	CHECK_INT(import(HEAD FLEET "line,0639980051,Yann,51\n"), 0);
	want_changes(0, 0, 2);
}

static void test_refused(void)
{
	/* the other fleet's line, a group's number taken elsewhere */
	CHECK_INT(import("object,number,name\nfleet,,Voisin\nline,0639980031,Zoe\n"), 1);
	CHECK(strstr(said, "f:3: number: This number already belongs to another company."));
	CHECK_INT(import("object,number,name\nfleet,,Voisin\nline,0639980071,Zoe\ngroup,0199003500,Accueil\n"), 1);
	CHECK(strstr(said, "f:4: number: This number already belongs to another company."));
	CHECK_INT(import("object,number,name\nline,0639980071,Zoe\nfleet,,Voisin\n"), 1);
	CHECK(strstr(said, "f:3: object: The object \"fleet\" must be the first and the only one."));
	CHECK_INT(import("objet,number,frob\nfleet,,\nligne,0639980071,x\n"), 1);
	CHECK(strstr(said, "f:1: Unknown column: \"frob\""));
	CHECK(strstr(said, "Give the fleet a name."));
	CHECK_INT(import("aa,b\n1,2\n"), 1);
	CHECK(strstr(said, "f:1: Unknown column: \"aa\""));
	CHECK(strstr(said, "The first line must name the columns"));
	CHECK_INT(import("object,name,days,from,to\nfleet,Voisin\ncalendar,C\nhours,C,mo-xx,08:00,25:00\nhours,D,mo,08:00,09:00\n"
			 "date,C,,2026-02-30\n"), 1);
	CHECK(strstr(said, "f:4: days: Enter days"));
	CHECK(strstr(said, "f:4: to: Enter a time"));
	CHECK(strstr(said, "f:5: name: There is no such calendar."));
	CHECK(strstr(said, "f:6: from: Enter a day that exists"));
	CHECK_INT(import("object,name,ring,number\nfleet,Voisin,,\nline,x,12,0639980071\n"), 1);
	CHECK(strstr(said, "f:3: ring: This column must stay empty for this object: \"12\""));
	CHECK_INT(import("object,name,number\nfleet,Voisin\nline,\"bell\x07\",0639980071\n"), 1);
	CHECK(strstr(said, "f:3: name: Control characters are not allowed."));
	CHECK_INT(import("object,name,profile\nfleet,Voisin,nowhere\n"), 1);
	CHECK(strstr(said, "f:2: profile: Unknown number-plan profile: \"nowhere\""));
	CHECK_INT(refused, 1);
}

/* Names that a spreadsheet would take for a formula, and those that look like the guard against it. */
static void test_names(void)
{
	static const char *const names[] = { "=1+1", "'=x", "@a", "-b", "'t Hooft", "a \"b\", c;d", "", "#1", "' ", "été" };
	static char text[2000];
	char *out, *again;
	size_t at = (size_t)snprintf(text, sizeof(text), "object,number,name\nfleet,,Noms\n");

	for (unsigned i = 0; i < 10; i++) {
		at += (size_t)snprintf(text + at, sizeof(text) - at, "line,06399800%u,\"", 80 + i);
		for (const char *c = names[i]; *c; c++)
			at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%c", *c == '"' ? "\"" : "", *c);
		at += (size_t)snprintf(text + at, sizeof(text) - at, "\"\n");
	}
	CHECK_INT(import(text), 0);
	out = export("Noms", FLEET_FR, false);
	CHECK(!strstr(out, ",=") && !strstr(out, ",@") && !strstr(out, ",-"));
	CHECK_INT(import(out), 0);
	want_changes(0, 0, 0);
	again = export("Noms", FLEET_FR, false);
	CHECK_STR(again, out);
	free(again);
	free(out);
}

static void test_memory(void)
{
	char *example = read_example(), *before = export("Garage", FLEET_EN, true), *after;
	char *text = example ? strdup(example) : NULL;
	unsigned n, failed = 0;

	if (!text) {
		free(before);
		return;
	}
	/* another fleet's name and numbers: all of it is new */
	memcpy(strstr(text, "Librairie Petit"), "Librairie Grand", 15);
	for (char *c = text; (c = strstr(c, "06 39 98 00 3")); c++)
		c[12] = '4';
	for (char *c = text; (c = strstr(c, "01 99 00 3")); c++)
		c[9] = '6';
	for (n = 0; n < 20000; n++) {
		FILE *f = fmemopen(text, strlen(text), "r");
		int rc;

		oom_fail(n);
		rc = import_from(f, false);
		fclose(f);
		if (!oom_stop()) {
			CHECK_INT(rc, 0);
			break;
		}
		if (!rc)
			continue;	/* what it was for could be done without */
		failed++;
		if (rc != -ENOMEM && rc != -EIO)
			CHECK_INT(rc, -ENOMEM);
	}
	CHECK(n > 20 && n < 20000);
	CHECK(failed > 20);
	after = export("Garage", FLEET_EN, true);
	CHECK_STR(after, before);
	free(after);
	free(before);
	free(text);
}

/* Whatever a check missed: a row that hangs on another fleet's line is not written. */
static void test_last_wall(void)
{
	struct store_fleet mine = { .name = "Mine", .profile = "fr-current" }, theirs = { .name = "Theirs", .profile = "fr-current" };
	struct store_line line = { .number = UINT64_C(33639989001) };
	struct draft_forwarding f = { .row = { .line = line.number, .active = true, .destination = UINT64_C(33199001234) } };
	struct draft_blocked b = { .row = { .line = line.number, .number = UINT64_C(33199001234) } };
	struct fleet_draft *was = NULL, *is = NULL;
	uint32_t at;

	CHECK_INT(store_begin(store), 0);
	CHECK_INT(store_fleet_put(store, &mine), 0);
	CHECK_INT(store_fleet_put(store, &theirs), 0);
	line.fleet_id = theirs.id;
	CHECK_INT(store_line_put(store, &line), 0);
	for (unsigned i = 0; i < 2; i++) {
		if (!CHECK_INT(fleet_draft_load(NULL, store, mine.id, &was), 0) || !CHECK_INT(fleet_draft_load(NULL, store, mine.id, &is), 0))
			break;
		CHECK_INT(fleet_draft_add(is, i ? DRAFT_BLOCKED : DRAFT_FORWARDINGS, i ? (const void *)&b : &f), 0);
		fleet_draft_sort(is);
		CHECK_INT(change_apply(store, was, is, &at), -EINVAL);
		talloc_free(was);
		talloc_free(is);
	}
	store_rollback(store);
}

int main(void)
{
	char key_path[] = "/tmp/mpabx-key-XXXXXX";

	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	close(mkstemp(key_path));
	unlink(key_path);
	if (!CHECK_INT(tempstore_make(&temp), 0) || !CHECK_INT(store_open(NULL, temp.url, &store), 0) ||
	    !CHECK_INT(secret_key_open(NULL, key_path, true, &key), 0))
		return CHECK_DONE();
	test_example();
	test_updates();
	test_refused();
	test_names();
	test_memory();
	test_last_wall();
	secret_key_close(&key);
	store_close(&store);
	tempstore_remove(&temp);
	unlink(key_path);
	return CHECK_DONE();
}
