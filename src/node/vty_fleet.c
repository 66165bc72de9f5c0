/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show fleets`, `show calendars`, `show calendar ID`: what lines share. */
#include <stdlib.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

#define MOST_SHOWN 200

struct shown { struct vty *vty; unsigned n; };

static int count_line(void *priv, const struct fleet_line *line)
{
	(*(unsigned *)priv)++;
	return 0;
}

static int count_group(void *priv, const struct fleet_group *group)
{
	(*(unsigned *)priv)++;
	return 0;
}

static void show_barring(struct vty *vty, const struct fleet *f)
{
	if (f->barring & FLEET_BAR_OUTSIDE)
		vty_out(vty, "%s", vty_word(", appels hors de la flotte interdits", ", calls outside the fleet barred"));
	if (f->barring & FLEET_BAR_INTERNATIONAL)
		vty_out(vty, "%s", vty_word(", international interdit", ", international barred"));
	if (f->barring & FLEET_BAR_SPECIAL)
		vty_out(vty, "%s", vty_word(", numéros spéciaux interdits", ", special numbers barred"));
	for (unsigned i = 0; i < f->num_barred; i++)
		vty_out(vty, "%s %s", i ? "" : vty_word(", interdits :", ", barred:"), f->barred[i]);
}

static int show_fleet(void *priv, const struct fleet *f)
{
	const struct node *node = node_vty_node();
	struct shown *shown = priv;
	struct vty *vty = shown->vty;
	unsigned lines = 0, groups = 0;

	if (shown->n++ >= MOST_SHOWN)
		return 1;
	fleet_lines_each(node->snap, f, count_line, &lines);
	fleet_groups_each(node->snap, f, count_group, &groups);
	vty_out(vty, "fleet %-4u %s: %u %s, %u %s%s", f->id, f->name, lines, vty_word("lignes", "lines"), groups,
		vty_word("groupes", "groups"), f->suspended ? vty_word(", suspendue", ", suspended") : "");
	show_barring(vty, f);
	vty_out(vty, "%s", VTY_NEWLINE);
	return 0;
}

DEFUN(show_fleets, show_fleets_cmd, "show fleets", SHOW_STR "The fleets in memory, their size and what they bar\n")
{
	struct shown shown = { .vty = vty };

	if (fleet_fleets_each(node_vty_node()->snap, show_fleet, &shown))
		vty_out(vty, "... the first %d are shown%s", MOST_SHOWN, VTY_NEWLINE);
	else if (!shown.n)
		vty_out(vty, "no fleet%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

static const char *day_name(unsigned day)
{
	static const char *const names[7][2] = {
		{ "lundi", "Monday" }, { "mardi", "Tuesday" }, { "mercredi", "Wednesday" }, { "jeudi", "Thursday" },
		{ "vendredi", "Friday" }, { "samedi", "Saturday" }, { "dimanche", "Sunday" },
	};

	return vty_word(names[day][0], names[day][1]);
}

static void show_hours(struct vty *vty, const struct calendar_hours *h)
{
	bool first = true;

	vty_out(vty, "  ");
	for (unsigned day = 0; day < 7; day++) {
		if (!(h->days & 1u << day))
			continue;
		vty_out(vty, "%s%s", first ? "" : ", ", day_name(day));
		first = false;
	}
	vty_out(vty, vty_word(" de %02u:%02u à %02u:%02u", " from %02u:%02u to %02u:%02u"), h->from_min / 60, h->from_min % 60,
		h->to_min / 60, h->to_min % 60);
	vty_out(vty, "%s%s", h->to_min <= h->from_min ? vty_word(" le lendemain", " of the next day") : "", VTY_NEWLINE);
}

static void show_date(struct vty *vty, const struct calendar_date *d)
{
	vty_out(vty, "  %04u-%02u-%02u", d->from_day / 10000, d->from_day / 100 % 100, d->from_day % 100);
	if (d->to_day != d->from_day)
		vty_out(vty, vty_word(" au %04u-%02u-%02u", " to %04u-%02u-%02u"), d->to_day / 10000, d->to_day / 100 % 100,
			d->to_day % 100);
	vty_out(vty, ": %s%s", d->inside ? vty_word("dedans toute la journée", "inside all day") :
		vty_word("dehors toute la journée", "outside all day"), VTY_NEWLINE);
}

static void show_calendar_head(struct vty *vty, uint32_t id, const struct fleet *fleet, const struct calendar *c)
{
	vty_out(vty, "%s %-4u", vty_word("calendrier", "calendar"), id);
	if (fleet)
		vty_out(vty, " %s %u %s", vty_word("flotte", "fleet"), fleet->id, fleet->name);
	vty_out(vty, ": %s%s", calendar_contains(c, clock_wall()) ? vty_word("dedans en ce moment", "inside now") :
		vty_word("dehors en ce moment", "outside now"), VTY_NEWLINE);
}

static int show_one(void *priv, uint32_t id, const struct fleet *fleet, const struct calendar *c)
{
	struct shown *shown = priv;

	if (shown->n++ >= MOST_SHOWN)
		return 1;
	show_calendar_head(shown->vty, id, fleet, c);
	return 0;
}

DEFUN(show_calendars, show_calendars_cmd, "show calendars", SHOW_STR "The calendars in memory: is it inside them now?\n")
{
	struct shown shown = { .vty = vty };

	if (fleet_calendars_each(node_vty_node()->snap, show_one, &shown))
		vty_out(vty, "... the first %d are shown%s", MOST_SHOWN, VTY_NEWLINE);
	else if (!shown.n)
		vty_out(vty, "no calendar%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_calendar, show_calendar_cmd, "show calendar <1-4294967295>",
      SHOW_STR "One calendar: hours, dates, public holidays; Paris time\nIts id, as in `show calendars`\n")
{
	uint32_t id = (uint32_t)strtoul(argv[0], NULL, 10);
	const struct calendar *c = fleet_calendar_find(node_vty_node()->snap, id);
	static const char *const holidays[][2] = {
		[CALENDAR_HOLIDAYS_ORDINARY] = { "jours fériés : comme les autres jours", "public holidays: like other days" },
		[CALENDAR_HOLIDAYS_INSIDE] = { "jours fériés : dedans toute la journée", "public holidays: inside all day" },
		[CALENDAR_HOLIDAYS_OUTSIDE] = { "jours fériés : dehors toute la journée", "public holidays: outside all day" },
	};

	if (!c) {
		vty_out(vty, "%% there is no calendar %s%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	show_calendar_head(vty, id, NULL, c);
	for (unsigned i = 0; i < c->num_hours; i++)
		show_hours(vty, &c->hours[i]);
	if (!c->num_hours)
		vty_out(vty, "  %s%s", vty_word("tous les jours, toute la journée", "every day, all day"), VTY_NEWLINE);
	for (unsigned i = 0; i < c->num_dates; i++)
		show_date(vty, &c->dates[i]);
	vty_out(vty, "  %s%s", vty_word(holidays[c->holidays][0], holidays[c->holidays][1]), VTY_NEWLINE);
	return CMD_SUCCESS;
}

void vty_fleet_init(void)
{
	install_element_ve(&show_fleets_cmd);
	install_element_ve(&show_calendars_cmd);
	install_element_ve(&show_calendar_cmd);
}
