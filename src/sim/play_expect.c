/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Compares what came with what a scenario expects. Keys are those of `mpabx-sim decode`; a text is compared exactly,
 * "*" stands for any, "abc*" for what begins so, "+33..." and "national ..." for a number of that nature, and
 * "no key" for its absence. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "play.h"

/* "InitialDP" and "initialDP" are one. */
static bool name_is(const char *a, const char *b)
{
	return a && b && tolower((unsigned char)*a) == tolower((unsigned char)*b) && !strcmp(a + 1, b + 1);
}

static bool text_matches(const char *want, const char *got)
{
	size_t n = strlen(want);

	if (n && want[n - 1] == '*')
		return !strncmp(want, got, n - 1);
	return !strcmp(want, got);
}

/* ISUP's nature of address (Q.763 3.9), or the type of number of an address string (TS 29.002 17.7.8). */
static bool nature_is(const char *hex, unsigned nai, unsigned ton)
{
	unsigned octet;

	if (!hex || sscanf(hex, "%2x", &octet) != 1)
		return false;
	return (octet & 0x7f) == nai || (octet & 0xf0) == (0x80 | ton << 4);
}

static bool number_matches(const struct cap_flat *fields, const struct sim_field *f)
{
	static const struct { const char *word; unsigned nai, ton; } natures[] = {
		{ "+", 4, 1 }, { "national ", 3, 2 }, { "unknown ", 2, 0 }, { "subscriber ", 1, 4 },
	};
	char key[160];
	const char *digits;

	snprintf(key, sizeof(key), "%s.digits", f->key);
	digits = cap_flat_get(fields, key);
	for (size_t i = 0; digits && i < sizeof(natures) / sizeof(natures[0]); i++) {
		size_t n = strlen(natures[i].word);

		if (!strncmp(f->text, natures[i].word, n))
			return text_matches(f->text + n, digits) &&
			       nature_is(cap_flat_get(fields, f->key), natures[i].nai, natures[i].ton);
	}
	return digits && text_matches(f->text, digits);
}

/* Octets may be written 0x... as for sending. */
static bool octets_match(const char *want, const char *got)
{
	if (strncmp(want, "0x", 2))
		return false;
	for (want += 2; *want && tolower((unsigned char)*want) == *got; want++)
		got++;
	return !*want && !*got;
}

static bool field_matches(const struct cap_flat *fields, const struct sim_field *f)
{
	const char *got = cap_flat_get(fields, f->key);

	if (!f->text)
		return !cap_flat_has(fields, f->key);
	if (!strcmp(f->text, "*"))
		return cap_flat_has(fields, f->key);
	return got && (text_matches(f->text, got) || octets_match(f->text, got) || number_matches(fields, f));
}

static const char *kind_word(enum cap_item_kind kind)
{
	static const char *const words[] = {
		[CAP_ITEM_INVOKE] = "", [CAP_ITEM_RESULT] = "ReturnResult ", [CAP_ITEM_ERROR] = "ReturnError ",
		[CAP_ITEM_REJECT] = "Reject ", [CAP_ITEM_MESSAGE] = "", [CAP_ITEM_ABORT] = "Abort ",
		[CAP_ITEM_U_ABORT] = "U-Abort ", [CAP_ITEM_P_ABORT] = "P-Abort ", [CAP_ITEM_NOTICE] = "Notice ",
	};

	return words[kind];
}

static bool kind_matches(const struct sim_step *step, const struct cap_item *item)
{
	enum cap_item_kind want = step->expect.kind;

	if (want == CAP_ITEM_ABORT)
		return item->kind == CAP_ITEM_U_ABORT || item->kind == CAP_ITEM_P_ABORT;
	if (want != item->kind)
		return false;
	if (want == CAP_ITEM_MESSAGE)
		return item->message == step->expect.type;
	return !step->expect.name || name_is(step->expect.name, item->name);
}

/* Every field that came, for a reader who looks for the one that differs. */
static char *fields_print(void *ctx, const struct cap_flat *fields)
{
	char *s = talloc_strdup(ctx, "");

	for (unsigned i = 0; i < fields->n; i++)
		s = talloc_asprintf_append(s, "%s  %s %s", i ? "\n" : "", fields->v[i].key, fields->v[i].text);
	return s;
}

bool play_fields_hold(const struct sim_fields *want, const struct cap_flat *came)
{
	for (unsigned i = 0; i < want->n; i++) {
		if (!field_matches(came, &want->v[i]))
			return false;
	}
	return true;
}

bool play_fields_match(struct play_scenario *ps, const struct sim_fields *want, const struct cap_flat *came)
{
	char buf[64];

	for (unsigned i = 0; i < want->n; i++) {
		const struct sim_field *f = &want->v[i];
		const char *got = cap_flat_get(came, f->key);

		if (field_matches(came, f))
			continue;
		if (got && *cap_flat_number(came, f->key, buf, sizeof(buf)))
			got = buf;
		play_fail(ps, "%s is %s, expected %s", f->key, got ? got : cap_flat_has(came, f->key) ? "there" :
			  "absent", f->text ? f->text : "absent");
		ps->detail = fields_print(ps, came);
		return false;
	}
	return true;
}

bool play_expect_match(struct play_scenario *ps, const struct sim_step *step, const struct cap_item *item)
{
	if (item->broken) {
		play_fail(ps, "%s%s came, which the node may not send: %s", kind_word(item->kind),
			  item->name ? item->name : "", item->broken);
		return false;
	}
	if (!kind_matches(step, item)) {
		play_fail(ps, "%s came", cap_item_summary(ps, item));
		ps->detail = fields_print(ps, &item->fields);
		return false;
	}
	return play_fields_match(ps, &step->expect.fields, &item->fields);
}

static const struct cap_type *expected_type(const struct sim_call_def *def, const struct sim_step *step)
{
	char asn1[64];
	const struct cap_operation *op;
	const struct cap_error_def *err;

	if (!step->expect.name)
		return NULL;
	snprintf(asn1, sizeof(asn1), "%s", step->expect.name);
	asn1[0] = (char)tolower((unsigned char)asn1[0]);
	if (step->expect.kind == CAP_ITEM_ERROR) {
		err = cap_error_by_name(def->proto, step->expect.name);
		return err ? err->parameter : NULL;
	}
	op = cap_operation_by_name(def->proto, asn1);
	if (!op)
		return NULL;
	return step->expect.kind == CAP_ITEM_RESULT ? op->result : op->argument;
}

/* The parts of a redirection that message.c adds. */
static bool is_redirection_part(const char *key)
{
	static const char *const parts[] = { ".reason", ".counter", ".originalReason", ".indicator" };
	const char *at = strstr(key, "redirectionInformation.");

	for (size_t i = 0; at && i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!strcmp(at + strlen("redirectionInformation"), parts[i]))
			return true;
	}
	return false;
}

int play_expect_check(void *ctx, const struct sim_call_def *def, const struct sim_step *step, char **why)
{
	const struct cap_type *type = expected_type(def, step);
	bool component = step->expect.kind == CAP_ITEM_INVOKE || step->expect.kind == CAP_ITEM_RESULT ||
			 step->expect.kind == CAP_ITEM_ERROR;

	for (unsigned i = 0; component && step->expect.name && i < step->expect.fields.n; i++) {
		const char *key = step->expect.fields.v[i].key;

		if (type && (cap_knows(type, def->phase, key) || is_redirection_part(key)))
			continue;
		*why = talloc_asprintf(ctx, "%s has no field \"%s\" in phase %u", step->expect.name, key, def->phase);
		return -EINVAL;
	}
	return 0;
}
