/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Phones, and the legs that try them. A leg finds out what its phone does, rings it, gives up after the network's own
 * timer, answers, hangs up, each when its time has come; what happens travels up (network_call.c). With `forwards at
 * vmsc` the HLR's own forwarding runs here, unseen by every BCSM above, as where the visited MSC diverts. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <osmocom/core/utils.h>

#include <mpabx/base.h>

#include "network.h"

#define CAUSE_UNALLOCATED 1
#define CAUSE_NORMAL 16
#define CAUSE_BUSY 17
#define CAUSE_NO_ANSWER 19
#define CAUSE_ABSENT 20
#define CAUSE_REJECTED 21

const char *net_reason_name(enum net_reason reason)
{
	static const char *const names[] = { [NET_BUSY] = "busy", [NET_NO_REPLY] = "noReply",
		[NET_NOT_REACHABLE] = "notReachable", [NET_UNCONDITIONAL] = "unconditional" };

	return names[reason];
}

static void copy(char ret[STORY_NUMBER_SIZE], const char *text)
{
	osmo_strlcpy(ret, text, STORY_NUMBER_SIZE);
}

/* The plan of a French mobile network: 0 and nine digits are national, 00 leads abroad. */
void number_in_full(const char *text, char ret[STORY_NUMBER_SIZE])
{
	const char *digits = !strncmp(text, "unknown ", 8) ? text + 8 : text;
	char full[STORY_NUMBER_SIZE + 4];

	if (!strncmp(text, "national ", 9))
		snprintf(full, sizeof(full), "+33%s", text[9] == '0' ? text + 10 : text + 9);
	else if (!strncmp(digits, "00", 2))
		snprintf(full, sizeof(full), "+%s", digits + 2);
	else if (*digits == '0' && strlen(digits) == 10)
		snprintf(full, sizeof(full), "+33%s", digits + 1);
	else
		snprintf(full, sizeof(full), "%s", digits);
	copy(ret, full);
}

bool network_is_line(const struct network_def *def, const char *number)
{
	for (unsigned i = 0; i < def->num_lines; i++) {
		if (!strncmp(number, def->lines[i], strlen(def->lines[i])))
			return true;
	}
	return false;
}

struct net_phone *phone_find(const struct network *net, const char *number)
{
	struct net_phone *phone;

	llist_for_each_entry(phone, &net->phones, entry) {
		if (!strcmp(phone->number, number))
			return phone;
	}
	return NULL;
}

/* A number that the story never named is somebody too: a line rings and has its CSIs, a voicemail answers. */
struct net_phone *phone_get(struct network *net, const char *number)
{
	const struct network_def *def = net->def;
	struct net_phone *phone = phone_find(net, number);

	if (phone)
		return phone;
	phone = talloc_zero(net, struct net_phone);
	copy(phone->number, number);
	if (network_is_line(def, number)) {
		phone->csi_o = phone->csi_t = true;
		for (int i = NET_BUSY; i <= NET_NOT_REACHABLE; i++)
			copy(phone->forward[i], def->voicemail);
	}
	if (!strcmp(number, def->voicemail))
		phone->manner = PHONE_ANSWERS;
	else if (*number != '+' && strlen(number) > 6) {
		phone->manner = PHONE_FAILS;
		phone->cause = CAUSE_UNALLOCATED;
	}
	llist_add_tail(&phone->entry, &net->phones);
	return phone;
}

void phone_change(struct network *net, const struct phone_change *change)
{
	struct net_phone *phone = phone_get(net, change->number);

	if (change->has_manner) {
		phone->manner = change->manner;
		phone->cause = change->cause;
		phone->after_ms = change->after_ms;
	}
	if (change->has_talk)
		phone->talk_ms = change->talk_ms;
	if (change->has_waiting)
		phone->waiting = change->waiting;
	if (change->has_csi) {
		phone->csi_o = change->csi_o;
		phone->csi_t = change->csi_t;
	}
	for (int i = 0; i < _NET_REASONS; i++) {
		if (change->has_forward[i])
			copy(phone->forward[i], change->forward[i]);
	}
}

bool phone_is_busy(const struct net_phone *phone)
{
	return phone->manner == PHONE_BUSY || phone->calls;
}

/* ITU-T Q.732.2 2.5.2: the first to divert stays the original called number. */
void info_redirect(struct net_info *info, const char *by, const char *to, enum net_reason reason)
{
	if (!*info->original)
		copy(info->original, by);
	copy(info->redirecting, by);
	copy(info->called, to);
	if (info->counter < 5)
		info->counter++;
	snprintf(info->reason, sizeof(info->reason), "%s", net_reason_name(reason));
	if (!*info->original_reason)
		snprintf(info->original_reason, sizeof(info->original_reason), "%s", info->reason);
	info->by = NET_BY_NETWORK;
}

struct net_leg *leg_new(struct network *net, struct net_call *call, struct bcsm *upper, const struct net_info *info)
{
	struct net_leg *leg = talloc_zero(net, struct net_leg);

	leg->call = call;
	leg->upper = upper;
	leg->info = *info;
	leg->phone = phone_get(net, info->called);
	leg->act_at = clock_ms();
	if (leg->phone->manner == PHONE_SILENT)	/* paging takes its time */
		leg->act_at += network_ms(net, leg->phone->after_ms);
	llist_add_tail(&leg->entry, &net->legs);
	return leg;
}

static void leg_leave_phone(struct net_leg *leg)
{
	if (leg->state == LEG_RINGING || leg->state == LEG_TALKING)
		leg->phone->calls--;
	leg->act_at = leg->give_up_at = 0;
}

/* The visited MSC diverts: a new phone, and nobody above is told. \returns false where nothing is set */
static bool leg_divert(struct network *net, struct net_leg *leg, enum net_reason reason)
{
	const char *to = leg->phone->forward[reason];

	if (!net->def->forwards_at_vmsc || !*to || leg->forwarded || leg->info.no_diversion)
		return false;
	leg_leave_phone(leg);
	info_redirect(&leg->info, leg->phone->number, to, reason);
	leg->forwarded = true;
	leg->phone = phone_get(net, leg->info.called);
	leg->state = LEG_TRYING;
	leg->act_at = clock_ms();
	return true;
}

static enum story_event failure_event(int cause, bool timed_out)
{
	switch (cause) {
	case CAUSE_BUSY:
		return EVENT_BUSY;
	case CAUSE_ABSENT:
		return EVENT_UNREACHABLE;
	case CAUSE_REJECTED:
		return EVENT_REJECTED;
	case CAUSE_NO_ANSWER:
		return timed_out ? EVENT_UNANSWERED : EVENT_FAILED;
	default:
		return EVENT_FAILED;
	}
}

void leg_fail(struct network *net, struct net_leg *leg, int cause, bool timed_out)
{
	struct net_report report = { .signal = SIGNAL_FAILURE, .cause = cause, .timed_out = timed_out };

	if (leg->state == LEG_GONE)
		return;
	net_see_leg(net, leg, failure_event(cause, timed_out));
	if (cause == CAUSE_BUSY || cause == CAUSE_REJECTED || cause == CAUSE_ABSENT || cause == CAUSE_NO_ANSWER) {
		if (leg_divert(net, leg, cause == CAUSE_ABSENT ? NET_NOT_REACHABLE : cause == CAUSE_NO_ANSWER ?
			       NET_NO_REPLY : NET_BUSY))
			return;
	}
	leg_leave_phone(leg);
	leg->state = LEG_GONE;
	net_up(net, leg->call, leg->upper, &report);
}

static void leg_ring(struct network *net, struct net_leg *leg)
{
	struct net_report report = { .signal = SIGNAL_ALERTING, .number = leg->phone->number };
	struct net_phone *phone = leg->phone;
	uint64_t now = clock_ms();

	leg->state = LEG_RINGING;
	phone->calls++;
	leg->give_up_at = now + network_ms(net, net->def->no_answer_ms);
	if (phone->manner == PHONE_ANSWERS || phone->manner == PHONE_REJECTS)
		leg->act_at = now + network_ms(net, phone->after_ms);
	net_see_leg(net, leg, EVENT_RINGS);
	net_up(net, leg->call, leg->upper, &report);
}

static void leg_try(struct network *net, struct net_leg *leg)
{
	struct net_phone *phone = leg->phone;

	leg->act_at = 0;
	if (*phone->forward[NET_UNCONDITIONAL] && !leg->forwarded && !leg->info.no_diversion) {
		info_redirect(&leg->info, phone->number, phone->forward[NET_UNCONDITIONAL], NET_UNCONDITIONAL);
		leg->forwarded = true;
		leg->phone = phone = phone_get(net, leg->info.called);
	}
	if (phone->manner == PHONE_OFF || phone->manner == PHONE_SILENT)
		leg_fail(net, leg, CAUSE_ABSENT, false);
	else if (phone->manner == PHONE_FAILS)
		leg_fail(net, leg, phone->cause, false);
	else if (phone->manner == PHONE_BUSY || (phone->calls && !phone->waiting && phone->csi_t))
		leg_fail(net, leg, CAUSE_BUSY, false);
	else
		leg_ring(net, leg);
}

void leg_answer(struct network *net, struct net_leg *leg)
{
	struct net_report report = { .signal = SIGNAL_ANSWER, .number = leg->phone->number, .forwarded = leg->forwarded };

	leg->state = LEG_TALKING;
	leg->act_at = leg->phone->talk_ms ? clock_ms() + network_ms(net, leg->phone->talk_ms) : 0;
	leg->give_up_at = 0;
	net_up(net, leg->call, leg->upper, &report);
}

void leg_hang_up(struct network *net, struct net_leg *leg)
{
	struct net_report report = { .signal = SIGNAL_RELEASE, .cause = CAUSE_NORMAL };

	leg_leave_phone(leg);
	leg->state = LEG_GONE;
	net_up(net, leg->call, leg->upper, &report);
}

void leg_clear(struct network *net, struct net_leg *leg)
{
	if (leg->state == LEG_GONE)
		return;
	if (leg->state == LEG_RINGING || leg->state == LEG_TALKING)
		net_see_leg(net, leg, EVENT_STOPS);
	leg_leave_phone(leg);
	leg->state = LEG_GONE;
}

static void leg_act(struct network *net, struct net_leg *leg)
{
	leg->act_at = 0;
	if (leg->state == LEG_TRYING)
		leg_try(net, leg);
	else if (leg->state == LEG_TALKING)
		leg_hang_up(net, leg);
	else if (leg->phone->manner == PHONE_REJECTS)
		leg_fail(net, leg, leg->phone->cause, false);
	else
		leg_answer(net, leg);
}

void leg_run(struct network *net, struct net_leg *leg, uint64_t now)
{
	if (leg->act_at && leg->act_at <= now)
		leg_act(net, leg);
	else if (leg->give_up_at && leg->give_up_at <= now)
		leg_fail(net, leg, CAUSE_NO_ANSWER, true);
}
