/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The shared vectors of CAP arguments and results: each decodes to at least its expected keys, with exactly their
 * values, and comes back byte for byte. Skipped where the file is not there. */
#include <stdio.h>

#include "cap_hex.h"
#include "check.h"

struct row { const char *name, *layer, *operation, *hex, *expected, *source; };

/* Cuts the line at its tabs. */
static int split(char *line, struct row *ret)
{
	const char **column[] = { &ret->name, &ret->layer, &ret->operation, &ret->hex, &ret->expected, &ret->source };

	line[strcspn(line, "\r\n")] = '\0';
	for (unsigned i = 0; i < sizeof(column) / sizeof(column[0]); i++) {
		*column[i] = strsep(&line, "\t");
		if (!*column[i])
			return -1;
	}
	return 0;
}

/* "[CAP phase 2; note]", "[CAP phase 3+]": the first digit; none: phase 4. */
static unsigned phase_of(const char *source)
{
	const char *at = strstr(source, "[CAP phase ");

	return at ? (unsigned)(at[11] - '0') : 4;
}

static const struct cap_type *type_of(const char *operation)
{
	const struct cap_operation *op;
	size_t n = strlen(operation);
	char name[64];
	int is_result = n > 4 && !strcmp(operation + n - 4, "-res");

	snprintf(name, sizeof(name), "%.*s", (int)(is_result ? n - 4 : n), operation);
	op = cap_operation_by_name(CAP_PROTO_CAP, name);
	if (!op)
		return NULL;
	return is_result ? op->result : op->argument;
}

static void check_expected(const struct row *row, const struct printed *p)
{
	char all[4096], *at = all, *pair;

	snprintf(all, sizeof(all), "%s", row->expected);
	if (!strcmp(all, "(empty)")) {
		CHECK_INT(p->n, 0);
		return;
	}
	while ((pair = strsep(&at, ";"))) {
		char *text = strchr(pair, '=');

		if (!CHECK(text))
			return;
		*text++ = '\0';
		if (!check_str(printed_find(p, pair), text, pair, row->name, 0))
			return;
	}
}

static void check_row(const struct row *row, void *value)
{
	static struct cap_notes notes;
	static struct printed p;
	const struct cap_type *type = type_of(row->operation);
	unsigned phase = phase_of(row->source);
	uint8_t pdu[1024], again[1024];
	int length = hex_read(row->hex, pdu, sizeof(pdu)), rc;
	struct cap_error err = { 0 };

	if (!check_true(type && length > 0, "known operation", row->name, 0))
		return;
	rc = cap_decode(type, phase, pdu, (size_t)length, value, &notes, &err);
	if (!check_int(rc, 0, "decode", row->name, 0)) {
		printf("  at %u %s: %s %s\n", err.offset, err.field, err.reason, err.detail);
		return;
	}
	p.n = 0;
	cap_print(type, phase, value, printed_add, &p);
	check_expected(row, &p);
	rc = cap_encode(type, phase, value, again, sizeof(again), &notes, &err);
	if (!check_mem(again, rc < 0 ? 0 : (size_t)rc, pdu, (size_t)length, "encode", row->name, 0) && rc < 0)
		printf("  %s: %s %s\n", err.field, err.reason, err.detail);
}

int main(void)
{
	const char *top = getenv("top_srcdir");
	char path[512], line[8192];
	void *value = value_alloc();
	unsigned rows = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/../shared/reference/cap-vectors.tsv", top ? top : ".");
	f = fopen(path, "r");
	if (!f) {
		printf("%s is not there\n0 passed, 0 failed, 1 skipped\n", path);
		free(value);
		return 77;
	}
	while (fgets(line, sizeof(line), f)) {
		struct row row;

		if (line[0] == '#' || split(line, &row) < 0 || strcmp(row.layer, "cap-arg"))
			continue;
		rows++;
		check_row(&row, value);
	}
	fclose(f);
	free(value);
	CHECK_INT(rows, 49);
	return CHECK_DONE();
}
