/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_redirection.c
 *  Redirection information (Q.763 3.45): why and how often a call was diverted. Two octets in CAP (TS 29.078). */
#include <errno.h>

#include <mpabx/cap/isup.h>

#define SPARE_BIT 0x08		/* of both octets */

int isup_redirection_decode(const struct cap_octets *in, struct isup_redirection *ret)
{
	if (!in->v || in->len != 2)
		return -EINVAL;
	ret->indicator = in->v[0] & 0x07;
	ret->original_reason = in->v[0] >> 4;
	ret->counter = in->v[1] & 0x07;
	ret->reason = in->v[1] >> 4;
	ret->spare[0] = in->v[0] & SPARE_BIT;
	ret->spare[1] = in->v[1] & SPARE_BIT;
	return 0;
}

int isup_redirection_encode(const struct isup_redirection *r, uint8_t *buf, size_t size)
{
	if (r->indicator > 7 || r->original_reason > 15 || r->counter > 7 || r->reason > 15 ||
	    ((r->spare[0] | r->spare[1]) & ~SPARE_BIT))
		return -EINVAL;
	if (size < 2)
		return -ENOSPC;
	buf[0] = (uint8_t)(r->original_reason << 4 | r->spare[0] | r->indicator);
	buf[1] = (uint8_t)(r->reason << 4 | r->spare[1] | r->counter);
	return 2;
}
