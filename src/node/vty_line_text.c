/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One line in plain words, in the node's language: what it may use, what it has set, whether that is in force now, what it does
 * at this moment. As calls see it: the snapshot, not the store. */
#include <stdio.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

#define MOST_GROUPS 32
#define MOST_BLOCKED 20

static const struct numplan *plan_of(const struct fleet_line *line)
{
	return line->fleet->numplan;
}

/* "  Label:  " in columns; the width counts characters, not the octets of accents. */
static void label(struct vty *vty, const char *fr, const char *en)
{
	const char *text = vty_word(fr, en);
	int width = 0;

	for (const char *p = text; *p; p++)
		width += (*p & 0xc0) != 0x80;
	vty_out(vty, "  %s%*s", text, width < 26 ? 26 - width : 1, "");
}

void vty_line_head(struct vty *vty, const struct fleet_line *line)
{
	char number[32];

	vty_out(vty, "%-18s  short %-6s  fleet %u %s%s%s%s", numplan_print(plan_of(line), line->number, number, sizeof(number)),
		line->short_number[0] ? line->short_number : "-", line->fleet->id, line->fleet->name,
		line->suspended || line->fleet->suspended ? vty_word(", suspendue", ", suspended") : "",
		line->rights ? "" : vty_word(", sans l'option", ", no option"), VTY_NEWLINE);
}

static void show_rights(struct vty *vty, const struct fleet_line *line)
{
	static const char *const words[][2] = {
		{ "numéros courts", "short numbers" }, { "renvois", "forwarding" }, { "transfert", "transfer" },
		{ "conférence", "conference" }, { "appels entrants", "incoming calls" }, { "groupes", "groups" },
	};
	static const char *const csi[][2] = {
		[LINE_CSI_BOTH] = { "appels émis et reçus", "calls made and received" },
		[LINE_CSI_O_ONLY] = { "appels émis seulement : un autre service a la T-CSI",
				      "calls made only: another service has the T-CSI" },
		[LINE_CSI_T_ONLY] = { "appels reçus seulement : un autre service a l'O-CSI",
				      "calls received only: another service has the O-CSI" },
		[LINE_CSI_NONE] = { "aucun appel : d'autres services ont les CSI", "no calls: other services have the CSIs" },
	};
	bool first = true;

	label(vty, "Peut utiliser", "May use");
	for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
		if (!(line->rights & 1u << i))
			continue;
		vty_out(vty, "%s%s", first ? "" : ", ", vty_word(words[i][0], words[i][1]));
		first = false;
	}
	vty_out(vty, "%s%s", first ? vty_word("rien", "nothing") : "", VTY_NEWLINE);
	label(vty, "Le réseau nous demande", "The network asks us of");
	if (line->csi < ARRAY_SIZE(csi))
		vty_out(vty, "%s", vty_word(csi[line->csi][0], csi[line->csi][1]));
	vty_out(vty, "%s", VTY_NEWLINE);
}

static const char *destination(const struct fleet_line *line, const struct destination *to, char *buf, size_t size)
{
	if (to->kind == DESTINATION_VOICEMAIL)
		return vty_word("messagerie vocale", "voicemail");
	return to->kind == DESTINATION_NUMBER ? numplan_print(plan_of(line), to->number, buf, size) : "-";
}

/* In force: active, not switched off as a whole, the line may, and inside its calendar. */
static const char *in_force(const struct fleet_line *line, const struct fleet_forwarding *f)
{
	const struct calendar *hours = fleet_calendar_find(node_vty_node()->snap, f->calendar);

	if (!f->active)
		return vty_word("inactif", "off");
	if (!line->service->forwarding_custom)
		return vty_word("sans effet : renvois non personnalisés", "without effect: forwardings not customised");
	if (!(line->rights & LINE_RIGHT_FORWARDING))
		return vty_word("sans effet : la ligne n'a pas droit aux renvois", "without effect: the line may not forward");
	if (hours && !calendar_contains(hours, clock_wall()))
		return vty_word("actif, hors de ses horaires en ce moment", "on, outside its hours now");
	return vty_word("actif, en vigueur maintenant", "on, in force now");
}

static void show_forwardings(struct vty *vty, const struct fleet_line *line)
{
	static const char *const names[][2] = {
		[FORWARDING_IMMEDIATE] = { "Renvoi immédiat", "Forwarding at once" },
		[FORWARDING_BUSY] = { "Renvoi sur occupation", "Forwarding when busy" },
		[FORWARDING_NO_ANSWER] = { "Renvoi sur non-réponse", "Forwarding unanswered" },
		[FORWARDING_UNREACHABLE] = { "Renvoi sur non-joignable", "Forwarding unreachable" },
	};
	char to[32];

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		const struct fleet_forwarding *f = &line->service->forwarding[i];

		label(vty, names[i][0], names[i][1]);
		if (f->to.kind == DESTINATION_NONE) {
			vty_out(vty, "%s%s", vty_word("non réglé", "not set"), VTY_NEWLINE);
			continue;
		}
		vty_out(vty, "%s %s", vty_word("vers", "to"), destination(line, &f->to, to, sizeof(to)));
		if (i == FORWARDING_NO_ANSWER)
			vty_out(vty, vty_word(" après %u s", " after %u s"), line->service->no_answer_s);
		if (f->calendar)
			vty_out(vty, "%s %u", vty_word(", calendrier", ", calendar"), f->calendar);
		vty_out(vty, ", %s (version %u)%s", in_force(line, f), f->version, VTY_NEWLINE);
	}
}

/* Of the hunt list and do not disturb. */
static const char *incoming_in_force(const struct fleet_line *line, bool active)
{
	if (!active)
		return vty_word("inactif", "off");
	if (!line->service->incoming_custom)
		return vty_word("sans effet : appels entrants non personnalisés", "without effect: incoming calls not customised");
	if (!(line->rights & LINE_RIGHT_INCOMING))
		return vty_word("sans effet : la ligne n'a pas droit aux appels entrants",
				"without effect: the line may not use incoming calls");
	return vty_word("actif, en vigueur maintenant", "on, in force now");
}

static void show_hunt(struct vty *vty, const struct fleet_line *line)
{
	const struct fleet_service *s = line->service;
	char number[32];

	label(vty, "Liste de recherche", "Hunt list");
	if (!s->num_hunt) {
		vty_out(vty, "%s%s", vty_word("vide", "empty"), VTY_NEWLINE);
		return;
	}
	vty_out(vty, "%s, %s%s", incoming_in_force(line, s->hunt_active),
		s->hunt_together ? vty_word("tous ensemble", "all at once") : vty_word("l'un après l'autre", "one after the other"),
		VTY_NEWLINE);
	for (unsigned i = 0; i < s->num_hunt; i++)
		vty_out(vty, "    %u. %s, %u s%s%s%s", i + 1,
			numplan_print(plan_of(line), s->hunt[i].number, number, sizeof(number)), s->hunt[i].ring_s,
			s->hunt[i].confirm ? vty_word(", à confirmer", ", to be confirmed") : "",
			s->hunt[i].allow_diverted ? vty_word(", renvois du réseau acceptés", ", the network may divert it") : "",
			VTY_NEWLINE);
}

static void show_blocked(struct vty *vty, const struct fleet_line *line)
{
	const struct fleet_service *s = line->service;
	char number[32];

	label(vty, "Appelants refusés", "Blocked callers");
	if (!s->num_blocked)
		vty_out(vty, "%s", vty_word("aucun", "none"));
	for (unsigned i = 0; i < s->num_blocked && i < MOST_BLOCKED; i++)
		vty_out(vty, "%s%s", i ? ", " : "", s->blocked[i] ? numplan_print(plan_of(line), s->blocked[i], number, sizeof(number))
			: vty_word("numéros masqués", "withheld numbers"));
	if (s->num_blocked > MOST_BLOCKED)
		vty_out(vty, vty_word(" ... %u en tout", " ... %u in all"), s->num_blocked);
	vty_out(vty, "%s", VTY_NEWLINE);
}

static void show_settings(struct vty *vty, const struct fleet_line *line)
{
	const struct fleet_service *s = line->service;
	const struct fleet_group *group = s->shown == LINE_SHOWN_GROUP ? fleet_group_by_id(node_vty_node()->snap, s->shown_group) : NULL;
	char buf[32];

	label(vty, "Ne pas déranger", "Do not disturb");
	vty_out(vty, "%s", incoming_in_force(line, s->dnd_active));
	if (s->dnd.kind != DESTINATION_NONE)
		vty_out(vty, ", %s %s", vty_word("appels vers", "calls to"), destination(line, &s->dnd, buf, sizeof(buf)));
	vty_out(vty, "%s", VTY_NEWLINE);
	label(vty, "Second appel", "A second call");
	vty_out(vty, "%s%s", s->rings_when_busy ? vty_word("sonne", "rings") : vty_word("trouve la ligne occupée", "finds the line busy"),
		VTY_NEWLINE);
	label(vty, "Numéro présenté", "Number shown");
	vty_out(vty, "%s", s->shown == LINE_SHOWN_WITHHELD ? vty_word("masqué", "withheld") :
		s->shown == LINE_SHOWN_GROUP ? vty_word("celui du groupe ", "that of the group ") : vty_word("le sien", "its own"));
	if (s->shown == LINE_SHOWN_GROUP)
		vty_out(vty, "%s", group ? group->name : vty_word("(disparu)", "(gone)"));
	vty_out(vty, "%s", VTY_NEWLINE);
}

static void show_groups(struct vty *vty, const struct fleet_line *line)
{
	const struct fleet_group *groups[MOST_GROUPS];
	unsigned n = line->is_member ? fleet_groups_of(node_vty_node()->snap, line->number, groups, MOST_GROUPS) : 0;
	char number[32];

	label(vty, "Groupes d'appel", "Call groups");
	if (!n)
		vty_out(vty, "%s", vty_word("aucun", "none"));
	for (unsigned i = 0; i < n && i < MOST_GROUPS; i++) {
		const struct fleet_group *g = groups[i];
		bool connected = false;

		for (unsigned m = 0; m < g->num_members; m++)
			connected = connected || (g->member[m].line == line->number && g->member[m].connected);
		vty_out(vty, "%s%s %s (%s)", i ? ", " : "", g->name, numplan_print(plan_of(line), g->number, number, sizeof(number)),
			connected ? vty_word("connectée", "connected") : vty_word("déconnectée", "disconnected"));
	}
	vty_out(vty, "%s", VTY_NEWLINE);
}

static void show_live(struct vty *vty, const struct fleet_line *line)
{
	const struct node *node = node_vty_node();
	struct call_line_live live;

	if (!node->calls)
		return;
	call_line_live(node->calls, line->number, &live);
	label(vty, "En ce moment", "Now");
	if (!live.ringing && !live.talking)
		vty_out(vty, "%s", vty_word("libre", "free"));
	if (live.ringing)
		vty_out(vty, "%s (%u)", vty_word("sonne", "ringing"), live.ringing);
	if (live.talking)
		vty_out(vty, "%s%s (%u)", live.ringing ? ", " : "", vty_word("en communication", "talking"), live.talking);
	if (live.rest_s)
		vty_out(vty, vty_word(", au repos pour %u s", ", resting for %u s"), live.rest_s);
	if (live.diverted)
		vty_out(vty, vty_word(", %u branches renvoyées à ses frais", ", %u diverted legs that it pays"), live.diverted);
	vty_out(vty, "%s", VTY_NEWLINE);
}

void vty_line_text(struct vty *vty, const struct fleet_line *line)
{
	vty_line_head(vty, line);
	show_live(vty, line);
	show_rights(vty, line);
	show_forwardings(vty, line);
	show_settings(vty, line);
	show_hunt(vty, line);
	show_blocked(vty, line);
	show_groups(vty, line);
	label(vty, "Version des réglages", "Version of the settings");
	vty_out(vty, "%u%s", line->service->version, VTY_NEWLINE);
}
