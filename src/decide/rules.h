/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of product.md section 2, each true where it decides. */
#pragma once

#include "question.h"

/* both sides: decide.c */
bool rule_own_leg(struct decide_question *q);
bool rule_emergency_number(struct decide_question *q);
bool rule_entitlement(struct decide_question *q);
bool rule_bearer(struct decide_question *q);

/* a call to a line: received.c */
bool rule_emergency_callback(struct decide_question *q);
bool rule_loop_guard(struct decide_question *q);
bool rule_immediate_forwarding(struct decide_question *q);
bool rule_phone(struct decide_question *q);

/* a call from a line: made.c */
bool rule_service_code(struct decide_question *q);
bool rule_short_number(struct decide_question *q);
bool rule_normal_call(struct decide_question *q);
