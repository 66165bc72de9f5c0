/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many puts in one transaction leave what single ones leave, and what is wrong with one of them is told before its commit. */
#include <errno.h>

#include <talloc.h>

#include "check.h"
#include "tempstore.h"

#define LINES 500
#define FIRST UINT64_C(33639970000)

static struct store *s;
static unsigned seen;

static int line_put(uint32_t fleet, unsigned i, const char *digits)
{
	struct store_line line = { .number = FIRST + i, .fleet_id = fleet, .rights = LINE_RIGHTS };

	snprintf(line.name, sizeof(line.name), "Poste %u", i);
	snprintf(line.short_number, sizeof(line.short_number), "%s", digits);
	return store_line_put(s, &line);
}

static int details_put(unsigned i)
{
	struct store_forwarding f = { .line = FIRST + i, .kind = FORWARDING_BUSY, .active = true, .destination = UINT64_C(33199001234) };
	struct store_hunt hunt = { .number = FIRST + i, .ring_s = 20 };
	struct store_blocked b = { .line = FIRST + i, .number = UINT64_C(33199005555) };
	struct store_settings settings;
	int rc;

	store_settings_default(f.line, &settings);
	settings.no_answer_s = 30;
	rc = store_forwarding_put(s, &f);
	if (!rc)
		rc = store_settings_put(s, &settings);
	if (!rc && i % 10 == 3)
		rc = store_hunt_put(s, f.line, &hunt, 1);
	return rc || i % 10 != 4 ? rc : store_blocked_put(s, &b);
}

/* \returns what the puts or the end of them said */
static int puts_all(uint32_t fleet, const char *digits_of_last)
{
	e164_t numbers[LINES];
	char digits[8];
	int rc;

	for (unsigned i = 0; i < LINES; i++)
		numbers[LINES - 1 - i] = FIRST + i;
	rc = store_bulk_begin(s, numbers, LINES);
	for (unsigned i = 0; i < LINES && !rc; i++) {
		snprintf(digits, sizeof(digits), "%u", 20000 + i);
		rc = line_put(fleet, i, i + 1 < LINES ? digits : digits_of_last);
	}
	for (unsigned i = 0; i < LINES && !rc; i += 2)
		rc = details_put(i);
	return rc ? rc : store_bulk_end(s);
}

static int count_line(void *priv, const struct store_line *row)
{
	seen += row->number >= FIRST && row->number < FIRST + LINES && row->short_number[0] && row->fleet_id == *(uint32_t *)priv;
	return 0;
}

static int count_change(void *priv, const struct store_change *row)
{
	seen++;
	return 0;
}

static int count_home(void *priv, e164_t number, uint32_t fleet_id, unsigned kind)
{
	seen += kind == *(unsigned *)priv;
	return 0;
}

static unsigned lines_of(uint32_t fleet)
{
	seen = 0;
	CHECK_INT(store_lines_each(s, fleet, count_line, &fleet), 0);
	return seen;
}

static void refused(uint32_t fleet)
{
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(puts_all(fleet, "20000"), -EEXIST);
	CHECK_INT(store_commit(s), -ECANCELED);
	CHECK_INT(lines_of(fleet), 0);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(puts_all(fleet, "112"), -EINVAL);
	store_rollback(s);
	CHECK_INT(lines_of(fleet), 0);
	CHECK_INT(store_bulk_begin(s, NULL, 0), -EPERM);
}

static void written(uint32_t fleet)
{
	struct store_forwarding f;
	struct store_settings settings;
	struct store_line line;
	int64_t before = store_change_last(s);

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(puts_all(fleet, "29999"), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(lines_of(fleet), LINES);
	seen = 0;
	store_changes_each(s, (uint64_t)before, count_change, NULL);
	/* a line; of every second one a forwarding and settings; of every tenth a blocked caller (four of ten are even) */
	CHECK_INT(seen, LINES + LINES + LINES / 10);
	CHECK_INT(store_forwarding_get(s, FIRST + 2, FORWARDING_BUSY, &f), 0);
	CHECK(f.active && f.version == 1);
	CHECK_INT(store_settings_get(s, FIRST + 4, &settings), 0);
	CHECK(settings.no_answer_s == 30 && settings.version == 2);
	/* and again: they are there, now they are changed */
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(puts_all(fleet, "29999"), 0);
	CHECK_INT(store_line_delete(s, FIRST + 1), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(lines_of(fleet), LINES - 1);
	CHECK_INT(store_forwarding_get(s, FIRST + 2, FORWARDING_BUSY, &f), 0);
	CHECK_INT(f.version, 2);
	CHECK_INT(store_line_get(s, FIRST + 1, &line), -ENOENT);
}

static void homes(void)
{
	e164_t numbers[] = { FIRST, FIRST + 2, UINT64_C(33639980101), UINT64_C(33199000000) };
	unsigned kind = 0;

	seen = 0;
	CHECK_INT(store_homes_each(s, numbers, 4, count_home, &kind), 0);
	CHECK_INT(seen, 3);
	CHECK_INT(store_homes_each(s, numbers, 0, count_home, &kind), 0);
}

int main(void)
{
	struct store_fleet fleet = { .name = "Grande", .profile = "fr-current" };

	s = tempstore_open(NULL);
	CHECK_INT(store_demo_load(s), 0);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_put(s, &fleet), 0);
	CHECK_INT(store_commit(s), 0);
	refused(fleet.id);
	written(fleet.id);
	homes();
	store_close(&s);
	CHECK_DONE();
}
