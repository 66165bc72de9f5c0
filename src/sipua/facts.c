/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an INVITE says, in the words of decide/: who is called, who calls and whether that may be believed, the diversions
 * behind the call, whose service runs. */

#include <string.h>

#include <osmocom/core/utils.h>

#include <mpabx/base.h>

#include "ua_priv.h"

const struct sipua_peer *ua_peer_of(const struct sipua *ua, const struct sip_peer *peer)
{
	unsigned i;

	if (!peer)
		return NULL;
	for (i = 0; i < ua->num_peers; i++)
		if (!strcmp(ua->peer[i].name, sip_peer_name(peer)) || !strcmp(ua->peer[i].name, sip_peer_group(peer)))
			return &ua->peer[i];
	return NULL;
}

/* A global number has its plus, a local one is read as it would be dialled in the country. */
void ua_number(const struct sipua *ua, const struct sip_uri *uri, struct numplan_number *ret)
{
	const struct numplan *np = fleet_default_numplan(ua->snap);
	char digits[DIGITS_SIZE], text[DIGITS_SIZE + 1];
	bool international;

	*ret = (struct numplan_number){ .kind = NUMPLAN_INVALID };
	if (!np || sip_uri_digits(uri, digits, &international) < 0)
		return;
	text_print(text, sizeof(text), "%s%s", international ? "+" : "", digits);
	numplan_read(np, text, ret);
}

static e164_t number_of(const struct sipua *ua, const struct sip_uri *uri)
{
	struct numplan_number n;

	ua_number(ua, uri, &n);
	return n.e164;
}

/* P-Asserted-Identity: of a sip and a tel URI the first that is a number. */
e164_t ua_asserted(const struct sipua *ua, const struct sip_message *m)
{
	struct sip_address a[2];
	int i, n = sip_asserted_read(m, a);
	e164_t number = E164_NONE;

	for (i = 0; i < n && !number; i++)
		number = number_of(ua, &a[i].uri);
	return number;
}

static bool is_restricted(const struct sip_message *m)
{
	unsigned privacy = sip_privacy_read(m);

	return (privacy & (SIP_PRIVACY_ID | SIP_PRIVACY_USER | SIP_PRIVACY_HEADER)) ||
		!strcasecmp(m->from.uri.host, "anonymous.invalid");
}

/* Who diverted the call before it came here, the first one first. */
struct story {
	unsigned n, count;	/* count: diversions, of which some numbers may not be told */
	e164_t who[SIP_MAX_HISTORY];
};

/* Diversion: the last stands first (RFC 5806 5); counters add up, as Q.763's redirection counter does. */
static void read_diversion(const struct sipua *ua, const struct sip_message *m, struct story *ret)
{
	struct sip_diversion d[SIP_MAX_DIVERSIONS];
	int i, n = sip_diversion_read(m, d, SIP_MAX_DIVERSIONS);

	for (i = n - 1; i >= 0; i--) {
		ret->count += d[i].counter;
		ret->who[ret->n++] = number_of(ua, &d[i].who.uri);
	}
}

/* History-Info: an entry with a cause is where somebody diverted to; who did stands before it (RFC 7044 5). */
static void read_history(const struct sipua *ua, const struct sip_message *m, struct story *ret)
{
	struct sip_history h[SIP_MAX_HISTORY];
	int i, n = sip_history_read(m, h, SIP_MAX_HISTORY);

	for (i = 1; i < n; i++) {
		if (!h[i].cause)
			continue;
		ret->count++;
		ret->who[ret->n++] = number_of(ua, &h[i - 1].target.uri);
	}
}

/* Where both stand, some network on the way has written only one of them: the longer story is the true one (RFC 7544 5). */
static void read_story(const struct sipua *ua, const struct sip_message *m, struct story *ret)
{
	struct story other = { .n = 0 };

	*ret = other;
	read_diversion(ua, m, ret);
	read_history(ua, m, &other);
	if (other.count > ret->count)
		*ret = other;
}

static void tell_story(const struct story *story, struct decide_facts *f)
{
	f->original_called = story->n ? story->who[0] : E164_NONE;
	f->redirecting = story->n ? story->who[story->n - 1] : E164_NONE;
	f->redirections = (uint8_t)OSMO_MIN(story->count, DECIDE_MAX_REDIRECTIONS);
}

/* Without an audio stream it is none of ours: fax, data, video alone. With no description yet it is taken for speech. */
static enum decide_bearer read_bearer(const struct sip_message *m)
{
	struct sdp sdp;

	if (!m->sdp_text)
		return DECIDE_SPEECH;
	return sdp_read(m->sdp_text, m->sdp_length, &sdp) == 0 ? DECIDE_SPEECH : DECIDE_OTHER_BEARER;
}

/* RFC 7090 */
static bool is_psap_callback(const struct sip_message *m)
{
	const char *priority = sip_message_field(m, "Priority", 0);

	return priority && !strcasecmp(priority, "psap-callback");
}

static bool is_ours(const struct sipua *ua, e164_t number)
{
	return fleet_line_find(ua->snap, number) || fleet_group_find(ua->snap, number);
}

/* An emergency call goes on, whoever makes it (product.md section 1; RFC 5031). */
static bool is_emergency(const struct sip_message *m, const struct numplan_number *called)
{
	return called->kind == NUMPLAN_EMERGENCY ||
		(m->uri.scheme == SIP_URI_OTHER && !strncasecmp(m->uri.host, "service:sos", strlen("service:sos")));
}

static void side_by_peer(const struct sipua *ua, const struct sipua_peer *peer, bool trusted, struct decide_facts *f)
{
	enum sipua_side side = peer ? peer->side : SIPUA_AUTO;

	if (side == SIPUA_AUTO)
		side = is_ours(ua, f->called.e164) ? SIPUA_RECEIVED :
			trusted && fleet_line_find(ua->snap, f->calling) ? SIPUA_MADE : SIPUA_RECEIVED;
	f->side = side == SIPUA_MADE ? DECIDE_MADE : DECIDE_RECEIVED;
	if (side == SIPUA_NONE)
		f->served = E164_NONE;
	else if (side == SIPUA_MADE)
		f->served = trusted ? f->calling : E164_NONE;
	else
		f->served = f->called.e164;
}

/* P-Served-User (RFC 5502): on ISC the S-CSCF says whose service it asks for. */
static bool side_by_served_user(const struct sipua *ua, const struct sip_message *m, bool trusted, struct decide_facts *f)
{
	struct sip_served_user u;

	if (!trusted || sip_served_user_read(m, &u) < 0)
		return false;
	f->side = u.sescase == SIP_SESCASE_TERM ? DECIDE_RECEIVED : DECIDE_MADE;
	f->served = number_of(ua, &u.who.uri);
	return true;
}

/* What is the same wherever the call goes. */
static void read_caller(const struct sipua *ua, const struct sip_message *m, bool trusted, struct decide_facts *f)
{
	/* Whoever is not trusted may say what he likes: it is passed on and compared, never served. */
	f->calling = trusted ? ua_asserted(ua, m) : E164_NONE;
	if (!f->calling)
		f->calling = number_of(ua, &m->from.uri);
	f->calling_restricted = is_restricted(m);
	f->bearer = read_bearer(m);
	f->psap_callback = trusted && is_psap_callback(m);
	f->redirection_limit = ua->cfg.redirection_limit;
}

unsigned ua_facts(struct sipua *ua, const struct sipua_peer *peer, const struct sip_message *m, struct call_setup *ret)
{
	bool trusted = peer && peer->trusted;
	struct decide_facts *f = &ret->facts;
	struct story story;

	memset(ret, 0, sizeof(*ret));
	ua_number(ua, &m->uri, &f->called);
	/* A service's name (a conference, a voicemail) goes on as it came, where a core of ours sends it. To others' numbers
	 * nobody else gets through us, who would pay? */
	if (!trusted && !is_emergency(m, &f->called) && !is_ours(ua, f->called.e164))
		return f->called.kind == NUMPLAN_INVALID ? 404 : 403;
	read_caller(ua, m, trusted, f);
	read_story(ua, m, &story);
	tell_story(&story, f);
	if (!side_by_served_user(ua, m, trusted, f))
		side_by_peer(ua, peer, trusted, f);
	return 0;
}

bool ua_facts_diverted(struct sipua *ua, const struct sip_message *m, struct call_setup *ret)
{
	struct decide_facts *f = &ret->facts;
	char text[E164_STR_SIZE];
	struct story story;
	e164_t called;

	memset(ret, 0, sizeof(*ret));
	read_story(ua, m, &story);
	called = story.n ? story.who[story.n - 1] : E164_NONE;
	if (!called || !fleet_default_numplan(ua->snap))
		return false;
	story.n--;
	story.count -= story.count > 0;
	numplan_read(fleet_default_numplan(ua->snap), e164_print(called, text), &f->called);
	read_caller(ua, m, true, f);
	tell_story(&story, f);
	f->side = DECIDE_RECEIVED;
	f->served = called;
	ret->routed = true;
	return true;
}
