/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file ua_priv.h
 *  What the files of sipua/ share: the instance, a call with its legs. A leg is one dialog; the caller's and the one that
 *  answered are each other's peer, and what one asks is passed on to the other. */
#pragma once

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>

#include <mpabx/sipua.h>

#define UA_MAX_LEGS GROUP_MAX_MEMBERS

enum ua_leg_state { UA_LEG_TRYING, UA_LEG_ALERTING, UA_LEG_CONFIRM, UA_LEG_UP };	/* CONFIRM: it shall press 1 */

struct ua_leg {
	struct sip_dialog *d;		/* NULL: over */
	struct ua_call *uc;
	struct ua_leg *peer;		/* other party; NULL: none (yet, any more) */
	struct sip_transaction *asked;	/* of this leg's party, being asked of the peer; NULL: none */
	struct wheel_timer ring;
	struct wheel_timer code;	/* while "#" waits */
	uint32_t pair;			/* of media; 0: sound goes past us */
	uint16_t sdp_len;		/* of the answer in a reliable 1xx, in .sdp: the 200 has none of its own */
	uint8_t side;			/* enum media_side: place in the pair */
	uint8_t state;
	uint8_t target;			/* index in the step */
	uint8_t fork;			/* the early dialog that was heard of last */
	uint8_t sdp_fork, told_fork;	/* whose answer .sdp is; whose one the caller was told in a reliable 1xx */
	bool described;			/* the caller's: the answer to its offer is out */
	bool held;			/* holds the other one */
	bool was_held;			/* by who is gone now: it hears nothing until it is asked again */
	bool allow_diverted;
	bool confirm;			/* whoever answers is to press 1; .pair is its own until it has the call */
	bool preparing;			/* that pair is not there yet */
	uint8_t ring_s;
	uint8_t followed;		/* 3xx that it has followed */
	e164_t redirected;		/* whose 3xx led it to .number; E164_NONE: nobody's */
	uint32_t tried;			/* peers of the core that were asked (sip_peer_choose_next()) */
	bool waited;			/* the peer has had its time to say anything at all */
	bool in_vain;			/* nobody of the core was up: perhaps this one answers all the same */
	bool locating, asking;		/* it is asked where the phone is; right now */
	e164_t roaming;			/* there it is; E164_NONE: by its own number */
	e164_t number;			/* of the target; E164_NONE: the call as it came */
	bool hash;			/* "#" came by INFO and waits for what follows */
	bool referred;			/* its party's REFER waits for what becomes of it */
	bool refreshing;		/* a re-INVITE of our own is out (rejoin) */
	bool offers;			/* its offer, in .sdp, waits for the peer's answer */
	bool refuses;			/* it would not make one */
	uint8_t tries;
	uint32_t session, version;	/* of what we describe to it (RFC 3264 8) */
	struct media_local local;	/* where its party sends to; port 0: not known */
	char *sdp;			/* of ua->texts, or NULL */
};

/* What the caller's INVITE brought, for every leg: kept until the answer. */
struct ua_invite {
	struct sip_address from;
	struct sip_uri uri;
	struct sip_content fields;	/* headers that go on as they came */
	uint16_t sdp_len;
	int max_forwards;
	unsigned privacy;
	e164_t asserted;	/* who calls, told by one who is trusted; E164_NONE: only From says it */
	bool trusted;		/* the peer that it came from */
	bool rel100;
	char route[512];	/* of ISC: the S-CSCF with its original dialog identifier; "": none */
	uint8_t history_index[8], history_depth;	/* of the last entry of its History-Info; 0: it goes on without */
	bool has_diversion;		/* Diversion goes on */
	bool routed;			/* it came to a routing number: what it says of diversions is our own doing */
	char sdp[SDP_MAX_TEXT];
};

struct ua_call {
	struct sipua *ua;
	struct call *call;
	struct ua_leg *caller;
	struct ua_leg *leg[UA_MAX_LEGS];	/* by target while they ring */
	struct ua_leg *called;			/* that has answered; after a transfer the caller's place may be another's */
	struct ua_invite *invite;		/* NULL: answered */
	struct media_local local[_MEDIA_SIDES];
	uint32_t pair;
	uint16_t last_status;			/* of the leg that failed last: what the caller is told where nothing follows */
	e164_t original_called, redirecting;
	uint8_t redirections;
	bool together, controlled;
	bool waits;				/* for media, before the first step */
	uint32_t refers;			/* the call that its user's REFER asked for; 0: none */
	uint32_t referrer;			/* the leg that asked for this call; 0: a caller of its own */
	bool rang;				/* that one was told */
	struct ua_leg *spare, *replaced;	/* what shall take whose place; spare NULL: its user has left a moment ago */
	uint64_t other_left_ms;			/* when its user gave another call up */
	bool shows_caller;			/* who called does not withhold his number, as far as is known */
	bool lingers;				/* its user has left: perhaps he has left both calls */
	bool called_back;
	bool moved;				/* a party came with another call, and its pair with it */
	bool stale;				/* somebody was told of an address that is none any more */
	callid_t id;				/* in the journal; 0: not there */
	struct llist_head changed;		/* among those that the journal does not have as they are; linked while .is_changed */
	bool is_changed;
};

struct sipua {
	struct sipua_config cfg;
	struct sip_agent *agent;
	struct wheel *wheel;
	struct call_room *calls;
	const struct fleet_snapshot *snap;
	struct pool *ucs, *legs, *invites, *texts;
	uint8_t ring_kind, code_kind, journal_kind;
	bool draining;
	sipua_locate_fn locate;		/* NULL: nobody knows */
	void *locate_priv;
	sipua_seen_cb seen;
	sipua_joined_cb joined;
	void *seen_priv;
	unsigned num_peers;
	struct sipua_peer peer[SIPUA_MAX_PEERS];
	const struct sipua_journal_ops *journal;	/* NULL: calls end with the node */
	void *journal_priv;
	struct llist_head changed;	/* struct ua_call */
	struct wheel_timer journal_timer;	/* not osmocom's, which keep the loop spinning for the last ms before they are due */
	struct sip_content content;	/* of what is sent now */
	char text[SDP_MAX_TEXT];	/* its description */
	uint64_t ctr[_SIPUA_CTRS];
};

extern const struct sip_dialog_ops ua_leg_ops;
extern const struct leg_ops ua_call_ops;

#define LOGUA(uc, level, fmt, args...) do { \
	char logua_id[CALLID_STR_SIZE]; \
	LOGP(DSIPUA, level, "call=%s " fmt, (uc)->call ? callid_print(call_id((uc)->call), logua_id) : "-", ## args); \
} while (0)

/* ---- sipua.c ---- */
/* One more of its class; the counters of 5xx and 6xx stand behind that of 4xx. */
void ua_count_status(struct sipua *ua, enum sipua_ctr of_4xx, unsigned status);

/* ---- facts.c ---- */
const struct sipua_peer *ua_peer_of(const struct sipua *ua, const struct sip_peer *peer);
/* What an INVITE says. \returns 0, or the status to refuse it with */
unsigned ua_facts(struct sipua *ua, const struct sipua_peer *peer, const struct sip_message *m, struct call_setup *ret);
/* The same of an INVITE to a fixed routing number, of a trusted peer: who diverted it there is called, and that diversion is
 * none. \returns false: nobody has */
bool ua_facts_diverted(struct sipua *ua, const struct sip_message *m, struct call_setup *ret);
/* The number of a Request-URI, read in the default plan. */
void ua_number(const struct sipua *ua, const struct sip_uri *uri, struct numplan_number *ret);
e164_t ua_asserted(const struct sipua *ua, const struct sip_message *m);

/* ---- invite.c ---- */
bool ua_media_is_alive(const struct sipua *ua);
void ua_invite(void *priv, struct sip_dialog *d, const struct sip_message *m);
/* Does a header field of one party go on to the other? */
bool ua_field_goes_on(const char *name, bool trusted);
/* What stands behind a number goes (RFC 4694 rn, RFC 4904 tgrp, maddr): somebody behind us would call another number by it than
 * the one that was decided on. A service's name stays as it is. */
void ua_number_alone(struct sip_uri *uri);
/* Plan and first step, once media is there or is not to be had. */
void ua_call_start(struct ua_call *uc);

/* ---- call.c ---- */
struct ua_call *ua_call_new(struct sipua *ua);
struct ua_leg *ua_leg_new(struct ua_call *uc, enum media_side side);
/* Its dialog is over already, or is none of ours any more. */
void ua_leg_free(struct ua_leg *leg);
/* Ends the dialog in the way of its state, with a Reason, and frees it. \param status of a SIP reason, 0: Q.850 cause */
void ua_leg_end(struct ua_leg *leg, uint8_t cause, unsigned status);
/* Carries the call's step out; ends the call where it cannot. */
void ua_carry_out(struct ua_call *uc);
/* The leg of a target failed: on with the plan. */
void ua_target_failed(struct ua_call *uc, unsigned target, enum decide_outcome outcome, uint8_t cause, unsigned status);
/* All its legs are ended, its record written. The caller is refused with status where it still waits (0: by cause). */
void ua_call_end(struct ua_call *uc, uint8_t cause, unsigned status, enum call_end end);
/* Tells call/ whose legs there are. */
void ua_call_tell(struct ua_call *uc);
uint32_t ua_handle(const struct ua_leg *leg);
void ua_ring_timer(struct wheel_timer *t, void *priv);

/* ---- leg.c: one outgoing INVITE ---- */
int ua_leg_send(struct ua_call *uc, const struct call_step *step, unsigned target, e164_t number, uint8_t ring_s);

/* The URI that rings a line's own phone. */
void ua_phone_uri(const struct ua_call *uc, e164_t line, const char *host, uint16_t port, struct sip_uri *ret);
/* Its INVITE, by what its call's step says now, to the next peer of the core. \returns 0 or -errno */
int ua_leg_send_now(struct ua_leg *leg);
/* A leg that is still on its way: ended by us, the plan goes on. */
/* Its INVITE goes to somebody else: what was described so far is none of his. */
void ua_leg_anew(struct ua_leg *leg);
/* Forwarded by the phone or its own network. \returns true: the list does not want it so */
bool ua_leg_taken_away(struct ua_leg *leg);
void ua_leg_give_up(struct ua_leg *leg, enum decide_outcome outcome, uint8_t cause, unsigned status);

/* ---- diverted.c: into ua->content ---- */
/* What this leg says of diversions, in the form that its peer wants. First what stands in front of those that came. */
int ua_diversions_add(struct ua_leg *leg, const struct call_step *step, enum sipua_diversion form, const char *host);
/* Does a header that came go on? */
bool ua_diverted_goes_on(const char *name, enum sipua_diversion form);
/* Behind those that came. */
int ua_history_add(struct ua_leg *leg, const struct call_step *step, enum sipua_diversion form, const char *host);

/* ---- redirect.c ---- */
/* It was answered 3xx. \returns true: its INVITE goes to another number now; false: it has failed */
bool ua_leg_follow(struct ua_leg *leg, const struct sip_message *m);

/* Whoever answered has the call. \param m the 200, NULL: it was confirmed since, its description is in leg->sdp */
void ua_leg_take(struct ua_leg *leg, const struct sip_message *m);
/* Keeps a description for later. */
void ua_leg_keep(struct ua_leg *leg, const struct sip_message *m);

/* ---- confirm.c: "press 1 to accept" ---- */
/* \returns true: a place of its own in media is asked for, the leg is sent then */
bool ua_confirm_prepare(struct ua_leg *leg);
/* \param local NULL: there is none to be had, whoever answers has the call */
void ua_confirm_prepared(struct ua_call *uc, uint32_t target, const struct media_local *local);
/* It answered. \returns true: it is asked */
bool ua_confirm_ask(struct ua_leg *leg, const struct sip_message *m);
/* It has pressed 1. */
void ua_confirm_accept(struct ua_leg *leg);
/* The leg goes, or has the call without. */
void ua_confirm_drop(struct ua_leg *leg);
/* Media has lost a leg's pair. */
void ua_confirm_lost(struct ua_call *uc, uint32_t pair);
/* The leg that is in this pair; NULL: none, or it is not asked */
struct ua_leg *ua_confirm_of(const struct ua_call *uc, uint32_t pair);

/* ---- locate.c ---- */
/* How the served phone of this call is rung. */
const struct sipua_phone *ua_phone_way(const struct ua_call *uc);
/* Does this target ring the served line's own phone? \param number E164_NONE: the call as it came */
bool ua_is_own_phone(const struct ua_call *uc, const struct call_step *step, e164_t number);
/* \returns true: it is asked where the phone is, the leg is sent then */
bool ua_leg_locate(struct ua_leg *leg, const struct call_step *step, e164_t number);

/* ---- within.c ---- */
void ua_within_request(struct ua_leg *leg, struct sip_transaction *t, const struct sip_message *m);
void ua_within_response(struct ua_leg *leg, const struct sip_message *m);
void ua_within_ack(struct ua_leg *leg, const struct sip_message *m);

/* ---- codes.c: what the served user asks for within his call ---- */
/* Digits in INFO. \returns true: it was taken, and answered; the leg may be gone */
bool ua_codes_info(struct ua_leg *leg, struct sip_transaction *t, const struct sip_message *m);
enum media_side ua_place_of(const struct ua_leg *leg);
void ua_code_timer(struct wheel_timer *t, void *priv);

/* ---- refer.c ---- */
void ua_refer(struct ua_leg *leg, struct sip_transaction *t, const struct sip_message *m);
/* What became of the transfer. \param how enum call_transfer */
void ua_refer_told(struct ua_leg *leg, unsigned how);
/* A call that REFER asked for: it rings; its answer makes an offer that waits for the other party (false: it makes none); it
 * was answered (the call may be gone); it ends without having been joined; joining failed a moment ago. */
void ua_refer_rings(struct ua_call *uc, unsigned status);
bool ua_refer_offered(struct ua_leg *leg, const struct sip_message *m);
void ua_refer_join(struct ua_call *uc);
void ua_refer_over(struct ua_call *uc, uint8_t cause, unsigned status);
void ua_refer_timer(struct ua_call *uc);
/* The call from which another one is to be had ends: that one too. */
void ua_refer_drop(struct ua_call *uc);
/* Who asked hangs up. \returns true: the call goes on without him for now */
bool ua_refer_left(struct ua_leg *leg);

/* ---- spare.c ---- */
/* INVITE with Replaces. \returns true: it was, and is dealt with */
bool ua_replaces(struct sipua *ua, struct sip_dialog *d, const struct sip_message *m);
/* These return true where the leg is, or is asked for, one that takes another's place; the call may be gone then. */
bool ua_spare_agreed(struct ua_leg *leg, const struct sip_message *m);
bool ua_spare_response(struct ua_leg *leg, const struct sip_message *m);
bool ua_spare_ended(struct ua_leg *leg);
bool ua_spare_timer(struct ua_leg *leg);
/* \param status to refuse an INVITE with */
void ua_spare_drop(struct ua_call *uc, unsigned status);
/* A leg of an answered call has ended. \returns true: the call goes on without for now */
bool ua_user_left(struct ua_leg *leg);
/* Its caller gave it up. */
void ua_user_gave_up(struct ua_call *uc);

/* ---- sound.c: descriptions, and what media has to do with them ---- */
/* The description as the party of `to` shall see it, into ua->content. \returns 0 or -errno: then nothing was put in */
int ua_sdp_pass(struct ua_leg *to, const char *text, size_t length);
/* The same, as an answer to what that very party has offered. */
int ua_sdp_answer(struct ua_leg *to, const char *text, size_t length);
/* It says where the party of this leg hears. */
void ua_sdp_heard(struct ua_leg *from, const char *text, size_t length);
/* Asks for a pair; ua_call_start() follows, at once where there is none. */
void ua_sound_begin(struct ua_call *uc);
/* local NULL: media cannot; the call may be gone */
void ua_sound_came(struct ua_call *uc, enum media_side side, uint32_t tag, const struct media_local *local);
/* The pair is gone before the answer. */
void ua_sound_lost(struct ua_call *uc);
/* Tags of what is asked of media; those of TAG_LEG and beyond are for the leg of a target. */
enum { TAG_PAIR = 1, TAG_HEARD, TAG_LEG };

/* ---- rejoin.c ---- */
/* The two know each other's description again: after a transfer. */
void ua_refresh(struct ua_leg *leg);
void ua_refreshed(struct ua_leg *leg, const struct sip_message *m);

/* ---- journal.c ---- */
/* The call is not as the journal has it: written soon, with what else changes until then. */
void ua_journal(struct ua_call *uc);
/* It ends. */
void ua_journal_gone(struct ua_call *uc);
void ua_journal_due(struct wheel_timer *t, void *priv);
void ua_journal_write(struct sipua *ua);
