/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of product.md section 2, each true where it decides. */
#pragma once

#include "question.h"

/* both sides: both.c */
bool rule_own_leg(struct decide_question *q);
bool rule_emergency_number(struct decide_question *q);
bool rule_entitlement(struct decide_question *q);
bool rule_bearer(struct decide_question *q);
/* Does the HLR hold this side's CSI of the line for us? */
bool line_csi_serves(const struct fleet_line *line, const struct decide_facts *facts);

/* a call to a line: received.c, loop_guard.c, group.c, forwarding.c, hunt.c, phone.c */
bool rule_emergency_callback(struct decide_question *q);
bool rule_loop_guard(struct decide_question *q);
bool rule_blocked_caller(struct decide_question *q);
bool rule_group(struct decide_question *q);
bool rule_immediate_forwarding(struct decide_question *q);
bool rule_do_not_disturb(struct decide_question *q);
bool rule_hunt(struct decide_question *q);
bool rule_phone(struct decide_question *q);

/* The phone, and whatever the network then does. */
void phone_alone(struct decide_question *q, const struct decide_reason *because);
bool caller_is_blocked(const struct decide_facts *f, const e164_t *blocked, unsigned n, enum decide_why *why);

/* a call from a line: made.c */
bool rule_diverted_leg(struct decide_question *q);
bool rule_service_code(struct decide_question *q);
bool rule_short_number(struct decide_question *q);
bool rule_barring(struct decide_question *q);
bool rule_displayed_number(struct decide_question *q);
bool rule_normal_call(struct decide_question *q);
