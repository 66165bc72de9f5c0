/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Codes sealed at rest: the key file, sealing, codes that are made. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <talloc.h>

#include <mpabx/base/secret.h>

#include "check.h"

static char folder[] = "/tmp/mpabx-secret-XXXXXX";
static char path[64];

static void put_file(const char *text, mode_t mode)
{
	FILE *f;

	unlink(path);
	f = fopen(path, "w");
	CHECK(f && fputs(text, f) >= 0 && !fclose(f) && !chmod(path, mode));
}

static void test_key_file(void)
{
	struct secret_key *key = NULL, *again = NULL;
	char sealed[SECRET_SEALED_SIZE], plain[SECRET_PLAIN_MAX + 1] = "untouched";
	struct stat st;

	CHECK_INT(secret_key_open(NULL, path, false, &key), -ENOENT);
	CHECK(!key);
	if (!CHECK_INT(secret_key_open(NULL, path, true, &key), 0))
		return;
	CHECK(!stat(path, &st));
	CHECK_INT(st.st_mode & 07777, 0600);
	CHECK_INT(secret_key_open(NULL, path, true, &again), 0);	/* the same, not another */
	CHECK_INT(secret_seal(key, "4711", sealed), 0);
	CHECK_INT(secret_unseal(again, sealed, plain), 0);
	CHECK_STR(plain, "4711");
	secret_key_close(&again);
	CHECK(!again);

	CHECK(!chmod(path, 0640));
	CHECK_INT(secret_key_open(NULL, path, true, &again), -EACCES);
	CHECK(!again);
	put_file("mpabx-key-1 00\n", 0600);
	CHECK_INT(secret_key_open(NULL, path, true, &again), -EINVAL);
	put_file("", 0600);
	CHECK_INT(secret_key_open(NULL, path, true, &again), -EINVAL);
	put_file("mpabx-key-1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", 0600);
	CHECK_INT(secret_key_open(NULL, path, true, &again), 0);
	strcpy(plain, "untouched");
	CHECK_INT(secret_unseal(again, sealed, plain), -EINVAL);	/* another key */
	CHECK_STR(plain, "untouched");
	secret_key_close(&again);
	put_file("mpabx-key-1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nmore", 0600);
	CHECK_INT(secret_key_open(NULL, path, true, &again), -EINVAL);
	CHECK_INT(secret_key_open(NULL, "/dev/full", true, &again), -EINVAL);
	CHECK_INT(secret_key_open(NULL, "/nowhere/at/all", true, &again), -ENOENT);
	secret_key_close(&key);
}

/* Two programs at their first use: one key. */
static void test_key_race(void)
{
	char sealed[SECRET_SEALED_SIZE], plain[SECRET_PLAIN_MAX + 1];
	struct secret_key *key = NULL;
	int ends[2], status;
	pid_t pid;

	unlink(path);
	CHECK(!pipe(ends));
	pid = fork();
	if (!pid) {
		if (!secret_key_open(NULL, path, true, &key) && !secret_seal(key, "race", sealed))
			_exit(write(ends[1], sealed, sizeof(sealed)) != sizeof(sealed));
		_exit(1);
	}
	CHECK_INT(secret_key_open(NULL, path, true, &key), 0);
	CHECK_INT(read(ends[0], sealed, sizeof(sealed)), sizeof(sealed));
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	CHECK_INT(secret_unseal(key, sealed, plain), 0);
	secret_key_close(&key);
	close(ends[0]);
	close(ends[1]);
}

static void test_seal(void)
{
	char sealed[SECRET_SEALED_SIZE], other[SECRET_SEALED_SIZE], plain[SECRET_PLAIN_MAX + 1];
	const char *longest = "12345678901234567890123";
	struct secret_key *key = NULL;

	if (!CHECK_INT(secret_key_open(NULL, path, true, &key), 0))
		return;
	CHECK_INT(secret_seal(key, "4711", sealed), 0);
	CHECK_INT(secret_seal(key, "4711", other), 0);
	CHECK(strcmp(sealed, other));		/* who sees two equal codes must not know it */
	CHECK(!strstr(sealed, "4711"));
	CHECK_INT(secret_seal(key, longest, other), 0);
	CHECK_INT(secret_unseal(key, other, plain), 0);
	CHECK_STR(plain, longest);
	CHECK_INT(secret_seal(key, "123456789012345678901234", other), -ERANGE);
	CHECK_INT(secret_seal(key, "", other), 0);
	CHECK_INT(secret_unseal(key, other, plain), 0);
	CHECK_STR(plain, "");

	for (size_t i = 0; sealed[i]; i++) {
		char was = sealed[i];

		sealed[i] = was == 'A' ? 'B' : 'A';
		if (secret_unseal(key, sealed, plain) != -EINVAL)
			break;
		sealed[i] = was;
	}
	CHECK_INT(secret_unseal(key, sealed, plain), 0);	/* every change was seen */
	sealed[strlen(sealed) - 4] = '\0';
	CHECK_INT(secret_unseal(key, sealed, plain), -EINVAL);
	CHECK_INT(secret_unseal(key, "", plain), -EINVAL);
	CHECK_INT(secret_unseal(key, "4711", plain), -EINVAL);
	CHECK_INT(secret_unseal(key, "*", plain), -EINVAL);
	secret_key_close(&key);
}

static void test_codes(void)
{
	static const char *const trivial[] = { "0000", "9999", "1234", "4321", "0123", "6789", "1212", "9898" };
	static const char *const good[] = { "4711", "1235", "1224", "0901", "1221" };
	unsigned first[10] = { 0 };
	char code[SECRET_CODE_SIZE], other[SECRET_CODE_SIZE];

	for (unsigned i = 0; i < sizeof(trivial) / sizeof(trivial[0]); i++)
		CHECK(secret_code_is_trivial(trivial[i]));
	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(!secret_code_is_trivial(good[i]));
	CHECK(secret_code_is_valid("0471"));
	CHECK(!secret_code_is_valid("471"));
	CHECK(!secret_code_is_valid("04711"));
	CHECK(!secret_code_is_valid("047a"));
	CHECK(!secret_code_is_valid(""));

	for (unsigned i = 0; i < 20000; i++) {
		secret_code_generate("", code);
		secret_code_generate(code, other);
		if (!secret_code_is_valid(code) || secret_code_is_trivial(code) || !strcmp(code, other)) {
			CHECK_STR(code, "a good code");
			return;
		}
		first[code[0] - '0']++;
	}
	for (unsigned i = 0; i < 10; i++)
		CHECK(first[i] > 1700 && first[i] < 2300);	/* 2000, and 7 standard deviations either side */
}

static void test_digest(void)
{
	struct secret_key *key = NULL;
	char with[SECRET_DIGEST_SIZE], without[SECRET_DIGEST_SIZE], again[SECRET_DIGEST_SIZE];

	if (!CHECK_INT(secret_key_open(NULL, path, true, &key), 0))
		return;
	secret_digest(key, "4711", with);
	secret_digest(key, "4711", again);
	secret_digest(NULL, "4711", without);
	CHECK_STR(with, again);
	CHECK(strlen(with) == 64 && strcmp(with, without));
	secret_digest(key, "4712", again);
	CHECK(strcmp(with, again));
	secret_key_close(&key);
}

int main(void)
{
	if (!CHECK(mkdtemp(folder)))
		return CHECK_DONE();
	snprintf(path, sizeof(path), "%s/key", folder);
	test_key_file();
	test_key_race();
	test_seal();
	test_codes();
	test_digest();
	unlink(path);
	CHECK(!rmdir(folder));		/* nothing is left beside the key */
	return CHECK_DONE();
}
