/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sealing of codes, and codes themselves. The sealed text is base64 of a random nonce and the secretbox. Where the key lies
 * is the programs' business; who may open a code and that it is written down when he does, is the portals'. */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <talloc.h>

#include <mpabx/base/secret.h>

#define HEAD "mpabx-key-1 "
#define HEAD_LENGTH (sizeof(HEAD) - 1)
#define HEX_LENGTH (crypto_secretbox_KEYBYTES * 2)
/* Head, digits and a new line. */
#define FILE_LENGTH (HEAD_LENGTH + HEX_LENGTH + 1)
#define BOX_MAX (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + SECRET_PLAIN_MAX)

struct secret_key { uint8_t octets[crypto_secretbox_KEYBYTES]; };

_Static_assert(sodium_base64_ENCODED_LEN(BOX_MAX, sodium_base64_VARIANT_ORIGINAL) <= SECRET_SEALED_SIZE,
	       "the longest sealed text fits");

static int key_destroy(struct secret_key *key)
{
	sodium_memzero(key, sizeof(*key));
	return 0;
}

static int write_all(int fd, const char *data, size_t n)
{
	while (n) {
		ssize_t w = write(fd, data, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return w ? -errno : -EIO;
		data += w;
		n -= (size_t)w;
	}
	return 0;
}

static int key_write(int fd)
{
	char text[FILE_LENGTH + 1] = HEAD;
	uint8_t octets[crypto_secretbox_KEYBYTES];
	int rc;

	randombytes_buf(octets, sizeof(octets));
	sodium_bin2hex(text + HEAD_LENGTH, HEX_LENGTH + 1, octets, sizeof(octets));
	memcpy(text + HEAD_LENGTH + HEX_LENGTH, "\n", 2);
	rc = write_all(fd, text, FILE_LENGTH);
	sodium_memzero(octets, sizeof(octets));
	sodium_memzero(text, sizeof(text));
	if (!rc && fsync(fd) < 0)
		rc = -errno;
	return rc;
}

/* The folder's entry must survive a power cut too: with the key gone, all codes are. */
static int folder_sync(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? talloc_strndup(NULL, path, slash == path ? 1 : (size_t)(slash - path)) : talloc_strdup(NULL, ".");
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	int rc = folder ? 0 : -ENOMEM;

	if (folder && (fd < 0 || fsync(fd) < 0))
		rc = -errno;
	if (fd >= 0)
		close(fd);
	talloc_free(folder);
	return rc;
}

/* Written beside and then linked: nobody ever reads half a key, and who comes second finds the first one's. */
static int key_create(const char *path)
{
	char *beside = talloc_asprintf(NULL, "%s.XXXXXX", path);
	int fd, rc;

	if (!beside)
		return -ENOMEM;
	fd = mkstemp(beside);	/* mode 0600 */
	if (fd < 0) {
		rc = -errno;
		talloc_free(beside);
		return rc;
	}
	rc = key_write(fd);
	if (close(fd) < 0 && !rc)
		rc = -errno;
	if (!rc && link(beside, path) < 0 && errno != EEXIST)
		rc = -errno;
	unlink(beside);
	talloc_free(beside);
	return rc ? rc : folder_sync(path);
}

static int key_parse(const char *text, size_t n, struct secret_key *key)
{
	size_t length;

	if (n != FILE_LENGTH || memcmp(text, HEAD, HEAD_LENGTH) || text[n - 1] != '\n' ||
	    sodium_hex2bin(key->octets, sizeof(key->octets), text + HEAD_LENGTH, HEX_LENGTH, NULL, &length, NULL) ||
	    length != sizeof(key->octets))
		return -EINVAL;
	return 0;
}

static int key_read(int fd, struct secret_key *key)
{
	char text[FILE_LENGTH + 1];
	struct stat st;
	ssize_t n;
	int rc;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return -EACCES;
	n = read(fd, text, sizeof(text));	/* one more than a key has, so that more is seen */
	rc = n < 0 ? -errno : key_parse(text, (size_t)n, key);
	sodium_memzero(text, sizeof(text));
	return rc;
}

int secret_key_open(void *ctx, const char *path, bool create, struct secret_key **ret)
{
	struct secret_key *key;
	int fd, rc;

	if (sodium_init() < 0)
		return -EIO;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT && create) {
		rc = key_create(path);
		if (rc < 0)
			return rc;
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	}
	if (fd < 0)
		return -errno;
	key = talloc_zero(ctx, struct secret_key);
	if (!key) {
		close(fd);
		return -ENOMEM;
	}
	talloc_set_destructor(key, key_destroy);
	rc = key_read(fd, key);
	close(fd);
	if (rc < 0) {
		talloc_free(key);
		return rc;
	}
	*ret = key;
	return 0;
}

void secret_key_close(struct secret_key **key)
{
	talloc_free(*key);
	*key = NULL;
}

int secret_seal(const struct secret_key *key, const char *plain, char ret[SECRET_SEALED_SIZE])
{
	uint8_t box[BOX_MAX];
	size_t n = strlen(plain);

	if (n > SECRET_PLAIN_MAX)
		return -ERANGE;
	randombytes_buf(box, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const uint8_t *)plain, n, box, key->octets);
	sodium_bin2base64(ret, SECRET_SEALED_SIZE, box, crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n,
			  sodium_base64_VARIANT_ORIGINAL);
	return 0;
}

int secret_unseal(const struct secret_key *key, const char *sealed, char ret[SECRET_PLAIN_MAX + 1])
{
	const size_t head = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
	uint8_t box[BOX_MAX], plain[SECRET_PLAIN_MAX + 1] = { 0 };
	size_t n = 0;

	if (sodium_base642bin(box, sizeof(box), sealed, strlen(sealed), NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) ||
	    n < head ||
	    crypto_secretbox_open_easy(plain, box + crypto_secretbox_NONCEBYTES, n - crypto_secretbox_NONCEBYTES, box,
				       key->octets) ||
	    memchr(plain, '\0', n - head))
		return -EINVAL;
	memcpy(ret, plain, n - head);
	ret[n - head] = '\0';
	sodium_memzero(plain, sizeof(plain));
	return 0;
}

void secret_digest(const struct secret_key *key, const char *text, char ret[SECRET_DIGEST_SIZE])
{
	unsigned char hash[(SECRET_DIGEST_SIZE - 1) / 2];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, strlen(text), key ? key->octets : NULL,
			   key ? sizeof(key->octets) : 0);
	sodium_bin2hex(ret, SECRET_DIGEST_SIZE, hash, sizeof(hash));
}

bool secret_code_is_valid(const char *code)
{
	return strspn(code, "0123456789") == SECRET_CODE_SIZE - 1 && !code[SECRET_CODE_SIZE - 1];
}

bool secret_code_is_trivial(const char *code)
{
	int step = code[1] - code[0];

	if (code[0] == code[2] && code[1] == code[3])
		return true;
	return (step == 1 || step == -1) && code[2] - code[1] == step && code[3] - code[2] == step;
}

void secret_code_generate(const char *other, char ret[SECRET_CODE_SIZE])
{
	char code[SECRET_CODE_SIZE + 8];

	do
		snprintf(code, sizeof(code), "%04u", (unsigned)randombytes_uniform(10000));
	while (secret_code_is_trivial(code) || !strcmp(code, other));
	memcpy(ret, code, SECRET_CODE_SIZE);
	sodium_memzero(code, sizeof(code));
}
