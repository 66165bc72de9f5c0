/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plays scenarios side by side in one process: each walks its steps as far as it can, then waits for a message or a
 * time. One timer stands for the nearest of all deadlines. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <talloc.h>

#include <osmocom/core/select.h>

#include <mpabx/base.h>

#include "network.h"

enum step_result { STEP_DONE, STEP_WAITS, STEP_FAILED };

static void play_timer(void *priv)
{
	play_advance(priv);
}

static int play_destroy(struct play *play)
{
	osmo_timer_del(&play->timer);
	endpoint_set_user(play->endpoint, NULL, NULL);
	return 0;
}

struct play *play_alloc(void *ctx, struct endpoint *ep, const struct play_options *opt)
{
	struct play *play = talloc_zero(ctx, struct play);

	if (!play)
		return NULL;
	play->endpoint = ep;
	play->opt = *opt;
	INIT_LLIST_HEAD(&play->scenarios);
	INIT_LLIST_HEAD(&play->calls);
	INIT_LLIST_HEAD(&play->begins);
	osmo_timer_setup(&play->timer, play_timer, play);
	endpoint_set_user(ep, &play_endpoint_ops, play);
	talloc_set_destructor(play, play_destroy);
	return play;
}

/* Builds every message once, so that a wrong field is told before anything is sent. */
static int play_check(struct play_scenario *ps, char error[SCENARIO_ERROR_SIZE])
{
	uint8_t buf[SCENARIO_MAX_RAW];
	struct play_call call;
	char *why = NULL;
	int rc = 0;

	for (unsigned i = 0; i < ps->def->num_steps; i++) {
		const struct sim_step *step = &ps->def->steps[i];

		if (step->kind == STEP_EXPECT)
			rc = play_expect_check(ps, &ps->def->calls[step->call], step, &why);
		if (step->kind == STEP_SEND || step->kind == STEP_SEND_ABORT || step->kind == STEP_SEND_RAW) {
			play_call_init(&call, ps, &ps->def->calls[step->call]);
			rc = play_build(ps, &call, step, buf, sizeof(buf), &why);
		}
		if (rc >= 0)
			continue;
		snprintf(error, SCENARIO_ERROR_SIZE, "%s:%u: %s", ps->def->file, step->line, why ? why : strerror(-rc));
		return -EINVAL;
	}
	return 0;
}

int play_add(struct play *play, const struct scenario *scenario, char error[SCENARIO_ERROR_SIZE])
{
	struct play_scenario *ps = talloc_zero(play, struct play_scenario);

	ps->play = play;
	ps->def = scenario;
	if (play_check(ps, error) < 0) {
		talloc_free(ps);
		return -EINVAL;
	}
	ps->calls = talloc_zero_array(ps, struct play_call, scenario->num_calls);
	for (unsigned i = 0; i < scenario->num_calls; i++)
		play_call_init(&ps->calls[i], ps, &scenario->calls[i]);
	if (scenario->network)
		ps->network = network_alloc(ps);
	llist_add_tail(&ps->entry, &play->scenarios);
	return 0;
}

/* Leaves nothing open at the node that a failed scenario has begun. */
static void play_clean_up(struct play_scenario *ps)
{
	static const struct sim_step abort_step = { .kind = STEP_SEND_ABORT, .abort = { .provider = false, .cause = -1 } };

	for (unsigned i = 0; i < ps->def->num_calls; i++) {
		struct play_call *call = &ps->calls[i];
		char *why;

		if (call->state == PLAY_CALL_OPEN && call->has_dtid && !call->def->has_dtid)
			play_send(ps, call, &abort_step, &why);
	}
	if (ps->network)
		network_abort(ps->network);
}

static void play_finish(struct play_scenario *ps, enum play_state state)
{
	ps->state = state;
	ps->end_us = clock_wall_us();
	if (state == PLAY_FAILED)
		play_clean_up(ps);
}

void play_fail(struct play_scenario *ps, const char *fmt, ...)
{
	const struct sim_step *step = ps->step < ps->def->num_steps ? &ps->def->steps[ps->step] : NULL;
	va_list ap;

	if (ps->state != PLAY_RUNNING)
		return;
	va_start(ap, fmt);
	ps->failure = talloc_vasprintf(ps, fmt, ap);
	va_end(ap);
	ps->failed_line = step ? step->line : ps->def->steps[ps->def->num_steps - 1].line;
	ps->failed_source = step ? step->source : "(the end of the scenario)";
	play_finish(ps, PLAY_FAILED);
}

/* Message ends that nobody asked for are no surprise; components are. */
static void call_skip_messages(struct play_call *call, bool all)
{
	while (call->head < call->num_items) {
		const struct cap_item *item = &call->items[call->head];

		if (item->kind != CAP_ITEM_MESSAGE || (!all && item->message != TCAP_CONTINUE))
			break;
		call->head++;
	}
}

bool play_deadline(struct play_scenario *ps, uint32_t ms)
{
	if (!ps->waiting) {
		ps->waiting = true;
		ps->deadline_ms = clock_ms() + ms;
	}
	return clock_ms() >= ps->deadline_ms;
}

bool play_too_late(struct play_scenario *ps, uint32_t ms)
{
	return play_deadline(ps, ms * (ps->play->opt.patience ? ps->play->opt.patience : 1));
}

static enum step_result step_expect(struct play_scenario *ps, struct play_call *call, const struct sim_step *step)
{
	const struct cap_item *item;

	if (step->expect.kind != CAP_ITEM_MESSAGE || step->expect.type != TCAP_CONTINUE)
		call_skip_messages(call, false);
	if (call->head == call->num_items) {
		if (call->state == PLAY_CALL_ENDED) {
			play_fail(ps, "the dialogue of %s is over", call->def->name);
			return STEP_FAILED;
		}
		if (!play_too_late(ps, step->ms))
			return STEP_WAITS;
		play_fail(ps, "nothing came within %u ms", step->ms);
		return STEP_FAILED;
	}
	item = &call->items[call->head];
	if (!play_expect_match(ps, step, item))
		return STEP_FAILED;
	call->head++;
	if (item->kind == CAP_ITEM_INVOKE) {
		call->last_invoke = item->invoke_id;
		call->last_code = item->code;
	}
	return STEP_DONE;
}

static enum step_result step_expect_nothing(struct play_scenario *ps, struct play_call *call, const struct sim_step *step)
{
	if (!ps->waiting)
		call_skip_messages(call, true);
	if (call->head < call->num_items) {
		play_fail(ps, "%s came", cap_item_summary(ps, &call->items[call->head]));
		return STEP_FAILED;
	}
	return play_deadline(ps, step->ms) ? STEP_DONE : STEP_WAITS;
}

static enum step_result step_send(struct play_scenario *ps, struct play_call *call, const struct sim_step *step)
{
	char *why = NULL;

	call_skip_messages(call, false);
	if (call->state == PLAY_CALL_ENDED && step->kind != STEP_SEND_RAW)
		play_fail(ps, "the dialogue of %s is over", call->def->name);
	else if (play_send(ps, call, step, &why) < 0)
		play_fail(ps, "%s", why ? why : "it could not be sent");
	return ps->state == PLAY_RUNNING ? STEP_DONE : STEP_FAILED;
}

static enum step_result step_accept(struct play_scenario *ps, struct play_call *call)
{
	if (play_accept(ps->play, call))
		return ps->state == PLAY_RUNNING ? STEP_DONE : STEP_FAILED;
	if (!play_too_late(ps, ps->def->timeout_ms))
		return STEP_WAITS;
	play_fail(ps, "no dialogue was begun towards %s within %u ms", call->def->node->name, ps->def->timeout_ms);
	return STEP_FAILED;
}

static enum step_result step_story(struct play_scenario *ps, const struct sim_step *step)
{
	int rc = story_play(ps->network, step);

	return rc > 0 ? STEP_DONE : !rc ? STEP_WAITS : STEP_FAILED;
}

static enum step_result step_play(struct play_scenario *ps, const struct sim_step *step)
{
	struct play_call *call = ps->def->num_calls ? &ps->calls[step->call] : NULL;

	switch (step->kind) {
	case STEP_SEND:
	case STEP_SEND_ABORT:
	case STEP_SEND_RAW:
		return step_send(ps, call, step);
	case STEP_EXPECT:
		return step_expect(ps, call, step);
	case STEP_EXPECT_NOTHING:
		return step_expect_nothing(ps, call, step);
	case STEP_WAIT:	/* in a story its time runs as the network's does */
		return play_deadline(ps, ps->network ? (uint32_t)network_ms(ps->network, step->ms) : step->ms) ? STEP_DONE
													       : STEP_WAITS;
	case STEP_ABANDON:
		call->state = PLAY_CALL_ABANDONED;
		return STEP_DONE;
	case STEP_ACCEPT:
		return step_accept(ps, call);
	case STEP_STORY:
		return step_story(ps, step);
	}
	return STEP_FAILED;
}

/* In a story those who still talk hang up, and every dialogue must come to its end. \returns true when that is so */
static bool play_end_story(struct play_scenario *ps)
{
	char *left = NULL;

	if (!ps->network || network_close(ps->network, &left))
		return true;
	if (play_too_late(ps, ps->def->timeout_ms))
		play_fail(ps, "%s", left);
	return ps->state != PLAY_RUNNING;
}

/* Nothing may be left over: a component that no step expected, a dialogue still open. */
static void play_end(struct play_scenario *ps)
{
	if (!play_end_story(ps))
		return;
	for (unsigned i = 0; i < ps->def->num_calls && ps->state == PLAY_RUNNING; i++) {
		struct play_call *call = &ps->calls[i];

		if (call->state == PLAY_CALL_ABANDONED)
			continue;
		call_skip_messages(call, true);
		if (call->head < call->num_items)
			play_fail(ps, "call %s: %s came, and no step expects it", call->def->name,
				  cap_item_summary(ps, &call->items[call->head]));
		else if (call->state == PLAY_CALL_OPEN)
			play_fail(ps, "call %s is still open: expect TC-END, send one, or abandon", call->def->name);
	}
	if (ps->state == PLAY_RUNNING)
		play_finish(ps, PLAY_PASSED);
}

static void scenario_advance(struct play_scenario *ps)
{
	while (ps->state == PLAY_RUNNING) {
		if (ps->network)
			network_advance(ps->network);
		if (ps->state != PLAY_RUNNING)
			return;
		if (ps->step == ps->def->num_steps) {
			play_end(ps);
			return;
		}
		if (step_play(ps, &ps->def->steps[ps->step]) != STEP_DONE)
			return;
		ps->step++;
		ps->waiting = false;
	}
}

static void scenario_start(struct play_scenario *ps)
{
	ps->state = PLAY_RUNNING;
	ps->start_us = clock_wall_us();
	for (unsigned i = 0; i < ps->def->num_calls; i++)
		llist_add_tail(&ps->calls[i].entry, &ps->play->calls);
}

/* Reports in the order of the files, whichever ends first. */
static void play_report_ready(struct play *play)
{
	struct play_scenario *ps;

	llist_for_each_entry(ps, &play->scenarios, entry) {
		if (ps->reported)
			continue;
		if (ps->state != PLAY_PASSED && ps->state != PLAY_FAILED)
			return;
		ps->reported = true;
		*(ps->state == PLAY_PASSED ? &play->passed : &play->failed) += 1;
		play_report(ps);
	}
}

static void play_arm_timer(struct play *play)
{
	uint64_t now = clock_ms(), nearest = UINT64_MAX;
	struct play_scenario *ps;

	llist_for_each_entry(ps, &play->scenarios, entry) {
		if (ps->state == PLAY_RUNNING && ps->waiting && ps->deadline_ms < nearest)
			nearest = ps->deadline_ms;
		if (ps->state == PLAY_RUNNING && ps->network && network_due(ps->network) < nearest)
			nearest = network_due(ps->network);
	}
	osmo_timer_del(&play->timer);
	if (nearest == UINT64_MAX)
		return;
	nearest = nearest > now ? nearest - now : 0;
	osmo_timer_schedule(&play->timer, (int)(nearest / 1000), (int)(nearest % 1000) * 1000);
}

/* Two stories with a phone in common are told one after the other: the node knows who is busy. */
static bool lines_are_taken(const struct play *play, const struct play_scenario *ps)
{
	struct play_scenario *other;

	llist_for_each_entry(other, &play->scenarios, entry) {
		if (other->state == PLAY_RUNNING && story_shares_lines(other->def, ps->def))
			return true;
	}
	return false;
}

static void play_pass(struct play *play)
{
	struct play_scenario *ps;
	unsigned running = 0;

	llist_for_each_entry(ps, &play->scenarios, entry) {
		if (ps->state == PLAY_WAITING && (!play->opt.parallel || running < play->opt.parallel) &&
		    !lines_are_taken(play, ps))
			scenario_start(ps);
		if (ps->state == PLAY_RUNNING) {
			scenario_advance(ps);
			/* one that ended makes room for another */
			play->again |= ps->state != PLAY_RUNNING;
		}
		running += ps->state == PLAY_RUNNING;
	}
}

void play_advance(struct play *play)
{
	play->again = true;
	if (play->busy)
		return;		/* the answer came inside our own send; the loop below sees it */
	play->busy = true;
	while (play->again) {
		play->again = false;
		play_pass(play);
	}
	play_report_ready(play);
	play_arm_timer(play);
	play->busy = false;
}

static bool play_is_over(const struct play *play)
{
	struct play_scenario *ps;

	llist_for_each_entry(ps, &play->scenarios, entry) {
		if (!ps->reported)
			return false;
	}
	return true;
}

unsigned play_run(struct play *play)
{
	play_advance(play);
	while (!play_is_over(play))
		osmo_select_main(0);
	fprintf(play->opt.out, "%u passed, %u failed\n", play->passed, play->failed);
	return play->failed;
}
