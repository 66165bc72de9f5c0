/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Telephone-events to digits, digits to codes. An event is known by (SSRC, timestamp), never by marker or sequence
 * (RFC 4733 2.5.2.1); it counts from its first packet on, whichever of them that is. */
#include <string.h>

#include "digits.h"

#define LOST_END_MS 120		/* six packets of 20 ms without a word: its end was lost */
#define LATE_MS 120		/* so long after an event's last packet none of it comes late */
#define MAX_DROPOUT 3000	/* RFC 3550 A.1 */
#define MAX_MISORDER 100

static void event_begin(struct event_track *t, const struct rtp_packet *p, const struct rtp_event *e, uint64_t now_ms)
{
	*t = (struct event_track){ .active = !e->end, .seen = true, .ts = p->ts, .ssrc = p->ssrc, .seq = p->seq, .last_ms = now_ms,
		.end_ms = now_ms, .former_ts = t->ts, .former_ssrc = t->ssrc, .former_ms = t->seen ? t->last_ms : 0, .digit = { .code = e->code, .volume = e->volume, .duration = e->duration, .ended = e->end } };
}

/* A segment of a long event begins where the last one stopped, with a timestamp of its own. */
static bool is_segment(const struct event_track *t, uint32_t ts, const struct rtp_event *e)
{
	return t->active && e->code == t->digit.code && t->digit.duration && ts - t->ts == t->digit.duration;
}

/* Is it late, of the event before this one? */
static bool is_former(const struct event_track *t, const struct rtp_packet *p, uint64_t now_ms)
{
	return t->former_ms && p->ts != t->ts && p->ts == t->former_ts && p->ssrc == t->former_ssrc && now_ms - t->former_ms < LATE_MS;
}

/* An old timestamp under the same SSRC: packets of an old event come late and near its numbers, a sender that begins anew begins
 * with a first packet. Where that one is lost, two that follow each other are believed (RFC 3550 A.1). */
static bool begins_anew(struct event_track *t, const struct rtp_packet *p, const struct rtp_event *e, uint64_t now_ms)
{
	int ahead = (int16_t)(p->seq - t->seq);
	bool may_be_late = ahead <= MAX_DROPOUT && ahead >= -MAX_MISORDER && now_ms - t->last_ms < LATE_MS;
	bool second = t->doubt && p->ts == t->doubt_ts && p->seq == (uint16_t)(t->doubt_seq + 1) && e->duration >= t->doubt_duration;

	if (may_be_late)
		return false;
	if (second || (p->marker && !e->end))
		return true;
	t->doubt = !e->end;
	t->doubt_ts = p->ts;
	t->doubt_seq = p->seq;
	t->doubt_duration = e->duration;
	return false;
}

/* The same digit was known by its tone already: the events go on with it. */
static bool is_heard_already(const struct event_track *t, const struct rtp_event *e)
{
	return !t->seen && t->active && t->digit.code == e->code;
}

enum event_step event_track_packet(struct event_track *t, const struct rtp_packet *p, const struct rtp_event *e, uint64_t now_ms,
				   bool *lost_end)
{
	bool known = t->seen && t->ssrc == p->ssrc, old, again;

	*lost_end = false;
	if (is_heard_already(t, e)) {
		t->ts = p->ts;
		t->ssrc = p->ssrc;
		t->seen = known = true;
	}
	if (is_former(t, p, now_ms))
		return EVENT_OLD;
	old = known && ((int32_t)(p->ts - t->ts) < 0 || (p->ts == t->ts && !t->active));
	again = old && begins_anew(t, p, e, now_ms);
	if (old && !again)
		return EVENT_OLD;
	if (again || !known || (p->ts != t->ts && !is_segment(t, p->ts, e))) {
		*lost_end = t->active;
		event_begin(t, p, e, now_ms);
		t->again = again;
		return EVENT_BEGINS;
	}
	if (p->ts != t->ts) {
		t->before += t->digit.duration;
		t->ts = p->ts;
		t->digit.duration = 0;
	}
	t->seq = p->seq;
	t->last_ms = now_ms;
	t->doubt = false;
	if (e->duration > t->digit.duration)
		t->digit.duration = e->duration;
	if (!e->end)
		return EVENT_GOES_ON;
	t->active = false;
	t->digit.ended = true;
	t->end_ms = now_ms;
	return EVENT_ENDS;
}

bool event_track_tick(struct event_track *t, uint64_t now_ms)
{
	if (!t->active || now_ms - t->last_ms < LOST_END_MS)
		return false;
	t->active = false;
	t->digit.ended = true;
	t->end_ms = now_ms;
	return true;
}

static enum mgcp_digitmap_match match(const struct code_watch *w)
{
	uint8_t codes[DIGITS_HELD];

	for (unsigned i = 0; i < w->num; i++)
		codes[i] = w->held[i].code;
	return mgcp_digitmap_match(&w->map, codes, w->num);
}

static void give_back_first(struct code_watch *w, struct code_result *ret)
{
	ret->back[ret->num_back++] = w->held[0];
	w->num--;
	memmove(w->held, w->held + 1, w->num * sizeof(w->held[0]));
}

enum digit_fate code_watch_begin(struct code_watch *w, const struct digit *d, uint64_t now_ms, struct code_result *ret)
{
	*ret = (struct code_result){ 0 };
	/* Too late for the code: what was held back goes on, and this digit may begin another one. */
	if (w->due_ms && now_ms > w->due_ms)
		code_watch_flush(w, ret);
	w->due_ms = 0;
	if (w->num == DIGITS_HELD || ret->num_back == DIGITS_HELD)
		return DIGIT_PASS;
	w->held[w->num++] = *d;
	/* What is no code from its first digit on may be one from its second: `##1` */
	while (w->num) {
		enum mgcp_digitmap_match m = match(w);

		if (m == MGCP_DIGITS_FULL) {
			for (unsigned i = 0; i < w->num; i++)
				ret->code[i] = w->held[i].code;
			ret->num_code = w->num;
			w->num = 0;
			return DIGIT_HOLD;
		}
		if (m == MGCP_DIGITS_PARTIAL) {
			if (d->ended)
				code_watch_end(w, d, now_ms);
			return DIGIT_HOLD;
		}
		give_back_first(w, ret);
	}
	if (ret->num_back > 1)
		return DIGIT_BACK;	/* it comes after those given back before it */
	ret->num_back = 0;
	return DIGIT_PASS;
}

void code_watch_end(struct code_watch *w, const struct digit *d, uint64_t now_ms)
{
	if (!w->num || w->held[w->num - 1].code != d->code)
		return;
	w->held[w->num - 1] = *d;
	w->held[w->num - 1].ended = true;
	w->due_ms = now_ms + w->gap_ms;
}

void code_watch_tick(struct code_watch *w, uint64_t now_ms, struct code_result *ret)
{
	*ret = (struct code_result){ 0 };
	if (w->due_ms && now_ms > w->due_ms)
		code_watch_flush(w, ret);
}

void code_watch_flush(struct code_watch *w, struct code_result *ret)
{
	ret->num_code = 0;
	memcpy(ret->back, w->held, w->num * sizeof(w->held[0]));
	ret->num_back = w->num;
	w->num = 0;
	w->due_ms = 0;
}
