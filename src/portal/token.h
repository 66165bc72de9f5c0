/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file token.h Random tokens, their hashes, passwords, second factors. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <mpabx/store/portal.h>

#define TOKEN_SIZE 44			/*!< 32 random octets, base64url, with NUL */
#define TOKEN_HASH_SIZE PORTAL_HASH_SIZE
void token_make(char ret[TOKEN_SIZE]);
void token_hash(const char *text, char ret[TOKEN_HASH_SIZE]);
bool token_equal(const char *a, const char *b);	/*!< takes the same time whatever they are */

/*! Argon2id, libsodium's interactive limits. \returns 0 or -ENOMEM */
int password_hash(const char *password, char ret[PORTAL_PASSWORD_SIZE]);
bool password_is(const char *hash, const char *password);

/*! RFC 6238: SHA-1, 6 digits, 30 s; a step early or late is taken. */
#define TOTP_OCTETS 16			/*!< RFC 4226 section 4, R6 */
#define TOTP_TEXT_SIZE 23		/*!< the secret as it is sealed: base64url */
#define TOTP_BASE32_SIZE 27
void totp_make(char ret[TOTP_TEXT_SIZE]);
void totp_base32(const char *secret, char ret[TOTP_BASE32_SIZE]);
/*! \param after the last step that was taken: none is taken twice \returns the step, or 0: wrong */
int64_t totp_check(const char *secret, const char *code, time_t now, int64_t after);
unsigned totp_at(const char *secret, int64_t step);
