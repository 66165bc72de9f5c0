/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show plan CALLING CALLED [at TIME] [phone off|busy|no-answer]`: what would happen to this call, in plain words, by the
 * engine that decides calls; nothing is sent and nothing changes. Both halves where both ends are lines: the caller's
 * first (product rule: a call between two lines is two served halves). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

struct question {
	const char *calling, *called;
	time_t at;
	enum decide_phone phone;
	bool no_answer;		/* the phone rings and nobody takes it */
};

static void say(struct vty *vty, const char *label, const struct decide_reason *r)
{
	const struct node *node = node_vty_node();
	char text[256], version[24] = "";

	decide_reason_text(node->snap, fleet_default_numplan(node->snap), r, node->cfg.language, text, sizeof(text));
	if (r->version)
		snprintf(version, sizeof(version), ", version %u", r->version);
	vty_out(vty, "     %-11s %s (%s%s)%s", label, text, decide_rule_name(r->rule), version, VTY_NEWLINE);
}

static void say_stage(struct vty *vty, const struct decide_plan *plan, unsigned n, unsigned stage)
{
	const struct node *node = node_vty_node();
	char text[512];

	decide_stage_text(node->snap, fleet_default_numplan(node->snap), plan, stage, node->cfg.language, text, sizeof(text));
	vty_out(vty, "  %u. %s%s", n, text, VTY_NEWLINE);
	say(vty, vty_word("parce que", "because"), &plan->stage[stage].because);
}

/* Where the calls of a network leave the switch, all that stands above is different. */
static void say_anchoring(struct vty *vty, const struct decide_plan *plan)
{
	const struct node *node = node_vty_node();
	bool able = plan->anchor & node_sip_able(node);

	for (unsigned i = 0; i < node->cfg.num_networks; i++)
		if (node->cfg.network[i].anchor)
			vty_out(vty, "     %-11s %s %s%s %s%s", vty_word("mais", "but"), vty_word("réseau", "network"),
				node->cfg.network[i].name, vty_word(" :", ":"),
				able ? vty_word("par SIP et média, où cela se fait", "by SIP and media, where that is done") :
				vty_word("SIP et média ne le font pas en ce moment", "SIP and media do not do that at the moment"),
				VTY_NEWLINE);
}

static void say_anchor(struct vty *vty, const struct decide_plan *plan)
{
	for (unsigned bit = 0; bit < 8; bit++)
		if (plan->anchor & 1u << bit)
			vty_out(vty, "     %-11s %s%s", vty_word("sans média ", "no media"),
				decide_anchor_text(1u << bit, node_vty_node()->cfg.language), VTY_NEWLINE);
	if (plan->anchor)
		say_anchoring(vty, plan);
}

/* The phone is the last that is tried, in a state in which it takes no call: what then becomes of the call. */
static void say_network(struct vty *vty, const struct question *q, const struct decide_plan *plan, unsigned last)
{
	const struct decide_stage *s = &plan->stage[last];

	if (!q->no_answer && q->phone == DECIDE_PHONE_UNKNOWN)
		return;
	if (s->because.rule != DECIDE_RULE_PHONE || (s->kind != DECIDE_UNTOUCHED && s->kind != DECIDE_PHONE))
		return;
	vty_out(vty, "     %-11s %s%s%s", vty_word("ensuite", "then"),
		vty_word("rien n'est réglé pour ce cas, le réseau répond comme sans nous : ",
			 "nothing is set for this case, the network answers as without us: "),
		q->no_answer ? vty_word("pas de réponse", "no answer") : q->phone == DECIDE_PHONE_OFF ?
		vty_word("non joignable", "not reachable") : vty_word("occupé", "busy"), VTY_NEWLINE);
}

/* Every stage, or those that the call passes when each leg ends so. */
static void say_plan(struct vty *vty, const struct question *q, const struct decide_plan *plan)
{
	uint8_t way[DECIDE_MAX_STAGES];
	unsigned n = plan->num_stages;

	if (q->no_answer || q->phone != DECIDE_PHONE_UNKNOWN)
		n = decide_plan_walk(plan, q->no_answer ? DECIDE_NO_ANSWER : q->phone == DECIDE_PHONE_OFF ?
				     DECIDE_UNREACHABLE : DECIDE_BUSY, way);
	else
		for (unsigned i = 0; i < n; i++)
			way[i] = (uint8_t)i;
	for (unsigned i = 0; i < n; i++)
		say_stage(vty, plan, i + 1, way[i]);
	say_network(vty, q, plan, way[n - 1]);
	for (unsigned i = 0; i < plan->num_rejected; i++)
		say(vty, vty_word("non retenu", "passed over"), &plan->rejected[i]);
	say_anchor(vty, plan);
}

static const struct decide_plan *plan_of(const struct question *q, struct decide_facts *facts, enum decide_side side,
					 e164_t served)
{
	facts->side = side;
	facts->served = served;
	facts->now = q->at;
	facts->phone = side == DECIDE_RECEIVED ? q->phone : DECIDE_PHONE_UNKNOWN;
	return call_plan_preview(node_vty_node()->calls, facts);
}

/* The number that the caller's half sends the call to: the called half is asked about it. */
static void follow(const struct numplan *np, const struct decide_plan *plan, struct decide_facts *facts)
{
	char number[E164_STR_SIZE];

	if (plan->stage[0].kind == DECIDE_RING)
		numplan_read(np, e164_print(plan->target[plan->stage[0].first_target].number, number), &facts->called);
	else if (plan->stage[0].kind == DECIDE_RELEASE)
		facts->called.e164 = E164_NONE;
}

/* The moment that the plan is made for, in Paris time. */
static void say_time(struct vty *vty, time_t at)
{
	static const char *const days[2][7] = {
		{ "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche" },
		{ "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
	};
	struct calendar_local local;

	calendar_paris(at, &local);
	vty_out(vty, "%s %s %04u-%02u-%02u %02u:%02u, %s%s", vty_word("Décidé pour", "Decided for"),
		days[node_vty_node()->cfg.language == DECIDE_EN][local.weekday], local.day / 10000, local.day / 100 % 100,
		local.day % 100, local.minute / 60, local.minute % 60, vty_word("heure de Paris", "Paris time"), VTY_NEWLINE);
}

struct used_calendars { struct vty *vty; time_t at; uint32_t said[8]; unsigned num; };

static void say_calendar(struct used_calendars *used, uint32_t id)
{
	const struct calendar *c = id ? fleet_calendar_find(node_vty_node()->snap, id) : NULL;
	struct vty *vty = used->vty;

	for (unsigned i = 0; i < used->num; i++)
		if (used->said[i] == id)
			return;
	if (!id || used->num == ARRAY_SIZE(used->said))
		return;
	used->said[used->num++] = id;
	vty_out(vty, "     %-11s %u: %s%s", vty_word("calendrier", "calendar"), id,
		!c ? vty_word("n'existe plus", "is gone") : calendar_contains(c, used->at) ?
		vty_word("dedans à ce moment", "inside at that moment") : vty_word("dehors à ce moment", "outside at that moment"),
		VTY_NEWLINE);
}

/* Those that the served line's forwardings and the group hold by (`show calendar ID` tells their hours). */
static void say_calendars(struct vty *vty, const struct question *q, e164_t served)
{
	const struct node *node = node_vty_node();
	const struct fleet_line *line = fleet_line_find(node->snap, served);
	const struct fleet_group *group = fleet_group_find(node->snap, served);
	struct used_calendars used = { .vty = vty, .at = q->at };

	if (group)
		say_calendar(&used, group->calendar);
	for (unsigned i = 0; line && i < ARRAY_SIZE(line->service->forwarding); i++)
		if (line->service->forwarding[i].active)
			say_calendar(&used, line->service->forwarding[i].calendar);
}

static int show(struct vty *vty, const struct question *q)
{
	const struct node *node = node_vty_node();
	const struct numplan *np = fleet_default_numplan(node->snap);
	struct decide_facts facts = { 0 };
	struct numplan_number calling;
	const struct decide_plan *plan;
	char text[40];

	if (!node->calls || !np) {
		vty_out(vty, "%% the node has not started yet%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	node_vty_number(q->calling, &calling);
	numplan_read(np, q->called, &facts.called);
	facts.calling = calling.e164;
	if (!facts.calling && strcmp(q->calling, "withheld")) {
		vty_out(vty, "%% CALLING: a number, or `withheld`, is expected; not \"%s\"%s", q->calling, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (!facts.called.e164 && !(facts.calling && fleet_line_find(node->snap, facts.calling))) {
		vty_out(vty, "%% \"%s\" is no line of ours and \"%s\" nobody's number: no switch would ask us%s", q->calling,
			q->called, VTY_NEWLINE);
		return CMD_WARNING;
	}
	say_time(vty, q->at);
	if (facts.calling && fleet_line_find(node->snap, facts.calling)) {
		plan = plan_of(q, &facts, DECIDE_MADE, facts.calling);
		vty_out(vty, "%s %s:%s", vty_word("Appel émis par le", "Made by"),
			numplan_print(np, facts.calling, text, sizeof(text)), VTY_NEWLINE);
		say_plan(vty, q, plan);
		follow(np, plan, &facts);
	}
	if (!facts.called.e164)	/* an emergency or special number: nobody's line; or the call was refused */
		return CMD_SUCCESS;
	plan = plan_of(q, &facts, DECIDE_RECEIVED, facts.called.e164);
	vty_out(vty, "%s %s:%s", vty_word("Appel reçu par le", "Received by"),
		numplan_print(np, facts.called.e164, text, sizeof(text)), VTY_NEWLINE);
	say_plan(vty, q, plan);
	say_calendars(vty, q, facts.served);
	return CMD_SUCCESS;
}

/* "09:30" today, or "2026-12-25T09:30"; a clock in Paris. \returns 0, -EINVAL: no time, -ENOENT: one that there is not */
static int read_time(const char *text, time_t *ret)
{
	unsigned y, m, d, hour, minute;
	struct calendar_local now;
	int end = 0;

	calendar_paris(clock_wall(), &now);
	if (sscanf(text, "%4u-%2u-%2uT%2u:%2u%n", &y, &m, &d, &hour, &minute, &end) == 5 && !text[end])
		now.day = y * 10000 + m * 100 + d;
	else if (!(sscanf(text, "%2u:%2u%n", &hour, &minute, &end) == 2 && !text[end]))
		return -EINVAL;
	if (hour > 23 || minute > 59)
		return -EINVAL;
	return calendar_from_paris(now.day, hour * 60 + minute, ret) < 0 ? -ENOENT : 0;
}

static bool at(struct vty *vty, struct question *q, const char *text)
{
	int rc = read_time(text, &q->at);

	if (rc == 0)
		return true;
	if (rc == -ENOENT)
		vty_out(vty, "%% at: there is no such day or hour in Paris (in the night of the last Sunday of March clocks leave out "
			"02:00 to 02:59): \"%s\"%s", text, VTY_NEWLINE);
	else
		vty_out(vty, "%% at: 09:30 (today) or 2026-12-25T09:30 is expected, in Paris time; not \"%s\"%s", text, VTY_NEWLINE);
	return false;
}

static void phone(struct question *q, const char *text)
{
	q->phone = text[0] == 'b' ? DECIDE_PHONE_BUSY : text[0] == 'o' ? DECIDE_PHONE_OFF : DECIDE_PHONE_UNKNOWN;
	q->no_answer = text[0] == 'n';
}

#define PLAN_STR SHOW_STR "What would happen to a call\nWho calls: a number, national or international, or `withheld`\nWhom: a number as dialled\n"
#define AT_STR "At another moment\n09:30 (today) or 2026-12-25T09:30, Paris time\n"
#define PHONE_STR "With the called phone in a state\nSwitched off or out of reach\nOn a call\nIt rings and nobody takes it\n"

DEFUN(show_plan, show_plan_cmd, "show plan CALLING CALLED", PLAN_STR)
{
	struct question q = { .calling = argv[0], .called = argv[1], .at = clock_wall() };

	return show(vty, &q);
}

DEFUN(show_plan_at, show_plan_at_cmd, "show plan CALLING CALLED at TIME", PLAN_STR AT_STR)
{
	struct question q = { .calling = argv[0], .called = argv[1] };

	return at(vty, &q, argv[2]) ? show(vty, &q) : CMD_WARNING;
}

DEFUN(show_plan_phone, show_plan_phone_cmd, "show plan CALLING CALLED phone (off|busy|no-answer)", PLAN_STR PHONE_STR)
{
	struct question q = { .calling = argv[0], .called = argv[1], .at = clock_wall() };

	phone(&q, argv[2]);
	return show(vty, &q);
}

DEFUN(show_plan_at_phone, show_plan_at_phone_cmd, "show plan CALLING CALLED at TIME phone (off|busy|no-answer)",
      PLAN_STR AT_STR PHONE_STR)
{
	struct question q = { .calling = argv[0], .called = argv[1] };

	phone(&q, argv[3]);
	return at(vty, &q, argv[2]) ? show(vty, &q) : CMD_WARNING;
}

void vty_plan_init(void)
{
	install_element_ve(&show_plan_cmd);
	install_element_ve(&show_plan_at_cmd);
	install_element_ve(&show_plan_phone_cmd);
	install_element_ve(&show_plan_at_phone_cmd);
}
