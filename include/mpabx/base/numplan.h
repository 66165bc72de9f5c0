/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file numplan.h
 *  Number-plan profiles: what a string of digits means in one country and to one operator.
 *  A profile is data (rows of the store), never code; this file only applies it. */
#pragma once

#include "number.h"

struct numplan;

/*! What a dialled or stored number is, ITU-T E.164 and Arcep's plan. */
enum numplan_kind {
	NUMPLAN_INVALID,	/*!< no number at all */
	NUMPLAN_E164,		/*!< a subscriber's number: .e164 is set */
	NUMPLAN_SHORT,		/*!< 2 to 6 digits, perhaps a fleet's short number */
	NUMPLAN_EMERGENCY,	/*!< emergency or social: never touched, never a destination */
	NUMPLAN_SPECIAL,	/*!< 08, 3BPQ, 10YT, 118XYZ, premium */
	NUMPLAN_SERVICE,	/*!< begins with * or #: a service code */
};

/*! The services whose destinations a profile restricts (product.md section 1). */
enum numplan_service {
	NUMPLAN_FOR_TRANSFER, NUMPLAN_FOR_FORWARDING, NUMPLAN_FOR_HUNT, NUMPLAN_FOR_GROUP,
	_NUMPLAN_SERVICES
};

struct numplan_number {
	enum numplan_kind kind;
	e164_t e164;			/*!< for NUMPLAN_E164 (and SPECIAL where it has one), else E164_NONE */
	bool national;			/*!< in the profile's own national plan */
	char digits[DIGITS_SIZE];	/*!< normalised: national "0199001234", or what was dialled */
};

/*! Why a destination is refused: one for one the texts of product.md section 10. */
enum numplan_refusal {
	NUMPLAN_OK, NUMPLAN_BAD_LENGTH, NUMPLAN_BAD_PREFIX, NUMPLAN_IS_SPECIAL, NUMPLAN_IS_SHORT,
	NUMPLAN_IS_INTERNATIONAL, NUMPLAN_IS_EMERGENCY,
};

/*! A new profile. \param cc country code ("33"), \param national_length with trunk prefix (10),
 *  \param trunk "0", \param international "00". \returns NULL, with errno EINVAL where a field is out of range,
 *  else ENOMEM. */
struct numplan *numplan_alloc(void *ctx, const char *name, const char *cc, unsigned national_length,
			      const char *trunk, const char *international);

/*! National digits with this prefix (longest wins) and this total length (0: any; an emergency number is never longer
 *  than its prefix) are of this kind. Without a range: the national length behind the trunk prefix is NUMPLAN_E164,
 *  2 to 6 digits are NUMPLAN_SHORT. \returns 0, -EINVAL, -ENOSPC, -ENOMEM */
int numplan_add_range(struct numplan *np, enum numplan_kind kind, const char *prefix, unsigned length);
/*! National prefix (with trunk, "0590") belongs to this country code ("590"); longest prefix wins. */
int numplan_add_country(struct numplan *np, const char *prefix, const char *cc);
/*! National prefix (with trunk) allowed as a destination of this service; a service without any takes all. */
int numplan_allow(struct numplan *np, enum numplan_service service, const char *prefix);

/*! The prefixes that were allowed for a service, lowest first, up to max of them. \returns how many there are; 0: it takes
 *  all */
unsigned numplan_prefixes(const struct numplan *np, enum numplan_service service, char (*ret)[16], unsigned max);

const char *numplan_name(const struct numplan *np);

/*! What a person typed or a subscriber dialled: spaces, dots, dashes, parentheses, "+33", "0033". */
void numplan_read(const struct numplan *np, const char *text, struct numplan_number *ret);

/*! How one network writes numbers towards us and wants them back (operator data). */
struct numplan_network {
	char portability_prefix[4][8];	/*!< stripped from national and unknown numbers, "" ends */
	char carrier_prefix[4][8];	/*!< carrier selection codes, stripped the same, "" ends */
	uint8_t out_nai;		/*!< 4 international, 3 national, 2 unknown: how numbers go out */
	char out_prefix[8];		/*!< put before the digits that go out, "" for none */
};

/*! A signalled number. \param nai ISUP nature of address (Q.763 3.9; TON is mapped by the caller):
 *  1 subscriber, 2 unknown, 3 national, 4 international, 8 with routing number; others INVALID. */
void numplan_from_network(const struct numplan *np, const struct numplan_network *net, uint8_t nai,
			  const char *digits, struct numplan_number *ret);
/*! The form a network wants. \param[out] nai ISUP nature of address. \returns length, 0 if none. */
size_t numplan_to_network(const struct numplan *np, const struct numplan_network *net, e164_t number,
			  uint8_t *nai, char digits[DIGITS_SIZE]);

/*! "01 99 00 12 34" for a number of this plan, "+44 ..." for others. \returns buf */
const char *numplan_print(const struct numplan *np, e164_t number, char *buf, size_t size);

enum numplan_refusal numplan_check(const struct numplan *np, enum numplan_service service,
				   const struct numplan_number *number);
/*! The same of a stored number, as cheap as a call can have it. */
enum numplan_refusal numplan_check_e164(const struct numplan *np, enum numplan_service service, e164_t number);
