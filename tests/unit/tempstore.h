/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A store in a temporary folder of its own, which goes with the test. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct tempstore {
	char folder[64];
	char path[96];
	char url[112];
};

static inline int tempstore_make(struct tempstore *t)
{
	snprintf(t->folder, sizeof(t->folder), "/tmp/mpabx-test-XXXXXX");
	if (!mkdtemp(t->folder))
		return -1;
	snprintf(t->path, sizeof(t->path), "%s/store.db", t->folder);
	snprintf(t->url, sizeof(t->url), "sqlite:%s", t->path);
	return 0;
}

static inline void tempstore_remove(struct tempstore *t)
{
	static const char *const names[] = { "store.db", "store.db-wal", "store.db-shm", "away.db" };
	char path[160];

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", t->folder, names[i]);
		unlink(path);
	}
	rmdir(t->folder);
}
