/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup.h
 *  The ISUP (Q.763), MAP and 24.008 parameters that CAP carries inside OCTET STRINGs. Decoders borrow nothing
 *  (but a cause's diagnostics), leave ret untouched on failure, and keep spare bits, so that encoding what was decoded
 *  gives the same octets; encoders return the length. All check bounds. */
#pragma once

#include <stdint.h>

#include "types.h"

#define ISUP_DIGITS_SIZE 33

/*! Calling, called, original called, redirecting, location and generic numbers (fact sheet section 6). */
struct isup_number {
	uint8_t nai;		/*!< 1 subscriber, 2 unknown, 3 national, 4 international */
	uint8_t npi;		/*!< 1 E.164 */
	uint8_t inn;		/*!< called, location: internal network number indicator */
	uint8_t ni;		/*!< calling, generic: incomplete */
	uint8_t apri;		/*!< 0 allowed, 1 restricted, 2 unavailable */
	uint8_t si;		/*!< screening */
	uint8_t qualifier;	/*!< generic number only */
	char digits[ISUP_DIGITS_SIZE];	/*!< 0-9, * (B) # (C), a d e for codes A D E; a final ST is dropped */
	/* What an exact copy needs, zero in what we send: */
	uint8_t st;		/*!< 1: ST stood behind the digits */
	uint8_t filler;		/*!< nibble behind an odd number of digits */
	uint8_t spare;		/*!< bits of the second octet that this kind leaves spare */
};

enum isup_number_kind { ISUP_CALLED, ISUP_CALLING, ISUP_ORIGINAL_CALLED, ISUP_REDIRECTING, ISUP_LOCATION, ISUP_GENERIC };

/*! \returns 0 or -EINVAL */
int isup_number_decode(enum isup_number_kind kind, const struct cap_octets *in, struct isup_number *ret);
/*! \returns length, or -EINVAL / -ENOSPC */
int isup_number_encode(enum isup_number_kind kind, const struct isup_number *n, uint8_t *buf, size_t size);

/*! ISDN-AddressString and CalledPartyBCDNumber: ton<<4|npi with extension bit, then TBCD: A is *, B is #, C to E are
 *  a to c. */
struct isup_address { uint8_t ton, npi; char digits[85]; };
int isup_address_decode(const struct cap_octets *in, struct isup_address *ret);
int isup_address_encode(const struct isup_address *a, uint8_t *buf, size_t size);
int isup_bcd_decode(const struct cap_octets *in, struct isup_address *ret);
int isup_bcd_encode(const struct isup_address *a, uint8_t *buf, size_t size);
/*! IMSI: 5 to 15 digits. */
int isup_imsi_decode(const struct cap_octets *in, char digits[16]);
int isup_imsi_encode(const char *digits, uint8_t *buf, size_t size);

/*! recommendation: its octet (Q.850 octet 3a), 0 = absent. spare: bit 5 of the first octet. */
struct isup_cause { uint8_t coding, location, value, recommendation, spare; struct cap_octets diagnostics; };
int isup_cause_decode(const struct cap_octets *in, struct isup_cause *ret);
int isup_cause_encode(const struct isup_cause *c, uint8_t *buf, size_t size);

/*! Q.763 3.45. */
struct isup_redirection { uint8_t indicator, original_reason, counter, reason, spare[2]; };
int isup_redirection_decode(const struct cap_octets *in, struct isup_redirection *ret);
int isup_redirection_encode(const struct isup_redirection *r, uint8_t *buf, size_t size);

/*! Generic Digits (Q.763 3.24). encoding 0 BCD even, 1 BCD odd, 2 IA5; binary (3) has no digits and is refused.
 *  A ST is shown as f. filler: nibble behind an odd number of digits. */
struct isup_digits { uint8_t encoding, type, filler; char digits[ISUP_DIGITS_SIZE]; };
int isup_digits_decode(const struct cap_octets *in, struct isup_digits *ret);
int isup_digits_encode(const struct isup_digits *d, uint8_t *buf, size_t size);

/*! 3GPP TS 29.078 TimeAndTimezone. quarters: quarter hours east of UTC. */
struct isup_time { int year, month, day, hour, minute, second, quarters; };
int isup_time_decode(const struct cap_octets *in, struct isup_time *ret);
int isup_time_encode(const struct isup_time *t, uint8_t *buf, size_t size);

/*! USSD string (TS 23.038): 7-bit default alphabet and UCS2 to UTF-8 and back. \returns length, or -EINVAL / -ENOSPC */
int ussd_text_decode(uint8_t dcs, const struct cap_octets *in, char *text, size_t size);
int ussd_text_encode(uint8_t dcs, const char *text, uint8_t *buf, size_t size);
