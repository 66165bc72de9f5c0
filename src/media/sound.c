/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The store of sounds: every .wav below the folder, under its path without the ending; then what is made here and was not
 * among them. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "sound.h"
#include "tones.h"

#define MAX_SOUNDS 512
#define MAX_FILE (64 << 20)

struct sounds { unsigned num; struct sound sound[MAX_SOUNDS]; };

const struct sound *sounds_find(const struct sounds *s, const char *name)
{
	for (unsigned i = 0; i < s->num; i++)
		if (!strcmp(s->sound[i].name, name))
			return &s->sound[i];
	return NULL;
}

unsigned sounds_count(const struct sounds *s)
{
	return s->num;
}

static void add(struct sounds *s, const char *name, uint8_t *alaw, size_t length)
{
	if (s->num == MAX_SOUNDS || !length)
		return;
	s->sound[s->num++] = (struct sound){ talloc_strdup(s, name), length, alaw };
}

static uint8_t *read_file(void *ctx, const char *path, size_t *length)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	long size;

	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) > 0 && size <= MAX_FILE && fseek(f, 0, SEEK_SET) == 0) {
		data = talloc_size(ctx, (size_t)size);
		if (data && fread(data, 1, (size_t)size, f) != (size_t)size)
			TALLOC_FREE(data);
		*length = (size_t)size;
	}
	fclose(f);
	return data;
}

static void load_file(struct sounds *s, const char *path, const char *name)
{
	size_t length = 0;
	uint8_t *file = read_file(s, path, &length), *alaw = NULL;
	long n = file ? wav_read(s, file, length, &alaw) : -EIO;

	talloc_free(file);
	if (n > 0)
		add(s, name, alaw, (size_t)n);
	else
		LOGP(DMEDIA, LOGL_ERROR, "%s is left out: %s\n", path, strerror((int)-n));
}

static void load_folder(struct sounds *s, const char *folder, const char *prefix)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char path[1024], name[256];
		const char *end = strrchr(e->d_name, '.');

		if (!end || end == e->d_name || strcmp(end, ".wav") ||
		    snprintf(path, sizeof(path), "%s/%s", folder, e->d_name) >= (int)sizeof(path) ||
		    snprintf(name, sizeof(name), "%s%.*s", prefix, (int)(end - e->d_name), e->d_name) >= (int)sizeof(name))
			continue;
		load_file(s, path, name);
	}
	if (d)
		closedir(d);
}

struct sounds *sounds_load(void *ctx, const char *folder)
{
	static const struct { const char *name; size_t (*make)(void *ctx, uint8_t **ret); } made[] = {
		{ "ringback", tone_ringback }, { "busy", tone_busy }, { "music", tone_music },
	};
	struct sounds *s = talloc_zero(ctx, struct sounds);
	char sub[1024];

	if (!s)
		return NULL;
	if (folder) {
		load_folder(s, folder, "");
		snprintf(sub, sizeof(sub), "%s/fr", folder);
		load_folder(s, sub, "fr/");
		snprintf(sub, sizeof(sub), "%s/en", folder);
		load_folder(s, sub, "en/");
	}
	for (unsigned i = 0; i < ARRAY_SIZE(made); i++) {
		uint8_t *alaw = NULL;
		size_t n;

		if (sounds_find(s, made[i].name))
			continue;
		n = made[i].make(s, &alaw);
		add(s, made[i].name, alaw, n);
	}
	return s;
}
