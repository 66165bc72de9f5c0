/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file reason.h Reasons of calls, the engine's and those that records keep by name, as answers. */
#pragma once

#include <mpabx/store/record.h>

#include "view.h"

/*! \param mask the last four digits of numbers that are not the fleet's */
json_t *reason_text(struct request *r, const struct fleet_draft *d, const struct store_reason *reason, bool mask);
json_t *reason_json(struct request *r, const struct fleet_draft *d, const struct store_reason *reason, bool mask);
/*! \param snap where groups have their names */
json_t *decided_json(const struct fleet_snapshot *snap, const struct fleet_draft *d, const struct decide_reason *reason);
json_t *rule_text(const char *rule);
void cause_french(unsigned cause, char *buf, size_t size);
