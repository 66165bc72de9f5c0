/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The counters of an agent, one after the other by name: for metrics and shows. */

#include <stddef.h>

#include <mpabx/sip/agent.h>

#define OF(field) { #field, offsetof(struct sip_stats, field) }

static const struct { const char *name; size_t at; } stats[] = {
	OF(received), OF(sent), OF(malformed), OF(refused_access), OF(invites_in), OF(invites_out), OF(answered), OF(ended),
	OF(retransmitted), OF(timed_out), OF(session_lost), OF(probes_lost), OF(glare), OF(no_dialog), OF(overload),
};
_Static_assert(sizeof(stats) / sizeof(stats[0]) == SIP_STATS, "each counter has its name");

const char *sip_stats_name(unsigned i)
{
	return i < SIP_STATS ? stats[i].name : "?";
}

uint64_t sip_stats_value(const struct sip_stats *s, unsigned i)
{
	return i < SIP_STATS ? *(const uint64_t *)((const char *)s + stats[i].at) : 0;
}
