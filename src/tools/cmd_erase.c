/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-fleet erase-records`: the call records of one line's service, legs and reasons with them, for somebody who has left
 * or asks for it. What waits in the node's spool is not there yet, what stands in CDR files is mediation's. */

#include <stdio.h>
#include <string.h>

#include <mpabx/store/record.h>

#include "cmd.h"

/* At a time: the node writes beside it. */
#define ERASED_AT_ONCE 500

static int erase_some(struct cmd *c, e164_t line)
{
	int rc = store_begin(c->store), n;

	if (rc < 0)
		return rc;
	n = store_records_erase_line(c->store, line, ERASED_AT_ONCE);
	if (n < 0) {
		store_rollback(c->store);
		return n;
	}
	rc = store_commit(c->store);
	return rc < 0 ? rc : n;
}

static bool read_line(const char *text, e164_t *ret)
{
	size_t skip = text[0] == '+';

	return e164_from_digits(text + skip, strlen(text + skip), ret) == 0;
}

int cmd_erase_records(struct cmd *c)
{
	unsigned long erased = 0;
	e164_t line;
	int n;

	if (!c->line || !read_line(c->line, &line))
		return cmd_trouble(c, cmd_text(c, "--line : un numéro avec son indicatif de pays, +33639980011",
					       "--line: a number with its country code, +33639980011"), 0);
	if (!c->yes) {
		fprintf(stderr, cmd_text(c, "Effacer les tickets d'appel de la ligne %s ? Ajoutez --yes.\n",
					 "Erase the call records of line %s? Add --yes.\n"), c->line);
		return EXIT_REFUSED;
	}
	do {
		n = erase_some(c, line);
		if (n < 0)
			return cmd_trouble(c, cmd_text(c, "la base", "the store"), n);
		erased += (unsigned)n;
	} while (n == ERASED_AT_ONCE);
	printf(cmd_text(c, "%lu effacés\n", "%lu erased\n"), erased);
	return EXIT_WELL;
}
