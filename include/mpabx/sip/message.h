/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file message.h
 *  A SIP message as plain C: what was received (struct sip_message, borrowed for the callback it comes with) and what
 *  shall be sent (struct sip_content). Addresses are copied into fields of fixed size; one that does not fit makes the
 *  message refused (414, 400), never cut. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mpabx/base/number.h>

enum sip_method {
	SIP_OTHER, SIP_INVITE, SIP_ACK, SIP_CANCEL, SIP_BYE, SIP_OPTIONS, SIP_INFO, SIP_PRACK, SIP_UPDATE, SIP_MESSAGE,
	SIP_SUBSCRIBE, SIP_NOTIFY, SIP_REFER, SIP_REGISTER, SIP_PUBLISH,
};
/*! "INVITE"; "?" for SIP_OTHER. */
const char *sip_method_text(enum sip_method method);

enum sip_scheme { SIP_URI_NONE, SIP_URI_SIP, SIP_URI_SIPS, SIP_URI_TEL, SIP_URI_OTHER };

/*! RFC 3261 19.1, RFC 3966. Escapes stay as they came. */
struct sip_uri {
	uint8_t scheme;		/*!< enum sip_scheme; SIP_URI_NONE: there is none */
	uint16_t port;		/*!< 0 = not given */
	char user[96];		/*!< of a tel URI: the number as written */
	char host[96];		/*!< of SIP_URI_OTHER: all that follows "scheme:" */
	char params[128];	/*!< "transport=udp;lr", without the first ";" */
	char headers[256];	/*!< "Replaces=...", without "?" (Refer-To, History-Info) */
};

/*! name-addr with the header's own parameters: From, To, Contact, P-Asserted-Identity, Diversion, Refer-To ... */
struct sip_address {
	char display[64];	/*!< without quotes; cut when longer */
	struct sip_uri uri;
	char params[160];	/*!< "tag=x;reason=y", without the first ";" */
};

/*! One header field. Names in their long form. */
struct sip_field {
	const char *name, *value;
};

/*! What a description in a message is to the offer/answer state of its dialog (RFC 3264, 3262 5, 3311 5.1). */
enum sip_sdp_role {
	SIP_SDP_NONE,
	SIP_SDP_OFFER,
	SIP_SDP_ANSWER,
	SIP_SDP_PREVIEW,	/*!< of the answer to come, in a 1xx that is not reliable: for early media, by its fork */
	SIP_SDP_REPEAT,		/*!< the answer again (in the 200 after a reliable 1xx that had it): nothing new */
};

#define SIP_MAX_FIELDS 64

/*! A request or response as received; everything in it is gone when the callback returns. */
struct sip_message {
	enum sip_method method;		/*!< of a response: its request's */
	const char *method_name;
	uint16_t status;		/*!< 0: a request */
	const char *phrase;
	bool local;			/*!< made by ourselves: 408 (nobody answered), 503 (nothing could be sent) */
	uint8_t fork;			/*!< which early dialog (dialog.h), of the first 2xx too; 0 where there is one only */
	struct sip_uri uri;		/*!< Request-URI */
	struct sip_address from, to, contact;
	const char *call_id;
	uint32_t cseq;
	int max_forwards;		/*!< -1 = no such header */
	bool reliable;			/*!< a 1xx with RSeq, and acknowledged by us */
	bool rel100, timer, replaces, from_change;	/*!< in Supported or Require */
	bool update;			/*!< UPDATE stands in Allow */
	/*! Of a request outside of a dialog: what its Route says behind our own entry, as sip_invite.route takes it; on ISC the
	 *  S-CSCF with its original dialog identifier (TS 24.229 5.7.3). NULL = nothing. */
	const char *route;
	char source[48];		/*!< "192.0.2.1:5060" or "[2001:db8::1]:5060" */
	const char *content_type;	/*!< "application/sdp", lower case, without parameters; NULL = no body */
	const char *body;
	size_t body_length;
	enum sip_sdp_role sdp;		/*!< of an application/sdp body (or the part of a multipart one) */
	const char *sdp_text;
	size_t sdp_length;
	/*! Every header that is not the dialog's or the transaction's own business (Via, Route, Record-Route, From, To,
	 *  Call-ID, CSeq, Contact, Max-Forwards, RSeq, RAck, Content-*, Session-Expires, Min-SE, Supported, Require, Allow),
	 *  in order: for the readers of header.h, and to be sent on as they are. */
	const struct sip_field *fields;
	unsigned num_fields;
};

/*! The n-th (0 = first) value of a header, or NULL. Name without regard to case. */
const char *sip_message_field(const struct sip_message *m, const char *name, unsigned n);

#define SIP_CONTENT_TEXT 6144

/*! What one of our requests or responses carries beside what the dialog gives it. About 7 kB: on the stack, or one for
 *  a room. Values with control characters are refused: nothing can be smuggled in. */
struct sip_content {
	const char *content_type;	/*!< borrowed; NULL = no body */
	const char *body;		/*!< borrowed */
	size_t body_length;
	unsigned num_fields;
	struct sip_field fields[SIP_MAX_FIELDS];
	size_t used;
	char text[SIP_CONTENT_TEXT];
};

void sip_content_init(struct sip_content *c);
/*! \returns 0, -EINVAL (no header name, control character), -ENOSPC */
int sip_content_add(struct sip_content *c, const char *name, const char *value);
int sip_content_addf(struct sip_content *c, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
/*! Copies these headers of a message, each value of each name ("*": all). \returns how many, or as sip_content_add() */
int sip_content_copy(struct sip_content *c, const struct sip_message *m, const char *name);
void sip_content_sdp(struct sip_content *c, const char *text, size_t length);

/*! "sip:user@host:port;params?headers". \returns length, or -ENOSPC */
int sip_uri_print(const struct sip_uri *uri, char *buf, size_t size);
/*! \returns 0, -EINVAL, -ENOSPC (a field too long), with ret untouched */
int sip_uri_read(const char *text, size_t length, struct sip_uri *ret);
/*! "\"display\" <uri>;params" */
int sip_address_print(const struct sip_address *a, char *buf, size_t size);
/*! One address of a list; *text moves behind it and its comma. \returns 0, -ENOENT at the end, -EINVAL, -ENOSPC */
int sip_address_next(const char **text, struct sip_address *ret);
/*! The only, or first, address of a value. */
int sip_address_read(const char *text, struct sip_address *ret);
/*! A parameter of a params field (";" separated, name without regard to case); value without quotes, escapes undone.
 *  \returns 0, -ENOENT, -ENOSPC */
int sip_param(const char *params, const char *name, char *buf, size_t size);
bool sip_param_is(const char *params, const char *name, const char *value);

/*! The number in a sip: or tel: user part, visual separators and parameters removed, "+" told apart.
 *  \returns 0, -EINVAL where it is no number */
int sip_uri_digits(const struct sip_uri *uri, char digits[DIGITS_SIZE], bool *international);
/*! "sip:+33199001234@host;user=phone"; where there is no number (E164_NONE) sip:anonymous@anonymous.invalid (RFC 3323). */
void sip_uri_of_number(struct sip_uri *ret, e164_t number, const char *host, uint16_t port);
