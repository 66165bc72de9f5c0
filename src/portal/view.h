/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file view.h Pieces of answers: numbers, destinations, reasons, and sentences of what is set. */
#pragma once

#include "held.h"

#define NUMBER_TEXT_SIZE (DIGITS_SIZE * 2)

#define NUMBER_MASKED_SIZE (NUMBER_TEXT_SIZE + 8)	/* a dot has three octets */

const char *number_text(const struct fleet_draft *d, e164_t number, char buf[NUMBER_TEXT_SIZE]);
/*! "06 39 98 •• ••": the last four digits are not for this reader (product.md section 12). */
const char *number_masked(const struct fleet_draft *d, e164_t number, char buf[NUMBER_MASKED_SIZE]);
/*! "+33639980101", null for none. */
json_t *json_number(e164_t number);
/*! With who it is in the fleet. E164_NONE: withheld. */
json_t *view_party(const struct fleet_draft *d, e164_t number);
json_t *view_destination(const struct fleet_draft *d, const struct destination *to);
json_t *json_words(const char *const *words, uint32_t bits);

const struct draft_group *draft_group_by_id(const struct fleet_draft *d, uint32_t id);
void draft_settings_of(const struct fleet_draft *d, e164_t line, struct draft_settings *ret);
/*! Forwarding of a kind, or what stands for none. */
void draft_forwarding_of(const struct fleet_draft *d, e164_t line, enum forwarding_kind kind, struct store_forwarding *ret);
unsigned connected_of(const struct fleet_draft *d, e164_t group);
bool calendar_is_open(const struct fleet_draft *d, uint32_t calendar, time_t at);

/* ---- sentences (sentence.c) ---- */
#define SENTENCE_SIZE 1024
/*! What happens to calls to this number at this moment, by the engine. */
json_t *sentence_now(const struct fleet_snapshot *snap, const struct fleet_draft *d, e164_t number, time_t at, bool sip);
json_t *sentence_forwarding(const struct fleet_draft *d, const struct store_forwarding *f);
json_t *sentence_forwardings(const struct fleet_draft *d, e164_t line);
json_t *sentence_incoming(const struct fleet_draft *d, e164_t line);
json_t *sentence_settings(const struct fleet_draft *d, e164_t line);
json_t *sentence_shown(const struct fleet_draft *d, e164_t line);
json_t *sentence_group(const struct fleet_draft *d, const struct draft_group *g);
json_t *sentence_calendar(const struct calendar *c);
/*! The whole plan as one sentence, as if nobody answered. */
void plan_sentence(const struct fleet_snapshot *snap, const struct numplan *np, const struct decide_plan *plan,
		   enum decide_outcome outcome, enum decide_lang lang, char *buf, size_t size);
json_t *json_say(enum fleet_say say);
json_t *json_finding(const struct fleet_finding *f);

/* ---- warnings (warning.c) ---- */
/*! The whole radar of a fleet; borrowed. */
json_t *held_warnings(struct request *r, struct held *h);
/*! Those of one object, or of a subject as a whole (object NULL). */
json_t *warnings_of(struct request *r, struct held *h, const char *object, const char *key);
