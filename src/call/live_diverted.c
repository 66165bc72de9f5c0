/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Diverted legs that are up, by the line or group's number that pays them and by its fleet: what the toll fraud limits
 * are held against (product.md section 11). */

#include "live_priv.h"

/* Lines and fleets share a table; an E.164 number has 50 bits at the most. */
#define FLEET_KEY(fleet) (UINT64_C(1) << 63 | (fleet))

static bool payer_add(struct live *live, uint64_t key, bool abroad)
{
	struct live_payer *p = keyed_get(live->payers, key);

	if (!p)
		return false;
	p->up.all++;
	p->up.abroad += abroad;
	return true;
}

static void payer_remove(struct live *live, uint64_t key, bool abroad)
{
	struct live_payer *p = keyed_find(live->payers, key);

	if (!p)
		return;
	p->up.all--;
	p->up.abroad -= abroad;
	if (!p->up.all)
		keyed_drop(live->payers, p);
}

static void payer_show(const struct live *live, uint64_t key, struct live_diverted *ret)
{
	const struct live_payer *p = keyed_find(live->payers, key);

	*ret = p ? p->up : (struct live_diverted){ 0 };
}

bool live_diverted_add(struct live *live, e164_t line, uint32_t fleet, bool abroad)
{
	if (!payer_add(live, line, abroad))
		return false;
	if (payer_add(live, FLEET_KEY(fleet), abroad))
		return true;
	payer_remove(live, line, abroad);
	return false;
}

void live_diverted_remove(struct live *live, e164_t line, uint32_t fleet, bool abroad)
{
	payer_remove(live, line, abroad);
	payer_remove(live, FLEET_KEY(fleet), abroad);
}

void live_diverted_line(const struct live *live, e164_t line, struct live_diverted *ret)
{
	payer_show(live, line, ret);
}

void live_diverted_fleet(const struct live *live, uint32_t fleet, struct live_diverted *ret)
{
	payer_show(live, FLEET_KEY(fleet), ret);
}
