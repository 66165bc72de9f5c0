/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file check.h
 *  What a unit test is written with: checks that go on after a failure, say where and what, and count. One test
 *  program a module, main() ends in `return CHECK_DONE();`. contrib/check adds up the last lines of all of them. */
#pragma once

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static unsigned check_passed, check_failed;

static inline void check_count(int ok)
{
	if (ok)
		check_passed++;
	else
		check_failed++;
}

static inline int check_true(int ok, const char *what, const char *file, int line)
{
	check_count(ok);
	if (!ok)
		printf("%s:%d: FAILED %s\n", file, line, what);
	return ok;
}

static inline int check_int(intmax_t is, intmax_t want, const char *what, const char *file, int line)
{
	check_count(is == want);
	if (is != want)
		printf("%s:%d: FAILED %s is %" PRIdMAX ", not %" PRIdMAX "\n", file, line, what, is, want);
	return is == want;
}

static inline int check_str(const char *is, const char *want, const char *what, const char *file, int line)
{
	int ok = is == want || (is && want && !strcmp(is, want));

	check_count(ok);
	if (!ok)
		printf("%s:%d: FAILED %s is \"%s\", not \"%s\"\n", file, line, what, is ? is : "(null)",
		       want ? want : "(null)");
	return ok;
}

static inline void check_hex(const char *name, const void *data, size_t length)
{
	printf("  %s %4zu:", name, length);
	for (size_t i = 0; i < length; i++)
		printf("%02x", ((const unsigned char *)data)[i]);
	printf("\n");
}

static inline int check_mem(const void *is, size_t is_len, const void *want, size_t want_len, const char *what,
			    const char *file, int line)
{
	int ok = is_len == want_len && (is_len == 0 || !memcmp(is, want, is_len));

	check_count(ok);
	if (!ok) {
		printf("%s:%d: FAILED %s\n", file, line, what);
		check_hex("is  ", is, is_len);
		check_hex("want", want, want_len);
	}
	return ok;
}

static inline int check_done(void)
{
	printf("%u passed, %u failed\n", check_passed, check_failed);
	return check_failed || !check_passed;
}

/* Each gives true where it held, so that a test may stop where going on makes no sense. */
#define CHECK(cond) check_true(!!(cond), #cond, __FILE__, __LINE__)
#define CHECK_INT(is, want) check_int((is), (want), #is, __FILE__, __LINE__)
#define CHECK_STR(is, want) check_str((is), (want), #is, __FILE__, __LINE__)
#define CHECK_MEM(is, is_len, want, want_len) check_mem((is), (is_len), (want), (want_len), #is, __FILE__, __LINE__)
#define CHECK_DONE() check_done()
