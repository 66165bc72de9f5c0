/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What anybody may read: the sentences of the screens, the contract, whether we serve. */
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "live.h"

unsigned api_texts_get(struct request *r)
{
	json_t *texts = json_object();

	for (unsigned i = 1; i < _FLEET_SAYS; i++)
		json_object_set_new(texts, fleet_say_name((enum fleet_say)i), json_say((enum fleet_say)i));
	return answer_json(r, 200, texts);
}

unsigned api_contract_get(struct request *r)
{
	if (!r->portal->contract)
		return not_found(r);
	return answer_text(r, 200, "application/yaml", r->portal->contract, strlen(r->portal->contract));
}

unsigned api_health_get(struct request *r)
{
	int64_t last = store_change_last(r->store);

	if (last < 0)
		return store_failed(r, (int)last);
	return answer_json(r, 200, json_pack("{s:s, s:s}", "store", "connected", "node", live_is_up(r->portal->live) ? "up" : "away"));
}
