/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file json.h One flat JSON object on one line, every value a string. */
#pragma once

#include <stdio.h>

struct json { FILE *out; int members; };

void json_open(struct json *j, FILE *out);
/*! Key and text are UTF-8; both are escaped (RFC 8259 7). */
void json_put(struct json *j, const char *key, const char *text);
void json_putf(struct json *j, const char *key, const char *format, ...) __attribute__((format(printf, 3, 4)));
void json_close(struct json *j);
