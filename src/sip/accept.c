/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libsofia-sip keeps whoever connects by TCP, without a limit, before anybody has looked at the access list: a stranger could
 * leave the node without descriptors. This definition stands before the C library's: while the library runs, it lets in few strangers
 * at a time, who may send what belongs to a dialog (a core that connects from its machine's own address), and closes the others. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accept.h"

typedef int accepter(int, struct sockaddr *, socklen_t *);

#define STRANGERS 64

/* A descriptor may be another's by now, its inode tells. */
struct stranger { int fd; ino_t inode; };

static __thread const struct sip_accept_judge *judge;
static __thread struct stranger strangers[STRANGERS];

void sip_accept_judge(const struct sip_accept_judge *j)
{
	judge = j;
}

static bool is_open(const struct stranger *s)
{
	struct stat st;

	return s->inode && !fstat(s->fd, &st) && st.st_ino == s->inode;
}

/* \returns false: there are as many as may be */
static bool stranger_take(int fd)
{
	struct stat st;

	for (struct stranger *s = strangers; s < strangers + STRANGERS; s++) {
		if (is_open(s))
			continue;
		if (fstat(fd, &st) < 0)
			return false;
		*s = (struct stranger){ fd, st.st_ino };
		return true;
	}
	return false;
}

int accept(int fd, struct sockaddr *restrict sa, socklen_t *restrict size)
{
	static accepter *real;
	struct sockaddr_storage from = { 0 };
	socklen_t length = sizeof(from);
	int s;

	if (!real)
		real = (accepter *)dlsym(RTLD_NEXT, "accept");
	if (!real) {
		errno = ENOSYS;
		return -1;
	}
	if (!judge)
		return real(fd, sa, size);
	s = real(fd, (struct sockaddr *)&from, &length);
	if (s < 0)
		return s;
	if (!judge->knows(judge->priv, (struct sockaddr *)&from) && !stranger_take(s)) {
		judge->closed(judge->priv);
		close(s);
		errno = ECONNABORTED;	/* as if it had gone before it was looked at */
		return -1;
	}
	if (sa && size) {
		memcpy(sa, &from, *size < length ? *size : length);
		*size = length;
	}
	return s;
}
