/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pieces of sentences, for texts.c and stage_text.c. */
#pragma once

#include <mpabx/decide.h>

/* "Renvoi sur occupation" */
const char *text_of_rule(uint8_t rule, enum decide_lang lang);
/* As the plan writes it, +33199001234 without one. \returns buf */
const char *text_of_number(const struct numplan *np, e164_t number, char *buf, size_t size);
/* The same, E164_NONE being the voicemail. \returns buf or a constant */
const char *text_of_destination(const struct numplan *np, e164_t number, enum decide_lang lang, char *buf, size_t size);
