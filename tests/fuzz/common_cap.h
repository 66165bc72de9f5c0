/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file common_cap.h
 *  Every argument, result and error parameter of a protocol. The first octet says which: phase in the low two bits,
 *  type above. What the decoder takes, the encoder gives back byte for byte with the decoder's notes; without them it
 *  writes a form that decodes, encodes and prints the same. */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/cap.h>

#define MAX_TYPES 64
#define MAX_PDU 4096

static const struct cap_type *types[MAX_TYPES];
static unsigned num_types;

static void add(const struct cap_type *type)
{
	if (type && num_types < MAX_TYPES)
		types[num_types++] = type;
}

static void collect_types(enum cap_proto proto)
{
	const struct cap_operation *op;

	for (unsigned i = 0; (op = cap_operation_at(proto, i)); i++) {
		add(op->argument);
		add(op->result);
	}
	for (int32_t code = 0; code < 128; code++) {
		const struct cap_error_def *error = cap_error_by_code(proto, code);

		add(error ? error->parameter : NULL);
	}
}

/* A sum of all that is printed. */
static void sum_up(void *priv, const char *key, const char *text)
{
	uint32_t *sum = priv;

	for (; *key; key++)
		*sum = *sum * 31 + (uint8_t)*key;
	for (; *text; text++)
		*sum = *sum * 31 + (uint8_t)*text;
}

static void check_minimal(const struct cap_type *type, unsigned phase, const void *value, void *other)
{
	static uint8_t one[MAX_PDU], two[MAX_PDU];
	uint32_t printed_one = 0, printed_two = 0;
	int n = cap_encode(type, phase, value, one, sizeof(one), NULL, NULL);

	assert(n > 0);
	assert(cap_decode(type, phase, one, (size_t)n, other, NULL, NULL) == 0);
	assert(cap_encode(type, phase, other, two, sizeof(two), NULL, NULL) == n);
	assert(!memcmp(one, two, (size_t)n));
	cap_print(type, phase, value, sum_up, &printed_one);
	cap_print(type, phase, other, sum_up, &printed_two);
	assert(printed_one == printed_two);
}

static inline int fuzz_types(enum cap_proto proto, const uint8_t *data, size_t size)
{
	static struct cap_notes notes;
	static uint8_t again[MAX_PDU];
	const struct cap_type *type;
	struct cap_error err;
	void *value, *other;
	unsigned phase;

	if (!num_types)
		collect_types(proto);
	if (size < 2 || size > MAX_PDU)
		return 0;
	phase = (data[0] & 3) + 1;
	type = types[(data[0] >> 2) % num_types];
	data++;
	size--;
	/* exactly its size, so that a write behind it is seen */
	value = malloc(cap_type_size(type));
	other = malloc(cap_type_size(type));
	if (cap_decode(type, phase, data, size, value, &notes, &err) == 0) {
		int n = cap_encode(type, phase, value, again, sizeof(again), &notes, &err);

		assert(notes.overflow || (n == (int)size && !memcmp(again, data, size)));
		check_minimal(type, phase, value, other);
	} else {
		assert(err.reason && err.offset <= size);
	}
	free(value);
	free(other);
	return 0;
}
