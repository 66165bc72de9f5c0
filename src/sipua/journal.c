/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call in the node's journal, so that another life of the node has it again: both dialogs, the pair of media, what call/
 * knows. Written a moment after a change, together with what else changes meanwhile; gone when the call ends. What is
 * read back is held to what we would write ourselves and to nothing else. */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "ua_priv.h"

#define FORMAT 1
#define GATHER_MS 10	/* the wheel rounds up to twice that */
#define TRY_AGAIN_MS 500
#define DIALOG_MARK "sip1 "	/* of one that is answered */
#define DIALOG_TEXT 5800	/* of one, escaped; two and the call go into an entry */
/* An entry may be a moment old: what was described since had these numbers. */
#define VERSION_LEAP 16

enum entry_kind { ENTRY_ANSWERED = 1, ENTRY_RINGS = 2 };
enum leg_pair { PAIR_NONE, PAIR_OWN, PAIR_CALLED, PAIR_OTHER };	/* and the next one: the other call's two */

struct entry_leg {
	bool is_there, held, was_held;
	uint8_t side, pair;
	uint32_t session, version;
	struct media_local local;
	char dialog[DIALOG_TEXT];
};

static void leg_pack(struct pack *p, struct entry_leg *l)
{
	PACK_BOOL(p, l->is_there);
	if (!l->is_there)
		return;
	PACK_MAX(p, l->side, MEDIA_CALLED);
	PACK_MAX(p, l->pair, PAIR_OTHER + 1);
	PACK_BOOL(p, l->held);
	PACK_BOOL(p, l->was_held);
	PACK_32(p, l->session);
	PACK_32(p, l->version);
	pack_text(p, l->local.address, sizeof(l->local.address));
	PACK_16(p, l->local.port);
	pack_text(p, l->dialog, sizeof(l->dialog));
}

static void head_pack(struct pack *p, uint8_t *format, uint8_t *kind)
{
	PACK_8(p, *format);
	PACK_MAX(p, *kind, ENTRY_RINGS);
}

/* ---- out ---- */

static uint8_t pair_of(const struct ua_call *uc, const struct ua_leg *leg)
{
	unsigned i;

	if (!leg->pair || leg->pair == uc->pair)
		return leg->pair ? PAIR_OWN : PAIR_NONE;
	for (i = 0; i < 2; i++)
		if (leg->pair == call_other_pair(uc->call, i))
			return (uint8_t)(PAIR_OTHER + i);
	return PAIR_CALLED;
}

static int leg_keep(const struct ua_call *uc, const struct ua_leg *leg, struct entry_leg *ret)
{
	int rc;

	ret->is_there = leg->d;
	if (!ret->is_there)
		return 0;
	ret->side = leg->side;
	ret->pair = pair_of(uc, leg);
	ret->held = leg->held;
	ret->was_held = leg->was_held;
	ret->session = leg->session;
	ret->version = leg->version;
	ret->local = leg->local;
	rc = sip_dialog_export(leg->d, ret->dialog, sizeof(ret->dialog));
	return rc < 0 ? rc : 0;
}

static void pair_keep(const struct ua_call *uc, uint32_t pair, char ret[MEDIA_PAIR_TEXT])
{
	void *priv;
	const struct media_ops *media = call_media_ops(uc->ua->calls, &priv);

	ret[0] = '\0';
	if (pair && media && media->pair_save)
		media->pair_save(priv, pair, ret);
}

/* \returns octets, -errno */
static int answered_pack(const struct ua_call *uc, uint8_t *buf, size_t size)
{
	struct pack p = pack_writer(buf, size);
	uint8_t format = FORMAT, kind = ENTRY_ANSWERED;
	const struct ua_leg *legs[] = { uc->caller, uc->called };
	const uint32_t pairs[] = { uc->pair, call_called_pair(uc->call) };
	char pair[MEDIA_PAIR_TEXT];
	struct entry_leg leg;
	int rc;

	if (!uc->caller->d && !uc->called->d)
		return -ENOTCONN;
	head_pack(&p, &format, &kind);
	for (unsigned i = 0; i < ARRAY_SIZE(pairs); i++) {
		pair_keep(uc, pairs[i], pair);
		pack_text(&p, pair, sizeof(pair));
	}
	for (unsigned i = 0; i < ARRAY_SIZE(legs); i++) {
		rc = leg_keep(uc, legs[i], &leg);
		if (rc < 0)
			return rc;
		leg_pack(&p, &leg);
	}
	if (p.bad)
		return -ENOSPC;
	rc = call_save(uc->call, p.at, (size_t)(p.end - p.at));
	return rc < 0 ? rc : (int)(p.at - buf) + rc;
}

static void ringing_pack_leg(struct pack *p, const struct ua_leg *leg)
{
	char text[DIALOG_TEXT];

	if (leg && leg->d && (sip_dialog_export_ringing(leg->d, text, sizeof(text)) >= 0 ||
			      sip_dialog_export(leg->d, text, sizeof(text)) >= 0))	/* it has answered and is asked for a 1 */
		pack_text(p, text, sizeof(text));
}

/* Who calls and whoever rings: what another life needs to tell them that it is over. */
static int ringing_pack(const struct ua_call *uc, uint8_t *buf, size_t size)
{
	struct pack p = pack_writer(buf, size);
	uint8_t format = FORMAT, kind = ENTRY_RINGS;

	head_pack(&p, &format, &kind);
	ringing_pack_leg(&p, uc->caller);
	for (unsigned i = 0; i < UA_MAX_LEGS; i++)
		ringing_pack_leg(&p, uc->leg[i]);
	return p.bad ? -ENOSPC : (int)(p.at - buf);
}

static bool is_answered(const struct ua_call *uc)
{
	return uc->call && !uc->invite && uc->caller && uc->called;
}

/* \returns false: to be tried again */
static bool write_down(struct ua_call *uc)
{
	struct sipua *ua = uc->ua;
	uint8_t buf[SIPUA_ENTRY_SIZE];
	int rc = is_answered(uc) ? answered_pack(uc, buf, sizeof(buf)) : ringing_pack(uc, buf, sizeof(buf));

	if (rc == -ENOSPC)
		LOGUA(uc, LOGL_NOTICE, "is too long for the journal: it would end with the node\n");
	if (rc < 0 && uc->id) {
		ua->journal->remove(ua->journal_priv, uc->id);
		uc->id = 0;
	}
	if (rc < 0)
		return true;
	if (ua->journal->put(ua->journal_priv, call_id(uc->call), buf, (size_t)rc) < 0)
		return false;
	uc->id = call_id(uc->call);
	return true;
}

void ua_journal_write(struct sipua *ua)
{
	struct ua_call *uc, *next;

	llist_for_each_entry_safe(uc, next, &ua->changed, changed) {
		if (uc->call && !write_down(uc)) {
			wheel_arm(ua->wheel, &ua->journal_timer, ua->journal_kind, TRY_AGAIN_MS);
			return;
		}
		llist_del(&uc->changed);
		uc->is_changed = false;
	}
}

void ua_journal_due(struct wheel_timer *t, void *priv)
{
	ua_journal_write(priv);
}

void ua_journal(struct ua_call *uc)
{
	struct sipua *ua = uc->ua;

	if (!ua->journal || uc->is_changed)
		return;
	uc->is_changed = true;
	llist_add_tail(&uc->changed, &ua->changed);
	if (!wheel_armed(&ua->journal_timer))
		wheel_arm(ua->wheel, &ua->journal_timer, ua->journal_kind, GATHER_MS);
}

void ua_journal_gone(struct ua_call *uc)
{
	struct sipua *ua = uc->ua;

	if (uc->is_changed)
		llist_del(&uc->changed);
	uc->is_changed = false;
	if (uc->id && ua->journal)
		ua->journal->remove(ua->journal_priv, uc->id);
	uc->id = 0;
}

void sipua_set_journal(struct sipua *ua, const struct sipua_journal_ops *ops, void *priv)
{
	ua->journal = ops;
	ua->journal_priv = priv;
}

/* ---- in ---- */

static struct ua_leg *leg_give(struct ua_call *uc, const uint32_t pairs[2], const struct entry_leg *l)
{
	struct ua_leg *leg = ua_leg_new(uc, l->side);

	if (!leg)
		return NULL;
	leg->state = UA_LEG_UP;
	leg->described = true;
	leg->held = l->held;
	leg->was_held = l->was_held;
	leg->session = l->session;
	leg->version = l->version + VERSION_LEAP;
	leg->local = l->local;
	if (l->pair)
		leg->pair = l->pair < PAIR_OTHER ? pairs[l->pair - PAIR_OWN] : call_other_pair(uc->call, l->pair - PAIR_OTHER);
	if (!l->is_there)
		return leg;
	leg->d = sip_dialog_import(uc->ua->agent, l->dialog, &ua_leg_ops, leg);
	if (leg->d)
		return leg;
	LOGUA(uc, LOGL_ERROR, "a dialog of the journal cannot be taken up: %s\n", strerror(errno));
	ua_leg_free(leg);
	return NULL;
}

/* \returns true: it is asked of media whether the pair is still there */
static bool pair_give(const struct ua_call *uc, const char *text, uint32_t *ret)
{
	void *priv;
	const struct media_ops *media = call_media_ops(uc->ua->calls, &priv);

	if (!text[0])
		return true;
	if (media && media->pair_restore)
		*ret = media->pair_restore(priv, text, call_handle(uc->call));
	return *ret != 0;
}

static enum sipua_again answered_give(struct sipua *ua, struct call *call, const char pair[2][MEDIA_PAIR_TEXT],
				      const struct entry_leg *legs)
{
	struct ua_call *uc = pool_get(ua->ucs);
	uint32_t pairs[2] = { 0 };
	bool good;

	if (!uc) {
		call_finish(&call, CALL_END_ABORTED);
		return SIPUA_CLOSED;
	}
	uc->ua = ua;
	uc->call = call;
	uc->id = call_id(call);
	good = pair_give(uc, pair[0], &pairs[0]);
	good &= pair_give(uc, pair[1], &pairs[1]);
	uc->pair = pairs[0];
	uc->caller = leg_give(uc, pairs, &legs[0]);
	uc->called = leg_give(uc, pairs, &legs[1]);
	call_set_hands(call, &(const struct call_hands){
		.ops = &ua_call_ops, .priv = ua, .hands = pool_handle(ua->ucs, uc),
		.leg = { ua_handle(uc->caller), ua_handle(uc->called) }, .pair = pairs[0], .called_pair = pairs[1],
	});
	/* One who waits for somebody to answer, be it who left him a moment ago, waits in vain. */
	if (!good || !uc->caller || !uc->called || !uc->caller->d || !uc->called->d) {
		call_leg_ended(call, CAUSE_TEMPORARY_FAILURE, false);
		ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 0, CALL_END_FAILED);
		return SIPUA_CLOSED;
	}
	uc->caller->peer = uc->called;
	uc->called->peer = uc->caller;
	return SIPUA_GOES_ON;
}

static enum sipua_again answered_unpack(struct sipua *ua, callid_t id, struct pack *p)
{
	struct entry_leg legs[2] = { 0 };
	char pair[2][MEDIA_PAIR_TEXT];
	struct call *call;

	for (unsigned i = 0; i < ARRAY_SIZE(pair); i++)
		pack_text(p, pair[i], sizeof(pair[i]));
	leg_pack(p, &legs[0]);
	leg_pack(p, &legs[1]);
	if (p->bad || (!legs[0].is_there && !legs[1].is_there))
		return SIPUA_UNREADABLE;
	call = call_restore(ua->calls, id, p->at, (size_t)(p->end - p->at));
	if (!call)
		return SIPUA_UNREADABLE;
	return answered_give(ua, call, pair, legs);
}

/* \returns 0 or -errno */
static int leg_tell(struct sipua *ua, const char *text)
{
	struct sip_dialog *d;

	if (strncmp(text, DIALOG_MARK, strlen(DIALOG_MARK)))
		return sip_dialog_end_ringing(ua->agent, text, 500, &ua->content);
	d = sip_dialog_import(ua->agent, text, NULL, NULL);
	if (!d)
		return -errno;
	sip_dialog_end(d, 480, &ua->content);
	return 0;
}

/* Q.850 41: temporary failure. */
static enum sipua_again ringing_end(struct sipua *ua, struct pack *p)
{
	const struct sip_reason reason = { .q850 = CAUSE_TEMPORARY_FAILURE };
	enum sipua_again again = SIPUA_UNREADABLE;
	char text[DIALOG_TEXT];

	sip_content_init(&ua->content);
	sip_reason_add(&ua->content, &reason);
	while (!p->bad && p->at != p->end) {
		int rc;

		pack_text(p, text, sizeof(text));
		if (p->bad)
			break;
		rc = leg_tell(ua, text);
		if (rc < 0)
			LOGP(DSIPUA, LOGL_NOTICE, "who rang cannot be told that it is over: %s\n", strerror(-rc));
		else
			again = SIPUA_RANG;
	}
	return again;
}

enum sipua_again sipua_restore(struct sipua *ua, callid_t call, const uint8_t *data, size_t length)
{
	struct pack p = pack_reader(data, length);
	enum sipua_again again = SIPUA_UNREADABLE;
	uint8_t format = 0, kind = 0;

	head_pack(&p, &format, &kind);
	if (!p.bad && format == FORMAT && kind == ENTRY_ANSWERED)
		again = answered_unpack(ua, call, &p);
	else if (!p.bad && format == FORMAT && kind == ENTRY_RINGS)
		again = ringing_end(ua, &p);
	ua->ctr[again == SIPUA_GOES_ON ? SIPUA_CTR_RESTORED : again == SIPUA_RANG ? SIPUA_CTR_RANG : SIPUA_CTR_NOT_RESTORED]++;
	return again;
}

static void leg_forget(struct ua_leg *leg)
{
	sip_dialog_forget(leg->d);
	ua_leg_free(leg);
}

/* Its parties hear nothing of it; call/'s part of it goes with the program. */
static void forget(struct ua_call *uc)
{
	struct sipua *ua = uc->ua;

	if (uc->is_changed)
		llist_del(&uc->changed);
	leg_forget(uc->caller);
	leg_forget(uc->called);
	pool_put(ua->ucs, uc);
}

void sipua_leave(struct sipua *ua)
{
	struct ua_call *uc;

	if (!ua->journal) {
		sipua_end_all(ua);
		return;
	}
	/* Each one goes, and may take another one with it that a REFER asked for. */
	while ((uc = pool_next(ua->ucs, NULL))) {
		ua_spare_drop(uc, 503);
		if (is_answered(uc) && uc->caller->d && uc->called->d && write_down(uc) && uc->id)
			forget(uc);
		else
			ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 503, CALL_END_ABORTED);
	}
	wheel_disarm(ua->wheel, &ua->journal_timer);
}
