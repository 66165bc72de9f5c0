/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The portal's parts that need neither store nor network: routes, fields of a body, moments, second factors, tokens, limits,
 * texts for searching, tags. */
#include <sodium.h>
#include <stdlib.h>

#include <talloc.h>

#include "../../src/portal/edit.h"
#include "../../src/portal/fold.h"
#include "../../src/portal/limit.h"
#include "../../src/portal/route.h"
#include "../../src/portal/token.h"
#include "check.h"

static unsigned match(struct request *r, const char *method, const char *path)
{
	*r = (struct request){ .method = method, .path = (char *)(uintptr_t)path };
	return route_match(r);
}

static void test_routes(void)
{
	struct request r;

	CHECK_INT(match(&r, "GET", "/fleets/3/lines/33639980101/forwardings"), 0);
	CHECK_INT(r.fleet, 3);
	CHECK_INT((intmax_t)r.line, 33639980101);
	CHECK_STR(r.route->path, "/fleets/{fleet}/lines/{line}/forwardings");
	CHECK_INT(match(&r, "HEAD", "/fleets/3"), 0);
	CHECK_INT(match(&r, "POST", "/fleets/3"), 405);
	CHECK_INT(match(&r, "GET", "/fleets/3/calls/1k7ul618s006j"), 0);
	CHECK_STR(r.call, "1k7ul618s006j");
	CHECK_INT(match(&r, "POST", "/fleets/3/history/9007199254740993/undo"), 0);
	CHECK_INT((intmax_t)r.entry, 9007199254740993);
	for (const char *const *p = (const char *const[]){ "", "/", "/fleets/", "/fleets/0", "/fleets/03", "/fleets/-1", "/fleets/3x", "/fleets/99999999999",
	     "/fleets/3/lines/12", "/fleets/3/lines/0639980101", "/fleets/3/lines/33639980101/", "/fleets/3/lines/3363998010133639", "/fleets//lines",
	     "/fleets/3/calls/", "/fleets/3/calls/a%2fb", "/fleets/3/groups/1/codes/x", "/session/../session", "/SESSION", NULL }; *p; p++)
		if (match(&r, "GET", *p) != 404)
			CHECK_STR(*p, "is not there");
}

/* Every route has a handler, and its blanks are known. */
static void test_route_table(void)
{
	unsigned n = 0, open = 0;

	for (const struct route *route = routes; route->method; route++, n++) {
		CHECK(route->handle && route->roles && route->path[0] == '/');
		open += (route->flags & ROUTE_PUBLIC) != 0;
		/* what everybody may change, only before anybody is signed in */
		if (route->flags & ROUTE_PUBLIC && strcmp(route->method, "GET"))
			CHECK(!strncmp(route->path, "/session", 8) || !strncmp(route->path, "/password/", 10));
		/* what an operator alone may, no key can */
		if (route->roles == TO_OPERATOR)
			CHECK_INT(route->scope, 0);
		for (const struct route *other = routes; other < route; other++)
			CHECK(strcmp(route->method, other->method) || strcmp(route->path, other->path));
	}
	CHECK(n > 80);
	CHECK_INT(open, 6);
}

static void test_moments(void)
{
	static const struct { const char *text; time_t at; } good[] = {
		{ "2026-11-21T18:00:00Z", 1795284000 }, { "2026-11-21T19:00:00+01:00", 1795284000 }, { "2026-11-21T19:00", 1795284000 },
		{ "2026-11-21T19:00:00", 1795284000 }, { "2026-11-21T18:00:00.250Z", 1795284000 }, { "2026-07-14T08:00", 1784008800 },
	};
	static const char *const bad[] = { "", "2026-11-21", "2026-11-31T10:00Z", "2026-11-21T25:00Z", "2026-11-21T10:60Z", "2026-11-21T10:00+1",
		"2026-11-21T10:00X", "2026-11-21 10:00", "1969-12-31T23:00Z", "9999", "2026-11-21T10:00+99:00", "2026-1-2T10:00Z" };
	time_t at;

	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		at = 0;
		CHECK_INT(time_parse(good[i].text, &at), 0);
		CHECK_INT(at, good[i].at);
	}
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(time_parse(bad[i], &at) < 0);
}

static void test_second_factor(void)
{
	static const char secret[] = "AAECAwQFBgcICQoLDA0ODw";
	char base32[TOTP_BASE32_SIZE], made[TOTP_TEXT_SIZE];

	totp_base32(secret, base32);
	CHECK_STR(base32, "AAAQEAYEAUDAOCAJBIFQYDIOB4");
	/* against another implementation of RFC 4226 */
	CHECK_INT(totp_at(secret, 1), 783978);
	CHECK_INT(totp_at(secret, 37037036), 202570);
	CHECK_INT(totp_at(secret, 41152263), 786131);
	CHECK_INT(totp_check(secret, "202570", 37037036 * 30 + 5, 0), 37037036);
	CHECK_INT(totp_check(secret, "202570", 37037037 * 30 + 5, 0), 37037036);	/* a step late */
	CHECK_INT(totp_check(secret, "202570", 37037036 * 30 - 1, 0), 37037036);	/* a step early */
	CHECK_INT(totp_check(secret, "202570", 37037038 * 30, 0), 0);
	CHECK_INT(totp_check(secret, "202570", 37037036 * 30, 37037036), 0);		/* taken already */
	CHECK_INT(totp_check(secret, "", 37037036 * 30, 0), 0);
	CHECK_INT(totp_check("?", "000000", 30, 0), 0);
	totp_make(made);
	CHECK_INT(strlen(made), 22);
	CHECK(strcmp(made, secret));
}

static void test_tokens(void)
{
	char a[TOKEN_SIZE], b[TOKEN_SIZE], ha[TOKEN_HASH_SIZE], hb[TOKEN_HASH_SIZE], hash[PORTAL_PASSWORD_SIZE];

	token_make(a);
	token_make(b);
	CHECK_INT(strlen(a), 43);
	CHECK(strcmp(a, b));
	token_hash(a, ha);
	token_hash(b, hb);
	CHECK_INT(strlen(ha), 64);
	CHECK(strcmp(ha, hb));
	CHECK(token_equal(a, a) && !token_equal(a, b) && !token_equal(a, ""));
	CHECK_INT(password_hash("correct horse", hash), 0);
	CHECK(!strncmp(hash, "$argon2id$", 10));
	CHECK(password_is(hash, "correct horse"));
	CHECK(!password_is(hash, "correct horse "));
	CHECK(!password_is("", ""));
}

static void test_limits(void)
{
	struct limits *l = limits_alloc(NULL);
	unsigned given = 0;

	clock_test_set(1795284000);
	while (!limit_take(l, "a", 1.0, 5.0) && given < 100)
		given++;
	CHECK_INT(given, 5);
	CHECK_INT(limit_take(l, "a", 1.0, 5.0), 1);
	CHECK_INT(limit_take(l, "b", 1.0, 5.0), 0);	/* another's is another's */
	clock_test_advance(2000);
	CHECK_INT(limit_take(l, "a", 1.0, 5.0), 0);
	CHECK_INT(limit_take(l, "a", 1.0, 5.0), 0);
	CHECK_INT(limit_take(l, "a", 1.0, 5.0), 1);
	clock_test_advance(3600 * 1000);
	for (given = 0; !limit_take(l, "a", 1.0, 5.0); given++)
		;
	CHECK_INT(given, 5);				/* no more than a burst was saved up */
	talloc_free(l);
}

static void test_fold(void)
{
	char buf[64], small[5];

	CHECK_STR(fold("Élise NGUYEN", buf, sizeof(buf)), "elise nguyen");
	CHECK_STR(fold("çÇœŒåÅñÿ", buf, sizeof(buf)), "ccooaany");
	CHECK_STR(fold("日本", buf, sizeof(buf)), "日本");
	CHECK_STR(fold("\xc3", buf, sizeof(buf)), "\xc3");	/* cut short: left alone */
	CHECK_STR(fold("abcdefgh", small, sizeof(small)), "abcd");
}

static size_t errors(struct request *r, const char *body, void (*read)(const struct fields *f))
{
	struct fields f = { .r = r, .base = "" };
	size_t n;

	*r = (struct request){ .english = true };
	r->json = json_loads(body, 0, NULL);
	f.object = r->json;
	read(&f);
	n = r->errors ? json_array_size(r->errors) : 0;
	json_decref(r->json);
	return n;
}

static void read_all(const struct fields *f)
{
	static const char *const words[] = { "one", "two", NULL };
	bool b = false;
	int64_t n = 0;
	uint32_t bits = 0;
	time_t at;

	field_bool(f, "b", &b);
	field_int(f, "n", &n, 1, 9);
	field_text(f, "t", 8);
	field_word(f, "w", words, 0);
	field_words(f, "ws", words, &bits);
	field_time(f, "at", &at);
}

static void test_fields(void)
{
	static const char *const good[] = { "{}", "{\"b\":true,\"n\":9,\"t\":\"1234567\",\"w\":\"two\",\"ws\":[\"one\",\"two\"],\"at\":null}", "{\"t\":null}",
		"{\"t\":\"\xc3\xa9\"}" };
	static const char *const bad[] = { "{\"b\":1}", "{\"b\":null}", "{\"n\":0}", "{\"n\":10}", "{\"n\":1.5}", "{\"n\":\"1\"}", "{\"t\":7}", "{\"t\":\"12345678\"}",
		"{\"t\":\"a\\nb\"}", "{\"t\":\"\\u202eb\"}", "{\"t\":\"\\u0085\"}", "{\"w\":\"three\"}", "{\"w\":1}", "{\"ws\":\"one\"}", "{\"ws\":[1]}",
		"{\"ws\":[\"three\"]}", "{\"at\":7}", "{\"at\":\"now\"}" };
	struct request r;

	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK_INT(errors(&r, good[i], read_all), 0);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (errors(&r, bad[i], read_all) != 1)
			CHECK_STR(bad[i], "is refused once");
		json_decref(r.errors);
	}
	CHECK_INT(errors(&r, "{\"n\":0}", read_all), 1);
	CHECK_STR(json_string_value(json_object_get(json_array_get(r.errors, 0), "pointer")), "/n");
	CHECK_STR(json_string_value(json_object_get(json_array_get(r.errors, 0), "detail")), "Enter a value from 1 to 9.");
	json_decref(r.errors);
}

static void test_tags(void)
{
	json_t *a = json_loads("{\"x\":1,\"members\":[{\"number\":\"+33\",\"connected\":true}],\"_code\":\"s\"}", 0, NULL);
	json_t *b = json_loads("{\"_code\":\"s\",\"members\":[{\"connected\":false,\"number\":\"+33\"}],\"x\":1}", 0, NULL);
	char ta[40], tb[40];

	object_tag(&object_group, a, ta);
	object_tag(&object_group, b, tb);
	CHECK_STR(ta, tb);		/* who is connected does not count, nor the order of fields */
	CHECK_INT(ta[0], '"');
	object_tag(&object_line, a, ta);
	object_tag(&object_line, b, tb);
	CHECK(strcmp(ta, tb));
	core_publish(a);
	CHECK(!json_object_get(a, "_code") && json_object_get(a, "x"));
	CHECK(object_find("forwardings") == &object_forwardings && !object_find("nothing"));
	json_decref(a);
	json_decref(b);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_routes();
	test_route_table();
	test_moments();
	test_second_factor();
	test_tokens();
	test_limits();
	test_fold();
	test_fields();
	test_tags();
	return CHECK_DONE();
}
