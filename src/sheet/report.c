/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Telling what is wrong with a file. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/sheet/report.h>

static const char *const texts[_COMPLAINTS][2] = {
	[COMPLAINT_CSV + CSV_OK] = { "", "" },
	[COMPLAINT_CSV + CSV_TOO_LONG] = {
		"Ligne trop longue (8192 octets au plus), ou guillemet jamais refermé.",
		"Line too long (8192 octets at most), or a quote that is never closed." },
	[COMPLAINT_CSV + CSV_TOO_MANY_FIELDS] = { "Trop de colonnes (64 au plus).", "Too many columns (64 at most)." },
	[COMPLAINT_CSV + CSV_STRAY_QUOTE] = {
		"Guillemet mal placé : entourez la cellule de guillemets et doublez ceux qu'elle contient.",
		"Misplaced quote: put the cell between quotes and double those inside it." },
	[COMPLAINT_CSV + CSV_UNCLOSED] = { "Le fichier finit avant que le guillemet soit refermé.",
		"The file ends before the quote is closed." },
	[COMPLAINT_CSV + CSV_NUL] = { "Octet nul : ce n'est pas un fichier texte.", "Octet zero: this is not a text file." },
	[COMPLAINT_CSV + CSV_NOT_UTF8] = { "Cette ligne n'est pas en UTF-8 : enregistrez le fichier en « CSV UTF-8 ».",
		"This line is not UTF-8: save the file as \"CSV UTF-8\"." },
	[COMPLAINT_HEADER] = { "La première ligne doit nommer les colonnes, dont « objet ».",
		"The first line must name the columns, \"object\" among them." },
	[COMPLAINT_COLUMN] = { "Colonne inconnue", "Unknown column" },
	[COMPLAINT_COLUMN_TWICE] = { "Cette colonne est là deux fois", "This column is there twice" },
	[COMPLAINT_OBJECT] = { "Objet inconnu", "Unknown object" },
	[COMPLAINT_NOT_HERE] = { "Cette colonne doit rester vide pour cet objet", "This column must stay empty for this object" },
	[COMPLAINT_WORD] = { "Mot inconnu", "Unknown word" },
	[COMPLAINT_LONG_TEXT] = { "Texte trop long", "Text too long" },
	[COMPLAINT_CONTROL] = { "Caractère de commande interdit.", "Control characters are not allowed." },
	[COMPLAINT_ROWS] = { "Trop de lignes : la lecture s'arrête ici.", "Too many rows: reading stops here." },
	[COMPLAINT_FLEET_FIRST] = { "L'objet « flotte » doit être le premier et le seul.",
		"The object \"fleet\" must be the first and the only one." },
	[COMPLAINT_PROFILE] = { "Profil de numérotation inconnu", "Unknown number-plan profile" },
	[COMPLAINT_TIME] = { "Saisissez une heure, par exemple 08:30.", "Enter a time, for example 08:30." },
	[COMPLAINT_DAY] = { "Saisissez un jour qui existe, par exemple 2026-12-31.",
		"Enter a day that exists, for example 2026-12-31." },
	[COMPLAINT_DAYS] = { "Saisissez des jours, par exemple lu-ve ou lu+me+sa.", "Enter days, for example mo-fr or mo+we+sa." },
	[COMPLAINT_EMPTY_FILE] = { "Le fichier est vide.", "The file is empty." },
	[COMPLAINT_CALENDARS] = { "Trop de calendriers (1000 au plus).", "Too many calendars (1000 at most)." },
	[COMPLAINT_NO_FLEET] = { "Nommez la flotte par une ligne « flotte », ou par --fleet.",
		"Name the fleet in a row \"fleet\", or by --fleet." },
	[COMPLAINT_TOO_MANY_CELLS] = { "Plus de cellules que de colonnes.", "More cells than columns." },
};

/* Cited from a file that anyone made: no control character reaches a terminal. */
static void cite(char *buf, size_t size, const char *detail)
{
	size_t at = 0;

	for (; *detail && at + 1 < size; detail++)
		buf[at++] = (unsigned char)*detail < 0x20 || *detail == 0x7f ? '?' : *detail;
	while (*detail && at && ((unsigned char)buf[at - 1] & 0xc0) == 0x80)
		at--;
	if (*detail && at && (unsigned char)buf[at - 1] >= 0xc0)
		at--;
	buf[at] = '\0';
}

struct report_line { uint32_t line; unsigned order; char text[768]; };

/* "column: text: "what is cited"" */
static void line_text(const struct report *r, struct report_line *l, enum column column, bool warning, const char *text,
		      const char *detail)
{
	bool fr = r->lang == FLEET_FR;
	char cited[80] = "";

	if (detail)
		cite(cited, sizeof(cited), detail);
	snprintf(l->text, sizeof(l->text), "%s%s%s%s%s%s%s", warning ? (fr ? "remarque : " : "note: ") : "",
		 column < _COLS ? columns_words[column].text[r->lang] : "", column < _COLS ? (fr ? " : " : ": ") : "", text,
		 detail ? (fr ? " : « " : ": \"") : "", cited, detail ? (fr ? " »" : "\"") : "");
}

static void line_print(const struct report *r, const struct report_line *l)
{
	if (l->line)
		fprintf(r->out, "%s:%u: %s\n", r->file, l->line, l->text);
	else
		fprintf(r->out, "%s: %s\n", r->file, l->text);
}

/* Without memory for all of them each is said at once. */
static void keep(struct report *r, const struct report_told *t)
{
	struct report_line one = { .line = t->line, .order = r->kept };

	if (r->kept == REPORT_MAX)
		return;
	if (!r->kept)
		r->lines = malloc(REPORT_MAX * sizeof(*r->lines));
	line_text(r, &one, t->column, t->warning, t->text[r->lang], t->detail);
	if (r->lines)
		r->lines[r->kept] = one;
	else
		line_print(r, &one);
	r->kept++;
}

static void tell(struct report *r, const struct report_told *t)
{
	if (t->warning)
		r->warned++;
	else
		r->refused++;
	if (r->told)
		r->told(r->priv, t);
	else
		keep(r, t);
}

void report_complain(struct report *r, uint32_t line, enum column column, enum complaint complaint, const char *detail)
{
	tell(r, &(struct report_told){ line, column, false, { texts[complaint][FLEET_FR], texts[complaint][FLEET_EN] }, detail });
}

void report_csv(struct report *r, uint32_t line, enum csv_problem problem)
{
	report_complain(r, line, _COLS, (enum complaint)(COMPLAINT_CSV + (unsigned)problem), NULL);
}

static enum column column_of(const struct fleet_finding *f)
{
	static const enum column columns[_FLEET_FIELDS] = {
		[FLEET_FIELD_NUMBER] = COL_NUMBER, [FLEET_FIELD_NAME] = COL_NAME, [FLEET_FIELD_SHORT] = COL_SHORT,
		[FLEET_FIELD_DESTINATION] = COL_DESTINATION, [FLEET_FIELD_CALENDAR] = COL_CALENDAR,
		[FLEET_FIELD_RING] = COL_RING, [FLEET_FIELD_POSITION] = COL_DESTINATION, [FLEET_FIELD_DND] = COL_DESTINATION,
		[FLEET_FIELD_HUNT] = COL_HUNT, [FLEET_FIELD_SHOWN] = COL_SHOWN, [FLEET_FIELD_QUEUE] = COL_QUEUE,
		[FLEET_FIELD_REST] = COL_REST, [FLEET_FIELD_WAIT] = COL_WAIT, [FLEET_FIELD_CODE_USER] = COL_USER_CODE,
		[FLEET_FIELD_CODE_ADMIN] = COL_ADMIN_CODE, [FLEET_FIELD_OVERFLOW] = COL_OVERFLOW,
		[FLEET_FIELD_NOBODY] = COL_NOBODY, [FLEET_FIELD_CLOSED] = COL_CLOSED, [FLEET_FIELD_LAST_LEFT] = COL_LAST_LEFT,
		[FLEET_FIELD_ACTIVE] = COL_ACTIVE, [FLEET_FIELD_CUSTOM] = COL_OWN_FORWARDING,
		[FLEET_FIELD_HOLIDAYS] = COL_HOLIDAYS, [FLEET_FIELD_FROM] = COL_FROM,
	};

	return f->field < _FLEET_FIELDS ? columns[f->field] : _COLS;
}

void report_finding(struct report *r, enum column column, const struct fleet_finding *f)
{
	char text[2][512], number[DIGITS_SIZE * 2];
	struct report_told t = {
		.line = f->at, .column = column < _COLS ? column : column_of(f), .warning = f->warning,
		.text = { fleet_say_text(f, FLEET_FR, text[0], sizeof(text[0])), fleet_say_text(f, FLEET_EN, text[1], sizeof(text[1])) },
	};

	/* Without a line of the file, say whose it is. */
	if (!f->at && f->about && f->numplan)
		t.detail = numplan_print(f->numplan, f->about, number, sizeof(number));
	tell(r, &t);
}

int report_found(void *priv, const struct fleet_finding *f)
{
	report_finding(priv, _COLS, f);
	return 0;
}

static int line_order(const void *va, const void *vb)
{
	const struct report_line *a = va, *b = vb;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

void report_end(struct report *r)
{
	unsigned more = r->refused + r->warned - r->kept;

	if (r->lines) {
		qsort(r->lines, r->kept, sizeof(*r->lines), line_order);
		for (unsigned i = 0; i < r->kept; i++)
			line_print(r, &r->lines[i]);
	}
	if (more)
		fprintf(r->out, r->lang == FLEET_FR ? "et %u autres\n" : "and %u more\n", more);
	free(r->lines);
	r->lines = NULL;
}
