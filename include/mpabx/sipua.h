/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sipua.h
 *  The SIP driver: a back-to-back user agent. An INVITE becomes facts, call/ makes the plan of it, and the plan is carried
 *  out with legs of our own: one or several at once, each for its own time. Whatever a plan can ask for it can do, but for
 *  what needs sound while no media program answers. */
#pragma once

#include "base.h"
#include "call.h"
#include "sip.h"

struct sipua;

/*! Whose service runs for an INVITE of this peer, where neither a routing number nor P-Served-User says it. */
enum sipua_side {
	SIPUA_AUTO,		/*!< the called line's or group's, else the calling line's */
	SIPUA_RECEIVED, SIPUA_MADE,
	SIPUA_NONE,		/*!< nobody's: the call is passed on */
};

/*! How a served line's own phone is rung so that its service does not run a second time. With neither it is rung by the line's
 *  number, and the leg that triggers it again is recognised (call/pending.c). */
enum sipua_delivery { SIPUA_BY_DEFAULT, SIPUA_BY_NUMBER, SIPUA_BY_PREFIX, SIPUA_BY_ROAMING };
struct sipua_phone {
	uint8_t how;			/*!< enum sipua_delivery */
	char prefix[16];		/*!< before the number: the core delivers it as it is */
	char network[32];		/*!< whose HLR is asked for a roaming number (sipua_locate_fn) */
};

struct sipua_config {
	char core[32];			/*!< group of peers to which legs go */
	char domain[96];		/*!< host of the numbers that we write; "" = the peer's address */
	struct sipua_phone phone;	/*!< where a peer's calls have no way of their own */
	uint8_t redirection_limit;	/*!< 0 = 5 */
	uint16_t setup_s;		/*!< a leg that does not ring by then is unreachable; 0 = 12 */
	uint16_t fail_over_ms;		/*!< a peer that says nothing at all for so long: the next one is asked; 0 = 2000 */
	uint16_t ring_max_s;		/*!< no leg rings longer; 0 = 180 */
	uint32_t max_calls;		/*!< 0 = 20000 */
	bool call_back;			/*!< a user who ends both his calls at once is called back (product.md section 3; not on CS access) */
	bool follow;			/*!< 3xx to a leg is followed, within bounds (src/sipua/redirect.c); false: the leg has failed */
};

/*! In which form a peer is told of diversions. */
enum sipua_diversion { SIPUA_DIVERSION_BOTH, SIPUA_DIVERSION_ONLY, SIPUA_HISTORY_ONLY };

struct sipua_peer {
	char name[32];
	uint8_t side;			/*!< enum sipua_side */
	bool trusted;			/*!< its P-Asserted-Identity counts */
	struct sipua_phone phone;	/*!< of the calls that it brings */
	uint8_t diversion;		/*!< enum sipua_diversion: in legs to it */
	bool latch;			/*!< its parties' sound is sent to where theirs comes from, whatever their description says */
};
#define SIPUA_MAX_PEERS 16

/*! Everything borrowed must outlive it. \returns NULL: no memory, or with errno what sip_agent_alloc() says */
struct sipua *sipua_alloc(void *ctx, struct sip_stack *stack, const struct sip_agent_config *sip, struct wheel *wheel,
			  struct call_room *calls, const struct fleet_snapshot *snap, const struct sipua_config *cfg);
struct sip_agent *sipua_agent(struct sipua *ua);
/*! How a peer of the agent (or a group of peers) is taken. \returns 0, -ENOSPC */
int sipua_set_peer(struct sipua *ua, const struct sipua_peer *peer);
/*! A leg could be sent now: a peer of the core is there. */
bool sipua_is_alive(const struct sipua *ua);
/*! Where a line's phone is now: a roaming number that rings it without its service. Answered once, perhaps before it returns;
 *  roaming E164_NONE: not known (phone: why). \returns 0, -errno: not asked, no answer comes */
typedef void (*sipua_located_cb)(void *priv, uint32_t tag, e164_t roaming, enum decide_phone phone);
typedef int (*sipua_locate_fn)(void *priv, const char *network, e164_t line, sipua_located_cb cb, void *cb_priv, uint32_t tag);
/*! Asked before the served line's own phone is rung, where that goes by roaming number. NULL: nobody knows. */
void sipua_set_locate(struct sipua *ua, sipua_locate_fn locate, void *priv);
/*! Each message of SIP, with its call; 0: of none that is known yet, or any more (its Call-ID tells). NULL: nobody looks. */
typedef void (*sipua_seen_cb)(void *priv, callid_t call, const struct sip_trace *t);
/*! A transfer: a party of call goes is now in call stays. */
typedef void (*sipua_joined_cb)(void *priv, callid_t stays, callid_t goes);
void sipua_set_trace(struct sipua *ua, sipua_seen_cb seen, sipua_joined_cb joined, void *priv);
/*! New calls are refused 503; those that are open are carried to their end. */
void sipua_drain(struct sipua *ua, bool on);
/*! Ends every call, for the end of the program. */
void sipua_end_all(struct sipua *ua);

/* ---- over a restart of the node ---- */
#define SIPUA_ENTRY_SIZE 16384
/*! Where answered calls (and, until then, what would have to be ended) are written down, by the call's id. Neither waits. */
struct sipua_journal_ops {
	/*! The call's entry from now on. \returns 0, or -errno: asked again later */
	int (*put)(void *priv, callid_t call, const uint8_t *data, size_t length);
	void (*remove)(void *priv, callid_t call);
};
void sipua_set_journal(struct sipua *ua, const struct sipua_journal_ops *ops, void *priv);
enum sipua_again {
	SIPUA_GOES_ON,		/*!< both parties have it again, its record will be written when it ends */
	SIPUA_CLOSED,		/*!< it could not go on; its record is written */
	SIPUA_RANG,		/*!< it was not answered: whoever rang or waited is told that it is over; it has no record of ours */
	SIPUA_UNREADABLE,
};
/*! An entry of an earlier life; once its peers and media are there. */
enum sipua_again sipua_restore(struct sipua *ua, callid_t call, const uint8_t *data, size_t length);
/*! For the end of the program where a journal is kept: calls that ring are ended, answered ones left to the next life. */
void sipua_leave(struct sipua *ua);

enum sipua_ctr {
	SIPUA_CTR_INVITE, SIPUA_CTR_ROUTED, SIPUA_CTR_NOT_OUTSTANDING, SIPUA_CTR_OTHER_CALLER, SIPUA_CTR_REFUSED,
	SIPUA_CTR_LEG, SIPUA_CTR_LEG_FAILED, SIPUA_CTR_ANSWERED, SIPUA_CTR_ELSEWHERE, SIPUA_CTR_DIVERTED_BY_NETWORK,
	SIPUA_CTR_ABANDONED, SIPUA_CTR_OVERLOAD, SIPUA_CTR_TRANSFER, SIPUA_CTR_ANCHORED, SIPUA_CTR_MEDIA_FAILED, SIPUA_CTR_LOCATE,
	SIPUA_CTR_FAIL_OVER, SIPUA_CTR_REDIRECTED, SIPUA_CTR_FOLLOWED,
	SIPUA_CTR_CONFIRM, SIPUA_CTR_CONFIRMED, SIPUA_CTR_REPLACED, SIPUA_CTR_CALLED_BACK,
	SIPUA_CTR_FORK_LEG, SIPUA_CTR_LEG_SILENT, SIPUA_CTR_LEG_NO_ANSWER, SIPUA_CTR_LEG_4XX, SIPUA_CTR_LEG_5XX, SIPUA_CTR_LEG_6XX,
	SIPUA_CTR_CALL_4XX, SIPUA_CTR_CALL_5XX, SIPUA_CTR_CALL_6XX, SIPUA_CTR_LOST,
	SIPUA_CTR_RESTORED, SIPUA_CTR_RANG, SIPUA_CTR_NOT_RESTORED,
	_SIPUA_CTRS
};
uint64_t sipua_counter(const struct sipua *ua, enum sipua_ctr ctr);
const char *sipua_counter_name(enum sipua_ctr ctr);

struct sipua_call_info {
	callid_t call;
	const char *state;
	e164_t served;
	unsigned legs;
	bool anchored;
	const char *call_id;	/*!< the caller's dialog */
};
uint32_t sipua_count(const struct sipua *ua);
/*! Visits open calls; return non-zero to stop. */
int sipua_calls_each(const struct sipua *ua, int (*cb)(void *priv, const struct sipua_call_info *info), void *priv);

/*! Q.850 causes and SIP status, both ways (3GPP TS 29.163 7.2.3.1.7, 7.2.3.2.4; RFC 3398 7.2.4, 8.2.6). */
unsigned sipua_status_of_cause(uint8_t cause);
uint8_t sipua_cause_of_status(unsigned status);
enum decide_outcome sipua_outcome_of_status(unsigned status, uint8_t cause, bool alerting);
