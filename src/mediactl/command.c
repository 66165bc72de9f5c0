/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One piece of a pair's work as one MGCP command, and what its answer means. doc/media.md names the packages. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/base.h>

#include "mediactl_priv.h"

static const char *const sounds[_MEDIA_SOUNDS] = {
	[MEDIA_SAY_NO_ANSWER_YET] = "no-answer-yet", [MEDIA_SAY_NOT_HERE] = "not-here",
	[MEDIA_SAY_NUMBER_NOT_ALLOWED] = "number-not-allowed", [MEDIA_SAY_WHICH_CALL] = "which-call", [MEDIA_SAY_FULL] = "full",
	[MEDIA_SAY_WRONG_CODE] = "wrong-code", [MEDIA_SAY_LOCKED] = "locked", [MEDIA_SAY_CONNECTED] = "connected",
	[MEDIA_SAY_DISCONNECTED] = "disconnected", [MEDIA_SAY_PLEASE_HOLD] = "please-hold", [MEDIA_SAY_PRESS_1] = "press-1",
	[MEDIA_SAY_RECORDED] = "recorded",
};

static bool is_endless(const struct side *s)
{
	return s->sound <= MEDIA_HOLD_MUSIC || !s->times;
}

/* ---- what is written ---- */
static void write_call(struct mgcp_writer *w, const struct pair *p)
{
	char id[CALLID_STR_SIZE];

	mgcp_write(w, "C: %s%s\r\n", p->ctl->node, callid_print(p->call, id));
}

static void write_silence(struct mgcp_writer *w, const struct pair *p, const char *at, const char *id, const char **comma)
{
	mgcp_write(w, "%sR/rto%s%s(N)(%u)", *comma, at, id, p->ctl->cfg.silent_ms);
	*comma = ", ";
}

static void write_codes(struct mgcp_writer *w, const struct side *s, const char *id)
{
	if (!s->watching)
		return;
	mgcp_write(w, ", X-PBX/code@%s(N)(map=(", id);
	for (unsigned i = 0; i < s->watch.num_codes && i < MEDIA_MAX_CODES; i++)
		mgcp_write(w, "%s%.7s", i ? "|" : "", s->watch.code[i]);
	mgcp_write(w, "),gap=%u)", s->watch.gap_ms ? s->watch.gap_ms : 1000);
}

static void write_signal_of(struct mgcp_writer *w, const struct side *s, const char *id, const char **comma)
{
	if (!s->playing)
		return;
	if (s->sound == MEDIA_RINGBACK)
		mgcp_write(w, "%sG/rt@%s", *comma, id);
	else if (s->sound == MEDIA_BUSY_TONE)
		mgcp_write(w, "%sL/bz@%s", *comma, id);
	else if (s->sound == MEDIA_HOLD_MUSIC)
		mgcp_write(w, "%sX-PBX/mh@%s", *comma, id);
	else
		mgcp_write(w, "%sA/ann@%s(%s/%s,it=%u)", *comma, id, s->lang == MEDIA_FR ? "fr" : "en", sounds[s->sound], s->times);
	*comma = ", ";
}

/* All that is asked of the endpoint: what is left out would end. made: the side that this very command makes, -1: none;
 * both: and the other one with it, of which no codes are asked yet */
static void write_request(struct mgcp_writer *w, struct pair *p, int made, bool both)
{
	const char *comma = "";
	char id[_MEDIA_SIDES][12];

	for (int i = 0; i < _MEDIA_SIDES; i++) {
		if (i == made)
			text_print(id[i], sizeof(id[i]), "$");
		else
			text_print(id[i], sizeof(id[i]), "%X", p->side[i].id);
	}
	mgcp_write(w, "X: %08X%02X\r\nR: ", pool_handle(p->ctl->pairs, p), ++p->serial);
	if (both)
		write_silence(w, p, "", "", &comma);
	for (int i = 0; i < _MEDIA_SIDES; i++) {
		if (!p->side[i].id && i != made)
			continue;
		if (!both)
			write_silence(w, p, "@", id[i], &comma);
		write_codes(w, &p->side[i], id[i]);
	}
	mgcp_write(w, "%sG/oc(N)\r\n", comma);
	if (made >= 0)
		return;
	comma = "";
	mgcp_write(w, "S: ");
	for (int i = 0; i < _MEDIA_SIDES; i++)
		if (p->side[i].id)
			write_signal_of(w, &p->side[i], id[i], &comma);
	mgcp_write(w, "\r\n");
}

static bool read_address(const char *text, struct osmo_sockaddr *ret)
{
	*ret = (struct osmo_sockaddr){ 0 };
	if (inet_pton(AF_INET, text, &ret->u.sin.sin_addr) == 1)
		ret->u.sin.sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &ret->u.sin6.sin6_addr) == 1)
		ret->u.sin6.sin6_family = AF_INET6;
	else
		return false;
	return true;
}

static bool describe(const struct media_remote *r, struct mgcp_sdp *ret)
{
	struct mgcp_sdp sdp = { .ptime = r->ptime };

	if (!read_address(r->address, &sdp.rtp) || !r->num_formats)
		return false;
	sdp.rtp.u.sin.sin_port = htons(r->port);
	sdp.rtcp = sdp.rtp;
	sdp.rtcp.u.sin.sin_port = htons(r->rtcp_port ? r->rtcp_port : r->port ? r->port + 1 : 0);
	for (unsigned i = 0; i < r->num_formats && i < MGCP_MAX_CODECS; i++) {
		const struct media_format *f = &r->format[i];
		struct mgcp_codec *c = &sdp.codec[sdp.num_codecs++];

		c->pt = f->payload_type & 0x7f;
		c->rate = f->clock;
		text_print(c->name, sizeof(c->name), "%s", f->name);
	}
	*ret = sdp;
	return true;
}

static void write_remote(struct mgcp_writer *w, const struct media_remote *r)
{
	static const char *const modes[] = { "sendrecv", "sendonly", "recvonly", "inactive" };

	mgcp_write(w, "M: %s\r\n", modes[r->mode & 3]);
	if (r->latch)
		mgcp_write(w, "X-Latch: any\r\n");
}

/* ---- what is answered ---- */
void tell_connected(struct pair *p, unsigned side, uint32_t tag)
{
	struct mediactl *ctl = p->ctl;
	struct media_local local = p->side[side].local;

	if (tag && ctl->user)
		ctl->user->connected(ctl->user_priv, p->owner, pool_handle(ctl->pairs, p), side, tag, &local);
}

/* `6 20002`: the other side was made as well. A program that does not know X-Other is asked for it later. */
static void read_other(struct side *other, const struct side *made, struct mgcp_text text)
{
	struct mgcp_text word;
	char id[12];
	uint32_t port;

	if (other->id || !mgcp_list_next(&text, ' ', &word) || word.n >= sizeof(id) || mgcp_text_number(text, 65535, &port) < 0)
		return;
	other->id = (uint32_t)strtoul(mgcp_text_copy(word, id, sizeof(id)), NULL, 16);
	other->local = made->local;
	other->local.port = (uint16_t)port;
}

static bool read_connected(struct pair *p, const struct work *w, const struct mgcp_message *m)
{
	struct side *s = &p->side[w->side];
	struct mgcp_text id = mgcp_value(m, "I"), z = mgcp_value(m, "Z"), local;
	struct mgcp_sdp sdp;
	char text[12];
	bool six;

	if (!s->id) {
		s->id = id.n < sizeof(text) ? (uint32_t)strtoul(mgcp_text_copy(id, text, sizeof(text)), NULL, 16) : 0;
		if (!p->endpoint[0] && mgcp_list_next(&z, '@', &local))
			mgcp_text_copy(local, p->endpoint, sizeof(p->endpoint));
	}
	if (!s->id || !p->endpoint[0])
		return false;
	if (m->sdp.n && mgcp_sdp_parse(m->sdp, &sdp) == 0) {
		six = sdp.rtp.u.sa.sa_family == AF_INET6;
		inet_ntop(six ? AF_INET6 : AF_INET, six ? (void *)&sdp.rtp.u.sin6.sin6_addr : &sdp.rtp.u.sin.sin_addr,
			  s->local.address, sizeof(s->local.address));
		s->local.port = ntohs(sdp.rtp.u.sin.sin_port);
	}
	if (s->local.port)
		read_other(&p->side[!w->side], s, mgcp_value(m, "X-Other"));
	return s->local.port;
}

/* The answer to the first piece of work; it is taken out before anybody is told. */
static void carry_answer(struct pair *p, const struct mgcp_message *m)
{
	struct mediactl *ctl = p->ctl;
	const struct work w = *p->work[0];
	bool good = m && m->code >= 200 && m->code < 300;
	uint32_t handle = pool_handle(ctl->pairs, p), owner;

	work_done(p);
	if (w.kind == WORK_CONNECT && good)
		good = read_connected(p, &w, m);
	if (!m && w.kind == WORK_ASK && !p->freed)
		pair_ask(p);
	if (!m && w.kind == WORK_CONNECT)	/* it may have been made all the same */
		p->gateway->sweeping = true;
	if (!good && w.kind == WORK_PLAY)
		p->side[w.side].playing = false;
	if (p->freed || !ctl->user)
		return;
	if (w.kind == WORK_ASK && m && !good) {
		/* Taken up from an earlier life, and it is not there any more. */
		LOGP(DMEDIA, LOGL_NOTICE, "%s %s: %d, is gone\n", p->gateway->name, p->endpoint, m->code);
		owner = p->owner;
		pair_forget(p);
		ctl->user->gone(ctl->user_priv, owner, handle);
		return;
	}
	if (!good) {
		p->gateway->failed++;
		LOGP(DMEDIA, LOGL_NOTICE, "%s %s: %d\n", p->gateway->name, p->endpoint, m ? m->code : 0);
		if (w.tag)
			ctl->user->failed(ctl->user_priv, p->owner, handle, w.tag);
	} else if (w.kind == WORK_CONNECT) {
		tell_connected(p, w.side, w.tag);
	} else if (w.kind == WORK_PLAY && is_endless(&p->side[w.side]) && w.tag) {
		ctl->user->done(ctl->user_priv, p->owner, handle, w.tag);
	} else if (w.kind == WORK_JOIN && w.tag) {
		ctl->user->done(ctl->user_priv, p->owner, handle, w.tag);
	}
}

void command_answered(void *priv, const struct mgcp_message *m)
{
	struct pair *p = priv;
	struct mediactl *ctl = p->ctl;
	uint32_t handle = pool_handle(ctl->pairs, p);
	bool freed_now = p->work[0]->kind == WORK_FREE;

	p->waiting = false;
	if (m && mgcp_value(m, "X-Life").n) {
		gateway_heard(ctl, p->gateway, m);
		if (pool_find(ctl->pairs, handle) != p)
			return;		/* the program is another one: its pairs are gone */
	}
	if (freed_now) {
		if (!m)		/* it may be there still: nobody claims it any more */
			p->gateway->sweeping = true;
		pair_forget(p);
		return;
	}
	carry_answer(p, m);
	if (pool_find(ctl->pairs, handle) == p)
		pair_go_on(p);
}

/* ---- commands ---- */
static struct mgcp_writer *begin(struct pair *p, enum mgcp_verb verb)
{
	char name[ENDPOINT_SIZE + 80];

	text_print(name, sizeof(name), "%s@%s", p->endpoint[0] ? p->endpoint : "pr/$", p->gateway->domain);
	return mgcp_agent_begin(p->ctl->agent, verb, name);
}

static int send_it(struct pair *p)
{
	int rc;

	p->waiting = true;
	rc = mgcp_agent_send(p->ctl->agent, &p->gateway->at, command_answered, p);
	if (rc < 0)
		p->waiting = false;
	return rc < 0 ? -EIO : 0;
}

static int begin_connect(struct pair *p, const struct work *work)
{
	struct side *s = &p->side[work->side];
	struct mgcp_sdp sdp = { 0 };
	struct mgcp_writer *w;
	bool both;

	if (work->has_remote && !describe(&work->remote, &sdp))
		return -EIO;
	if (s->id && !work->has_remote)
		return -EALREADY;
	w = begin(p, s->id ? MGCP_MDCX : MGCP_CRCX);
	if (!w)
		return -EAGAIN;
	/* Both sides of a new pair with one command: who asks for one will ask for the other. */
	both = !p->endpoint[0] && !p->side[!work->side].watching;
	write_call(w, p);
	if (both)
		mgcp_write(w, "X-Other: new\r\n");
	if (s->id)
		mgcp_write(w, "I: %X\r\n", s->id);
	if (work->has_remote)
		write_remote(w, &work->remote);
	else
		mgcp_write(w, "M: inactive\r\n");
	if (!s->id)
		write_request(w, p, work->side, both);
	if (work->has_remote)
		mgcp_sdp_write(w, &sdp);
	return send_it(p);
}

static int begin_join(struct pair *p, const struct work *work)
{
	const struct pair *o = pool_find(p->ctl->pairs, work->other);
	struct mgcp_writer *w;

	if (!o || o->freed)
		return -EIO;
	/* What was asked of the other pair before comes first; its own joins with us do not keep us. */
	if (o != p && (o->waiting || (o->num_work && o->work[0]->kind != WORK_JOIN)))
		return -EAGAIN;
	if (!p->side[work->side].id || !o->side[work->other_side].id)
		return -EIO;
	w = begin(p, MGCP_MDCX);
	if (!w)
		return -EAGAIN;
	write_call(w, p);
	mgcp_write(w, "I: %X\r\nX+Join: %X\r\n", p->side[work->side].id, o->side[work->other_side].id);
	return send_it(p);
}

static int begin_request(struct pair *p)
{
	struct mgcp_writer *w;

	if (!p->endpoint[0])
		return -EIO;
	w = begin(p, MGCP_RQNT);
	if (!w)
		return -EAGAIN;
	write_request(w, p, -1, false);
	return send_it(p);
}

static int begin_play(struct pair *p, const struct work *work)
{
	struct side *s = &p->side[work->side];
	struct side before = *s;
	int rc;

	if (!s->id)
		return -EIO;
	s->playing = true;
	s->sound = work->sound;
	s->lang = work->lang;
	s->times = work->times;
	s->play_tag = work->tag;
	s->serial = (uint8_t)(p->serial + 1);
	rc = begin_request(p);
	if (rc < 0)
		*s = before;
	return rc;
}

static int begin_watch(struct pair *p, const struct work *work)
{
	struct side *s = &p->side[work->side];

	s->watching = work->has_watch && work->watch.num_codes;
	s->watch = work->watch;
	/* Before its connection is made it goes with CRCX. */
	return s->id ? begin_request(p) : -EALREADY;
}

static int begin_stop(struct pair *p, const struct work *work)
{
	struct side *s = &p->side[work->side];

	if (!s->playing)
		return -EALREADY;
	s->playing = false;
	return begin_request(p);
}

static int begin_free(struct pair *p)
{
	struct mgcp_writer *w;

	if (!p->endpoint[0])
		return -EALREADY;
	w = begin(p, MGCP_DLCX);
	if (!w)
		return -EAGAIN;
	write_call(w, p);
	p->waiting = true;
	if (mgcp_agent_send_later(p->ctl->agent, &p->gateway->at, command_answered, p) == 0)
		return 0;
	p->waiting = false;
	return -EIO;
}

int command_begin(struct pair *p, struct work *w)
{
	switch (w->kind) {
	case WORK_CONNECT:
		return begin_connect(p, w);
	case WORK_JOIN:
		return begin_join(p, w);
	case WORK_PLAY:
		return begin_play(p, w);
	case WORK_STOP:
		return begin_stop(p, w);
	case WORK_WATCH:
		return begin_watch(p, w);
	case WORK_ASK:
		return begin_request(p);
	case WORK_FREE:
		return begin_free(p);
	}
	return -EIO;
}
