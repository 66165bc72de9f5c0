/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chain of a call: caller, BCSMs, phone. Where a number leads is decided here (a line's T-CSI, a number's N-CSI, a
 * phone), reports travel up and a caller's end travels down, and each BCSM on the way may hold them for the node. What
 * the dialogue says about it is network_ssf.c's. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "network.h"

#define MAX_DEPTH 24	/* a call that was triggered so often turns in circles */
#define CAUSE_NORMAL 16
#define CAUSE_NO_ANSWER 19
#define CAUSE_LOOP 25	/* exchange routing error */

static bool is_ncsi(const struct network_def *def, const char *number)
{
	for (unsigned i = 0; i < def->num_ncsi; i++) {
		if (!strcmp(def->ncsi[i], number))
			return true;
	}
	return false;
}

static struct bcsm *bcsm_new(struct network *net, struct net_call *call, struct bcsm *upper, enum bcsm_side side,
			     const struct net_info *info)
{
	struct bcsm *b = talloc_zero(net, struct bcsm);

	b->call = call;
	b->upper = upper;
	b->side = side;
	b->info = *info;
	b->phase = call->phase;
	b->depth = upper ? upper->depth + 1 : 0;
	b->pending = PENDING_START;
	llist_add_tail(&b->entry, &net->bcsms);
	return b;
}

/* What a diverted leg loses on its way from one switch to the next. */
static void info_strip(const struct network_def *def, struct net_info *info)
{
	if (!info->counter && !*info->redirecting)
		return;
	if (def->strip & NET_STRIP_REDIRECTING)
		*info->redirecting = '\0';
	if (def->strip & NET_STRIP_ORIGINAL)
		*info->original = '\0';
	if (def->strip & NET_STRIP_INFORMATION) {
		info->counter = 0;
		*info->reason = *info->original_reason = '\0';
	}
	if (def->strip & NET_STRIP_CALLING)
		*info->calling = '\0';
}

/* Sends the call on to info->called. own: to the served line itself, past its T-CSI. */
static void route(struct network *net, struct net_call *call, struct bcsm *upper, struct net_below *below,
		  const struct net_info *to, bool own)
{
	struct net_info info = *to;
	struct bcsm *b = NULL;

	if (upper && upper->depth >= MAX_DEPTH) {
		play_fail(net->ps, "call %s turns in circles: %s was the %uth line to trigger", call->name, info.called,
			  MAX_DEPTH);
		return;
	}
	if (upper) {
		upper->routed_ms = clock_ms();
		upper->own = own;
		if (!own)
			info_strip(net->def, &info);
	}
	*below = (struct net_below){ 0 };
	if (!own && is_ncsi(net->def, info.called) && !(upper && upper->dialled_service)) {
		b = bcsm_new(net, call, upper, BCSM_O, &info);
		b->dialled_service = true;
	} else if (!own && phone_get(net, info.called)->csi_t) {
		b = bcsm_new(net, call, upper, BCSM_T, &info);
		b->served = phone_get(net, info.called);
	}
	below->bcsm = b;
	if (b)
		ssf_begin(net, b);
	else
		below->leg = leg_new(net, call, upper, &info);
}

void call_dial(struct network *net, struct net_call *call)
{
	struct bcsm *b;

	call->state = LEG_TRYING;
	call->from->calls++;
	if (!call->from->csi_o) {
		number_in_full(call->dialled, call->info.called);
		route(net, call, NULL, &call->below, &call->info, false);
		return;
	}
	b = bcsm_new(net, call, NULL, BCSM_O, &call->info);
	b->served = call->from;
	call->below.bcsm = b;
	ssf_begin(net, b);
}

static void bcsm_end(struct network *net, struct bcsm *b)
{
	b->state = BCSM_GONE;
	b->pending = PENDING_NOTHING;
	b->no_answer_at = 0;
	memset(&b->edps, 0, sizeof(b->edps));
	ssf_end(net, b);
}

/* ---- down ---- */

static void bcsm_clear_down(struct network *net, struct bcsm *b, int cause)
{
	struct net_below below = b->below;

	b->below = (struct net_below){ 0 };
	bcsm_end(net, b);
	net_clear(net, &below, cause);
}

static void bcsm_clear(struct network *net, struct bcsm *b, int cause)
{
	struct net_report report = { .signal = SIGNAL_RELEASE, .cause = cause };
	bool questioned = b->pending != PENDING_NOTHING;
	enum edp_mode mode;

	if (b->state == BCSM_GONE)
		return;
	b->no_answer_at = 0;
	mode = ssf_meet(net, b, b->state == BCSM_ACTIVE ? DP_DISCONNECT : DP_ABANDON, 1, &report, NULL);
	b->crossed = questioned;
	if (mode == EDP_INTERRUPT) {
		b->pending = PENDING_CLEAR;
		b->cause = cause;
		return;
	}
	b->told = mode == EDP_NOTIFY;
	bcsm_clear_down(net, b, cause);
}

void net_clear(struct network *net, struct net_below *below, int cause)
{
	struct net_below was = *below;

	*below = (struct net_below){ 0 };
	if (was.bcsm)
		bcsm_clear(net, was.bcsm, cause);
	if (was.leg)
		leg_clear(net, was.leg);
}

void call_hang_up(struct network *net, struct net_call *call)
{
	if (call->state == LEG_GONE)
		return;
	call->state = LEG_GONE;
	call->from->calls--;
	net_clear(net, &call->below, CAUSE_NORMAL);
}

/* ---- up ---- */

static void call_released(struct network *net, struct net_call *call, int cause)
{
	char text[12];

	call->state = LEG_GONE;
	call->from->calls--;
	snprintf(text, sizeof(text), "%d", cause);
	net_see(net, call, EVENT_RELEASED, text, NULL);
}

static void call_report(struct network *net, struct net_call *call, const struct net_report *r)
{
	if (call->state == LEG_GONE)
		return;
	switch (r->signal) {
	case SIGNAL_ALERTING:
		call->state = LEG_RINGING;
		break;
	case SIGNAL_ANSWER:
		call->state = LEG_TALKING;
		net_see(net, call, EVENT_ANSWERED, r->number, NULL);
		break;
	case SIGNAL_FAILURE:
	case SIGNAL_RELEASE:
		call->below = (struct net_below){ 0 };
		call_released(net, call, r->cause);
		break;
	}
}

static enum net_reason reason_of(const struct net_report *r)
{
	if (r->cause == 20)
		return NET_NOT_REACHABLE;
	return dp_of_cause(BCSM_T, r->cause) == DP_NO_ANSWER ? NET_NO_REPLY : NET_BUSY;
}

/* Does the HLR's own forwarding run at the GMSC, unless the node decides otherwise? */
static bool bcsm_forwards(const struct network *net, const struct bcsm *b, const struct net_report *r,
			  enum net_reason *reason)
{
	if (r->signal != SIGNAL_FAILURE || b->side != BCSM_T || !b->own || net->def->forwards_at_vmsc || b->info.no_diversion)
		return false;
	*reason = reason_of(r);
	return (r->cause == 17 || r->cause == 18 || r->cause == 19 || r->cause == 20 || r->cause == 21) &&
	       *b->served->forward[*reason];
}

static void bcsm_pass_up(struct network *net, struct bcsm *b, const struct net_report *r)
{
	enum net_reason reason;

	if (bcsm_forwards(net, b, r, &reason)) {
		b->state = BCSM_TRYING;
		info_redirect(&b->info, b->served->number, b->served->forward[reason], reason);
		route(net, b->call, b, &b->below, &b->info, false);
		return;
	}
	if (r->signal == SIGNAL_FAILURE || r->signal == SIGNAL_RELEASE)
		bcsm_end(net, b);
	net_up(net, b->call, b->upper, r);
}

static void bcsm_note(struct network *net, struct bcsm *b, const struct net_report *r)
{
	uint32_t timer = b->edps.v[DP_NO_ANSWER][2].timer_ms;

	switch (r->signal) {
	case SIGNAL_ALERTING:
		b->state = BCSM_ALERTING;
		/* the application timer runs from alerting on (TS 23.078 4.4.3.2.2), in story time */
		if (b->edps.v[DP_NO_ANSWER][2].mode && timer && !b->no_answer_at)
			b->no_answer_at = clock_ms() + network_ms(net, timer);
		break;
	case SIGNAL_ANSWER:
		b->state = BCSM_ACTIVE;
		b->answered_ms = clock_ms();
		b->no_answer_at = 0;
		break;
	case SIGNAL_FAILURE:
	case SIGNAL_RELEASE:
		b->below = (struct net_below){ 0 };
		b->no_answer_at = 0;
		break;
	}
}

static enum dp dp_of_report(const struct bcsm *b, const struct net_report *r)
{
	switch (r->signal) {
	case SIGNAL_ALERTING:
		return DP_ALERTING;
	case SIGNAL_ANSWER:
		return DP_ANSWER;
	case SIGNAL_RELEASE:
		return DP_DISCONNECT;
	case SIGNAL_FAILURE:
		break;
	}
	return dp_of_cause(b->side, r->cause);
}

static void bcsm_report(struct network *net, struct bcsm *b, const struct net_report *r)
{
	struct net_report report = *r;
	enum net_reason reason;
	enum edp_mode mode;
	bool forwards;

	if (b->state == BCSM_GONE)
		return;
	/* what was answered here, and not yet above, can only be released here */
	if (report.signal == SIGNAL_RELEASE && b->state != BCSM_ACTIVE)
		report.signal = SIGNAL_FAILURE;
	bcsm_note(net, b, &report);
	forwards = bcsm_forwards(net, b, &report, &reason);
	mode = ssf_meet(net, b, dp_of_report(b, &report), 2, &report, forwards ? &reason : NULL);
	if (mode == EDP_INTERRUPT) {
		b->pending = PENDING_REPORT;
		b->report = report;
		return;
	}
	b->told = mode == EDP_NOTIFY && (report.signal == SIGNAL_FAILURE || report.signal == SIGNAL_RELEASE);
	bcsm_pass_up(net, b, &report);
}

void net_up(struct network *net, struct net_call *call, struct bcsm *upper, const struct net_report *report)
{
	if (upper)
		bcsm_report(net, upper, report);
	else
		call_report(net, call, report);
}

void bcsm_no_answer(struct network *net, struct bcsm *b)
{
	struct net_report report = { .signal = SIGNAL_FAILURE, .cause = CAUSE_NO_ANSWER, .timed_out = true };

	b->no_answer_at = 0;
	net_clear(net, &b->below, CAUSE_NO_ANSWER);
	bcsm_report(net, b, &report);
}

/* ---- what the node wants ---- */

void bcsm_continue(struct network *net, struct bcsm *b)
{
	enum bcsm_pending was = b->pending;
	struct net_report report = b->report;
	struct net_info info = b->info;

	b->pending = PENDING_NOTHING;
	switch (was) {
	case PENDING_START:
		if (b->side == BCSM_O && !b->dialled_service)
			number_in_full(b->call->dialled, info.called);
		b->info = info;
		route(net, b->call, b, &b->below, &info, b->side == BCSM_T);
		break;
	case PENDING_REPORT:
		bcsm_pass_up(net, b, &report);
		break;
	case PENDING_CLEAR:
		bcsm_clear_down(net, b, b->cause);
		break;
	case PENDING_NOTHING:
		break;
	}
}

const char *bcsm_connect(struct network *net, struct bcsm *b, const struct net_info *info)
{
	bool may = b->pending == PENDING_START || (b->pending == PENDING_REPORT &&
		   (b->report.signal == SIGNAL_FAILURE || b->report.signal == SIGNAL_RELEASE));

	if (b->pending == PENDING_CLEAR)
		return "the caller is gone: only Continue or ReleaseCall are left";
	if (!may)
		return "the called party has answered: there is nothing to connect";
	if (b->was_asked && dp_leg_armed(&b->edps, 1) && !dp_leg_armed(&b->edps, 2))
		return "nothing is armed for the new leg, while leg 1 still is: EDPs die with their leg, arm them again";
	b->pending = PENDING_NOTHING;
	b->state = BCSM_TRYING;
	b->info = *info;
	b->info.by = NET_BY_PABX;
	route(net, b->call, b, &b->below, &b->info, false);
	return NULL;
}

void bcsm_release(struct network *net, struct bcsm *b, int cause)
{
	struct net_report report = { .cause = cause };
	bool upwards = b->pending != PENDING_CLEAR;

	report.signal = b->state == BCSM_ACTIVE ? SIGNAL_RELEASE : SIGNAL_FAILURE;
	/* an answer that was held here never came further up */
	if (b->pending == PENDING_REPORT && b->report.signal == SIGNAL_ANSWER)
		report.signal = SIGNAL_FAILURE;
	b->pending = PENDING_NOTHING;
	net_clear(net, &b->below, cause);
	bcsm_end(net, b);
	if (upwards)
		net_up(net, b->call, b->upper, &report);
}
