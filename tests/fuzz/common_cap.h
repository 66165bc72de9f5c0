/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file common_cap.h
 *  Feeds one type of a protocol: the first octet chooses which (argument, result or error parameter), the second the
 *  phase. What can be decoded must print, and must come back octet for octet; without the decoder's notes it must
 *  still encode to something that decodes and prints the same. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/cap.h>
#include <mpabx/sigtran/ber.h>

struct fuzz_text { size_t used; char text[1 << 18]; };

static inline const struct cap_type *fuzz_type(enum cap_proto proto, unsigned index)
{
	const struct cap_operation *op;
	const struct cap_error_def *error;
	unsigned i;
	int32_t code;

	for (i = 0; (op = cap_operation_at(proto, i)); i++) {
		if (index-- == 0)
			return op->argument;
		if (index-- == 0)
			return op->result;
	}
	for (code = 0; code < 256; code++) {
		error = cap_error_by_code(proto, code);
		if (error && index-- == 0)
			return error->parameter;
	}
	return NULL;
}

static inline void fuzz_collect(void *priv, const char *key, const char *text)
{
	struct fuzz_text *t = priv;
	int n = snprintf(t->text + t->used, sizeof(t->text) - t->used, "%s=%s\n", key, text);

	if (n < 0 || (size_t)n >= sizeof(t->text) - t->used)
		abort();
	t->used += (size_t)n;
}

static inline void fuzz_print(const struct cap_type *type, unsigned phase, const void *value, struct fuzz_text *t)
{
	t->used = 0;
	t->text[0] = '\0';
	cap_print(type, phase, value, fuzz_collect, t);
}

/* Plain encoding: other octets perhaps, the same meaning. */
static inline void fuzz_plain(const struct cap_type *type, unsigned phase, const void *value, void *again)
{
	static uint8_t buf[2 * BER_MAX_PDU];
	static struct fuzz_text first, second;
	struct cap_error err;
	int rc = cap_encode(type, phase, value, buf, sizeof(buf), NULL, &err);

	if (rc < 0 || cap_decode(type, phase, buf, (size_t)rc, again, NULL, &err) < 0)
		abort();
	fuzz_print(type, phase, value, &first);
	fuzz_print(type, phase, again, &second);
	if (strcmp(first.text, second.text))
		abort();
}

static inline int fuzz_types(enum cap_proto proto, const uint8_t *data, size_t size)
{
	static uint8_t buf[2 * BER_MAX_PDU];
	static struct cap_notes notes;
	const struct cap_type *type = size > 2 ? fuzz_type(proto, data[0]) : NULL;
	unsigned phase = size > 2 ? 1 + data[1] % 4 : 1;
	struct cap_error err;
	void *value, *again;
	int rc;

	if (!type || size - 2 > BER_MAX_PDU)
		return 0;
	value = malloc(cap_type_size(type));
	again = malloc(cap_type_size(type));
	if (!value || !again)
		abort();
	if (cap_decode(type, phase, data + 2, size - 2, value, &notes, &err) == 0) {
		rc = cap_encode(type, phase, value, buf, sizeof(buf), &notes, &err);
		if (!notes.overflow && (rc != (int)size - 2 || memcmp(buf, data + 2, size - 2)))
			abort();
		fuzz_plain(type, phase, value, again);
	}
	free(again);
	free(value);
	return 0;
}
