/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file header.h
 *  Headers that a telephone service reads and writes, as plain C. Readers take a message and leave the result untouched
 *  where the header is missing (-ENOENT) or cannot be read (-EINVAL); writers add to what is sent. Headers not named here
 *  (Identity of RFC 8224, P-Access-Network-Info, P-Asserted-Service, P-Early-Media, unknown ones) are text:
 *  sip_message_field(), sip_content_copy(). */
#pragma once

#include "message.h"

/*! P-Asserted-Identity (RFC 3325 9.1): at most a sip and a tel URI. \returns how many (0..2) */
int sip_asserted_read(const struct sip_message *m, struct sip_address ret[2]);
int sip_asserted_add(struct sip_content *c, const struct sip_address *a);

enum { SIP_PRIVACY_ID = 1, SIP_PRIVACY_USER = 2, SIP_PRIVACY_HEADER = 4, SIP_PRIVACY_SESSION = 8, SIP_PRIVACY_CRITICAL = 16,
	SIP_PRIVACY_HISTORY = 32, SIP_PRIVACY_NONE = 64 };
/*! Privacy (RFC 3323 4.2, RFC 3325 9.3, RFC 7044): mask, 0 = no such header. */
unsigned sip_privacy_read(const struct sip_message *m);
int sip_privacy_add(struct sip_content *c, unsigned mask);

/*! RFC 5806 5 */
enum sip_diversion_reason {
	SIP_DIVERSION_UNKNOWN, SIP_DIVERSION_BUSY, SIP_DIVERSION_NO_ANSWER, SIP_DIVERSION_UNAVAILABLE,
	SIP_DIVERSION_UNCONDITIONAL, SIP_DIVERSION_TIME_OF_DAY, SIP_DIVERSION_DO_NOT_DISTURB, SIP_DIVERSION_DEFLECTION,
	SIP_DIVERSION_FOLLOW_ME, SIP_DIVERSION_OUT_OF_SERVICE, SIP_DIVERSION_AWAY,
};
struct sip_diversion {
	struct sip_address who;		/*!< params: those that are not below */
	uint8_t reason;			/*!< enum sip_diversion_reason */
	uint8_t counter;		/*!< 1 where not given */
	bool restricted;		/*!< privacy=full or name or uri */
};
#define SIP_MAX_DIVERSIONS 10
/*! The last diversion first, as they stand in the message. \returns how many, or -EINVAL */
int sip_diversion_read(const struct sip_message *m, struct sip_diversion *ret, unsigned max);
/*! Stands before those added after it. */
int sip_diversion_add(struct sip_content *c, const struct sip_diversion *d);

/*! RFC 7044 */
struct sip_history {
	struct sip_address target;	/*!< uri.headers holds Privacy and Reason of the entry, escaped */
	uint8_t index[8], depth;	/*!< 1.2.1 */
	uint16_t cause;			/*!< RFC 4458: 302, 408, 480, 486, 487, 503, 404; 0 = none */
	bool restricted;		/*!< Privacy=history (or more) in its URI */
	char kind;			/*!< 'r' rc, 'm' mp, 'n' np, 0 */
	uint8_t from[8], from_depth;	/*!< what rc, mp, np point to */
};
#define SIP_MAX_HISTORY 12
int sip_history_read(const struct sip_message *m, struct sip_history *ret, unsigned max);
int sip_history_add(struct sip_content *c, const struct sip_history *h);

/*! Reason (RFC 3326): the Q.850 and the SIP value, 0 where not given. */
struct sip_reason {
	uint8_t q850;
	uint16_t sip;
	char text[64];		/*!< of the first that has one */
};
int sip_reason_read(const struct sip_message *m, struct sip_reason *ret);
int sip_reason_add(struct sip_content *c, const struct sip_reason *r);

/*! P-Served-User (RFC 5502, RFC 8498): whose service, and in which session case. */
enum sip_sescase { SIP_SESCASE_NONE, SIP_SESCASE_ORIG, SIP_SESCASE_TERM, SIP_SESCASE_ORIG_CDIV };
struct sip_served_user {
	struct sip_address who;
	uint8_t sescase;	/*!< enum sip_sescase */
	bool registered;	/*!< regstate=reg */
};
int sip_served_user_read(const struct sip_message *m, struct sip_served_user *ret);
int sip_served_user_add(struct sip_content *c, const struct sip_served_user *u);

/*! P-Charging-Vector (RFC 7315 4.6) */
struct sip_charging {
	char icid[128], icid_host[96], orig_ioi[64], term_ioi[64];	/*!< "" = not given */
};
int sip_charging_read(const struct sip_message *m, struct sip_charging *ret);
int sip_charging_add(struct sip_content *c, const struct sip_charging *v);

/*! Replaces (RFC 3891), of a header, or as it stands escaped in a Refer-To URI. */
struct sip_replaces {
	char call_id[160], to_tag[64], from_tag[64];
	bool early_only;
};
int sip_replaces_read(const char *value, struct sip_replaces *ret);
/*! \returns 0, -ENOENT: no Replaces among the URI's headers, -EINVAL */
int sip_replaces_of_uri(const struct sip_uri *uri, struct sip_replaces *ret);
int sip_replaces_print(const struct sip_replaces *r, char *buf, size_t size);

/*! Referred-To party of a REFER (RFC 3515), its Replaces apart. */
int sip_refer_to_read(const struct sip_message *m, struct sip_address *ret, struct sip_replaces *ret_replaces, bool *ret_has);

/*! A digit in INFO: application/dtmf-relay ("Signal=5\r\nDuration=160") or application/dtmf ("5").
 *  \returns 0 and one of 0-9*#A-D, or -EINVAL */
int sip_dtmf_read(const struct sip_message *m, char *digit, unsigned *ms);
/*! \param relay as application/dtmf-relay, else application/dtmf. Body in buf. */
int sip_dtmf_set(struct sip_content *c, char digit, unsigned ms, bool relay, char *buf, size_t size);
