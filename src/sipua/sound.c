/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Descriptions on their way through: as they came where sound goes past us, with our media's address where it passes
 * through. A pair of media is asked for where the plan wants codes heard or sounds played. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "ua_priv.h"

#define WANTS_SOUND (DECIDE_ANCHOR_IN_CALL | DECIDE_ANCHOR_CONFIRM | DECIDE_ANCHOR_QUEUE)

static int pass(struct ua_leg *to, const char *text, size_t length, bool back)
{
	struct sipua *ua = to->uc->ua;
	struct sdp_change change = { .audio_only = true, .no_ice = true };
	struct sdp sdp;
	int rc = 0;

	if (!to->pair) {
		if (length > sizeof(ua->text))
			return -E2BIG;
		memcpy(ua->text, text, length);
		rc = (int)length;
	} else {
		if (!to->local.port)
			return -EAGAIN;
		if (sdp_read(text, length, &sdp) < 0 || sdp.secure)
			return -EINVAL;
		change.address = to->local.address;
		change.port = sdp.port ? to->local.port : 0;
		change.session = to->session;
		change.version = to->version + 1;
		if (back)
			change.direction = sdp_direction_reverse(sdp.direction) + 1;
		rc = sdp_rewrite(text, length, &change, ua->text, sizeof(ua->text));
	}
	if (rc >= 0)
		sip_content_sdp(&ua->content, ua->text, (size_t)rc);
	return rc < 0 ? rc : 0;
}

int ua_sdp_pass(struct ua_leg *to, const char *text, size_t length)
{
	return pass(to, text, length, false);
}

int ua_sdp_answer(struct ua_leg *to, const char *text, size_t length)
{
	return pass(to, text, length, true);
}

static enum media_mode mode_of(const struct sdp *sdp)
{
	switch (sdp->direction) {
	case SDP_SENDONLY:	/* it sends only: we only hear */
		return MEDIA_RECVONLY;
	case SDP_RECVONLY:
		return MEDIA_SENDONLY;
	case SDP_INACTIVE:
		return MEDIA_INACTIVE;
	default:
		return MEDIA_SENDRECV;
	}
}

static void add_format(struct media_remote *remote, uint8_t payload, const char *name, uint32_t clock)
{
	struct media_format *f;

	if (remote->num_formats >= MEDIA_MAX_FORMATS)
		return;
	f = &remote->format[remote->num_formats++];
	f->payload_type = payload;
	f->clock = clock;
	osmo_strlcpy(f->name, name, sizeof(f->name));
}

/* What media can speak to. SRTP it cannot: its sound goes past us. The offer of rtcp-mux does not go on, so it is not taken
 * up either: RTCP has a port of its own (RFC 5761 5.1.1). Address zero wants no sound (RFC 3264 8.4). */
static int remote_of(const struct ua_leg *leg, const char *text, size_t length, struct media_remote *ret)
{
	const struct sipua_peer *peer = leg->d ? ua_peer_of(leg->uc->ua, sip_dialog_peer(leg->d)) : NULL;
	struct sdp sdp;
	int rc = sdp_read(text, length, &sdp);
	unsigned i;

	if (rc < 0)
		return rc;
	if (sdp.secure)
		return -EPROTONOSUPPORT;
	if (!strcmp(sdp.address, "0.0.0.0") || !strcmp(sdp.address, "::"))
		sdp.port = 0;
	*ret = (struct media_remote){
		.port = sdp.port, .rtcp_port = sdp.rtcp_port == sdp.port ? 0 : sdp.rtcp_port, .mode = mode_of(&sdp),
		.ptime = (uint8_t)OSMO_MIN(sdp.ptime, 255), .latch = peer && peer->latch,
	};
	osmo_strlcpy(ret->address, sdp.address, sizeof(ret->address));
	for (i = 0; i < sdp.num_codecs; i++)
		add_format(ret, sdp.codecs[i].payload, sdp.codecs[i].name, sdp.codecs[i].rate);
	return 0;
}

void ua_sdp_heard(struct ua_leg *from, const char *text, size_t length)
{
	const struct sipua *ua = from->uc->ua;
	const struct media_ops *media;
	struct media_remote remote;
	void *priv;

	if (!from->pair || remote_of(from, text, length, &remote) < 0)
		return;
	media = call_media_ops(ua->calls, &priv);
	if (media)
		media->connect(priv, from->pair, from->side, &remote, TAG_HEARD);
}

/* ---- a pair ---- */

static bool ask(struct ua_call *uc, const struct media_ops *media, void *priv)
{
	const struct ua_invite *inv = uc->invite;
	struct media_remote remote;
	bool known = inv->sdp_len && remote_of(uc->caller, inv->sdp, inv->sdp_len, &remote) == 0;

	if (inv->sdp_len && !known)
		return false;
	uc->pair = media->pair_new(priv, call_id(uc->call), call_handle(uc->call), call_near_pair(uc->call));
	if (!uc->pair)
		return false;
	uc->caller->pair = uc->pair;
	uc->waits = true;
	ua_call_tell(uc);
	media->connect(priv, uc->pair, MEDIA_CALLER, known ? &remote : NULL, TAG_PAIR);
	media->connect(priv, uc->pair, MEDIA_CALLED, NULL, TAG_PAIR);
	return true;
}

void ua_sound_begin(struct ua_call *uc)
{
	void *priv;
	const struct media_ops *media = call_media_ops(uc->ua->calls, &priv);

	if (!(call_anchor(uc->call) & WANTS_SOUND) || !media || !media->is_alive(priv) || !ask(uc, media, priv))
		ua_call_start(uc);
}

/* Sound goes past us, as it would without media. */
static void go_without(struct ua_call *uc)
{
	unsigned i;

	uc->ua->ctr[SIPUA_CTR_MEDIA_FAILED]++;
	LOGUA(uc, LOGL_ERROR, "no media: sound goes past us, codes are not heard\n");
	uc->pair = uc->caller->pair = 0;
	for (i = 0; i < UA_MAX_LEGS; i++)
		if (uc->leg[i]) {
			ua_confirm_drop(uc->leg[i]);
			uc->leg[i]->pair = 0;
		}
	if (!uc->waits) {
		/* Media's address is out already: both sides are asked anew once they have answered. */
		uc->stale = true;
		ua_call_tell(uc);
		return;
	}
	uc->waits = false;
	ua_call_start(uc);
}

void ua_sound_lost(struct ua_call *uc)
{
	if (uc->pair && uc->caller)
		go_without(uc);
}

/* What a party's answer says media cannot do: nobody would hear him. */
static void not_heard(struct ua_call *uc)
{
	if (!uc->called)
		return;	/* early sound: it is said again with the answer */
	uc->ua->ctr[SIPUA_CTR_MEDIA_FAILED]++;
	LOGUA(uc, LOGL_ERROR, "media refuses a party's description: the call ends\n");
	call_leg_ended(uc->call, CAUSE_TEMPORARY_FAILURE, false);
	ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 0, CALL_END_FAILED);
}

void ua_sound_came(struct ua_call *uc, enum media_side side, uint32_t tag, const struct media_local *local)
{
	void *priv;
	const struct media_ops *media = call_media_ops(uc->ua->calls, &priv);

	if (tag == TAG_HEARD && !local)
		not_heard(uc);
	else if (tag >= TAG_LEG)
		ua_confirm_prepared(uc, tag - TAG_LEG, local);
	if (tag != TAG_PAIR || !uc->waits)
		return;
	if (local && side < _MEDIA_SIDES)
		uc->local[side] = *local;
	if (local && (!uc->local[MEDIA_CALLER].port || !uc->local[MEDIA_CALLED].port))
		return;
	if (!local) {
		media->pair_free(priv, uc->pair);
		go_without(uc);
		return;
	}
	uc->waits = false;
	uc->ua->ctr[SIPUA_CTR_ANCHORED]++;
	uc->caller->local = uc->local[MEDIA_CALLER];
	ua_call_start(uc);
}
