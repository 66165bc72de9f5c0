/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file dialog.h
 *  Dialogs (RFC 3261 12) that an INVITE makes, from either side. An object is one INVITE and what came of it: while our
 *  own rings it may have several early dialogs, one a fork, told apart by sip_message.fork; the first 2xx makes one of
 *  them the dialog and the others are gone. (A 2xx of another fork is acknowledged and ended in here.)
 *
 *  In here: tags, CSeq, routes, remote target, ACK, PRACK (RFC 3262), session timer (RFC 4028), who may offer and answer
 *  when (RFC 3264, 3311) and what is refused 491, 500, 481, 420 for it; retransmission; a 200 that crosses our CANCEL.
 *  Not in here: what a description says, hold, bridges, which SIP code stands for which cause.
 *
 *  Every function may be called from every callback. sip_dialog_end(), sip_dialog_refuse() and the callback ended() are
 *  the last moment of a handle: what must still be said to the peer goes on without its user. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent.h"
#include "header.h"
#include "message.h"

#define SIP_MAX_FORKS 12

enum sip_dialog_state {
	SIP_CALLING,	/*!< our INVITE is out */
	SIP_RINGING,	/*!< ours has had a 1xx with a tag, or the peer's waits for our answer */
	SIP_UP,		/*!< answered */
	SIP_OVER,
};

enum sip_ended {
	SIP_ENDED_REFUSED,	/*!< our INVITE: 3xx to 6xx, m is it */
	SIP_ENDED_CANCELLED,	/*!< the peer's INVITE: CANCEL, m is it */
	SIP_ENDED_BYE,		/*!< m is the BYE */
	SIP_ENDED_NO_ACK,	/*!< nobody acknowledged our answer (or reliable 1xx); BYE was sent */
	SIP_ENDED_LOST,		/*!< a request of ours within it got 408, 481 or nothing (RFC 5057); BYE was sent */
	SIP_ENDED_SESSION,	/*!< no refresh came, or ours was not answered (RFC 4028 10); BYE was sent */
};

struct sip_dialog_ops {
	/*! To our INVITE 101 to 2xx, to any later request of ours a final response (and 1xx of a re-INVITE). m->method
	 *  says to what. 2xx is acknowledged and reliable 1xx are PRACKed already, but where they made an offer: then the
	 *  answer goes by sip_dialog_ack(), sip_dialog_prack(). */
	void (*response)(void *priv, struct sip_dialog *d, const struct sip_message *m);
	/*! The peer's re-INVITE, UPDATE with a description, PRACK with an offer, INFO, REFER, NOTIFY, MESSAGE ...; answer by
	 *  sip_reply(), now or later. (OPTIONS, UPDATE and PRACK without a description are answered in here.) */
	void (*request)(void *priv, struct sip_dialog *d, struct sip_transaction *t, const struct sip_message *m);
	/*! ACK of our 2xx, also a re-INVITE's; m->sdp is SIP_SDP_ANSWER where our 2xx made an offer. May be NULL. */
	void (*ack)(void *priv, struct sip_dialog *d, const struct sip_message *m);
	/*! PRACK of our reliable 1xx, answered already; may have brought an answer. May be NULL. */
	void (*prack)(void *priv, struct sip_dialog *d, const struct sip_message *m);
	/*! The peer is to be reached elsewhere from now on: a journal wants to know. May be NULL. */
	void (*changed)(void *priv, struct sip_dialog *d);
	/*! It is over, and not by us; d is gone when this returns. m may be NULL. */
	void (*ended)(void *priv, struct sip_dialog *d, enum sip_ended why, const struct sip_message *m);
};

enum sip_rel100 { SIP_REL100_SUPPORTED, SIP_REL100_REQUIRED, SIP_REL100_NONE };

/*! Where an INVITE of ours goes and as whom; everything is copied. */
struct sip_invite {
	struct sip_uri uri;		/*!< Request-URI */
	struct sip_address from, to;	/*!< params without tag */
	struct sip_peer *peer;		/*!< next hop; NULL: the first Route, else the Request-URI (numeric hosts only) */
	const char *route;		/*!< Route header's value, several by comma, or NULL */
	int max_forwards;		/*!< 0 = 70 */
	enum sip_rel100 rel100;
	bool no_timer;			/*!< do not ask for a session timer */
};

/*! \param c description and headers, NULL = none (the peer then makes the offer).
 *  \returns NULL with errno: EINVAL (URI), ENOBUFS (max_dialogs), ENOMEM */
struct sip_dialog *sip_invite(struct sip_agent *agent, const struct sip_invite *invite, const struct sip_content *c,
			      const struct sip_dialog_ops *ops, void *priv);
/*! Of an incoming one; or hands any over to other ops. */
void sip_dialog_bind(struct sip_dialog *d, const struct sip_dialog_ops *ops, void *priv);

/*! 101 to 199 to the peer's INVITE; reliable where the peer requires it, or supports it and there is a description.
 *  Several in a row are sent one after the other as they are acknowledged. \returns 0, -EINVAL, -ENOTCONN (not ringing) */
int sip_dialog_provisional(struct sip_dialog *d, unsigned status, const struct sip_content *c);
/*! 200 to the peer's INVITE. */
int sip_dialog_answer(struct sip_dialog *d, const struct sip_content *c);
/*! 300 to 699 to the peer's INVITE; d is gone. A Contact for 3xx stands in c. */
int sip_dialog_refuse(struct sip_dialog *d, unsigned status, const struct sip_content *c);
/*! Answers to offers that came in a 2xx or in a reliable 1xx. */
int sip_dialog_ack(struct sip_dialog *d, const struct sip_content *c);
int sip_dialog_prack(struct sip_dialog *d, unsigned fork, const struct sip_content *c);

/*! A request within the dialog: INVITE, UPDATE, INFO, REFER, NOTIFY, MESSAGE, OPTIONS. What becomes of it comes by
 *  response(). \param fork of an early dialog of ours, else 0
 *  \returns 0; -EBUSY: another offer or re-INVITE is under way (glare: sip_dialog_glare_ms()); -ENOTCONN: not in this
 *  state; -EINVAL */
int sip_dialog_request(struct sip_dialog *d, unsigned fork, enum sip_method method, const struct sip_content *c);
/*! How long to wait after 491 before trying again (RFC 3261 14.1: whose INVITE made the dialog waits longer). */
unsigned sip_dialog_glare_ms(const struct sip_dialog *d);

/*! Ends it as its state wants: CANCEL, 480 or the status given (to a peer's INVITE), BYE. c for Reason. d is gone. */
void sip_dialog_end(struct sip_dialog *d, unsigned status, const struct sip_content *c);

/*! Gone without a word to the peer, which is to find it in another life of the node. */
void sip_dialog_forget(struct sip_dialog *d);

/*! Final or provisional response to a request() of dialog or agent. After a final one t is gone. A dialog that ends
 *  answers what is left open 487 or 481; t is gone then too. \returns 0; -EINVAL (an offer without its answer): nothing has
 *  changed, t waits; else an error with t gone all the same */
int sip_reply(struct sip_transaction *t, unsigned status, const struct sip_content *c);
enum sip_method sip_transaction_method(const struct sip_transaction *t);
/*! The user's own mark on it; starts as NULL. */
void sip_transaction_set(struct sip_transaction *t, void *mark);
void *sip_transaction_mark(const struct sip_transaction *t);

enum sip_dialog_state sip_dialog_state(const struct sip_dialog *d);
bool sip_dialog_is_caller(const struct sip_dialog *d);	/*!< our INVITE made it */
bool sip_dialog_heard(const struct sip_dialog *d);	/*!< anything at all has come to our INVITE, 100 included */
void *sip_dialog_priv(const struct sip_dialog *d);
struct sip_agent *sip_dialog_agent(const struct sip_dialog *d);
struct sip_peer *sip_dialog_peer(const struct sip_dialog *d);	/*!< next hop, or whose INVITE it is; may be NULL */
const char *sip_dialog_call_id(const struct sip_dialog *d);
bool sip_dialog_peer_allows(const struct sip_dialog *d, enum sip_method method);
bool sip_dialog_peer_supports_replaces(const struct sip_dialog *d);
/*! An offer is open on it, ours or the peer's: sip_dialog_request() with a description would be -EBUSY. */
bool sip_dialog_offering(const struct sip_dialog *d);
/*! Refresh interval in force (s), 0 = no session timer. */
unsigned sip_dialog_session_s(const struct sip_dialog *d);

/*! The dialog that a Replaces sent to us names (RFC 3891 3: its to-tag is ours), or NULL. */
struct sip_dialog *sip_dialog_find(struct sip_agent *agent, const struct sip_replaces *r);
/*! What somebody else must write into Replaces to take this dialog's far end over, away from us. */
int sip_dialog_replaces(const struct sip_dialog *d, struct sip_replaces *ret);
struct sip_dialog *sip_dialog_next(struct sip_agent *agent, const struct sip_dialog *d);

/*! For a journal: an answered dialog as one line of text without control characters, and back in another life of the
 *  node. The line is good until the next request within the dialog (CSeq moves on by leaps, so an old line still works).
 *  \returns length, -ENOSPC, -ENOTCONN (not answered) */
#define SIP_EXPORT_SIZE 2048
int sip_dialog_export(const struct sip_dialog *d, char *buf, size_t size);
/*! \returns NULL with errno: EINVAL, EEXIST, ENOBUFS */
struct sip_dialog *sip_dialog_import(struct sip_agent *agent, const char *text, const struct sip_dialog_ops *ops, void *priv);
/*! The same of one that is not answered yet, only to be ended: CANCEL of our INVITE, status to the peer's. Its handle is never
 *  seen again; c for Reason. \returns 0 or -errno */
int sip_dialog_export_ringing(const struct sip_dialog *d, char *buf, size_t size);
int sip_dialog_end_ringing(struct sip_agent *agent, const char *text, unsigned status, const struct sip_content *c);
