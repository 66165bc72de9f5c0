/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demo's people: one of each role, all with one password, which only the demo has. Groups of the demo get codes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "demo.h"
#include "demo_calls.h"
#include "token.h"

static const struct { const char *login, *name; uint8_t role; uint8_t fleet; e164_t line; } people[] = {
	{ "operateur@mpabx.example", "Opérateur", PORTAL_OPERATOR, 0, E164_NONE },
	{ "accueil@martin.example", "Claire Martin", PORTAL_MANAGER, 1, E164_NONE },
	{ "hugo@martin.example", "Hugo", PORTAL_USER, 1, UINT64_C(33639980012) },
	{ "accueil@lefevre.example", "Anne Lefèvre", PORTAL_MANAGER, 3, E164_NONE },
	{ "bruno@lefevre.example", "Bruno Caron", PORTAL_USER, 3, UINT64_C(33639980102) },
	{ "camille@lefevre.example", "Accueil 1", PORTAL_USER, 3, UINT64_C(33639980121) },
	{ "garage@port.example", "Yann Le Goff", PORTAL_MANAGER, 2, E164_NONE },
};

static int people_put(struct store *store)
{
	char hash[PORTAL_PASSWORD_SIZE];
	int rc = password_hash(DEMO_PASSWORD, hash);

	for (unsigned i = 0; i < sizeof(people) / sizeof(people[0]) && !rc; i++) {
		struct store_portal_user u = { .role = people[i].role, .fleet_id = people[i].fleet, .line = people[i].line };

		snprintf(u.login, sizeof(u.login), "%s", people[i].login);
		snprintf(u.name, sizeof(u.name), "%s", people[i].name);
		memcpy(u.password, hash, sizeof(u.password));
		rc = store_portal_user_put(store, &u);
	}
	return rc;
}

struct coding { struct store_group group[64]; unsigned n; };

static int group_take(void *priv, const struct store_group *row)
{
	struct coding *c = priv;

	if (!row->code_user[0] && c->n < 64)
		c->group[c->n++] = *row;
	return 0;
}

static int codes_put(struct store *store, const struct secret_key *key)
{
	struct coding c = { .n = 0 };
	int rc = store_groups_each(store, 0, group_take, &c);

	for (unsigned i = 0; key && i < c.n && !rc; i++) {
		char user[SECRET_CODE_SIZE], admin[SECRET_CODE_SIZE];

		secret_code_generate("", user);
		secret_code_generate(user, admin);
		secret_seal(key, user, c.group[i].code_user);
		secret_seal(key, admin, c.group[i].code_admin);
		rc = store_group_put(store, &c.group[i]);
	}
	return rc;
}

int portal_demo_load(struct store *store, const struct secret_key *key)
{
	int rc = store_portal_has_users(store);

	if (rc)
		return rc < 0 ? rc : 0;
	rc = store_demo_load(store);
	if (!rc)
		rc = store_begin(store);
	store_set_author(store, "demo");
	if (!rc)
		rc = codes_put(store, key);
	if (!rc)
		rc = people_put(store);
	if (!rc)
		rc = demo_calls_put(store);
	if (!rc)
		return store_commit(store);
	store_rollback(store);
	return rc;
}
