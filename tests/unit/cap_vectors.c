/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Vectors of CAP arguments, results and errors: each decodes to at least its expected keys, with exactly their values,
 * and comes back byte for byte. cap-vectors.tsv beside this file is our own, made by hand from TS 29.078; the shared
 * one is skipped where it is not there. */
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

static const struct cap_type *type_of(const struct row *row)
{
	const char *operation = row->operation;
	const struct cap_error_def *error = cap_error_by_name(CAP_PROTO_CAP, operation);
	const struct cap_operation *op;
	size_t n = strlen(operation);
	char name[64];
	int is_result = n > 4 && !strcmp(operation + n - 4, "-res");

	if (!strcmp(row->layer, "cap-err"))
		return error ? error->parameter : NULL;
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
	const struct cap_type *type = type_of(row);
	unsigned phase = phase_of(row->source);
	uint8_t pdu[1024], again[1024];
	int length = hex_read(row->hex, pdu, sizeof(pdu)), rc;
	struct cap_error err = { 0 };

	if (!check_true(type && length > 0, "known operation, hex", row->name, 0))
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

/* \returns rows of CAP in the file, -1 where there is none */
static int check_file(const char *path, void *value)
{
	FILE *f = fopen(path, "r");
	char line[8192];
	int rows = 0;

	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f)) {
		struct row row;

		if (line[0] == '#' || split(line, &row) < 0 || strncmp(row.layer, "cap-", 4))
			continue;
		rows++;
		check_row(&row, value);
	}
	fclose(f);
	return rows;
}

int main(void)
{
	const char *top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	void *value = value_alloc();
	char path[512];
	int rows;

	snprintf(path, sizeof(path), "%s/tests/unit/cap-vectors.tsv", top);
	CHECK_INT(check_file(path, value), 68);
	snprintf(path, sizeof(path), "%s/../shared/reference/cap-vectors.tsv", top);
	rows = check_file(path, value);
	if (rows < 0)
		printf("skipped: %s is not there\n", path);
	else
		CHECK_INT(rows, 49);
	free(value);
	return CHECK_DONE();
}
