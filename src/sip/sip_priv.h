/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sip_priv.h What the files of this room share; the library's types live here and below only. */
#pragma once

#include <mpabx/sip.h>

struct sip_agent;
struct sip_dialog;
struct sip_stack;
/* What the library hands back to our callbacks: an outgoing transaction belongs to a dialog, a request in it, or a peer. */
#define SU_ROOT_MAGIC_T struct sip_stack
#define NTA_AGENT_MAGIC_T struct sip_agent
#define NTA_LEG_MAGIC_T struct sip_agent
#define NTA_OUTGOING_MAGIC_T void
#define NTA_INCOMING_MAGIC_T struct sip_dialog
#define NTA_RELIABLE_MAGIC_T struct sip_dialog
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_tagarg.h>
#include <sofia-sip/tport_tag.h>

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/socket.h>

#define SIP_ALLOW "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, MESSAGE"
#define SIP_SUPPORTED_REST "timer, replaces, histinfo"
#define SIP_SUPPORTED "100rel, " SIP_SUPPORTED_REST

struct sip_stack {
	su_root_t *root;
	struct wheel *wheel;
	struct osmo_fd *poll, *timer;	/* the library's epoll; when its next timer runs out */
	uint64_t armed;			/* clock_ms() at which the timer rings, 0 = not */
	bool busy;			/* something was asked of the library, or has come in, since the last step */
	uint8_t kind_session, kind_probe, kind_refusal;
	struct llist_head agents;
};

struct access_prefix {
	uint8_t family, bits;
	uint8_t address[16];
};

struct sip_agent {
	struct llist_head entry;
	struct sip_stack *stack;
	const struct sip_agent_ops *ops;
	void *priv;
	void (*trace)(void *priv, const struct sip_trace *t);
	nta_agent_t *nta;
	msg_mclass_t *mclass;
	struct sip_agent_config config;
	uint16_t port;
	char host[56];			/* as in a URI: brackets around IPv6 */
	char contact_udp[96], contact_tcp[104];
	struct osmo_sockaddr own;
	char *wire;			/* of max_message octets: the message being traced */
	struct pool *dialogs, *transactions, *clients;
	struct sip_dialog **buckets;
	uint32_t num_buckets;
	struct access_prefix *access;
	unsigned num_access;
	struct llist_head peers;
	uint64_t repeats_ms;		/* when repetitions were counted last */
	int64_t repeats;
	uint64_t replies;		/* responses that we have asked the library to send */
	bool overwhelmed;
	struct llist_head refusals;	/* of an earlier life's INVITEs: ringing.c */
	bool drain;
	uint64_t random;		/* state of the tags' generator where the kernel has no random numbers yet */
	uint64_t randoms[32];		/* for tags; those left are in front */
	unsigned num_randoms;
	struct sip_stats stats;
};

struct sip_peer {
	struct llist_head entry;
	struct sip_agent *agent;
	struct sip_peer_config config;
	char name[32], group[32], address[64], url[112];
	struct sockaddr_storage sa;
	bool up, removed;
	uint32_t place;			/* one bit, its own: for turns of fail-over */
	url_t *hop;			/* url, read */
	uint8_t lost;
	uint32_t turn;			/* when it was chosen last, for equals in turn */
	struct wheel_timer timer;
	nta_outgoing_t *probe;
};

/*! Offer/answer of one dialog, or early dialog (offer.c). */
enum offer { OFFER_NONE, OFFER_OURS, OFFER_THEIRS, OFFER_STABLE };

struct sip_fork {
	char *tag, *target, *route;	/* children of the dialog's forks array; route "" = none */
	uint32_t rseq, remote_cseq;
	uint8_t offer;			/* enum offer */
	bool prack_due;			/* a reliable 1xx made an offer; its answer goes in the PRACK */
};

/*! Texts of a dialog, one behind the other in one block. */
enum { TEXT_CALL_ID, TEXT_LOCAL, TEXT_LOCAL_TAG, TEXT_REMOTE, TEXT_REMOTE_TAG, TEXT_TARGET, TEXT_ROUTE, NUM_TEXTS };
#define DIALOG_INLINE 448
#define DIALOG_TEXT_MAX 4000

struct sip_dialog {
	struct sip_agent *agent;
	struct sip_dialog *chain;	/* of the same Call-ID's bucket */
	const struct sip_dialog_ops *ops;	/* NULL: its user is gone */
	void *priv;
	struct sip_peer *peer;
	nta_outgoing_t *orq;		/* our INVITE or re-INVITE, until its final response is acknowledged */
	nta_incoming_t *irq;		/* the peer's, until ours is */
	struct sip_transaction *open;	/* the peer's requests that wait for sip_reply() */
	struct sip_client *clients;	/* ours that wait for a response */
	struct sip_fork *forks;		/* early dialogs of our INVITE */
	char *session_sdp;		/* for a refresh by re-INVITE, where the peer knows no UPDATE */
	struct wheel_timer timer;	/* session: refresh or end; while the peer's INVITE rings: to say so again */
	uint32_t hash;			/* of the Call-ID */
	uint32_t local_cseq, remote_cseq, invite_cseq, their_invite_cseq;
	uint32_t session_s;
	uint16_t rang;			/* the last 1xx to the peer's INVITE */
	uint16_t peer_allows;		/* mask of 1 << enum sip_method */
	uint16_t text_size;
	uint16_t text_at[NUM_TEXTS];
	uint8_t state, offer, num_forks;
	bool caller, tcp, ending;
	bool heard;			/* to our INVITE */
	bool refresher;			/* we are */
	bool refreshing;		/* our request under way is a refresh of our own */
	bool peer_rel100, peer_require_rel100, peer_timer, peer_replaces;
	bool ack_due;			/* 2xx made an offer: the user's sip_dialog_ack() */
	bool early_answered;		/* our answer went out in a 1xx already */
	bool no_timer, no_rel100;	/* its user wants none */
	bool longer;			/* our INVITE went out again with a longer session timer */
	uint8_t refresh_failed;
	uint16_t refresh_busy;
	char *text;			/* inline_text, or a block of its own where that is too small */
	char inline_text[DIALOG_INLINE];
};

/*! A request of the peer that its user answers. */
struct sip_transaction {
	struct sip_agent *agent;
	struct sip_dialog *dialog;	/* NULL: outside */
	struct sip_transaction *next;
	nta_incoming_t *irq;
	void *mark;
	uint8_t method, fork;
	bool offered;			/* it brought an offer: the 2xx has the answer */
};

/*! A request of ours within a dialog that waits for its response. */
struct sip_client {
	struct sip_dialog *dialog;
	struct sip_client *next;
	nta_outgoing_t *orq;
	uint8_t method, fork;
	bool offered, refresh;
};

/*! A message in plain C, on the stack of whoever received it. */
struct message_view {
	struct sip_message m;
	struct sip_field fields[SIP_MAX_FIELDS];
	size_t used;
	char text[8192];
};

/* message.c */
enum sip_method message_method(sip_method_t method);
sip_method_t message_method_sofia(enum sip_method method);
/*! \returns 0, or the status to refuse with (400, 414) */
int message_fill(struct message_view *v, msg_t *msg, const sip_t *sip);
bool message_has_token(const msg_list_t *list, const char *token);
/*! Fills m.route of a request that came to this agent. */
void message_route_left(struct message_view *v, const struct sip_agent *agent, const sip_t *sip);
/*! Of a Contact, as text of a URI. \returns 0, -ENOENT, -ENOSPC */
int message_target(const sip_t *sip, char *buf, size_t size);
/*! Record-Route of a message as Route value, in order or reversed; "" where there is none. */
int message_route(const sip_t *sip, bool reverse, char *buf, size_t size);

/* send.c */
struct send_text {
	char text[SIP_CONTENT_TEXT + 1024];
};
/*! The content's fields as a header text; NULL = none. */
const char *send_fields(const struct sip_content *c, struct send_text *t);
/*! A request within the dialog, complete but for its transaction. fork NULL: the dialog's own. */
msg_t *send_request(struct sip_dialog *d, const struct sip_fork *fork, enum sip_method method, uint32_t cseq,
		    const struct sip_content *c, const char *more);
/*! Hands msg to a transaction, owns it in any case. \returns NULL where it cannot go anywhere
 *  \param hop where it goes first, NULL = as Route or Request-URI say; \param branch of an ACK: its INVITE's, else NULL */
nta_outgoing_t *send_transaction(struct sip_agent *agent, nta_response_f *cb, void *magic, msg_t *msg, const url_t *hop,
				 const char *branch);
int send_reply(struct sip_agent *agent, nta_incoming_t *irq, struct sip_dialog *d, unsigned status, const struct sip_content *c,
	       const char *more);
const char *send_phrase(unsigned status);
const char *agent_contact(const struct sip_agent *agent, bool tcp);
void agent_tag(struct sip_agent *agent, char buf[24]);
void agent_touch(struct sip_agent *agent);
/*! The same, and a response goes out: what goes out besides is a repetition (is_overwhelmed()). */
void agent_replied(struct sip_agent *agent);

/* access.c */
bool access_allows(struct sip_agent *agent, const struct sockaddr *sa);

/* agent.c */
void agent_trace_msg(struct sip_agent *agent, struct sip_dialog *d, msg_t *msg, bool sent);

/* peer.c */
struct sip_peer *peer_by_address(struct sip_agent *agent, const struct sockaddr *sa, bool any_port);
void peer_probe_due(struct wheel_timer *t, void *priv);
void peer_free_all(struct sip_agent *agent);

/* ringing.c */
void ringing_due(struct wheel_timer *t, void *priv);
/* An ACK of no dialog. */
void ringing_acknowledged(struct sip_agent *agent, const char *call_id, uint32_t cseq);
void ringing_free_all(struct sip_agent *agent);

/* dialog.c */
struct sip_dialog *dialog_alloc(struct sip_agent *agent, const char *call_id);
/*! Out of the tables; open transactions are answered, ours forgotten. No callback. */
void dialog_free(struct sip_dialog *d);
const char *dialog_text(const struct sip_dialog *d, unsigned which);
int dialog_set_text(struct sip_dialog *d, unsigned which, const char *value);
/*! The remote target of an answered dialog, from a request or response that refreshes it. */
void dialog_target_set(struct sip_dialog *d, const char *target);
struct sip_dialog *dialog_by_tags(struct sip_agent *agent, const char *call_id, const char *local_tag,
				  const char *remote_tag, unsigned *ret_fork);
struct sip_dialog *dialog_merged(struct sip_agent *agent, const char *call_id, const char *remote_tag, uint32_t cseq);
/*! Over and gone: its user is told, and then it is freed. */
void dialog_ended(struct sip_dialog *d, enum sip_ended why, const struct sip_message *m);
/*! BYE and gone, its user told. */
void dialog_lost(struct sip_dialog *d, enum sip_ended why);
void dialog_bye(struct sip_dialog *d, const struct sip_content *c);
uint16_t dialog_allows(const sip_t *sip);

/* uas.c: the peer's INVITE */
void uas_invite(struct sip_agent *agent, msg_t *msg, sip_t *sip);
int uas_ack_cancel(struct sip_dialog *d, nta_incoming_t *irq, const sip_t *sip);
/*! The peer's INVITE has no answer yet, or a minute has gone since the last 1xx. */
void uas_ring_again(struct sip_dialog *d);

/* uac.c: our INVITE */
int uac_response(void *magic, nta_outgoing_t *orq, const sip_t *sip);
void uac_cancel(struct sip_dialog *d, const struct sip_content *c);

/* within.c: requests within a dialog, both ways */
void within_request(struct sip_dialog *d, unsigned fork, msg_t *msg, sip_t *sip);
int within_send(struct sip_dialog *d, unsigned fork, enum sip_method method, const struct sip_content *c, bool refresh);
void within_drop(struct sip_dialog *d);
/*! CANCEL of a re-INVITE: its answer is said already, its user's sip_reply() says nothing more. */
void within_cancelled(struct sip_dialog *d, const nta_incoming_t *irq);
void transaction_outside(struct sip_agent *agent, msg_t *msg, sip_t *sip);

/* offer.c */
uint8_t *offer_of(struct sip_dialog *d, unsigned fork);
/*! What a description in a response to our INVITE is, and the state moved on. */
enum sip_sdp_role offer_in_response(uint8_t *state, unsigned status, bool reliable);
/*! 0, or the status to refuse a request with a description with: 491, 500. */
unsigned offer_in_request(const struct sip_dialog *d, uint8_t state);

/* journal.c: fields of a line of text */
int journal_print(char *buf, size_t size, size_t *used, const char *name, const char *value);
/*! \returns 0, -ENOENT, -EINVAL, -ENOSPC */
int journal_text(const char *line, const char *name, char *buf, size_t size);
/*! The same of a text of several lines. */
int journal_lines(const char *line, const char *name, char *buf, size_t size);
uint32_t journal_number(const char *line, const char *name, bool *ok);
/*! The dialog's texts, and its peer's name. */
int journal_texts_print(const struct sip_dialog *d, char *buf, size_t size, size_t *used);
int journal_texts_read(struct sip_dialog *d, const char *line);

/* session.c: RFC 4028 */
void session_due(struct wheel_timer *t, void *priv);
/*! Headers for a request of ours that can carry the timer, "" = none. */
void session_offer(const struct sip_dialog *d, enum sip_method method, char *buf, size_t size);
/*! A peer's request: 0, or 422 (too small). */
unsigned session_request(struct sip_dialog *d, const sip_t *sip);
/*! What goes into our 2xx to it. */
void session_answer(const struct sip_dialog *d, char *buf, size_t size);
/*! A 2xx to ours. */
void session_response(struct sip_dialog *d, const sip_t *sip);
void session_refreshed(struct sip_dialog *d);
/*! The dialog is one of an earlier life. */
void session_taken_up(struct sip_dialog *d);
/*! Our refresh was refused, but the peer lives: once more, then it is over. */
void session_failed(struct sip_dialog *d);
void session_keep_sdp(struct sip_dialog *d, const struct sip_content *c);
