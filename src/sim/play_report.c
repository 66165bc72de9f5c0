/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tells how a scenario went: one line where it passed; where it failed the step, what was expected and what came, and
 * the ladder of its calls so far. */
#include <string.h>
#include <talloc.h>

#include "network.h"

static void print_indented(FILE *out, const char *indent, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		fprintf(out, "%s%.*s\n", indent, (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static void print_why(FILE *out, const struct play_call *call, const char *vty)
{
	const char *problem = NULL;
	char *answer;

	if (!call->reference)
		return;
	answer = why_ask(call->owner, vty, call->reference, &problem);
	if (answer)
		print_indented(out, "         why: ", answer);
	else
		fprintf(out, "         why: not known (%s)\n", problem);
	talloc_free(answer);
}

static const char *role_name(enum sim_role role)
{
	static const char *const names[] = { [SIM_MSC] = "MSC", [SIM_GMSC] = "GMSC", [SIM_HLR] = "HLR" };

	return names[role];
}

static void print_call(const struct play *play, const struct play_call *call)
{
	const struct sim_node *node = call->def->node;
	char left[80], peer[64];

	if (!call->ladder.n)
		return;
	snprintf(left, sizeof(left), "%s %s (%s)", role_name(node->role), node->name, node->gt);
	snprintf(peer, sizeof(peer), "gsmSCF (%s)", play->opt.node_gt);
	fputc('\n', play->opt.out);
	ladder_print(play->opt.out, &call->ladder, left, peer);
	if (play->opt.why)
		print_why(play->opt.out, call, play->opt.why);
}

/* A story's dialogues in the order in which they began, below what was to be seen. */
static void print_calls(struct play_scenario *ps)
{
	struct play_call *call;

	if (ps->network)
		network_print(ps->network, ps->play->opt.out);
	llist_for_each_entry(call, &ps->play->calls, entry) {
		if (call->owner == ps)
			print_call(ps->play, call);
	}
}

void play_report(struct play_scenario *ps)
{
	FILE *out = ps->play->opt.out;

	fprintf(out, "%s %s (%.0f ms)\n", ps->state == PLAY_PASSED ? "ok    " : "FAILED", ps->def->title,
		(double)(ps->end_us - ps->start_us) / 1000);
	if (ps->state == PLAY_FAILED) {
		fprintf(out, "  %s:%u: %s\n", ps->def->file, ps->failed_line, ps->failed_source);
		fprintf(out, "  %s\n", ps->failure);
		if (ps->detail && *ps->detail) {
			fprintf(out, "  what came:\n");
			print_indented(out, "  ", ps->detail);
		}
	}
	if (ps->state == PLAY_FAILED || ps->play->opt.ladder) {
		print_calls(ps);
		fputc('\n', out);
	}
	fflush(out);
}
