/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading CSV: a record's octets are gathered up to the line end that no quotes enclose, then split in place. */

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/sheet/csv.h>

struct csv {
	FILE *file;
	uint32_t line;			/* of what is read next, from 1 */
	char separator;			/* 0: the first record is still to come */
	bool ended;
	size_t n;
	char record[CSV_MAX_RECORD + 2];
};

struct csv *csv_alloc(void *ctx, FILE *file)
{
	struct csv *csv = talloc_zero(ctx, struct csv);

	if (csv) {
		csv->file = file;
		csv->line = 1;
	}
	return csv;
}

/* To the end of the line, so that the next record begins at one. */
static void skip_line(struct csv *csv, int c)
{
	while (c != '\n' && c != EOF)
		c = getc_unlocked(csv->file);
	if (c == EOF)
		csv->ended = true;
	else
		csv->line++;
}

static bool is_separator(const struct csv *csv, int c)
{
	return csv->separator ? c == csv->separator : c == ',' || c == ';';
}

/* Where in a field an octet stands. */
enum place { AT_START, IN_PLAIN, IN_QUOTES, AFTER_QUOTE };

static enum place place_after(const struct csv *csv, enum place place, int c)
{
	switch (place) {
	case IN_QUOTES:
		return c == '"' ? AFTER_QUOTE : IN_QUOTES;
	case AFTER_QUOTE:
		if (c == '"')
			return IN_QUOTES;	/* two of them: one that is meant */
		return is_separator(csv, c) ? AT_START : AFTER_QUOTE;
	case AT_START:
		if (c == '"')
			return IN_QUOTES;
		/* fall through */
	default:
		return is_separator(csv, c) ? AT_START : IN_PLAIN;
	}
}

/* \returns 1 gathered, 0 the end of the file, -EBADMSG, -EIO */
static int gather(struct csv *csv, enum csv_problem *problem)
{
	enum place place = AT_START;
	int c;

	csv->n = 0;
	while ((c = getc_unlocked(csv->file)) != EOF) {
		if (c == '\n' && place != IN_QUOTES)
			break;
		if (!c || csv->n == CSV_MAX_RECORD) {
			*problem = c ? CSV_TOO_LONG : CSV_NUL;
			skip_line(csv, c);
			return -EBADMSG;
		}
		csv->line += c == '\n';
		place = place_after(csv, place, c);
		csv->record[csv->n++] = (char)c;
	}
	if (c == EOF) {
		csv->ended = true;
		if (ferror(csv->file))
			return -EIO;
		if (!csv->n)
			return 0;
		if (place == IN_QUOTES) {
			*problem = CSV_UNCLOSED;
			return -EBADMSG;
		}
	} else {
		csv->line++;
	}
	if (csv->n && csv->record[csv->n - 1] == '\r')
		csv->n--;
	csv->record[csv->n] = '\0';
	return 1;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above 10FFFF. \returns length, 0: none */
static size_t utf8_length(const unsigned char *s)
{
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		return (s[1] & 0xc0) == 0x80 ? 2 : 0;
	if ((s[0] & 0xf0) == 0xe0) {
		if ((s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (s[0] == 0xe0 && s[1] < 0xa0) ||
		    (s[0] == 0xed && s[1] > 0x9f))
			return 0;
		return 3;
	}
	if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		if ((s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (s[3] & 0xc0) != 0x80 ||
		    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
			return 0;
		return 4;
	}
	return 0;
}

static bool is_utf8(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s) {
		size_t n = utf8_length(s);

		if (!n)
			return false;
		s += n;
	}
	return true;
}

/* More semicolons than commas in the first record, outside quotes: an Excel that speaks French. */
static char separator_of(const char *record)
{
	bool quoted = false;
	int balance = 0;

	for (; *record; record++) {
		if (*record == '"')
			quoted = !quoted;
		else if (!quoted)
			balance += (*record == ';') - (*record == ',');
	}
	return balance > 0 ? ';' : ',';
}

/* One field, its quotes taken off in place. \returns where the next begins, NULL: none, or a problem */
static char *split_field(const struct csv *csv, char *at, const char **ret, enum csv_problem *problem)
{
	char *to = at;

	*ret = at;
	if (*at != '"') {
		for (; *at && *at != csv->separator; at++) {
			if (*at == '"')
				*problem = CSV_STRAY_QUOTE;
		}
		to = at;
	} else {
		for (at++; *at && !(*at == '"' && at[1] != '"'); at++) {
			at += *at == '"';
			*to++ = *at;
		}
		at += *at == '"';
		if (*at && *at != csv->separator)
			*problem = CSV_STRAY_QUOTE;
	}
	if (*problem != CSV_OK || !*at) {
		*to = '\0';
		return NULL;
	}
	*to = '\0';
	return at + 1;
}

static int split(const struct csv *csv, char *at, struct csv_record *ret, enum csv_problem *problem)
{
	for (ret->n = 0; at; ret->n++) {
		if (ret->n == CSV_MAX_FIELDS) {
			*problem = CSV_TOO_MANY_FIELDS;
			break;
		}
		at = split_field(csv, at, &ret->field[ret->n], problem);
	}
	return *problem == CSV_OK ? 1 : -EBADMSG;
}

int csv_next(struct csv *csv, struct csv_record *ret, enum csv_problem *problem)
{
	static const char mark[] = "\xef\xbb\xbf";
	char *at = csv->record;
	int rc;

	*problem = CSV_OK;
	ret->line = csv->line;
	ret->n = 0;
	if (csv->ended)
		return 0;
	rc = gather(csv, problem);
	if (rc != 1)
		return rc;
	if (!is_utf8(at)) {
		*problem = CSV_NOT_UTF8;
		return -EBADMSG;
	}
	if (!csv->separator) {
		if (!strncmp(at, mark, 3))
			at += 3;
		csv->separator = separator_of(at);
	}
	return split(csv, at, ret, problem);
}
