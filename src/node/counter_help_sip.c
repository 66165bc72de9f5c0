/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the counters of SIP and media count, in words (see counter_help.c). */
#include <mpabx/sip.h>
#include <mpabx/sipua.h>

#include "counter_help.h"

/* As struct sip_stats. */
static const char *const sip_help[] = {
	"SIP messages received", "SIP messages sent", "SIP messages that cannot be read", "requests of strangers, refused 403",
	"INVITEs received that made a dialog", "INVITEs sent", "INVITEs of ours that were answered", "dialogs that ended",
	"SIP messages sent or received once more", "requests of ours that nobody answered",
	"calls ended because a session timer's refresh did not come or was not answered (RFC 4028)",
	"OPTIONS to peers that were not answered, or 503", "offers of both sides at once (491)",
	"requests for a dialog that is not there (481)", "INVITEs refused 503: draining, or max dialogs are open",
};

static const char *const sipua_help[] = {
	[SIPUA_CTR_INVITE] = "INVITEs received: calls by SIP, those to routing numbers among them",
	[SIPUA_CTR_ROUTED] = "of these, calls that came to their routing number",
	[SIPUA_CTR_NOT_OUTSTANDING] = "of these, refused 404: a routing number that no call is on its way to",
	[SIPUA_CTR_OTHER_CALLER] = "calls to a routing number whose caller is another than the switch said; they go on",
	[SIPUA_CTR_REFUSED] = "INVITEs refused before there was a call",
	[SIPUA_CTR_LEG] = "legs sent, whichever peers they needed",
	[SIPUA_CTR_LEG_FAILED] = "legs that ended without an answer",
	[SIPUA_CTR_ANSWERED] = "calls answered",
	[SIPUA_CTR_ELSEWHERE] = "legs ended because another one was answered",
	[SIPUA_CTR_DIVERTED_BY_NETWORK] = "legs that the phone's own forwarding took (181, 3xx)",
	[SIPUA_CTR_ABANDONED] = "calls whose caller gave up before an answer",
	[SIPUA_CTR_OVERLOAD] = "calls refused 503: too many are open",
	[SIPUA_CTR_TRANSFER] = "calls transferred: two legs joined, the line released",
	[SIPUA_CTR_ANCHORED] = "calls whose sound passes through media",
	[SIPUA_CTR_MEDIA_FAILED] = "calls whose sound goes past us because media refused",
	[SIPUA_CTR_LOCATE] = "legs for which a roaming number was asked",
	[SIPUA_CTR_FAIL_OVER] = "legs that went on by another peer: the first was silent, or answered 503",
	[SIPUA_CTR_REDIRECTED] = "legs answered 3xx",
	[SIPUA_CTR_FOLLOWED] = "of these, followed",
	[SIPUA_CTR_CONFIRM] = "legs that were asked to press 1",
	[SIPUA_CTR_CONFIRMED] = "of these, pressed",
	[SIPUA_CTR_REPLACED] = "legs whose place an INVITE with Replaces took",
	[SIPUA_CTR_CALLED_BACK] = "users called back who had ended both their calls at once",
	[SIPUA_CTR_RESTORED] = "calls that an earlier life of the node answered, taken up from the journal",
	[SIPUA_CTR_RANG] = "calls that rang when the node went, ended by the next life",
	[SIPUA_CTR_NOT_RESTORED] = "entries of the journal that could not go on",
	[SIPUA_CTR_FORK_LEG] = "legs that rang together with others",
	[SIPUA_CTR_LEG_SILENT] = "legs to which no peer said anything in time",
	[SIPUA_CTR_LEG_NO_ANSWER] = "legs that rang as long as they may",
	[SIPUA_CTR_LEG_4XX] = "legs refused 4xx (busy, not found ...)",
	[SIPUA_CTR_LEG_5XX] = "legs refused 5xx (a peer's or network's fault)",
	[SIPUA_CTR_LEG_6XX] = "legs refused 6xx (declined everywhere)",
	[SIPUA_CTR_CALL_4XX] = "callers told 4xx",
	[SIPUA_CTR_CALL_5XX] = "callers told 5xx",
	[SIPUA_CTR_CALL_6XX] = "callers told 6xx",
	[SIPUA_CTR_LOST] = "answered calls that ended because a side was not there any more (no ACK, 408, 481, session timer)",
};

static const struct { const char *name, *help; } media[] = {
	[MEDIA_CTR_SILENT] = { "rtp_timeout", "calls ended because a party was not heard for too long" },
	[MEDIA_CTR_LOST] = { "lost", "pairs of open calls that a media program has lost (it died, or began anew)" },
	[MEDIA_CTR_RESTARTED] = { "restarts", "media programs that began anew" },
	[MEDIA_CTR_FAILED] = { "refusals", "commands that a media program refused or did not answer" },
	[MEDIA_CTR_RECEIVED] = { "mgcp_received", "MGCP messages received" },
	[MEDIA_CTR_SENT] = { "mgcp_sent", "MGCP messages sent" },
	[MEDIA_CTR_MALFORMED] = { "mgcp_malformed", "MGCP messages that cannot be read" },
	[MEDIA_CTR_REPEATED] = { "mgcp_repeated", "MGCP commands that came once more" },
	[MEDIA_CTR_RETRANSMITTED] = { "mgcp_retransmitted", "MGCP commands of ours sent once more" },
	[MEDIA_CTR_UNANSWERED] = { "mgcp_unanswered", "MGCP commands of ours that nobody answered" },
	[MEDIA_CTR_STRANGE] = { "mgcp_strange", "MGCP answers from elsewhere than the command went to, dropped" },
	[MEDIA_CTR_REFUSED] = { "mgcp_refused", "MGCP datagrams of whom is not allowed, dropped" },
};

_Static_assert(sizeof(sip_help) / sizeof(sip_help[0]) == SIP_STATS, "each counter of SIP is explained");
_Static_assert(sizeof(sipua_help) / sizeof(sipua_help[0]) == _SIPUA_CTRS, "each counter of the SIP driver is explained");
_Static_assert(sizeof(media) / sizeof(media[0]) == _MEDIA_CTRS, "each counter of media is explained");

const char *counter_help_sip(unsigned i) { return sip_help[i]; }
const char *counter_help_sipua(unsigned i) { return sipua_help[i]; }
const char *counter_name_media(unsigned i) { return media[i].name; }
const char *counter_help_media(unsigned i) { return media[i].help; }
