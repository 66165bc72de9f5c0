/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The built pages, in memory, each as it is and compressed. Names under /assets/ carry a hash and are kept for a year; all else
 * is asked for again each time. The folder is read again when its index.html has changed. */
#include "config.h"

#include <ftw.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>
#include <talloc.h>
#include <zlib.h>

#include "http.h"
#include "site.h"

#define MOST_FILES 2000
#define MOST_OCTETS (8 * 1024 * 1024)

struct file {
	char *path;			/* "/index.html" */
	const char *type;
	uint8_t *octets, *packed;	/* packed NULL: not worth it */
	size_t length, packed_length;
	char etag[40];
};

/* What is being read; replaced as a whole, never changed. */
struct site_files { struct file *file; unsigned n; int users; time_t mtime; off_t size; ino_t inode; };

struct site {
	char *folder;
	pthread_mutex_t reading;	/* one thread at a time looks at the folder */
	pthread_rwlock_t lock;
	struct site_files *files;
};

static const struct { const char *end, *type; bool pack; } types[] = {
	{ ".html", "text/html; charset=utf-8", true }, { ".js", "text/javascript; charset=utf-8", true },
	{ ".css", "text/css; charset=utf-8", true }, { ".svg", "image/svg+xml", true }, { ".json", "application/json", true },
	{ ".webmanifest", "application/manifest+json", true }, { ".woff2", "font/woff2", false }, { ".png", "image/png", false },
	{ ".ico", "image/x-icon", false }, { ".txt", "text/plain; charset=utf-8", true }, { ".webp", "image/webp", false },
};

static uint8_t *pack(void *ctx, const uint8_t *octets, size_t length, size_t *ret_length)
{
	z_stream z = { 0 };
	size_t room = length + 64;
	uint8_t *out = talloc_size(ctx, room);

	if (!out || deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	z.next_in = (uint8_t *)(uintptr_t)octets;
	z.avail_in = (uInt)length;
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END || z.total_out >= length) {
		deflateEnd(&z);
		talloc_free(out);
		return NULL;
	}
	*ret_length = z.total_out;
	deflateEnd(&z);
	return out;
}

static void file_finish(struct file *f, void *ctx)
{
	unsigned char hash[16];
	char hex[33];
	bool packs = false;

	f->type = "application/octet-stream";
	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t n = strlen(types[i].end), m = strlen(f->path);

		if (m > n && !strcmp(f->path + m - n, types[i].end)) {
			f->type = types[i].type;
			packs = types[i].pack;
		}
	}
	if (packs)
		f->packed = pack(ctx, f->octets, f->length, &f->packed_length);
	crypto_generichash(hash, sizeof(hash), f->octets, f->length, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	snprintf(f->etag, sizeof(f->etag), "\"%s\"", hex);
}

/* nftw() has no argument of its own. */
static _Thread_local struct { struct site_files *files; size_t cut; } walking;

static int walk(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	struct site_files *files = walking.files;
	struct file *f;
	FILE *in;

	if (what != FTW_F || files->n == MOST_FILES || st->st_size > MOST_OCTETS || path[ftw->base] == '.')
		return 0;
	in = fopen(path, "r");
	if (!in)
		return 0;
	f = &files->file[files->n];
	f->length = (size_t)st->st_size;
	f->octets = talloc_size(files, f->length + 1);
	f->path = talloc_strdup(files, path + walking.cut);
	if (f->octets && f->path && fread(f->octets, 1, f->length, in) == f->length) {
		file_finish(f, files);
		files->n++;
	}
	fclose(in);
	return 0;
}

static struct site_files *folder_read(void *ctx, const char *folder, const struct stat *index)
{
	struct site_files *files = talloc_zero(NULL, struct site_files);

	if (!files)
		return NULL;
	files->file = talloc_zero_array(files, struct file, MOST_FILES);
	files->mtime = index->st_mtime;
	files->size = index->st_size;
	files->inode = index->st_ino;
	walking.files = files;
	walking.cut = strlen(folder);
	if (files->file)
		nftw(folder, walk, 16, FTW_PHYS);
	return files;
}

static int index_stat(const struct site *site, struct stat *st)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/index.html", site->folder);
	return stat(path, st);
}

static int site_free(struct site *site)
{
	talloc_free(site->files);
	return 0;
}

struct site *site_load(void *ctx, const char *folder)
{
	struct site *site = talloc_zero(ctx, struct site);
	struct stat st;

	if (!site)
		return NULL;
	pthread_rwlock_init(&site->lock, NULL);
	pthread_mutex_init(&site->reading, NULL);
	talloc_set_destructor(site, site_free);
	if (!folder)
		return site;
	site->folder = talloc_strdup(site, folder);
	while (site->folder && strlen(site->folder) > 1 && site->folder[strlen(site->folder) - 1] == '/')
		site->folder[strlen(site->folder) - 1] = '\0';
	if (site->folder && !index_stat(site, &st))
		site->files = folder_read(site, site->folder, &st);
	return site;
}

/* Whoever holds "reading" is the only one who replaces the files: he may look at them without the lock. */
static void reload_alone(struct site *site)
{
	struct site_files *now, *was;
	struct stat st;

	if (index_stat(site, &st) || (site->files && site->files->mtime == st.st_mtime && site->files->size == st.st_size &&
				      site->files->inode == st.st_ino))
		return;
	now = folder_read(site, site->folder, &st);
	if (!now)
		return;
	pthread_rwlock_wrlock(&site->lock);
	was = site->files;
	site->files = now;
	pthread_rwlock_unlock(&site->lock);
	talloc_free(was);
}

static void reload(struct site *site)
{
	if (!site->folder || pthread_mutex_trylock(&site->reading))
		return;
	reload_alone(site);
	pthread_mutex_unlock(&site->reading);
}

static const struct file *find(const struct site_files *files, const char *path)
{
	for (unsigned i = 0; files && i < files->n; i++)
		if (!strcmp(files->file[i].path, path))
			return &files->file[i];
	return NULL;
}

static bool accepts_gzip(struct MHD_Connection *c)
{
	const char *accept = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");

	return accept && strstr(accept, "gzip");
}

static struct MHD_Response *plain(const char *text)
{
	return MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *file_response(struct MHD_Connection *c, const struct file *f, unsigned *status)
{
	const char *known = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
	bool packed = f->packed && accepts_gzip(c), same = known && strstr(known, f->etag);
	struct MHD_Response *response = same ? plain("") : MHD_create_response_from_buffer(packed ? f->packed_length : f->length,
			packed ? f->packed : f->octets, MHD_RESPMEM_MUST_COPY);

	if (!response)
		return NULL;
	*status = same ? 304 : 200;
	if (!same)
		MHD_add_response_header(response, "Content-Type", f->type);
	if (!same && packed)
		MHD_add_response_header(response, "Content-Encoding", "gzip");
	MHD_add_response_header(response, "Vary", "Accept-Encoding");
	MHD_add_response_header(response, "ETag", f->etag);
	MHD_add_response_header(response, "Cache-Control", strncmp(f->path, "/assets/", 8) ? "no-cache" :
				"public, max-age=31536000, immutable");
	return response;
}

enum MHD_Result site_answer(struct portal *portal, struct MHD_Connection *c, const char *url, const char *method)
{
	struct site *site = portal->site;
	struct request dress = { .portal = portal, .tls = portal->cfg.certificate != NULL };
	bool get = !strcmp(method, "GET") || !strcmp(method, "HEAD");
	struct MHD_Response *response = NULL;
	unsigned status = 404;
	const struct file *f;
	enum MHD_Result rc;

	if (get && (!strchr(url, '.') || !strcmp(url, "/index.html")))
		reload(site);
	pthread_rwlock_rdlock(&site->lock);
	f = get ? find(site->files, url) : NULL;
	if (get && !f && !strchr(url, '.') && strncmp(url, "/api", 4))
		f = find(site->files, "/index.html");
	if (f)
		response = file_response(c, f, &status);
	pthread_rwlock_unlock(&site->lock);
	if (!response) {
		response = plain(get ? "not found\n" : "GET is served here\n");
		status = get ? 404 : 405;
		if (response)
			MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
	}
	if (!response)
		return MHD_NO;
	http_dress(&dress, response);
	rc = MHD_queue_response(c, status, response);
	MHD_destroy_response(response);
	return rc;
}
