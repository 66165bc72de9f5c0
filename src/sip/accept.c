/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libsofia-sip keeps whoever connects by TCP, without a limit, before anybody has looked at the access list: a stranger could
 * leave the node without descriptors. This definition stands before the C library's: while the library runs, a stranger's
 * connection is closed as it comes. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "accept.h"

typedef int accepter(int, struct sockaddr *, socklen_t *);

static __thread struct {
	bool (*allows)(void *priv, const struct sockaddr *sa);
	void *priv;
} judge;

void sip_accept_judge(bool (*allows)(void *priv, const struct sockaddr *sa), void *priv)
{
	judge.allows = allows;
	judge.priv = priv;
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
	if (!judge.allows)
		return real(fd, sa, size);
	s = real(fd, (struct sockaddr *)&from, &length);
	if (s < 0)
		return s;
	if (!judge.allows(judge.priv, (struct sockaddr *)&from)) {
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
