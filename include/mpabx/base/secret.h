/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file secret.h
 *  Codes sealed at rest (product.md section 7): libsodium's secretbox, XSalsa20 and Poly1305, under a key in a file of its
 *  own that only its owner reads. The store holds what is sealed, never the code: whoever has the database alone learns
 *  nothing, and a sealed text that was changed does not open. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct secret_key;

/*! Sealed text of up to SECRET_PLAIN_MAX characters, base64, with its NUL. */
#define SECRET_PLAIN_MAX 23
#define SECRET_SEALED_SIZE 96
/*! A group's code: 4 digits and NUL. */
#define SECRET_CODE_SIZE 5

/*! \param create makes the file, mode 0600, where there is none; two programs at once get the same key.
 *  \returns 0, -ENOENT, -EACCES (others than its owner may read or write it), -EINVAL (no key in it), -ENOMEM, -errno */
int secret_key_open(void *ctx, const char *path, bool create, struct secret_key **ret);
/*! Wipes, frees and nulls the caller's pointer. */
void secret_key_close(struct secret_key **key);

/*! \returns 0, -ERANGE (too long) */
int secret_seal(const struct secret_key *key, const char *plain, char ret[SECRET_SEALED_SIZE]);
/*! \returns 0, -EINVAL: not sealed with this key, or changed since; ret untouched */
int secret_unseal(const struct secret_key *key, const char *sealed, char ret[SECRET_PLAIN_MAX + 1]);

/*! What a text is known by again, to whoever has the key alone: BLAKE2b, 64 hexadecimal digits. key NULL: without one. */
#define SECRET_DIGEST_SIZE 65
void secret_digest(const struct secret_key *key, const char *text, char ret[SECRET_DIGEST_SIZE]);

/*! Four decimal digits. */
bool secret_code_is_valid(const char *code);
/*! All digits alike or one after the other ("7777", "0123", "4321"), or two pairs ("1212"): the first that one tries. */
bool secret_code_is_trivial(const char *code);
/*! Two codes, uniform over those that are not trivial, different from one another.
 *  \param other a code that ret must differ from, "" for none */
void secret_code_generate(const char *other, char ret[SECRET_CODE_SIZE]);
