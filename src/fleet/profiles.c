/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Number-plan profiles of a snapshot, each with its voicemail's deposit number: a handful, each used by many fleets. A
 * profile that is put again takes the place of the one of the same name, in all fleets that use it. */

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "snapshot.h"

#define DEFAULT_PROFILE "fr-current"

static struct fleet_profile *profile_find(const struct fleet_data *d, const char *name)
{
	struct fleet_profile *p;

	for (p = d->profiles; p; p = p->next) {
		if (!strcmp(numplan_name(p->numplan), name))
			return p;
	}
	return NULL;
}

const struct numplan *fleet_numplan_find(const struct fleet_snapshot *snap, const char *profile)
{
	const struct fleet_profile *p = profile_find(snap->data, profile);

	return p ? p->numplan : NULL;
}

/* A fleet whose profile is unknown is served by the default one: calls go on. */
static void fleets_rebind(struct fleet_snapshot *snap)
{
	struct fleet_data *d = snap->data;
	struct fleet_item *f;

	d->default_numplan = fleet_numplan_find(snap, DEFAULT_PROFILE);
	if (!d->default_numplan && d->profiles)
		d->default_numplan = d->profiles->numplan;
	for (f = pool_next(d->fleets, NULL); f; f = pool_next(d->fleets, f)) {
		const struct numplan *np = fleet_numplan_find(snap, f->profile);

		f->fleet.numplan = np ? np : d->default_numplan;
	}
}

int fleet_snapshot_put_numplan(struct fleet_snapshot *snap, struct numplan *np)
{
	struct fleet_data *d = snap->data;
	struct fleet_profile *p = profile_find(d, numplan_name(np));
	struct numplan *old = NULL;

	if (p) {
		old = p->numplan;
	} else {
		p = talloc_zero(d, struct fleet_profile);
		if (!p)
			return -ENOMEM;
		p->next = d->profiles;
		d->profiles = p;
	}
	p->numplan = talloc_steal(p, np);
	fleets_rebind(snap);
	talloc_free(old);
	return 0;
}

int fleet_snapshot_put_voicemail(struct fleet_snapshot *snap, const char *profile, e164_t number)
{
	struct fleet_profile *p = profile_find(snap->data, profile);

	if (!p)
		return -ENOENT;
	p->voicemail = number;
	return 0;
}

e164_t fleet_voicemail(const struct fleet_snapshot *snap, const struct fleet *fleet)
{
	const struct fleet_profile *p;

	for (p = snap->data->profiles; p; p = p->next) {
		if (fleet && p->numplan == fleet->numplan)
			return p->voicemail;
	}
	return E164_NONE;
}

const struct numplan *fleet_default_numplan(const struct fleet_snapshot *snap)
{
	return snap->data->default_numplan;
}
