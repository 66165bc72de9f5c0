/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file gsm7.h The GSM 7-bit default alphabet and its extension table (TS 23.038 6.2.1), and UTF-8. For ussd.c. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define GSM7_ESCAPE 0x1b
#define GSM7_EXTENDED 0x80	/* in what gsm7_from_char() gives: an escape goes before it */

/*! Unicode of a septet; a space for the escape. */
uint32_t gsm7_char(unsigned septet);
/*! Unicode of the septet after an escape; what is not in the table is read in the default alphabet (6.2.1.1). */
uint32_t gsm7_extension_char(unsigned septet);
/*! \returns septet, or'ed with GSM7_EXTENDED; -EINVAL where the alphabet lacks the character */
int gsm7_from_char(uint32_t c);

/*! \returns octets written, 1 to 4 */
int utf8_put(uint32_t c, char utf8[4]);
/*! Strict: no overlong form, no surrogate. \returns octets read, or -EINVAL */
int utf8_get(const char *text, uint32_t *c);
