/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file mgcp.h
 *  MGCP 1.0 (RFC 3435) for both its ends: the node's call agent and the media program. Messages are read in place, without
 *  copies and without allocation; what is written goes into a buffer of fixed size. Everything a peer sends is bounded. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <osmocom/core/socket.h>

#define MGCP_GATEWAY_PORT 2427
#define MGCP_AGENT_PORT 2727
#define MGCP_MAX_DATAGRAM 4000	/*!< RFC 3435 3.1: a message this long must be taken */
#define MGCP_MAX_PARAMS 32
#define MGCP_MAX_TRANSACTION 999999999

/*! A piece of the datagram: not terminated, valid as long as the datagram is. */
struct mgcp_text { const char *s; size_t n; };

bool mgcp_text_is(struct mgcp_text text, const char *word);	/*!< case does not matter (RFC 3435 3.1) */
/*! \returns 0, -EINVAL not digits alone, -ERANGE above max */
int mgcp_text_number(struct mgcp_text text, uint32_t max, uint32_t *ret);
/*! \returns buf, -1 octets never: cut to size */
const char *mgcp_text_copy(struct mgcp_text text, char *buf, size_t size);
/*! The next item of a list, spaces around it removed; separators inside parentheses or quotes do not count. */
bool mgcp_list_next(struct mgcp_text *rest, char separator, struct mgcp_text *ret);

enum mgcp_verb { MGCP_RESPONSE, MGCP_EPCF, MGCP_CRCX, MGCP_MDCX, MGCP_DLCX, MGCP_RQNT, MGCP_NTFY, MGCP_AUEP, MGCP_AUCX, MGCP_RSIP,
	MGCP_OTHER /*!< four characters that we do not know: answered 504 */ };
const char *mgcp_verb_name(enum mgcp_verb verb);

struct mgcp_param { struct mgcp_text name, value; };

struct mgcp_message {
	enum mgcp_verb verb;
	uint32_t transaction;
	uint16_t code;				/*!< of a response: 000 to 999 */
	struct mgcp_text endpoint, domain;	/*!< of a command: local name, what follows `@` */
	struct mgcp_text comment;		/*!< of a response */
	uint8_t num_params;
	struct mgcp_param params[MGCP_MAX_PARAMS];
	struct mgcp_text sdp;			/*!< after the first empty line; n = 0: none */
};

/*! Reads the first message of a datagram (RFC 3435 3.1, piggybacking 3.5.5).
 *  \param used what of it is used up, the line with the dot included
 *  \returns 0; -EBADMSG; -EPROTONOSUPPORT not MGCP 1.x; -E2BIG too many parameters. Then ret is untouched. */
int mgcp_parse(const char *data, size_t length, struct mgcp_message *ret, size_t *used);
/*! Which transaction a command that mgcp_parse() refuses belongs to, so that it can be answered. 0: cannot be told, or it
 *  is a response. */
uint32_t mgcp_transaction_of(const char *data, size_t length);
const struct mgcp_param *mgcp_param(const struct mgcp_message *msg, const char *name);
/*! Value of a parameter, n = 0 where it is missing. */
struct mgcp_text mgcp_value(const struct mgcp_message *msg, const char *name);

/*! One entry of R:, S: or O: (RFC 3435 3.2.2.13 to 15): package/name@connection(argument)(argument) */
struct mgcp_event { struct mgcp_text package, name, connection, argument[2]; uint8_t num_arguments; };
int mgcp_event_parse(struct mgcp_text item, struct mgcp_event *ret);

/* ---- writing ---- */
struct mgcp_writer { char *buf; size_t size, length; bool full; /*!< it did not fit: send nothing */ };
void mgcp_write(struct mgcp_writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
void mgcp_write_command(struct mgcp_writer *w, enum mgcp_verb verb, uint32_t transaction, const char *endpoint);
/*! \param comment NULL: the usual words for that code */
void mgcp_write_response(struct mgcp_writer *w, uint16_t code, uint32_t transaction, const char *comment);
const char *mgcp_code_text(uint16_t code);

/* ---- SDP, as far as MGCP's ends need it (RFC 4566; the calls' own SDP is sip/'s) ---- */
#define MGCP_MAX_CODECS 12
struct mgcp_codec { uint8_t pt; char name[20]; uint32_t rate; };
struct mgcp_sdp {
	struct osmo_sockaddr rtp;		/*!< family 0: none told; port 0: no media wanted */
	struct osmo_sockaddr rtcp;		/*!< RFC 3605, else RTP's port + 1 */
	uint8_t ptime;				/*!< 0: not told */
	uint8_t num_codecs;
	struct mgcp_codec codec[MGCP_MAX_CODECS];
};
/*! The first audio stream. \returns 0, -EBADMSG, -ENOENT no audio */
int mgcp_sdp_parse(struct mgcp_text text, struct mgcp_sdp *ret);
/*! Goes after the parameters, with the empty line before it. */
void mgcp_sdp_write(struct mgcp_writer *w, const struct mgcp_sdp *sdp);
/*! Static payload types have names of their own (RFC 3551). \returns NULL where it has none */
const struct mgcp_codec *mgcp_codec_static(uint8_t pt);
/*! The index of the codec of that name and 8 or 16 kHz clock, -1: none */
int mgcp_codec_find(const struct mgcp_sdp *sdp, const char *name);

/* ---- digit maps (RFC 3435 2.1.5) ---- */
#define MGCP_DIGITMAP_MAX 8		/*!< alternatives; a map lies in each side of each call */
#define MGCP_DIGITMAP_POSITIONS 8	/*!< in each */
struct mgcp_digitmap {
	uint8_t num;
	/*! One word a position: bit 0-9 digits, 10 `*`, 11 `#`, 12-15 A to D, 16 the timer T; MGCP_DIGIT_REPEAT: `.` follows */
	struct { uint8_t num; uint32_t position[MGCP_DIGITMAP_POSITIONS]; } alt[MGCP_DIGITMAP_MAX];
};
#define MGCP_DIGIT_TIMER (1u << 16)
#define MGCP_DIGIT_REPEAT (1u << 31)
/*! `(#1|#3|*5x)`, or one string without parentheses. \returns 0, -EINVAL, -E2BIG */
int mgcp_digitmap_parse(struct mgcp_text text, struct mgcp_digitmap *ret);
enum mgcp_digitmap_match { MGCP_DIGITS_NONE, MGCP_DIGITS_PARTIAL, MGCP_DIGITS_FULL };
/*! \param digits RFC 4733 event codes 0 to 15, the timer as 16 */
enum mgcp_digitmap_match mgcp_digitmap_match(const struct mgcp_digitmap *map, const uint8_t *digits, unsigned num);
/*! RFC 4733 event code as MGCP's character, and back; -1: none. */
char mgcp_digit_char(uint8_t event);
int mgcp_digit_event(char c);

/* ---- transactions over UDP, in the osmocom loop: retransmission and at-most-once (RFC 3435 3.5) ---- */
struct mgcp_agent;
struct mgcp_agent_ops {
	/*! A command: write one response into w; nothing written: none is sent. A repeated command does not come here, it
	 *  gets the same response again. */
	void (*command)(void *priv, const struct mgcp_message *cmd, const struct osmo_sockaddr *from, struct mgcp_writer *w);
	/*! May this one speak to us? Else its datagram is dropped, counted, and has no answer. NULL: anybody may. */
	bool (*allows)(void *priv, const struct osmo_sockaddr *from);
	/*! Every message, for traces. May be NULL. */
	void (*seen)(void *priv, const struct osmo_sockaddr *peer, bool sent, const char *data, size_t length);
};
/*! response NULL: nobody answered in time. */
typedef void (*mgcp_response_cb)(void *priv, const struct mgcp_message *response);

struct mgcp_agent_config {
	const char *address;		/*!< to bind */
	uint16_t port;			/*!< 0: any */
	uint32_t first_ms;		/*!< until the first retransmission, doubled each time; 0 = 200 */
	uint32_t give_up_ms;		/*!< 0 = 5000 */
	uint32_t max_pending;		/*!< our own commands without an answer; 0 = 2048 */
	uint32_t history;		/*!< octets of responses remembered; 0 = 4 MiB */
};
/*! \returns NULL where the address cannot be bound (errno) */
struct mgcp_agent *mgcp_agent_alloc(void *ctx, const struct mgcp_agent_config *cfg, const struct mgcp_agent_ops *ops, void *priv);
/*! Begins a command; write its parameters, then mgcp_agent_send(). \returns NULL: too many without an answer */
struct mgcp_writer *mgcp_agent_begin(struct mgcp_agent *agent, enum mgcp_verb verb, const char *endpoint);
/*! Sends what was begun. \param cb may be NULL. \returns 0; -EMSGSIZE: it did not fit, nothing is sent, cb is not called */
int mgcp_agent_send(struct mgcp_agent *agent, const struct osmo_sockaddr *to, mgcp_response_cb cb, void *priv);
/*! The same for what nobody waits for: with the next command to there in one datagram (RFC 3435 3.5.5), or some ms later. */
int mgcp_agent_send_later(struct mgcp_agent *agent, const struct osmo_sockaddr *to, mgcp_response_cb cb, void *priv);
/*! The callbacks of this priv are not called any more. */
void mgcp_agent_forget(struct mgcp_agent *agent, const void *priv);
/*! The priv of our command of that number that has no answer yet, if its callback is this one; else NULL. */
void *mgcp_agent_asked(const struct mgcp_agent *agent, uint32_t transaction, mgcp_response_cb cb);
uint16_t mgcp_agent_port(const struct mgcp_agent *agent);
struct mgcp_agent_stats {
	uint64_t received, sent, malformed, repeated, retransmitted, unanswered;
	uint64_t strange;		/*!< answers from elsewhere than the command went to: dropped */
	uint64_t refused;		/*!< datagrams of whom .allows does not know */
	uint32_t pending;
};
void mgcp_agent_stats(const struct mgcp_agent *agent, struct mgcp_agent_stats *ret);
