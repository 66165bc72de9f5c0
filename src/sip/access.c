/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may send requests: the peers' addresses and the prefixes of the access list. Checked before any state is made. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "sip_priv.h"

static int prefix_read(const char *text, struct access_prefix *ret)
{
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : strlen(text);
	struct access_prefix p = {};
	char address[64];
	int bits, max;

	if (n >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, n);
	address[n] = '\0';
	if (inet_pton(AF_INET, address, p.address) == 1)
		p.family = AF_INET;
	else if (inet_pton(AF_INET6, address, p.address) == 1)
		p.family = AF_INET6;
	else
		return -EINVAL;
	bits = max = p.family == AF_INET ? 32 : 128;
	if (slash) {
		char *end;

		bits = strtol(slash + 1, &end, 10);
		if (end == slash + 1 || *end || bits < 0 || bits > max)
			return -EINVAL;
	}
	p.bits = bits;
	*ret = p;
	return 0;
}

int sip_agent_allow(struct sip_agent *agent, const char *prefix)
{
	struct access_prefix p, *grown;
	int rc = prefix_read(prefix, &p);

	if (rc)
		return rc;
	grown = talloc_realloc(agent, agent->access, struct access_prefix, agent->num_access + 1);
	if (!grown)
		return -ENOMEM;
	agent->access = grown;
	agent->access[agent->num_access++] = p;
	return 0;
}

void sip_agent_allow_none(struct sip_agent *agent)
{
	TALLOC_FREE(agent->access);
	agent->num_access = 0;
}

static bool prefix_holds(const struct access_prefix *p, const uint8_t *address)
{
	unsigned whole = p->bits / 8, rest = p->bits % 8;

	if (memcmp(p->address, address, whole))
		return false;
	return !rest || !((p->address[whole] ^ address[whole]) >> (8 - rest));
}

bool access_allows(struct sip_agent *agent, const struct sockaddr *sa)
{
	const uint8_t *address;

	if (sa->sa_family == AF_INET)
		address = (const uint8_t *)&((const struct sockaddr_in *)sa)->sin_addr;
	else if (sa->sa_family == AF_INET6)
		address = (const uint8_t *)&((const struct sockaddr_in6 *)sa)->sin6_addr;
	else
		return false;
	for (unsigned i = 0; i < agent->num_access; i++)
		if (agent->access[i].family == sa->sa_family && prefix_holds(&agent->access[i], address))
			return true;
	return peer_by_address(agent, sa, true) != NULL;
}

bool sip_agent_allows(struct sip_agent *agent, const char *address)
{
	struct sockaddr_storage sa = { .ss_family = AF_UNSPEC };
	struct sockaddr_in *in = (struct sockaddr_in *)&sa;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&sa;
	char text[64];
	size_t n = strlen(address);
	bool bracket = n > 2 && address[0] == '[';

	if (n >= sizeof(text))
		return false;
	memcpy(text, address + bracket, n + 1 - bracket);
	if (bracket)
		text[strcspn(text, "]")] = '\0';
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1)
		sa.ss_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1)
		sa.ss_family = AF_INET6;
	return access_allows(agent, (struct sockaddr *)&sa);
}
