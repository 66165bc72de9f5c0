/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Draws a call between two columns, the switch on the left, the gsmSCF on the right:
 *
 *     MSC msc1 (33689000001)                                                gsmSCF
 *  ms   |                                                                     |
 *  0.0  |-- TC-BEGIN InitialDP serviceKey=1 calling=+33639980011 called=21 -->|
 *  1.2  |<-- TC-END Connect destination=+33639980012 -------------------------|
 *
 * What does not fit on an arrow goes on below it. */
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/base/ladder.h>

#define TIME_WIDTH 9			/* "  1234.5 " */
#define ARROW_WIDTH (LADDER_WIDTH - TIME_WIDTH - 2)	/* between the two bars */
#define TEXT_WIDTH (ARROW_WIDTH - 8)	/* "-- ", text, " --->" at the least */

void ladder_add(void *ctx, struct ladder *ladder, uint64_t at_us, enum ladder_direction direction, const char *text)
{
	struct ladder_event *v = talloc_realloc(ctx, ladder->v, struct ladder_event, ladder->n + 1);
	char *copy = talloc_strdup(ctx, text);

	if (v)
		ladder->v = v;
	if (v && copy)
		ladder->v[ladder->n++] = (struct ladder_event){ at_us, direction, copy };
}

/* How much of text goes on a line: up to the last space that fits, or all that fits of one long word. */
static size_t text_fit(const char *text, size_t width)
{
	size_t n = strlen(text);

	if (n <= width)
		return n;
	for (n = width; n && text[n] != ' '; n--)
		;
	return n ? n : width;
}

static void print_dashes(FILE *out, size_t n)
{
	while (n--)
		fputc('-', out);
}

static void print_arrow(FILE *out, enum ladder_direction direction, const char *text, size_t n)
{
	fputs(direction == LADDER_RIGHT ? "|-- " : "|<-- ", out);
	fprintf(out, "%.*s ", (int)n, text);
	print_dashes(out, ARROW_WIDTH - n - (direction == LADDER_RIGHT ? 5 : 5));
	fputs(direction == LADDER_RIGHT ? ">|\n" : "|\n", out);
}

static void print_event(FILE *out, const struct ladder_event *e, uint64_t start_us)
{
	const char *text = e->text;
	size_t n = text_fit(text, TEXT_WIDTH);

	fprintf(out, "%*.1f ", TIME_WIDTH - 1, (double)(e->at_us - start_us) / 1000);
	if (e->direction == LADDER_REMARK)
		fprintf(out, "|   %-*.*s|\n", ARROW_WIDTH - 3, (int)n, text);
	else
		print_arrow(out, e->direction, text, n);
	for (text += n; *text; text += n) {
		text += *text == ' ';
		n = text_fit(text, TEXT_WIDTH - 4);
		fprintf(out, "%*s|       %-*.*s|\n", TIME_WIDTH, "", ARROW_WIDTH - 7, (int)n, text);
	}
}

void ladder_print(FILE *out, const struct ladder *ladder, const char *left, const char *right)
{
	int width = LADDER_WIDTH - TIME_WIDTH - (int)strlen(right);

	fprintf(out, "%*s%-*s%s\n", TIME_WIDTH, "", width, left, right);
	fprintf(out, "%*s |%*s|\n", TIME_WIDTH - 1, "ms", ARROW_WIDTH, "");
	for (unsigned i = 0; i < ladder->n; i++)
		print_event(out, &ladder->v[i], ladder->v[0].at_us);
}
