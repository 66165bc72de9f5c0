/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields of a JSON body. Whoever sent it is a stranger: each is checked for what it is, and what is wrong is noted with its
 * pointer, so that all of it is told at once. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "request.h"

static void refuse(const struct fields *f, const char *name, const char *code, const char *fr, const char *en)
{
	char pointer[128];

	snprintf(pointer, sizeof(pointer), "%s/%s", f->base, name);
	refuse_field(f->r, pointer, code, fr, en);
}

static void refuse_type(const struct fields *f, const char *name)
{
	refuse(f, name, "type", "Cette valeur n'a pas la forme attendue.", "This value does not have the expected form.");
}

void field_missing(const struct fields *f, const char *name)
{
	refuse(f, name, "missing", "Ce champ est obligatoire.", "This field is required.");
}

json_t *field_get(const struct fields *f, const char *name)
{
	return json_object_get(f->object, name);
}

bool fields_only(const struct fields *f, const char *const *names)
{
	const char *key;
	json_t *value;

	if (!json_is_object(f->object)) {
		refuse_field(f->r, f->base, "type", "Un objet JSON est attendu.", "A JSON object is expected.");
		return false;
	}
	json_object_foreach(f->object, key, value) {
		const char *const *n = names;

		while (*n && strcmp(*n, key))
			n++;
		if (!*n) {
			refuse_field(f->r, f->base, "unknown", "Champ inconnu.", "Unknown field.");
			return false;
		}
	}
	return true;
}

void field_bool(const struct fields *f, const char *name, bool *ret)
{
	json_t *v = field_get(f, name);

	if (!v)
		return;
	if (json_is_boolean(v))
		*ret = json_is_true(v);
	else
		refuse_type(f, name);
}

bool field_int(const struct fields *f, const char *name, int64_t *ret, int64_t min, int64_t max)
{
	json_t *v = field_get(f, name);
	char fr[96], en[96];

	if (!v)
		return false;
	if (!json_is_integer(v)) {
		refuse_type(f, name);
		return false;
	}
	if (json_integer_value(v) < min || json_integer_value(v) > max) {
		snprintf(fr, sizeof(fr), "Saisissez une valeur de %lld à %lld.", (long long)min, (long long)max);
		snprintf(en, sizeof(en), "Enter a value from %lld to %lld.", (long long)min, (long long)max);
		refuse(f, name, "range", fr, en);
		return false;
	}
	*ret = json_integer_value(v);
	return true;
}

bool text_is_clean(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			return false;
		/* C1 controls, and what turns the direction of a text round: U+202A to U+202E, U+2066 to U+2069 */
		if (c == 0xc2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] <= 0x9f)
			return false;
		if (c == 0xe2 && (unsigned char)text[1] == 0x80 && (unsigned char)text[2] >= 0xaa && (unsigned char)text[2] <= 0xae)
			return false;
		if (c == 0xe2 && (unsigned char)text[1] == 0x81 && (unsigned char)text[2] >= 0xa6 && (unsigned char)text[2] <= 0xa9)
			return false;
	}
	return true;
}

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

const char *field_text(const struct fields *f, const char *name, size_t size)
{
	json_t *v = field_get(f, name);
	const char *text;

	if (!v || json_is_null(v))
		return NULL;
	if (!json_is_string(v)) {
		refuse_type(f, name);
		return NULL;
	}
	text = json_string_value(v);
	/* jansson refuses U+0000 itself: the length is the text's */
	if (size && (characters(text) >= size || json_string_length(v) >= size)) {
		refuse(f, name, "long", "Ce texte est trop long.", "This text is too long.");
		return NULL;
	}
	if (!text_is_clean(text)) {
		refuse(f, name, "characters", "Ce texte contient des caractères interdits.",
		       "This text contains characters that are not allowed.");
		return NULL;
	}
	return text;
}

static int word_place(const char *const *words, const char *text)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], text))
			return i;
	return -1;
}

int field_word(const struct fields *f, const char *name, const char *const *words, int otherwise)
{
	json_t *v = field_get(f, name);
	int at = json_is_string(v) ? word_place(words, json_string_value(v)) : -1;

	if (!v)
		return otherwise;
	if (at < 0)
		refuse_type(f, name);
	return at < 0 ? otherwise : at;
}

void field_words(const struct fields *f, const char *name, const char *const *words, uint32_t *ret)
{
	json_t *v = field_get(f, name), *item;
	uint32_t bits = 0;
	size_t i;

	if (!v)
		return;
	if (!json_is_array(v)) {
		refuse_type(f, name);
		return;
	}
	for (i = 0; (item = json_array_get(v, i)); i++) {
		int at = json_is_string(item) ? word_place(words, json_string_value(item)) : -1;

		if (at < 0) {
			refuse_type(f, name);
			return;
		}
		bits |= 1u << at;
	}
	*ret = bits;
}

bool field_time(const struct fields *f, const char *name, time_t *ret)
{
	json_t *v = field_get(f, name);

	if (!v)
		return false;
	if (json_is_null(v)) {
		*ret = 0;
		return true;
	}
	if (json_is_string(v) && !time_parse(json_string_value(v), ret))
		return true;
	refuse(f, name, "time", "Cette date n'a pas la forme attendue.", "This date does not have the expected form.");
	return false;
}

/* RFC 3339: "2026-11-21T18:00:00Z", "2026-11-21T18:00:00.5+01:00"; without an offset a Paris clock, with or without
 * seconds, as a page's field has it. */
int time_parse(const char *text, time_t *ret)
{
	unsigned y, mo, d, h, mi, s = 0, oh, om;
	int n = 0, m = 0;
	struct tm tm;
	time_t at;
	char sign;

	if (sscanf(text, "%4u-%2u-%2uT%2u:%2u%n", &y, &mo, &d, &h, &mi, &n) != 5 || n != 16)
		return -EINVAL;
	text += n;
	n = 0;
	if (*text == ':' && sscanf(text, ":%2u%n", &s, &n) == 1 && n == 3)
		text += n;
	if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	if (!calendar_is_day(y * 10000 + mo * 100 + d) || h > 23 || mi > 59 || s > 60 || y < 1970)
		return -EINVAL;
	if (!*text) {
		if (calendar_from_paris(y * 10000 + mo * 100 + d, h * 60 + mi, &at))
			return -EINVAL;
		*ret = at + s;
		return 0;
	}
	tm = (struct tm){ .tm_year = (int)y - 1900, .tm_mon = (int)mo - 1, .tm_mday = (int)d, .tm_hour = (int)h,
			  .tm_min = (int)mi, .tm_sec = (int)s };
	at = timegm(&tm);
	if (!strcmp(text, "Z") || !strcmp(text, "z")) {
		*ret = at;
		return 0;
	}
	if (sscanf(text, "%c%2u:%2u%n", &sign, &oh, &om, &m) != 3 || m != 6 || text[6] || (sign != '+' && sign != '-') ||
	    oh > 14 || om > 59)
		return -EINVAL;
	at -= (sign == '+' ? 1 : -1) * (time_t)(oh * 3600 + om * 60);
	*ret = at;
	return 0;
}

json_t *json_time(time_t at)
{
	char text[40];
	struct tm tm;

	if (!at)
		return json_null();
	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_string(text);
}

json_t *json_time_us(uint64_t us)
{
	char text[40], all[48];
	time_t at = (time_t)(us / 1000000);
	struct tm tm;

	if (!us)
		return json_null();
	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(all, sizeof(all), "%s.%03uZ", text, (unsigned)(us / 1000 % 1000));
	return json_string(all);
}
