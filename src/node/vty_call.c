/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show calls`, `show call ...`: open calls and the last finished ones, each with the reason for its way. The words "because" and
 * "not" are the same in every language: `mpabx-sim --why` looks for them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

#define MOST_SHOWN 20

static const char *when(uint64_t us, char *buf, size_t size)
{
	time_t t = us / 1000000;
	struct tm tm;

	if (!us)
		return "-";
	localtime_r(&t, &tm);
	strftime(buf, size, "%F %T", &tm);
	return buf;
}

static void show_reason(struct vty *vty, const char *label, const struct decide_reason *r)
{
	const struct node *node = node_vty_node();
	char text[256];

	decide_reason_text(node->snap, fleet_default_numplan(node->snap), r, node->cfg.language, text, sizeof(text));
	vty_out(vty, "  %-10s %s (%s%s", label, text, decide_rule_name(r->rule), r->version ? ", version " : "");
	if (r->version)
		vty_out(vty, "%u", r->version);
	vty_out(vty, ")%s", VTY_NEWLINE);
}

/* Only what is known: a call that is not monitored has no times, one that goes on as dialled no second leg of ours.
 * \param cut the call was broken off: that is when its legs ended, as far as anybody knows */
static void show_leg(struct vty *vty, unsigned n, const struct call_leg *leg, bool cut)
{
	bool timed = leg->answer_us || leg->cause || cut;
	char number[E164_STR_SIZE], charged[E164_STR_SIZE], t[32];

	if (!leg->number)
		return;
	vty_out(vty, "  leg %-6u %s, charged %s", n, e164_print(leg->number, number), e164_print(leg->charged, charged));
	if (leg->answer_us)
		vty_out(vty, ", answered %s", when(leg->answer_us, t, sizeof(t)));
	if (timed && leg->end_us)
		vty_out(vty, ", ended %s", when(leg->end_us, t, sizeof(t)));
	vty_out(vty, "%s%s", leg->cause ? ", " : "", leg->cause ? cause_name(leg->cause) : "");
	if (leg->diverted_by_network)
		vty_out(vty, "%s", vty_word(", pris par le renvoi du réseau", ", taken by the network's own forwarding"));
	vty_out(vty, "%s", VTY_NEWLINE);
}

static const char *group_result_word(uint8_t result)
{
	switch (result) {
	case CALL_GROUP_ANSWERED:
		return vty_word("décroché", "answered");
	case CALL_GROUP_MISSED:
		return vty_word("manqué", "missed");
	case CALL_GROUP_OVERFLOWED:
		return vty_word("débordé", "overflowed");
	case CALL_GROUP_ABANDONED:
		return vty_word("abandonné", "abandoned");
	default:
		return vty_word("en cours", "under way");
	}
}

static void show_group_result(struct vty *vty, const struct call_record *r)
{
	const struct fleet_group *group = r->group ? fleet_group_by_id(node_vty_node()->snap, r->group) : NULL;

	if (r->group)
		vty_out(vty, "  %-10s %u %s, %s%s", vty_word("groupe", "group"), r->group, group ? group->name : "",
			group_result_word(r->group_result), VTY_NEWLINE);
}

/* Who came by a transfer, and who left the call to him. */
static void show_transfer(struct vty *vty, const struct call_record *r)
{
	for (unsigned i = 1; i < r->num_legs; i++) {
		const struct call_leg *leg = &r->leg[i];

		if (leg->rule == DECIDE_RULE_TRANSFER)
			show_reason(vty, vty_word("transfert", "transfer"), &(const struct decide_reason){ .rule = leg->rule,
				.why = leg->why, .arg = { leg->number, leg->charged != leg->number ? leg->charged : r->served } });
	}
}

/* What the switch could not do of the plan, and what else befell the call. */
static void show_notes(struct vty *vty, const struct call_record *r)
{
	for (unsigned bit = 0; bit < 8; bit++)
		if (r->anchor & 1u << bit)
			vty_out(vty, "  %-10s %s%s", vty_word("sans média", "no media"),
				decide_anchor_text(1u << bit, node_vty_node()->cfg.language), VTY_NEWLINE);
	if (r->conference)
		vty_out(vty, "  %-10s %s%s", "note", vty_word("mis en conférence dans le commutateur", "made a conference in the switch"),
			VTY_NEWLINE);
	if (r->limited)
		vty_out(vty, "  %-10s %s%s", "note", vty_word("une limite contre la fraude a retenu une branche",
							       "a toll fraud limit kept a leg back"), VTY_NEWLINE);
}

static void show_record(struct vty *vty, const struct call_record *r, bool open)
{
	char id[CALLID_STR_SIZE], a[E164_STR_SIZE], b[E164_STR_SIZE], c[E164_STR_SIZE], t[32], dialled[DIGITS_SIZE];

	strcpy(dialled, r->dialled);
	digits_mask(dialled);
	vty_out(vty, "Call %s  %s by %s  from %s to %s%s", callid_print(r->id, id),
		r->side == DECIDE_MADE ? "made" : "received", e164_print(r->served, a), e164_print(r->calling, b),
		r->called ? e164_print(r->called, c) : dialled, VTY_NEWLINE);
	vty_out(vty, "  %-10s %s, %s%s", "begun", when(r->start_us, t, sizeof(t)),
		open ? "open" : call_end_name(r->end), VTY_NEWLINE);
	show_reason(vty, "because", &r->because);
	for (unsigned i = 0; i < r->num_rejected; i++)
		show_reason(vty, "not", &r->rejected[i]);
	show_group_result(vty, r);
	show_transfer(vty, r);
	show_notes(vty, r);
	for (unsigned i = 0; i < r->num_legs; i++)
		show_leg(vty, i + 1, &r->leg[i], !open && (r->end == CALL_END_ABORTED || r->end == CALL_END_FAILED));
}

DEFUN(show_calls, show_calls_cmd, "show calls", SHOW_STR "Open calls and the last finished ones\n")
{
	const struct node *node = node_vty_node();
	const struct call_record *record;
	struct call *call = NULL;
	struct call_record now;
	unsigned n = 0;

	if (!node->calls)
		return CMD_SUCCESS;
	vty_out(vty, "%u open, %" PRIu64 " finished%s%s", call_count(node->calls), records_total(node->records),
		records_total(node->records) ? ", the newest first" : "", VTY_NEWLINE);
	while (n++ < MOST_SHOWN && (call = call_next(node->calls, call))) {
		call_describe(call, &now);
		show_record(vty, &now, true);
	}
	for (n = 0; n < MOST_SHOWN && (record = records_at(node->records, n)); n++)
		show_record(vty, record, false);
	if (record && records_at(node->records, MOST_SHOWN))
		vty_out(vty, "... the last %d are shown; `show call` finds older ones%s", MOST_SHOWN, VTY_NEWLINE);
	return CMD_SUCCESS;
}

/* Open calls first, then the newest finished one. */
static bool show_first(struct vty *vty, bool (*match)(const struct call_record *r, const void *key), const void *key)
{
	const struct node *node = node_vty_node();
	const struct call_record *record;
	struct call *call = NULL;
	struct call_record now;

	while (node->calls && (call = call_next(node->calls, call))) {
		call_describe(call, &now);
		if (match(&now, key)) {
			show_record(vty, &now, true);
			return true;
		}
	}
	for (unsigned n = 0; (record = records_at(node->records, n)); n++) {
		if (match(record, key)) {
			show_record(vty, record, false);
			return true;
		}
	}
	return false;
}

struct reference { uint8_t octet[8]; int len; };

static bool has_reference(const struct call_record *r, const void *key)
{
	const struct reference *ref = key;

	return r->call_reference_len == ref->len && !memcmp(r->call_reference, ref->octet, ref->len);
}

static bool has_id(const struct call_record *r, const void *key)
{
	return r->id == *(const callid_t *)key;
}

DEFUN(show_call_reference, show_call_reference_cmd, "show call reference HEX",
      SHOW_STR "One call\nBy the switch's callReferenceNumber\nHexadecimal octets\n")
{
	struct reference ref;

	ref.len = osmo_hexparse(argv[0], ref.octet, sizeof(ref.octet));
	if (ref.len <= 0 || !show_first(vty, has_reference, &ref)) {
		vty_out(vty, "%% no call with reference \"%s\" is remembered%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	return CMD_SUCCESS;
}

DEFUN(show_call, show_call_cmd, "show call ID", SHOW_STR "One call\nIts id, as in the log\n")
{
	callid_t id;

	if (callid_parse(argv[0], &id) < 0 || !show_first(vty, has_id, &id)) {
		vty_out(vty, "%% no call \"%s\" is remembered%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	return CMD_SUCCESS;
}

void vty_call_init(void)
{
	install_element_ve(&show_calls_cmd);
	install_element_ve(&show_call_reference_cmd);
	install_element_ve(&show_call_cmd);
}
