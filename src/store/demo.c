/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Loads the demo fleets of `mpabx-node --demo` from the tables of demo_rows.c, by the same puts as everybody's rows. */

#include <errno.h>
#include <stdio.h>

#include "demo_rows.h"
#include "statement.h"

/* What the tables' places are in this store. */
struct demo_ids { uint32_t fleet[16], calendar[16], group[_DEMO_GROUPS]; };

static int stop_at_first(void *priv, const struct store_fleet *row)
{
	return 1;
}

static int fleets_put(struct store *s, struct demo_ids *ids)
{
	int rc = 0;

	for (unsigned i = 0; demo_fleets[i].name[0] && !rc; i++) {
		struct store_fleet row = demo_fleets[i];

		if (!row.profile[0])
			snprintf(row.profile, sizeof(row.profile), "fr-current");
		rc = store_fleet_put(s, &row);
		ids->fleet[i + 1] = row.id;
	}
	for (const struct store_barred *barred = demo_barred; barred->fleet_id && !rc; barred++) {
		struct store_barred row = *barred;

		row.fleet_id = ids->fleet[row.fleet_id];
		rc = store_barred_put(s, &row);
	}
	for (unsigned i = 0; demo_calendars[i].name[0] && !rc; i++) {
		struct store_calendar row = demo_calendars[i];

		row.fleet_id = ids->fleet[DEMO_PRACTICE];
		rc = store_calendar_put(s, &row);
		ids->calendar[i + 1] = row.id;
	}
	return rc;
}

static int numbers_put(struct store *s, const struct demo_ids *ids)
{
	int rc = 0;

	for (const struct demo_line *line = demo_lines; line->fleet && !rc; line++) {
		struct store_line row = {
			.number = DEMO_MOBILE(line->number), .fleet_id = ids->fleet[line->fleet],
			.rights = LINE_RIGHTS & ~(uint32_t)line->lacks, .suspended = line->suspended, .csi = line->csi,
		};

		snprintf(row.name, sizeof(row.name), "%s", line->name);
		snprintf(row.short_number, sizeof(row.short_number), "%s", line->short_number);
		rc = store_line_put(s, &row);
	}
	for (const struct store_fixed *fixed = demo_fixed; fixed->fleet_id && !rc; fixed++) {
		struct store_fixed row = *fixed;

		row.fleet_id = ids->fleet[row.fleet_id];
		rc = store_fixed_put(s, &row);
	}
	return rc;
}

static int members_put(struct store *s, uint32_t group_id, const struct demo_group_rows *group)
{
	int rc = 0;

	for (unsigned i = 0; i < 4 && group->members[i] && !rc; i++) {
		struct store_member row = {
			.group_id = group_id, .line = DEMO_MOBILE(group->members[i]),
			.connected = !(group->disconnected & 1u << i),
		};

		rc = store_member_put(s, &row);
	}
	return rc;
}

static int groups_put(struct store *s, struct demo_ids *ids)
{
	int rc = 0;

	for (unsigned i = 0; demo_groups[i].row.number && !rc; i++) {
		struct store_group row = demo_groups[i].row;

		row.fleet_id = ids->fleet[DEMO_PRACTICE];
		row.calendar = ids->calendar[row.calendar];
		rc = store_group_put(s, &row);
		ids->group[i + 1] = row.id;
		if (!rc)
			rc = members_put(s, row.id, &demo_groups[i]);
	}
	return rc;
}

static int settings_put(struct store *s, const struct demo_ids *ids, const struct demo_settings *settings)
{
	struct store_settings row = settings->row;
	size_t n = 0;
	int rc = 0;

	while (n < HUNT_MAX && settings->hunt[n].number)
		n++;
	if (n)
		rc = store_hunt_put(s, row.line, settings->hunt, n);
	row.shown_group = ids->group[row.shown_group];
	return rc ? rc : store_settings_put(s, &row);
}

static int services_put(struct store *s, const struct demo_ids *ids)
{
	int rc = 0;

	for (const struct store_forwarding *fwd = demo_forwardings; fwd->line && !rc; fwd++) {
		struct store_forwarding row = *fwd;

		row.calendar = ids->calendar[row.calendar];
		rc = store_forwarding_put(s, &row);
	}
	for (const struct demo_settings *settings = demo_settings; settings->row.line && !rc; settings++)
		rc = settings_put(s, ids, settings);
	for (const struct store_blocked *blocked = demo_blocked; (blocked->line || blocked->group_id) && !rc; blocked++) {
		struct store_blocked row = *blocked;

		row.group_id = ids->group[row.group_id];
		rc = store_blocked_put(s, &row);
	}
	return rc;
}

static int rows_put(struct store *s)
{
	struct demo_ids ids = { .fleet = { 0 } };
	int rc = store_numplan_set_voicemail(s, "fr-current", DEMO_VOICEMAIL);

	if (!rc)
		rc = store_numplan_set_voicemail(s, "sfr-guide", DEMO_VOICEMAIL_ABROAD);
	if (!rc)
		rc = fleets_put(s, &ids);
	if (!rc)
		rc = numbers_put(s, &ids);
	if (!rc)
		rc = groups_put(s, &ids);
	return rc ? rc : services_put(s, &ids);
}

int store_demo_load(struct store *s)
{
	int rc = store_begin(s);

	if (rc < 0)
		return rc;
	rc = store_fleets_each(s, stop_at_first, NULL);
	if (rc == 1) {
		store_rollback(s);
		return 0;
	}
	if (!rc)
		rc = rows_put(s);
	if (rc < 0) {
		store_rollback(s);
		return -EIO;
	}
	return store_commit(s);
}
