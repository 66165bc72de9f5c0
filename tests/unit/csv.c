/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The CSV reader: what RFC 4180 and spreadsheets write, what is malformed, and its bounds. */
#include <errno.h>
#include <stdlib.h>

#include <talloc.h>

#include <mpabx/sheet/csv.h>
#include "check.h"

/* All records as one text: fields in brackets, a line's number before, a problem as !number. */
static const char *read_all(const char *data, size_t n)
{
	static char out[20000];
	FILE *f = n ? fmemopen((void *)data, n, "r") : fopen("/dev/null", "r");
	struct csv *csv = csv_alloc(NULL, f);
	struct csv_record record;
	enum csv_problem problem;
	size_t at = 0;
	int rc;

	out[0] = '\0';
	while ((rc = csv_next(csv, &record, &problem)) == 1 || rc == -EBADMSG) {
		at += (size_t)snprintf(out + at, sizeof(out) - at, "%u", record.line);
		if (rc == -EBADMSG)
			at += (size_t)snprintf(out + at, sizeof(out) - at, "!%d", problem);
		for (unsigned i = 0; rc == 1 && i < record.n; i++)
			at += (size_t)snprintf(out + at, sizeof(out) - at, "[%.20s]", record.field[i]);
		at += (size_t)snprintf(out + at, sizeof(out) - at, " ");
	}
	CHECK_INT(rc, 0);
	CHECK_INT(csv_next(csv, &record, &problem), 0);	/* and it stays at the end */
	talloc_free(csv);
	fclose(f);
	return out;
}

#define READ(text) read_all(text, sizeof(text) - 1)

static void test_good(void)
{
	CHECK_STR(READ(""), "");
	CHECK_STR(READ("a,b\n1,2\n"), "1[a][b] 2[1][2] ");
	CHECK_STR(READ("a;b\r\n1;2,5\r\n"), "1[a][b] 2[1][2,5] ");
	CHECK_STR(READ("\xef\xbb\xbf" "a;b\n1;2"), "1[a][b] 2[1][2] ");
	CHECK_STR(READ("\xef\xbb\xbf\"a\",b\n"), "1[a][b] ");
	CHECK_STR(READ("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n"), "1[a][b] 2[x,y][say \"hi\"] ");
	CHECK_STR(READ("a,b\n\"two\nlines\",2\n3,4\n"), "1[a][b] 2[two\nlines][2] 4[3][4] ");
	CHECK_STR(READ("a,b\n,\n\n\"\",\"\"\n"), "1[a][b] 2[][] 3[] 4[][] ");
	CHECK_STR(READ("\"a;b\",c\n1;2,3\n"), "1[a;b][c] 2[1;2][3] ");
	CHECK_STR(READ("numéro\n\xf0\x9f\x93\x9e\n"), "1[numéro] 2[\xf0\x9f\x93\x9e] ");
}

static void test_malformed(void)
{
	char problem[32];

	snprintf(problem, sizeof(problem), "1[a][b] 2!%d 3[3][4] ", CSV_STRAY_QUOTE);
	CHECK_STR(READ("a,b\nx\"y,2\n3,4\n"), problem);
	CHECK_STR(READ("a,b\n\"x\"y,2\n3,4\n"), problem);
	snprintf(problem, sizeof(problem), "1[a][b] 2!%d ", CSV_UNCLOSED);
	CHECK_STR(READ("a,b\n\"x,2\n3,4\n"), problem);
	snprintf(problem, sizeof(problem), "1[a][b] 2!%d 3[3][4] ", CSV_NUL);
	CHECK_STR(READ("a,b\nx\0y,2\n3,4\n"), problem);
	snprintf(problem, sizeof(problem), "1[a][b] 2!%d 3[3][4] ", CSV_NOT_UTF8);
	CHECK_STR(READ("a,b\nNum\xe9ro,2\n3,4\n"), problem);		/* Latin-1 */
	CHECK_STR(READ("a,b\n\xc0\x80,2\n3,4\n"), problem);		/* overlong */
	CHECK_STR(READ("a,b\n\xed\xa0\x80,2\n3,4\n"), problem);		/* a surrogate */
	CHECK_STR(READ("a,b\n\xf4\x90\x80\x80,2\n3,4\n"), problem);	/* above 10FFFF */
	CHECK_STR(READ("a,b\n\xe2\x82,2\n3,4\n"), problem);		/* cut */
	snprintf(problem, sizeof(problem), "1!%d ", CSV_NOT_UTF8);
	CHECK_STR(READ("\xff\xfe" "a"), problem);			/* UTF-16 */
}

static void test_bounds(void)
{
	static char text[3 * CSV_MAX_RECORD];
	char want[64];
	size_t n;

	memset(text, 'x', sizeof(text));
	memcpy(text, "a\n", 2);
	memcpy(text + 2 + CSV_MAX_RECORD, "\n1\n", 3);
	CHECK_STR(read_all(text, CSV_MAX_RECORD + 5), "1[a] 2[xxxxxxxxxxxxxxxxxxxx] 3[1] ");
	text[2 + CSV_MAX_RECORD] = 'x';
	snprintf(want, sizeof(want), "1[a] 2!%d ", CSV_TOO_LONG);
	CHECK_STR(read_all(text, CSV_MAX_RECORD + 3), want);
	snprintf(want, sizeof(want), "1[a] 2!%d 3[1] ", CSV_TOO_LONG);
	memcpy(text + 2 + CSV_MAX_RECORD + 5000, "\n1\n", 3);
	memcpy(text + 2 + CSV_MAX_RECORD, "xxx", 3);
	CHECK_STR(read_all(text, CSV_MAX_RECORD + 5005), want);
	/* A quote that nobody closes does not eat the file in silence. */
	memset(text, 'x', sizeof(text));
	memcpy(text, "a\n\"", 3);
	for (n = 100; n < sizeof(text); n += 100)
		text[n] = '\n';
	CHECK(strstr(read_all(text, sizeof(text)), "2!"));

	memset(text, ',', CSV_MAX_FIELDS - 1);
	text[CSV_MAX_FIELDS - 1] = '\n';
	CHECK_INT(strlen(read_all(text, CSV_MAX_FIELDS)), 2 + 2 * CSV_MAX_FIELDS);
	memset(text, ',', CSV_MAX_FIELDS);
	text[CSV_MAX_FIELDS] = '\n';
	snprintf(want, sizeof(want), "1!%d ", CSV_TOO_MANY_FIELDS);
	CHECK_STR(read_all(text, CSV_MAX_FIELDS + 1), want);
}

int main(void)
{
	test_good();
	test_malformed();
	test_bounds();
	return CHECK_DONE();
}
