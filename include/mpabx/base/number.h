/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file number.h
 *  E.164 numbers: a number of ours is one 64-bit word, so that tables of a million stay small
 *  and a comparison is one instruction. ITU-T E.164 6.2.1: at most 15 digits, never a leading 0. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*! The digits of an international number without "+", read as a decimal; 0 = no number. */
typedef uint64_t e164_t;
#define E164_NONE ((e164_t)0)
#define E164_MAX_DIGITS 15
#define E164_STR_SIZE (E164_MAX_DIGITS + 2)	/* "+", digits, NUL */

/*! Digits as they were dialled or signalled: 0-9 * # and a..f for ISUP's spare codes, NUL ended. */
#define DIGITS_MAX 32
#define DIGITS_SIZE (DIGITS_MAX + 1)

/*! \param digits 4 to 15 decimal digits, first not 0, not NUL ended.
 *  \param[out] ret untouched on failure.
 *  \returns 0, -EINVAL (a character that is no digit, leading 0), -ERANGE (length). */
int e164_from_digits(const char *digits, size_t n, e164_t *ret);

/*! Digits without "+", NUL ended; "" for E164_NONE. \returns number of digits */
size_t e164_to_digits(e164_t number, char buf[E164_STR_SIZE]);

/*! "+33199001234", or "-" for E164_NONE. \returns buf */
const char *e164_print(e164_t number, char buf[E164_STR_SIZE]);

/*! For everything that people see of dialled digits: what follows a service code (*NN*1234#) may be somebody's secret.
 *  Behind the first * # or a..f only a first run of at most three digits stays, and only where another such character ends
 *  it; every other digit becomes 'x'.
 *  Text without such a character is left alone. In place. */
void digits_mask(char *digits);
