/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking up operations, errors and types. On the call path only cap_operation_by_code(), which is an index. */
#include <string.h>

#include "asn.h"
#include "registry.h"

static const struct cap_registry *registry(enum cap_proto proto)
{
	return proto == CAP_PROTO_MAP ? &cap_registry_map : &cap_registry_cap;
}

const struct cap_operation *cap_operation_by_code(enum cap_proto proto, int32_t code)
{
	const struct cap_registry *reg = registry(proto);

	if (code < 0 || (uint32_t)code >= reg->num_operations || !reg->operations[code].name)
		return NULL;
	return &reg->operations[code];
}

const struct cap_operation *cap_operation_by_name(enum cap_proto proto, const char *name)
{
	const struct cap_operation *op;

	for (unsigned i = 0; (op = cap_operation_at(proto, i)); i++)
		if (!strcmp(op->name, name))
			return op;
	return NULL;
}

const struct cap_operation *cap_operation_at(enum cap_proto proto, unsigned index)
{
	const struct cap_registry *reg = registry(proto);

	for (unsigned code = 0; code < reg->num_operations; code++)
		if (reg->operations[code].name && index-- == 0)
			return &reg->operations[code];
	return NULL;
}

const struct cap_error_def *cap_error_by_code(enum cap_proto proto, int32_t code)
{
	const struct cap_registry *reg = registry(proto);

	for (unsigned i = 0; i < reg->num_errors; i++)
		if (reg->errors[i].code == code)
			return &reg->errors[i];
	return NULL;
}

const struct cap_error_def *cap_error_by_name(enum cap_proto proto, const char *name)
{
	const struct cap_registry *reg = registry(proto);

	for (unsigned i = 0; i < reg->num_errors; i++)
		if (!strcmp(reg->errors[i].name, name))
			return &reg->errors[i];
	return NULL;
}

const struct cap_type *cap_type_by_name(enum cap_proto proto, const char *name)
{
	const struct cap_registry *reg = registry(proto);

	for (unsigned i = 0; i < reg->num_types; i++)
		if (!strcmp(reg->types[i]->name, name))
			return reg->types[i];
	return NULL;
}

size_t cap_type_size(const struct cap_type *type)
{
	return type->size;
}

static size_t larger(size_t size, const struct cap_type *type)
{
	return type && type->size > size ? type->size : size;
}

size_t cap_type_max_size(void)
{
	size_t size = 0;

	for (int proto = CAP_PROTO_CAP; proto <= CAP_PROTO_MAP; proto++) {
		const struct cap_registry *reg = registry(proto);

		for (unsigned i = 0; i < reg->num_operations; i++)
			size = larger(larger(size, reg->operations[i].argument), reg->operations[i].result);
		for (unsigned i = 0; i < reg->num_errors; i++)
			size = larger(size, reg->errors[i].parameter);
		for (unsigned i = 0; i < reg->num_types; i++)
			size = larger(size, reg->types[i]);
	}
	return size;
}
