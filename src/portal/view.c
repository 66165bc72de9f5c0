/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pieces of answers. */
#include <stdio.h>
#include <string.h>

#include "view.h"

const char *number_text(const struct fleet_draft *d, e164_t number, char buf[NUMBER_TEXT_SIZE])
{
	buf[0] = '\0';
	return number ? numplan_print(d->numplan, number, buf, NUMBER_TEXT_SIZE) : buf;
}

const char *number_masked(const struct fleet_draft *d, e164_t number, char buf[NUMBER_MASKED_SIZE])
{
	char text[NUMBER_TEXT_SIZE];
	size_t digits = 0, n = 0;

	number_text(d, number, text);
	for (const char *c = text; *c; c++)
		digits += *c >= '0' && *c <= '9';
	for (const char *c = text; *c; c++) {
		bool digit = *c >= '0' && *c <= '9';

		if (digit && digits-- <= 4)
			n += (size_t)snprintf(buf + n, NUMBER_MASKED_SIZE - n, "•");
		else
			buf[n++] = *c;
	}
	buf[n] = '\0';
	return buf;
}

json_t *json_number(e164_t number)
{
	char text[E164_STR_SIZE];

	return number ? json_string(e164_print(number, text)) : json_null();
}

/* Whose number is it in this fleet? */
static const char *kind_of(const struct fleet_draft *d, e164_t number, const char **name)
{
	const struct draft_line *line = fleet_draft_line(d, number);
	const struct draft_group *group = fleet_draft_group(d, number);
	const struct draft_fixed *fixed = line || group ? NULL : fleet_draft_fixed(d, number);

	*name = line ? line->row.name : group ? group->row.name : fixed ? fixed->row.name : "";
	if (line)
		return "line";
	if (group)
		return "group";
	if (fixed)
		return "fixed";
	return number == d->voicemail ? "voicemail" : "outside";
}

json_t *view_party(const struct fleet_draft *d, e164_t number)
{
	char text[NUMBER_TEXT_SIZE];
	const char *name = "";
	const char *kind = number ? kind_of(d, number, &name) : "withheld";

	return json_pack("{s:o, s:s, s:s, s:s}", "number", json_number(number), "text", number_text(d, number, text), "name", name,
			 "kind", kind);
}

json_t *view_destination(const struct fleet_draft *d, const struct destination *to)
{
	char text[NUMBER_TEXT_SIZE];
	const char *name = "";

	if (to->kind == DESTINATION_NONE || (to->kind == DESTINATION_NUMBER && !to->number))
		return json_pack("{s:s, s:n}", "kind", "none", "number");
	if (to->kind == DESTINATION_VOICEMAIL)
		return json_pack("{s:s, s:n}", "kind", "voicemail", "number");
	kind_of(d, to->number, &name);
	return json_pack("{s:s, s:o, s:s, s:s}", "kind", "number", "number", json_number(to->number), "text",
			 number_text(d, to->number, text), "name", name);
}

json_t *json_words(const char *const *words, uint32_t bits)
{
	json_t *array = json_array();

	for (unsigned i = 0; words[i]; i++)
		if (bits & 1u << i)
			json_array_append_new(array, json_string(words[i]));
	return array;
}

const struct draft_group *draft_group_by_id(const struct fleet_draft *d, uint32_t id)
{
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS); i++) {
		const struct draft_group *g = draft_row_at(d, DRAFT_GROUPS, i);

		if (g->row.id == id)
			return g;
	}
	return NULL;
}

void draft_settings_of(const struct fleet_draft *d, e164_t line, struct draft_settings *ret)
{
	const struct draft_settings *s = fleet_draft_settings(d, line);

	memset(ret, 0, sizeof(*ret));
	if (s)
		*ret = *s;
	else
		store_settings_default(line, &ret->row);
}

void draft_forwarding_of(const struct fleet_draft *d, e164_t line, enum forwarding_kind kind, struct store_forwarding *ret)
{
	const struct draft_forwarding *f = fleet_draft_forwarding(d, line, kind);

	if (f)
		*ret = f->row;
	else
		*ret = (struct store_forwarding){ .line = line, .kind = kind };
}

unsigned connected_of(const struct fleet_draft *d, e164_t group)
{
	size_t n;
	const struct draft_member *m = fleet_draft_members(d, group, &n);
	unsigned connected = 0;

	for (size_t i = 0; i < n; i++)
		connected += m[i].row.connected;
	return connected;
}

bool calendar_is_open(const struct fleet_draft *d, uint32_t calendar, time_t at)
{
	const struct draft_calendar *c = calendar ? fleet_draft_calendar(d, calendar) : NULL;

	return !c || calendar_contains(&c->row.calendar, at);
}
