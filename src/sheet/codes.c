/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Codes of groups on their way between a file and the store. */

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/sheet/codes.h>

char *codes_key_path(void *ctx, const char *store_url)
{
	static const char scheme[] = "sqlite:";

	if (strncmp(store_url, scheme, sizeof(scheme) - 1) || store_url[sizeof(scheme) - 1] == ':')
		return NULL;
	return talloc_asprintf(ctx, "%s.key", store_url + sizeof(scheme) - 1);
}

static void unseal(const struct secret_key *key, const char *sealed, char ret[16])
{
	char plain[SECRET_PLAIN_MAX + 1];

	ret[0] = '\0';
	if (!key || secret_unseal(key, sealed, plain))
		return;
	if (strlen(plain) < 16)
		memcpy(ret, plain, strlen(plain) + 1);
	explicit_bzero(plain, sizeof(plain));
}

void codes_fill(const struct fleet_draft *was, struct fleet_draft *is, const struct secret_key *key)
{
	for (size_t i = 0; i < draft_rows_count(is, DRAFT_GROUPS); i++) {
		struct draft_group *g = draft_row_at(is, DRAFT_GROUPS, i);
		const struct draft_group *old = fleet_draft_group(was, g->row.number);

		if (old && !g->code_user[0])
			unseal(key, old->row.code_user, g->code_user);
		if (old && !g->code_admin[0])
			unseal(key, old->row.code_admin, g->code_admin);
	}
}

static void seal(const struct secret_key *key, const char *old_sealed, const char *other, char typed[16],
		 char ret[SECRET_SEALED_SIZE])
{
	char old[16] = "", made[SECRET_CODE_SIZE];

	if (old_sealed)
		unseal(key, old_sealed, old);
	/* Unchanged, or sealed with a key that is not here: as it is. */
	if (old_sealed && old_sealed[0] && (!typed[0] || !strcmp(typed, old))) {
		memcpy(ret, old_sealed, strlen(old_sealed) + 1);
	} else {
		if (!typed[0]) {
			secret_code_generate(other, made);
			memcpy(typed, made, sizeof(made));
		}
		if (key)
			secret_seal(key, typed, ret);
		else
			memcpy(ret, "?", 2);
	}
	explicit_bzero(old, sizeof(old));
	explicit_bzero(made, sizeof(made));
}

void codes_seal(const struct fleet_draft *was, struct fleet_draft *is, const struct secret_key *key)
{
	for (size_t i = 0; i < draft_rows_count(is, DRAFT_GROUPS); i++) {
		struct draft_group *g = draft_row_at(is, DRAFT_GROUPS, i);
		const struct draft_group *old = fleet_draft_group(was, g->row.number);

		seal(key, old ? old->row.code_user : NULL, g->code_admin, g->code_user, g->row.code_user);
		seal(key, old ? old->row.code_admin : NULL, g->code_user, g->code_admin, g->row.code_admin);
		explicit_bzero(g->code_user, sizeof(g->code_user));
		explicit_bzero(g->code_admin, sizeof(g->code_admin));
	}
}
