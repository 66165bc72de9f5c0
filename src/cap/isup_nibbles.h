/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_nibbles.h
 *  Digits two to an octet, low nibble first, as Q.763, TS 29.002 and TS 24.008 all pack them; only the meaning of
 *  the codes above 9 differs, and that is the alphabet that the caller brings. Used by the isup_*.c of this room. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*! Q.763 as CAP uses it: B is *, C is #, F is ST (TS 29.078 5.1, Digits). ST is 'f', the callers take it off. */
extern const char isup_alphabet[17];
/*! TS 29.002 TBCD-STRING and TS 24.008 10.5.4.7: A is *, B is #, C to E are a to c, F fills. */
extern const char tbcd_alphabet[17];

/*! Unpacks n nibbles; digits has room for n + 1. \returns 0, or -EINVAL at a code that the alphabet lacks (0) */
int nibbles_decode(const char alphabet[17], const uint8_t *octets, size_t n, char *digits);
/*! Packs the digits; filler closes an odd number. \returns octets written, -EINVAL, -ENOSPC */
int nibbles_encode(const char alphabet[17], const char *digits, uint8_t filler, uint8_t *buf, size_t size);
