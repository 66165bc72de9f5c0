/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every refusal: what brings it about, about which field, in which words. */
#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "drafts.h"

/* Checks the draft, frees it, and wants exactly this finding with these words. */
static void want(struct fleet_draft *d, enum fleet_say say, enum fleet_field field, bool warning, const char *fr, const char *en)
{
	struct found found = found_in(d);
	char text[512];

	if (CHECK_INT(found.n, 1)) {
		CHECK_INT(found.all[0].say, say);
		CHECK_INT(found.all[0].field, field);
		CHECK_INT(found.all[0].warning, warning);
		CHECK_STR(fleet_say_text(&found.all[0], FLEET_FR, text, sizeof(text)), fr);
		CHECK_STR(fleet_say_text(&found.all[0], FLEET_EN, text, sizeof(text)), en);
	} else {
		for (unsigned i = 0; i < found.n && i < 32; i++)
			printf("  %s\n", fleet_say_text(&found.all[i], FLEET_EN, text, sizeof(text)));
		printf("  wanted: %s\n", en);
	}
	talloc_free(d);
}

static void nothing(struct fleet_draft *d, const char *what)
{
	struct found found = found_in(d);
	char text[512];

	if (!CHECK_INT(found.n, 0))
		printf("  %s: %s\n", what, fleet_say_text(&found.all[0], FLEET_EN, text, sizeof(text)));
	talloc_free(d);
}

static struct fleet_draft *forwarded(e164_t line, enum forwarding_kind kind, e164_t to)
{
	struct fleet_draft *d = draft_make();

	draft_forward(d, line, kind, to);
	return d;
}

static void test_forwarding(void)
{
	struct fleet_draft *d;

	nothing(draft_make(), "an empty fleet");
	nothing(forwarded(A, FORWARDING_BUSY, FIXED), "a number of the fleet");
	nothing(forwarded(A, FORWARDING_BUSY, OUTSIDER), "any national number");
	want(forwarded(A, FORWARDING_BUSY, A), FLEET_OWN_NUMBER, FLEET_FIELD_DESTINATION, false,
	     "Vous ne pouvez pas renvoyer vers votre propre ligne.", "You cannot forward to your own line.");
	want(forwarded(A, FORWARDING_NO_ANSWER, UINT64_C(442079460000)), FLEET_INTERNATIONAL, FLEET_FIELD_DESTINATION, false,
	     "Renvoi vers l'international non autorisé.", "Forwarding abroad is not allowed.");
	want(forwarded(A, FORWARDING_IMMEDIATE, UINT64_C(33899123456)), FLEET_SPECIAL, FLEET_FIELD_DESTINATION, false,
	     "Les numéros spéciaux ne sont pas autorisés ici.", "Special numbers are not allowed here.");
	want(forwarded(A, FORWARDING_IMMEDIATE, UINT64_C(33912345678)), FLEET_PREFIX, FLEET_FIELD_DESTINATION, false,
	     "Ce numéro doit commencer par 01, 02, 03, 04, 05, 06 ou 07.",
	     "This number must start with 01, 02, 03, 04, 05, 06 or 07.");
	want(forwarded(A, FORWARDING_UNREACHABLE, E164_NONE), FLEET_LENGTH, FLEET_FIELD_DESTINATION, false,
	     "Saisissez 10 chiffres, par exemple 01 99 00 12 34.", "Enter 10 digits, for example 01 99 00 12 34.");

	d = draft_make();
	fleet_draft_add(d, DRAFT_FORWARDINGS, &(struct draft_forwarding){
		.row = { .line = A, .kind = FORWARDING_BUSY, .active = true, .voicemail = true } });
	want(d, FLEET_NO_VOICEMAIL, FLEET_FIELD_DESTINATION, false, "La messagerie vocale n'est pas disponible.",
	     "Voicemail is not available.");
	d = draft_make();
	d->voicemail = UINT64_C(33199008888);
	fleet_draft_add(d, DRAFT_FORWARDINGS, &(struct draft_forwarding){
		.row = { .line = A, .kind = FORWARDING_BUSY, .active = true, .voicemail = true } });
	nothing(d, "voicemail where there is one");
	d = draft_make();
	fleet_draft_add(d, DRAFT_FORWARDINGS, &(struct draft_forwarding){
		.row = { .line = A, .kind = FORWARDING_BUSY, .active = true, .destination = FIXED, .calendar = 9 } });
	want(d, FLEET_NO_CALENDAR, FLEET_FIELD_CALENDAR, false, "Ce calendrier n'existe pas.", "There is no such calendar.");
	d = forwarded(A, FORWARDING_BUSY, FIXED);
	draft_forward(d, A, FORWARDING_BUSY, OUTSIDER);
	want(d, FLEET_TWICE, FLEET_FIELD_NUMBER, false, "Cette ligne a déjà ce réglage.", "This line has this setting already.");
	want(forwarded(OUTSIDER, FORWARDING_BUSY, FIXED), FLEET_OUTSIDE, FLEET_FIELD_NUMBER, false,
	     "Ce numéro n'appartient pas au VPN de l'entreprise.", "This number is outside your company's VPN.");
}

/* What is typed and is no E.164 number is refused when it is read. */
static void test_typed(void)
{
	static const struct { const char *text; enum fleet_say say; } typed[] = {
		{ "01 99 00 12 34", FLEET_OK }, { "+33 1 99 00 12 34", FLEET_OK }, { "0033199001234", FLEET_OK },
		{ "01.99.00.12", FLEET_LENGTH }, { "", FLEET_LENGTH }, { "abc", FLEET_LENGTH }, { "01 99 00 12 345", FLEET_LENGTH },
		{ "22", FLEET_SHORT }, { "112", FLEET_EMERGENCY }, { "15", FLEET_EMERGENCY }, { "3900", FLEET_SPECIAL },
		{ "1023", FLEET_SPECIAL }, { "118712", FLEET_SPECIAL }, { "0899123456", FLEET_SPECIAL },
		{ "+44 20 7946 0000", FLEET_INTERNATIONAL }, { "0912345678", FLEET_PREFIX }, { "*21#", FLEET_LENGTH },
	};
	struct fleet_draft *d = draft_make();
	struct fleet_finding f = { .numplan = d->numplan };
	char text[256];

	for (unsigned i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		e164_t number = 7;

		if (!CHECK_INT(fleet_read_number(d->numplan, NUMPLAN_FOR_FORWARDING, typed[i].text, &number), typed[i].say))
			printf("  of \"%s\"\n", typed[i].text);
		CHECK_INT(number, typed[i].say == FLEET_OK ? FIXED : 7);
	}
	f.say = FLEET_SHORT;
	CHECK_STR(fleet_say_text(&f, FLEET_FR, text, sizeof(text)),
		  "Numéro court non disponible : saisissez le numéro à 10 chiffres.");
	CHECK_STR(fleet_say_text(&f, FLEET_EN, text, sizeof(text)), "Short number not available: enter all 10 digits.");
	f.say = FLEET_EMERGENCY;
	CHECK_STR(fleet_say_text(&f, FLEET_FR, text, sizeof(text)), "Un numéro d'urgence ne peut pas être une destination.");
	CHECK_STR(fleet_say_text(&f, FLEET_EN, text, sizeof(text)), "An emergency number cannot be a destination.");
	CHECK_STR(fleet_say_text(&f, FLEET_FR, text, 8), "Un num");		/* the é would be cut in two */
	talloc_free(d);
}

static struct fleet_draft *hunting(e164_t number)
{
	struct fleet_draft *d = draft_make();
	struct draft_settings s = draft_settings_of(A);

	s.row.hunt_active = true;
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	draft_hunts(d, A, A, 1);	/* the line itself may stand in it */
	draft_hunts(d, A, FIXED, 2);
	if (number)
		draft_hunts(d, A, number, 3);
	return d;
}

static void test_hunt(void)
{
	struct draft_settings s = draft_settings_of(A);
	struct fleet_draft *d;

	nothing(hunting(E164_NONE), "its own number and a fixed one");
	nothing(hunting(B), "a colleague");
	want(hunting(OUTSIDER), FLEET_OUTSIDE, FLEET_FIELD_DESTINATION, false,
	     "Ce numéro n'appartient pas au VPN de l'entreprise.", "This number is outside your company's VPN.");
	want(hunting(UINT64_C(442079460000)), FLEET_OUTSIDE, FLEET_FIELD_DESTINATION, false,
	     "Ce numéro n'appartient pas au VPN de l'entreprise.", "This number is outside your company's VPN.");
	want(hunting(UINT64_C(33899123456)), FLEET_SPECIAL, FLEET_FIELD_DESTINATION, false,
	     "Les numéros spéciaux ne sont pas autorisés ici.", "Special numbers are not allowed here.");
	want(hunting(FIXED), FLEET_DUPLICATE, FLEET_FIELD_DESTINATION, false, "Ce numéro est déjà dans la liste.",
	     "This number is already in the list.");
	d = hunting(B);
	draft_hunts(d, A, C, 4);
	draft_hunts(d, A, D, 5);
	draft_add_line(d, OUTSIDER, "Six", "");
	draft_hunts(d, A, OUTSIDER, 6);
	want(d, FLEET_SIXTH_NUMBER, FLEET_FIELD_DESTINATION, false, "Cinq numéros au maximum.", "Five numbers at most.");
	d = draft_make();
	s.row.hunt_active = true;
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want(d, FLEET_EMPTY_LIST, FLEET_FIELD_HUNT, false, "Ajoutez au moins un numéro.", "Add at least one number.");
	d = draft_make();
	fleet_draft_add(d, DRAFT_HUNTS, &(struct draft_hunt){ .row = { .line = A, .number = B, .position = 1, .ring_s = 4 } });
	want(d, FLEET_RANGE, FLEET_FIELD_RING, false, "Saisissez une valeur de 5 à 90.", "Enter a value from 5 to 90.");
}

static void test_settings(void)
{
	struct fleet_draft *d = draft_make();
	struct draft_settings s = draft_settings_of(A);

	s.row.no_answer_s = 91;
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want(d, FLEET_RANGE, FLEET_FIELD_RING, false, "Saisissez une valeur de 5 à 90.", "Enter a value from 5 to 90.");
	for (unsigned seconds = 5; seconds <= 90; seconds += 85) {
		d = draft_make();
		s.row.no_answer_s = (uint8_t)seconds;
		fleet_draft_add(d, DRAFT_SETTINGS, &s);
		nothing(d, "5 and 90 seconds");
	}
	d = draft_make();
	s = draft_settings_of(A);
	s.row.dnd = (struct destination){ A, DESTINATION_NUMBER };
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want(d, FLEET_OWN_NUMBER, FLEET_FIELD_DND, false, "Vous ne pouvez pas renvoyer vers votre propre ligne.",
	     "You cannot forward to your own line.");
	d = draft_make();
	s = draft_settings_of(A);
	s.row.shown = LINE_SHOWN_GROUP;
	s.shown_group = GROUP;
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want(d, FLEET_OUTSIDE, FLEET_FIELD_SHOWN, false, "Ce numéro n'appartient pas au VPN de l'entreprise.",
	     "This number is outside your company's VPN.");
	d = forwarded(A, FORWARDING_IMMEDIATE, FIXED);
	draft_forward(d, A, FORWARDING_BUSY, FIXED);
	want(d, FLEET_OVERRIDDEN, FLEET_FIELD_ACTIVE, true,
	     "Le renvoi immédiat est actif : vos autres renvois sont suspendus, pas effacés.",
	     "Immediate forwarding is on: your other settings are suspended, not erased.");
	d = forwarded(A, FORWARDING_BUSY, FIXED);
	s = draft_settings_of(A);
	s.row.forwarding_custom = false;
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want(d, FLEET_BOX_TICKED, FLEET_FIELD_CUSTOM, true, "Vos appels suivent le traitement habituel de l'opérateur.",
	     "Your calls follow the operator's ordinary treatment.");
}

static struct fleet_draft *grouped(const struct draft_group *g)
{
	struct fleet_draft *d = draft_make();

	fleet_draft_add(d, DRAFT_GROUPS, g);
	draft_member(d, g->row.number, B, 1);
	return d;
}

static void want_range(struct draft_group g, enum fleet_field field, const char *fr, const char *en)
{
	want(grouped(&g), FLEET_RANGE, field, false, fr, en);
}

static void test_group_fields(void)
{
	struct draft_group g = draft_group_of(GROUP);

	nothing(grouped(&g), "a group of one");
	g.row.name[0] = '\0';
	want(grouped(&g), FLEET_GROUP_NAME, FLEET_FIELD_NAME, false, "Donnez un nom au groupe.", "Give the group a name.");
	g = draft_group_of(GROUP);
	g.row.queue = 51;
	want_range(g, FLEET_FIELD_QUEUE, "Saisissez une valeur de 0 à 50.", "Enter a value from 0 to 50.");
	g = draft_group_of(GROUP);
	g.row.ring_s = 4;
	want_range(g, FLEET_FIELD_RING, "Saisissez une valeur de 5 à 90.", "Enter a value from 5 to 90.");
	g = draft_group_of(GROUP);
	g.row.rest_s = 3601;
	want_range(g, FLEET_FIELD_REST, "Saisissez une valeur de 0 à 3600.", "Enter a value from 0 to 3600.");
	g = draft_group_of(GROUP);
	g.row.queue = 50, g.row.ring_s = 90, g.row.rest_s = 3600;
	nothing(grouped(&g), "the highest values");

	g = draft_group_of(GROUP);
	strcpy(g.code_user, "4711");
	strcpy(g.code_admin, "4711");
	want(grouped(&g), FLEET_CODES, FLEET_FIELD_CODE_ADMIN, false, "Les deux codes doivent être différents (4 chiffres).",
	     "The two codes must differ (4 digits).");
	strcpy(g.code_user, "471");
	want(grouped(&g), FLEET_CODES, FLEET_FIELD_CODE_USER, false, "Les deux codes doivent être différents (4 chiffres).",
	     "The two codes must differ (4 digits).");
	strcpy(g.code_user, "4712");
	nothing(grouped(&g), "two good codes");

	g = draft_group_of(GROUP);
	g.row.nobody = (struct destination){ GROUP, DESTINATION_NUMBER };
	want(grouped(&g), FLEET_OWN_NUMBER, FLEET_FIELD_NOBODY, false, "Vous ne pouvez pas renvoyer vers votre propre ligne.",
	     "You cannot forward to your own line.");
	g.row.nobody = (struct destination){ E164_NONE, DESTINATION_VOICEMAIL };
	want(grouped(&g), FLEET_NO_VOICEMAIL, FLEET_FIELD_NOBODY, false, "La messagerie vocale n'est pas disponible.",
	     "Voicemail is not available.");
	g = draft_group_of(GROUP);
	g.row.closed = (struct destination){ UINT64_C(442079460000), DESTINATION_NUMBER };
	want(grouped(&g), FLEET_INTERNATIONAL, FLEET_FIELD_CLOSED, false, "Renvoi vers l'international non autorisé.",
	     "Forwarding abroad is not allowed.");
}

static void test_group_numbers(void)
{
	struct draft_group g = draft_group_of(GROUP), other;
	struct fleet_draft *d = grouped(&g);

	strcpy(g.row.name, "Autre");
	fleet_draft_add(d, DRAFT_GROUPS, &g);
	((struct draft_group *)draft_row_at(d, DRAFT_GROUPS, 1))->head.at = 9;
	want(d, FLEET_NUMBER_TAKEN, FLEET_FIELD_NUMBER, false, "Ce numéro est déjà celui du groupe Accueil.",
	     "This number already belongs to the group Accueil.");
	other = draft_group_of(B);
	want(grouped(&other), FLEET_MEMBERS_OWN, FLEET_FIELD_NUMBER, true,
	     "Ce numéro est la ligne d'un membre : sans membre connecté, l'appel suit les réglages de cette ligne.",
	     "This number is a member's own line: with nobody connected, calls follow that line's own settings.");
	other = draft_group_of(A);
	want(grouped(&other), FLEET_NOT_MEMBER, FLEET_FIELD_NUMBER, false,
	     "Ce numéro est celui d'une ligne qui n'est pas membre du groupe.",
	     "This number is that of a line which is not a member of the group.");
	other = draft_group_of(FIXED);
	nothing(grouped(&other), "a declared fixed number");
	other = draft_group_of(UINT64_C(33899123456));
	want(grouped(&other), FLEET_SPECIAL, FLEET_FIELD_NUMBER, false, "Les numéros spéciaux ne sont pas autorisés ici.",
	     "Special numbers are not allowed here.");
}

static void test_members(void)
{
	struct draft_group g = draft_group_of(GROUP);
	struct fleet_draft *d = grouped(&g);

	draft_member(d, GROUP, B, 2);
	want(d, FLEET_DUPLICATE, FLEET_FIELD_DESTINATION, false, "Ce numéro est déjà dans la liste.",
	     "This number is already in the list.");
	d = grouped(&g);
	draft_member(d, GROUP, OUTSIDER, 2);
	want(d, FLEET_OUTSIDE, FLEET_FIELD_DESTINATION, false, "Ce numéro n'appartient pas au VPN de l'entreprise.",
	     "This number is outside your company's VPN.");
	d = grouped(&g);
	draft_member(d, GROUP, FIXED, 2);
	want(d, FLEET_NO_OPTION, FLEET_FIELD_DESTINATION, false, "Cette ligne n'a pas l'option PABX mobile.",
	     "This line does not have the mobile PABX option.");
	d = grouped(&g);
	((struct draft_line *)draft_row_at(d, DRAFT_LINES, 2))->row.rights = LINE_RIGHT_SHORT_NUMBERS;
	draft_member(d, GROUP, C, 2);
	want(d, FLEET_NO_OPTION, FLEET_FIELD_DESTINATION, false, "Cette ligne n'a pas l'option PABX mobile.",
	     "This line does not have the mobile PABX option.");
	d = draft_make();
	fleet_draft_add(d, DRAFT_GROUPS, &g);
	for (unsigned i = 1; i <= 11; i++) {
		draft_add_line(d, OUTSIDER + 100 + i, "", "");
		draft_member(d, GROUP, OUTSIDER + 100 + i, i);
	}
	want(d, FLEET_ELEVENTH_MEMBER, FLEET_FIELD_DESTINATION, false, "Ce groupe compte déjà 10 membres.",
	     "This group already has 10 members.");
	d = draft_make();
	draft_member(d, GROUP, B, 1);
	want(d, FLEET_OUTSIDE, FLEET_FIELD_NUMBER, false, "Ce numéro n'appartient pas au VPN de l'entreprise.",
	     "This number is outside your company's VPN.");
}

static struct fleet_draft *shortened(const char *short_number)
{
	struct fleet_draft *d = draft_make();

	draft_add_line(d, OUTSIDER, "Neuf", short_number);
	return d;
}

static void test_short_numbers(void)
{
	static const char *const meaning[] = { "15", "112", "3900", "1023", "118712", "116000" };
	static const char *const form[] = { "7", "1234567", "2a", "+1" };

	nothing(shortened("999999"), "six digits");
	nothing(shortened("30"), "two digits of which four would be special");
	for (unsigned i = 0; i < 6; i++)
		want(shortened(meaning[i]), FLEET_SHORT_MEANING, FLEET_FIELD_SHORT, false,
		     "Ce numéro court a déjà un autre sens (urgence, opérateur ou service).",
		     "This short number already means something else (emergency, operator or service).");
	for (unsigned i = 0; i < 4; i++)
		want(shortened(form[i]), FLEET_SHORT_FORM, FLEET_FIELD_SHORT, false,
		     "Saisissez un numéro court de 2 à 6 chiffres.", "Enter a short number of 2 to 6 digits.");
	want(shortened("28"), FLEET_SHORT_TAKEN, FLEET_FIELD_SHORT, false, "Ce numéro court est déjà celui de Boutique.",
	     "This short number already belongs to Boutique.");
	want(shortened("24"), FLEET_SHORT_TAKEN, FLEET_FIELD_SHORT, false, "Ce numéro court est déjà celui de 06 39 98 00 14.",
	     "This short number already belongs to 06 39 98 00 14.");
}

static void test_rest(void)
{
	struct draft_calendar cal = { .row = { .id = 1, .name = "Bureau" } };
	struct draft_blocked b = { .row = { .line = A, .number = OUTSIDER } };
	struct draft_barred p = { .row = { .prefix = "+44" } };
	struct fleet_draft *d = draft_make();

	fleet_draft_add(d, DRAFT_CALENDARS, &cal);
	fleet_draft_add(d, DRAFT_BLOCKED, &b);
	fleet_draft_add(d, DRAFT_BARRED, &p);
	nothing(d, "a calendar, a blocked caller, a barred prefix");
	d = draft_make();
	fleet_draft_add(d, DRAFT_CALENDARS, &cal);
	cal.row.id = 2;
	cal.head.at = 2;
	fleet_draft_add(d, DRAFT_CALENDARS, &cal);
	want(d, FLEET_CALENDAR_TWICE, FLEET_FIELD_NAME, false, "Un autre calendrier porte déjà ce nom.",
	     "Another calendar has this name already.");
	d = draft_make();
	cal.row.name[0] = '\0';
	fleet_draft_add(d, DRAFT_CALENDARS, &cal);
	want(d, FLEET_CALENDAR_NAME, FLEET_FIELD_NAME, false, "Donnez un nom au calendrier.", "Give the calendar a name.");
	d = draft_make();
	strcpy(cal.row.name, "Bureau");
	cal.row.calendar.num_dates = 1;
	cal.row.calendar.dates[0] = (struct calendar_date){ 20260230, 20260301, true };
	fleet_draft_add(d, DRAFT_CALENDARS, &cal);
	want(d, FLEET_CALENDAR_WRONG, FLEET_FIELD_FROM, false, "Ce calendrier contient un jour ou une heure qui n'existe pas.",
	     "This calendar has a day or a time that does not exist.");
	d = draft_make();
	fleet_draft_add(d, DRAFT_BLOCKED, &b);
	fleet_draft_add(d, DRAFT_BLOCKED, &b);
	want(d, FLEET_DUPLICATE, FLEET_FIELD_DESTINATION, false, "Ce numéro est déjà dans la liste.",
	     "This number is already in the list.");
	d = draft_make();
	strcpy(p.row.prefix, "08x");
	fleet_draft_add(d, DRAFT_BARRED, &p);
	want(d, FLEET_PREFIX_DIGITS, FLEET_FIELD_NUMBER, false, "Saisissez un préfixe, par exemple 0899 ou +44.",
	     "Enter a prefix, for example 0899 or +44.");
	d = draft_make();
	d->fleet.name[0] = '\0';
	want(d, FLEET_FLEET_NAME, FLEET_FIELD_NAME, false, "Donnez un nom à la flotte.", "Give the fleet a name.");
	d = draft_make();
	draft_add_line(d, A, "Claire again", "");
	want(d, FLEET_DUPLICATE, FLEET_FIELD_NUMBER, false, "Ce numéro est déjà dans la liste.",
	     "This number is already in the list.");
	/* what was refused when it was read is not refused again */
	d = forwarded(A, FORWARDING_BUSY, E164_NONE);
	((struct draft_forwarding *)draft_row_at(d, DRAFT_FORWARDINGS, 0))->head.bad = true;
	nothing(d, "a row that was refused already");
}

/* The table of product.md section 10, where it lies beside the repository: the same words in the same order. */
static void test_table(void)
{
	const char *top = getenv("top_srcdir");
	char path[512], line[1024];
	unsigned say = FLEET_OK;
	FILE *f;

	snprintf(path, sizeof(path), "%s/../shared/design/product.md", top ? top : ".");
	f = fopen(path, "r");
	if (!f) {
		printf("skipped: no %s\n", path);
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		char *key, *fr, *en, *save = NULL;

		if (say == FLEET_OK && strncmp(line, "| length |", 10))
			continue;
		if (line[0] != '|')
			break;
		key = strtok_r(line, "|", &save);
		fr = strtok_r(NULL, "|", &save) + 1;
		en = strtok_r(NULL, "|", &save) + 1;
		fr[strlen(fr) - 1] = en[strlen(en) - 1] = '\0';
		say++;
		if (!CHECK_STR(fleet_say_pattern((enum fleet_say)say, FLEET_FR), fr) ||
		    !CHECK_STR(fleet_say_pattern((enum fleet_say)say, FLEET_EN), en))
			printf("  row%s\n", key);
	}
	fclose(f);
	CHECK_INT(say, FLEET_SAVED);
}

/* Every sentence is there in both languages. */
static void test_complete(void)
{
	struct fleet_finding f = { .min = 1, .max = 2, .name = "Accueil", .time = "10:12" };
	char text[256];

	for (unsigned say = FLEET_OK + 1; say < _FLEET_SAYS; say++) {
		CHECK(fleet_say_pattern((enum fleet_say)say, FLEET_FR));
		CHECK(fleet_say_pattern((enum fleet_say)say, FLEET_EN));
		f.say = (uint8_t)say;
		CHECK(!strchr(fleet_say_text(&f, FLEET_FR, text, sizeof(text)), '{'));
		CHECK(!strchr(fleet_say_text(&f, FLEET_EN, text, sizeof(text)), '{'));
	}
	for (unsigned i = 0; i < _FLEET_FIELDS; i++)
		CHECK(fleet_field_text((enum fleet_field)i, FLEET_FR) && fleet_field_text((enum fleet_field)i, FLEET_EN));
	f.say = FLEET_STALE_EDIT;
	CHECK_STR(fleet_say_text(&f, FLEET_EN, text, sizeof(text)), "Changed by Accueil at 10:12. Compare before saving.");
	f.say = FLEET_ASK_DISCONNECT;
	CHECK_STR(fleet_say_text(&f, FLEET_FR, text, sizeof(text)), "Déconnecter les 2 membres ?");
	f.say = FLEET_ASK_DELETE;
	CHECK_STR(fleet_say_text(&f, FLEET_FR, text, sizeof(text)), "Supprimer le groupe « Accueil » ?");
}

int main(void)
{
	test_forwarding();
	test_typed();
	test_hunt();
	test_settings();
	test_group_fields();
	test_group_numbers();
	test_members();
	test_short_numbers();
	test_rest();
	test_table();
	test_complete();
	return CHECK_DONE();
}
