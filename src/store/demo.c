/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demo fleets of `mpabx-node --demo`: two customers whose lines show what the node does. All numbers are of Arcep's
 * ranges for fiction (06 39 98 xx xx, 01 99 00 xx xx), so that no demo ever rings anybody's phone. */

#include <errno.h>
#include <stdio.h>

#include "statement.h"

#define MOBILE(xxxx) (UINT64_C(33639980000) + (xxxx))
#define LANDLINE(xxxx) (UINT64_C(33199000000) + (xxxx))
#define ALL_RIGHTS (LINE_RIGHT_SHORT_NUMBERS | LINE_RIGHT_FORWARDING | LINE_RIGHT_TRANSFER | LINE_RIGHT_CONFERENCE | \
		    LINE_RIGHT_INCOMING | LINE_RIGHT_GROUPS)

static const char *const fleets[] = { "Boulangerie Martin", "Garage du Port" };

/* fleet: place in fleets[] */
static const struct { unsigned fleet; struct store_line row; } lines[] = {
	{ 0, { MOBILE(11), 0, "Claire Martin", "21", ALL_RIGHTS, false, LINE_CSI_BOTH } },
	{ 0, { MOBILE(12), 0, "Hugo, livraison", "22", ALL_RIGHTS, false, LINE_CSI_BOTH } },	/* forwarded to the shop */
	{ 0, { MOBILE(13), 0, "Ines, vente", "23", ALL_RIGHTS, false, LINE_CSI_BOTH } },	/* forwarding kept, switched off */
	{ 0, { MOBILE(14), 0, "Paul, fournil", "24", ALL_RIGHTS, false, LINE_CSI_BOTH } },	/* forwarded to Hugo: a chain */
	{ 0, { MOBILE(15), 0, "Sofia, vente", "25", ALL_RIGHTS, false, LINE_CSI_BOTH } },
	{ 0, { MOBILE(16), 0, "Ancien apprenti", "26", ALL_RIGHTS, true, LINE_CSI_BOTH } },	/* suspended */
	{ 0, { MOBILE(17), 0, "Stagiaire", "27", 0, false, LINE_CSI_BOTH } },			/* the option, but no function */
	{ 0, { MOBILE(18), 0, "Tablette de caisse", "", ALL_RIGHTS, false, LINE_CSI_BOTH } },	/* no short number */
	{ 1, { MOBILE(51), 0, "Yann Le Goff", "21", ALL_RIGHTS, false, LINE_CSI_BOTH } },	/* 21 and 22 again: another fleet */
	{ 1, { MOBILE(52), 0, "Atelier", "22", ALL_RIGHTS, false, LINE_CSI_BOTH } },
};

static const struct { unsigned fleet; struct store_fixed row; } fixed[] = {
	{ 0, { 0, LANDLINE(1234), "Boutique", "28" } },
	{ 1, { 0, LANDLINE(5678), "Accueil", "28" } },
};

static const struct store_forwarding forwardings[] = {
	{ .line = MOBILE(12), .kind = FORWARDING_IMMEDIATE, .active = true, .destination = LANDLINE(1234) },
	{ .line = MOBILE(13), .kind = FORWARDING_IMMEDIATE, .active = false, .destination = LANDLINE(1234) },
	{ .line = MOBILE(14), .kind = FORWARDING_IMMEDIATE, .active = true, .destination = MOBILE(12) },
	{ .line = MOBILE(15), .kind = FORWARDING_NO_ANSWER, .active = true, .destination = LANDLINE(1234) },
	{ .line = MOBILE(52), .kind = FORWARDING_IMMEDIATE, .active = true, .destination = LANDLINE(5678) },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int stop_at_first(void *priv, const struct store_fleet *row)
{
	return 1;
}

static int fleets_put(struct store *s, uint32_t *ret_ids)
{
	int rc = 0;

	for (unsigned i = 0; i < COUNT(fleets) && !rc; i++) {
		struct store_fleet row = { .profile = "fr-current" };

		snprintf(row.name, sizeof(row.name), "%s", fleets[i]);
		rc = store_fleet_put(s, &row);
		ret_ids[i] = row.id;
	}
	return rc;
}

static int rows_put(struct store *s)
{
	uint32_t ids[COUNT(fleets)];
	int rc = fleets_put(s, ids);

	for (unsigned i = 0; i < COUNT(lines) && !rc; i++) {
		struct store_line row = lines[i].row;

		row.fleet_id = ids[lines[i].fleet];
		rc = store_line_put(s, &row);
	}
	for (unsigned i = 0; i < COUNT(fixed) && !rc; i++) {
		struct store_fixed row = fixed[i].row;

		row.fleet_id = ids[fixed[i].fleet];
		rc = store_fixed_put(s, &row);
	}
	for (unsigned i = 0; i < COUNT(forwardings) && !rc; i++) {
		struct store_forwarding row = forwardings[i];

		rc = store_forwarding_put(s, &row);
	}
	return rc;
}

int store_demo_load(struct store *s)
{
	int rc = store_begin(s);

	if (rc < 0)
		return rc;
	rc = store_fleets_each(s, stop_at_first, NULL);
	if (rc == 1) {
		store_rollback(s);
		return 0;
	}
	if (!rc)
		rc = rows_put(s);
	if (rc < 0) {
		store_rollback(s);
		return -EIO;
	}
	return store_commit(s);
}
