/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fleet's file: its header, then row by row; comments (first cell begins with #) and empty rows are passed over. */

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "reading.h"

#define DEFAULT_PROFILE "fr-current"

struct by_name { const char *name; uint32_t id; unsigned found; };

static int name_matches(void *priv, const struct store_fleet *row)
{
	struct by_name *b = priv;
	char number[16];

	snprintf(number, sizeof(number), "#%u", row->id);
	if (!strcmp(row->name, b->name) || !strcmp(number, b->name)) {
		b->id = row->id;
		b->found++;
	}
	return 0;
}

int fleet_find_by_name(struct store *store, const char *name, uint32_t *ret)
{
	struct by_name b = { .name = name };
	int rc = store_fleets_each(store, name_matches, &b);

	if (rc < 0)
		return rc;
	if (b.found != 1)
		return b.found ? -EEXIST : -ENOENT;
	*ret = b.id;
	return 0;
}

/* Spaces around a cell are the spreadsheet's, not the operator's. */
static const char *trimmed(const char *cell)
{
	size_t n;

	cell += strspn(cell, " \t");
	n = strlen(cell);
	while (n && (cell[n - 1] == ' ' || cell[n - 1] == '\t'))
		((char *)cell)[--n] = '\0';	/* the record is the reader's own buffer */
	return cell;
}

static bool is_passed_over(const struct csv_record *record)
{
	if (record->field[0][0] == '#')
		return true;
	for (unsigned i = 0; i < record->n; i++) {
		if (*trimmed(record->field[i]))
			return false;
	}
	return true;
}

/* \returns whether it names the columns */
static bool read_header(struct reading *r, const struct csv_record *record)
{
	uint64_t seen = 0;

	r->fields = record->n;
	for (unsigned i = 0; i < record->n; i++) {
		const char *cell = trimmed(record->field[i]);
		int column = word_find(columns_words, cell, strlen(cell));

		r->map[i] = _COLS;
		if (!cell[0])
			continue;
		if (column < 0) {
			report_complain(r->report, record->line, _COLS, COMPLAINT_COLUMN, cell);
			continue;
		}
		if (seen & UINT64_C(1) << column)
			report_complain(r->report, record->line, _COLS, COMPLAINT_COLUMN_TWICE, cell);
		seen |= UINT64_C(1) << column;
		r->map[i] = (uint8_t)column;
	}
	if (seen & UINT64_C(1) << COL_OBJECT)
		return true;
	report_complain(r->report, record->line, _COLS, COMPLAINT_HEADER, NULL);
	return false;
}

static int read_record(struct reading *r, const struct csv_record *record)
{
	int object;

	for (unsigned i = 0; i < _COLS; i++)
		r->cell[i] = "";
	r->head = (struct draft_row){ .at = record->line };
	for (unsigned i = 0; i < record->n; i++) {
		if (i < r->fields && r->map[i] < _COLS)
			r->cell[r->map[i]] = trimmed(record->field[i]);
		else if (i >= r->fields && *trimmed(record->field[i])) {
			report_complain(r->report, record->line, _COLS, COMPLAINT_TOO_MANY_CELLS, NULL);
			break;
		}
	}
	object = word_find(object_words, r->cell[COL_OBJECT], strlen(r->cell[COL_OBJECT]));
	if (object < 0) {
		report_complain(r->report, record->line, COL_OBJECT, COMPLAINT_OBJECT, r->cell[COL_OBJECT]);
		return 0;
	}
	r->file->rows++;
	return read_row(r, (enum object)object);
}

static int read_records(struct reading *r, struct csv *csv)
{
	struct csv_record record;
	enum csv_problem problem;
	bool has_header = false;
	int rc;

	while ((rc = csv_next(csv, &record, &problem)) == 1 || rc == -EBADMSG) {
		if (rc == -EBADMSG) {
			report_csv(r->report, record.line, problem);
			if (problem == CSV_NUL)
				return 0;
			continue;
		}
		if (is_passed_over(&record))
			continue;
		if (!has_header) {
			has_header = read_header(r, &record);
			if (!has_header)
				return 0;
			continue;
		}
		if (r->file->rows == READ_MAX_ROWS) {
			report_complain(r->report, record.line, _COLS, COMPLAINT_ROWS, NULL);
			return 0;
		}
		rc = read_record(r, &record);
		if (rc < 0)
			return rc;
	}
	if (!rc && !has_header)
		report_complain(r->report, 0, _COLS, COMPLAINT_EMPTY_FILE, NULL);
	return rc;
}

/* The order of rows is the order of members and of hunt lists. */
static void number_positions(struct fleet_draft *d)
{
	unsigned position = 0;

	fleet_draft_sort(d);
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_MEMBERS); i++) {
		struct draft_member *m = draft_row_at(d, DRAFT_MEMBERS, i);

		position = i && m[-1].group == m->group ? position + 1 : 1;
		m->row.position = position < UINT8_MAX ? (uint8_t)position : UINT8_MAX;
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_HUNTS); i++) {
		struct draft_hunt *h = draft_row_at(d, DRAFT_HUNTS, i);

		position = i && h[-1].row.line == h->row.line ? position + 1 : 1;
		h->row.position = position < UINT8_MAX ? (uint8_t)position : UINT8_MAX;
	}
}

static int read_start(struct reading *r, struct store *store, uint32_t fleet_id)
{
	struct store_fleet stored = { .profile = DEFAULT_PROFILE };
	int rc = fleet_id ? store_fleet_get(store, fleet_id, &stored) : 0;

	if (!rc)
		rc = fleet_draft_use_profile(r->d, store, stored.profile);
	r->d->fleet = stored;
	return rc;
}

int fleet_file_read(void *ctx, struct store *store, FILE *f, uint32_t fleet_id, struct report *report,
		    struct fleet_file *ret)
{
	struct fleet_file file = { .draft = fleet_draft_alloc(ctx), .fleet_id = fleet_id };
	struct reading *r = file.draft ? talloc_zero(file.draft, struct reading) : NULL;
	struct csv *csv = r ? csv_alloc(r, f) : NULL;
	int rc = csv ? 0 : -ENOMEM;

	if (!rc) {
		r->store = store;
		r->report = report;
		r->file = &file;
		r->d = file.draft;
		r->calendars = talloc_array(r, struct read_calendar, READ_MAX_CALENDARS);
		rc = r->calendars ? read_start(r, store, fleet_id) : -ENOMEM;
	}
	if (!rc)
		rc = read_records(r, csv);
	if (rc < 0) {
		talloc_free(file.draft);
		return rc;
	}
	number_positions(file.draft);
	talloc_free(r);
	*ret = file;
	return 0;
}
