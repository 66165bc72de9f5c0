/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file journal_priv.h
 *  Inside the journal. The file: 16 octets of head with the format's version, then entries, each at a multiple of 8. */
#pragma once

#include <pthread.h>

#include <mpabx/store/journal.h>

#define JOURNAL_VERSION 1
#define JOURNAL_HEAD 16
#define JOURNAL_FRAME 24			/* octets before an entry's data */
#define JOURNAL_MOST (JOURNAL_FRAME + JOURNAL_MAX_DATA)
/* A file with more holes than this is given up from there on. */
#define JOURNAL_MAX_DAMAGED 1000

enum { JOURNAL_PUT = 1, JOURNAL_GONE = 2 };

struct journal_frame {
	uint64_t key;
	uint32_t kind, length;
	const uint8_t *data;
};

/* Where the good entry of a key lies: a table without chains, so that a held call costs little. */
struct journal_place { uint64_t key, at; uint32_t length; };	/* at 0: none */
struct journal_index {
	struct journal_place *place;
	uint32_t size, used;		/* size: 0 or a power of two */
	uint64_t octets;		/* of the good entries */
};

struct journal {
	char *path;
	int fd;
	uint32_t limit, slack;
	pthread_t thread;
	bool has_thread;

	/* the thread's, or before it is there the opener's */
	struct journal_index index;
	uint64_t at;			/* end of the file */
	uint64_t renew_at;		/* after a renewal that failed: not before the file has this size */
	uint32_t damaged;
	bool dirty;

	pthread_mutex_t lock;		/* of all below */
	pthread_cond_t wake;
	uint8_t *waiting, *writing;	/* they change places */
	uint32_t filled;
	bool stop;
	struct journal_stats stats;
};

/* ---- journal_frame.c: octets ---- */
static inline size_t journal_frame_size(size_t length) { return JOURNAL_FRAME + ((length + 7) & ~(size_t)7); }
/*! \returns octets */
size_t journal_frame_write(uint8_t *buf, const struct journal_frame *frame);
/*! \returns its size, 0: there is no whole entry here */
size_t journal_frame_read(const uint8_t *buf, size_t length, struct journal_frame *ret);
void journal_head_write(uint8_t buf[JOURNAL_HEAD]);
bool journal_head_good(const uint8_t *buf, size_t length);
/*! The index of a whole file. \returns where the next entry goes; -ENOMEM */
int64_t journal_scan(const uint8_t *file, size_t length, struct journal_index *index, uint32_t *damaged);
/*! \returns 0, -ENOMEM */
int journal_index_put(struct journal_index *index, uint64_t key, uint64_t at, uint32_t length);
void journal_index_remove(struct journal_index *index, uint64_t key);

/* ---- journal_file.c: the file ---- */
int journal_file_open(struct journal *j);
/*! \returns 0 or -errno; nothing of it stands then */
int journal_file_append(struct journal *j, const uint8_t *buf, size_t length);
/*! Only the good entries. \returns 0 or -errno: all is as it was */
int journal_file_renew(struct journal *j);
/*! \returns octets of its data, -errno */
int journal_file_read(const struct journal *j, const struct journal_place *place, uint8_t buf[JOURNAL_MOST]);
