/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libsofia-sip asks getaddrinfo() for the host of a Via when it answers a request that it could not read, and that may
 * wait seconds for a name server, and the whole node with it. This definition stands before the C library's: on the
 * loop's thread it takes numbers only, every other thread (libpq's) gets the real one. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>

#include "getaddrinfo.h"

typedef int resolver(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static __thread bool numeric_only;

void sip_getaddrinfo_numeric(void)
{
	numeric_only = true;
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **ret)
{
	static resolver *real;
	struct addrinfo numeric = {};

	if (!real)
		real = (resolver *)dlsym(RTLD_NEXT, "getaddrinfo");
	if (!real)
		return EAI_SYSTEM;
	if (!numeric_only)
		return real(node, service, hints, ret);
	if (hints)
		numeric = *hints;
	numeric.ai_flags &= ~(AI_ADDRCONFIG | AI_V4MAPPED | AI_ALL);
	numeric.ai_flags |= AI_NUMERICHOST | AI_NUMERICSERV;
	return real(node, service, &numeric, ret);
}
