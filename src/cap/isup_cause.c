/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_cause.c
 *  Cause indicators (Q.763 3.12, coded as Q.850 2.1). Names of the values are in base/cause.h. */
#include <errno.h>
#include <string.h>

#include <mpabx/cap/isup.h>

#define CAUSE_MAX_OCTETS 32	/* TS 29.078 maxCauseLength */

int isup_cause_decode(const struct cap_octets *in, struct isup_cause *ret)
{
	struct isup_cause c = { 0 };
	size_t at = 1;

	if (!in->v || in->len < 2 || in->len > CAUSE_MAX_OCTETS)
		return -EINVAL;
	c.coding = (in->v[0] >> 5) & 0x03;
	c.location = in->v[0] & 0x0f;
	c.spare = in->v[0] & 0x10;
	/* Q.850 2.1: without the extension bit the recommendation (octet 3a there) comes first. */
	if (!(in->v[0] & 0x80))
		c.recommendation = in->v[at++];
	if (in->len <= at || !(in->v[at] & 0x80) || (at == 2 && !(c.recommendation & 0x80)))
		return -EINVAL;
	c.value = in->v[at++] & 0x7f;
	if (in->len > at)
		c.diagnostics = (struct cap_octets){ .v = in->v + at, .len = (uint16_t)(in->len - at) };
	*ret = c;
	return 0;
}

int isup_cause_encode(const struct isup_cause *c, uint8_t *buf, size_t size)
{
	size_t diagnostics = c->diagnostics.v ? c->diagnostics.len : 0;
	size_t at = c->recommendation ? 3 : 2;

	if (c->coding > 3 || c->location > 15 || c->value > 127 || (c->spare & ~0x10) ||
	    (c->recommendation && !(c->recommendation & 0x80)) || at + diagnostics > CAUSE_MAX_OCTETS)
		return -EINVAL;
	if (at + diagnostics > size)
		return -ENOSPC;
	buf[0] = (uint8_t)((c->recommendation ? 0 : 0x80) | c->coding << 5 | c->spare | c->location);
	if (c->recommendation)
		buf[1] = c->recommendation;
	buf[at - 1] = 0x80 | c->value;
	if (diagnostics)
		memcpy(buf + at, c->diagnostics.v, diagnostics);
	return (int)(at + diagnostics);
}
