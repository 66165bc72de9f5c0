/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The inverse of cap_print(): finds the place of a dotted path by the tables and fills it from text. What it fills is
 * checked when it is encoded; here only what cannot be written at all is refused. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asn_text.h"

/* value NULL: only look whether the path is known. */
struct set {
	unsigned phase;		/* mask of one phase */
	struct cap_arena *arena;
	const char *text;
	struct cap_error *err;
};

static int set_any(const struct set *s, const struct cap_type *type, void *value, const char *path);

static int set_fail(const struct set *s, const char *path, const char *reason)
{
	if (!s->err)
		return -EINVAL;
	*s->err = (struct cap_error){ .reason = reason };
	snprintf(s->err->field, sizeof(s->err->field), "%s", path);
	return -EINVAL;
}

/* The member that the path begins with; names may hold any character, so the longest that fits wins. */
static const struct cap_member *set_member(const struct cap_type *type, unsigned phase, const char *path, size_t *ret_len)
{
	const struct cap_member *found = NULL;

	*ret_len = 0;
	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];
		size_t n = strlen(m->name);

		if (!asn_in_phase(m, phase) || strncmp(path, m->name, n) || n < *ret_len)
			continue;
		if (path[n] && path[n] != '.' && path[n] != '[')
			continue;
		found = m;
		*ret_len = n;
	}
	return found;
}

static bool has_ussd(const struct cap_type *type)
{
	for (unsigned i = 0; i < type->count; i++) {
		if (type->members[i].type->print == CAP_PRINT_USSD)
			return true;
	}
	return false;
}

static int set_members(const struct set *s, const struct cap_type *type, void *value, const char *path)
{
	const struct cap_member *m;
	size_t n;

	if (value && type->has_present)
		*(bool *)value = true;
	if (!*path && type->kind == CAP_KIND_SEQUENCE)
		return 0;	/* there, and empty */
	if (!value && !strcmp(path, "ussd-text") && has_ussd(type))
		return 0;
	m = set_member(type, s->phase, path, &n);
	if (!m)
		return set_fail(s, path, "no such field");
	if (value && type->kind == CAP_KIND_CHOICE)
		*(unsigned *)value = m->sel;
	return set_any(s, m->type, value ? asn_at(value, m->offset) : NULL, path + n + (path[n] == '.'));
}

static int set_element(const struct set *s, const struct cap_type *type, void *value, const char *path)
{
	size_t room = (size_t)(type->size - type->inner) / type->element->size;
	unsigned long index;
	uint8_t *n = value;
	char *end;

	if (*path != '[')
		return value || *path ? set_fail(s, path, "a list: say which, as [0]") : 0;
	index = strtoul(path + 1, &end, 10);
	if (end == path + 1 || *end != ']' || index >= room)
		return set_fail(s, path, "no such element");
	end++;
	if (value && *n <= index)
		*n = (uint8_t)(index + 1);
	return set_any(s, type->element, value ? asn_at(value, type->inner + index * type->element->size) : NULL,
		       end + (*end == '.'));
}

static int set_int(const struct set *s, const struct cap_type *type, struct cap_int *value, const char *path)
{
	char *end;
	long v;

	if (!value)
		return 0;
	for (unsigned i = 0; type->kind == CAP_KIND_ENUMERATED && i < type->count; i++) {
		if (strcmp(type->names[i].name, s->text))
			continue;
		*value = (struct cap_int){ true, type->names[i].value };
		return 0;
	}
	v = strtol(s->text, &end, 10);
	if (end == s->text || *end || v < INT32_MIN || v > INT32_MAX)
		return set_fail(s, path, type->kind == CAP_KIND_ENUMERATED ? "no such name" : "no number");
	*value = (struct cap_int){ true, (int32_t)v };
	return 0;
}

static int set_bool(const struct set *s, struct cap_bool *value, const char *path)
{
	bool yes = !strcmp(s->text, "1") || !strcmp(s->text, "true") || !strcmp(s->text, "yes");

	if (!yes && strcmp(s->text, "0") && strcmp(s->text, "false") && strcmp(s->text, "no"))
		return set_fail(s, path, "neither yes nor no");
	*value = (struct cap_bool){ true, yes };
	return 0;
}

static bool is_number_hint(enum cap_print_hint hint)
{
	return hint >= CAP_PRINT_CALLED && hint <= CAP_PRINT_IMSI;
}

static int set_octets(const struct set *s, const struct cap_type *type, struct cap_octets *value, const char *path)
{
	int rc;

	if (!value) {
		if (!*path || (is_number_hint(type->print) && !strcmp(path, "digits")) ||
		    (type->print == CAP_PRINT_CAUSE && !strcmp(path, "value")))
			return 0;
		return -EINVAL;
	}
	if (*path)
		return set_fail(s, path, "octets have no fields");
	rc = asn_text_octets(type, s->text, s->arena->p, (size_t)(s->arena->end - s->arena->p));
	if (rc == -EINVAL)
		return set_fail(s, path, "no such value for this field");
	if (rc < 0)
		return rc;
	*value = (struct cap_octets){ s->arena->p, (uint16_t)rc };
	s->arena->p += rc;
	return 0;
}

static int set_any(const struct set *s, const struct cap_type *type, void *value, const char *path)
{
	switch (type->kind) {
	case CAP_KIND_SEQUENCE:
	case CAP_KIND_CHOICE:
		return *path || type->kind == CAP_KIND_SEQUENCE || value ? set_members(s, type, value, path) : 0;
	case CAP_KIND_LIST:
		return set_element(s, type, value, path);
	case CAP_KIND_CONTAINING:
		if (!*path)
			return set_octets(s, type, value, path);
		return set_any(s, type->element, value ? asn_at(value, type->inner) : NULL, path);
	case CAP_KIND_INTEGER:
	case CAP_KIND_ENUMERATED:
		return *path ? set_fail(s, path, "it has no fields") : set_int(s, type, value, path);
	case CAP_KIND_BOOLEAN:
		if (*path)
			return set_fail(s, path, "it has no fields");
		return value ? set_bool(s, value, path) : 0;
	case CAP_KIND_NULL:
		if (*path)
			return set_fail(s, path, "it has no fields");
		if (value)
			((struct cap_null *)value)->present = true;
		return 0;
	default:
		return set_octets(s, type, value, path);
	}
}

int cap_set(const struct cap_type *type, unsigned phase, void *value, struct cap_arena *arena, const char *path,
	    const char *text, struct cap_error *err)
{
	struct set s = { .phase = CAP_PHASE(phase), .arena = arena, .text = text, .err = err };
	int rc = set_any(&s, type, value, path);

	if (rc == -EINVAL && err)
		snprintf(err->field, sizeof(err->field), "%s", path);
	return rc;
}

bool cap_knows(const struct cap_type *type, unsigned phase, const char *path)
{
	struct set s = { .phase = CAP_PHASE(phase), .text = "" };

	return *path && set_any(&s, type, NULL, path) == 0;
}
