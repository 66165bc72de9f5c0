/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What proves who somebody is. Tokens are kept as hashes, so that whoever reads the store cannot sign in with them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <gnutls/crypto.h>
#include <sodium.h>

#include "token.h"

void token_make(char ret[TOKEN_SIZE])
{
	unsigned char octets[32];

	randombytes_buf(octets, sizeof(octets));
	sodium_bin2base64(ret, TOKEN_SIZE, octets, sizeof(octets), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(octets, sizeof(octets));
}

void token_hash(const char *text, char ret[TOKEN_HASH_SIZE])
{
	unsigned char hash[32];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, strlen(text), NULL, 0);
	sodium_bin2hex(ret, TOKEN_HASH_SIZE, hash, sizeof(hash));
}

bool token_equal(const char *a, const char *b)
{
	char ha[TOKEN_HASH_SIZE], hb[TOKEN_HASH_SIZE];

	token_hash(a, ha);
	token_hash(b, hb);
	return !sodium_memcmp(ha, hb, sizeof(ha));
}

int password_hash(const char *password, char ret[PORTAL_PASSWORD_SIZE])
{
	_Static_assert(PORTAL_PASSWORD_SIZE >= crypto_pwhash_STRBYTES, "a hash must fit");

	return crypto_pwhash_str_alg(ret, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
				     crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) ? -ENOMEM : 0;
}

bool password_is(const char *hash, const char *password)
{
	return hash[0] && !crypto_pwhash_str_verify(hash, password, strlen(password));
}

void totp_make(char ret[TOTP_TEXT_SIZE])
{
	unsigned char octets[TOTP_OCTETS];

	randombytes_buf(octets, sizeof(octets));
	sodium_bin2base64(ret, TOTP_TEXT_SIZE, octets, sizeof(octets), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool totp_octets(const char *secret, unsigned char ret[TOTP_OCTETS])
{
	size_t n;

	return !sodium_base642bin(ret, TOTP_OCTETS, secret, strlen(secret), NULL, &n, NULL,
				  sodium_base64_VARIANT_URLSAFE_NO_PADDING) && n == TOTP_OCTETS;
}

void totp_base32(const char *secret, char ret[TOTP_BASE32_SIZE])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char octets[TOTP_OCTETS + 1] = { 0 };

	memset(ret, 0, TOTP_BASE32_SIZE);
	if (!totp_octets(secret, octets))
		return;
	for (unsigned i = 0; i < TOTP_BASE32_SIZE - 1; i++) {
		unsigned bit = i * 5, two = octets[bit / 8] << 8 | octets[bit / 8 + 1];

		ret[i] = letters[two >> (11 - bit % 8) & 31];
	}
}

/* RFC 4226 5.3 */
unsigned totp_at(const char *secret, int64_t step)
{
	unsigned char key[TOTP_OCTETS], counter[8], hash[20];
	unsigned at;

	for (int i = 7; i >= 0; i--, step >>= 8)
		counter[i] = (unsigned char)step;
	if (!totp_octets(secret, key) || gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, sizeof(key), counter, sizeof(counter), hash))
		return 1000000;
	at = hash[19] & 15;
	return ((hash[at] & 0x7fu) << 24 | (unsigned)hash[at + 1] << 16 | (unsigned)hash[at + 2] << 8 | hash[at + 3]) % 1000000;
}

int64_t totp_check(const char *secret, const char *code, time_t now, int64_t after)
{
	int64_t found = 0;

	for (int64_t step = now / 30 - 1; step <= now / 30 + 1; step++) {
		char digits[16];

		snprintf(digits, sizeof(digits), "%06u", totp_at(secret, step));
		if (token_equal(digits, code) && step > after)
			found = step;
	}
	return found;
}
