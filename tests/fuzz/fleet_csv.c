/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fleet's file: whatever it is, it is read within bounds; what is not refused comes back the same when it is written and
 * read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/application.h>
#include <talloc.h>

#include <mpabx/sheet/read.h>
#include <mpabx/sheet/write.h>

static struct store *store;
static FILE *nowhere;

static void start(void)
{
	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	nowhere = fopen("/dev/null", "w");
	if (!nowhere || store_open(NULL, "sqlite::memory:", &store))
		abort();
}

/* \returns the draft where nothing was refused, else NULL */
static struct fleet_draft *read_file(const void *data, size_t size)
{
	struct report report = { .file = "f", .out = nowhere };
	FILE *f = size ? fmemopen((void *)data, size, "r") : fopen("/dev/null", "r");
	struct fleet_file file;

	if (!f || fleet_file_read(NULL, store, f, 0, &report, &file) || fleet_check_draft(file.draft, report_found, &report))
		abort();
	report_end(&report);
	fclose(f);
	if (!report.refused)
		return file.draft;
	talloc_free(file.draft);
	return NULL;
}

static char *write_file(const struct fleet_draft *d, enum fleet_lang lang, size_t *n)
{
	struct write_settings settings = { .lang = lang };
	char *text = NULL;
	FILE *f = open_memstream(&text, n);

	if (!f || fleet_file_write(f, d, &settings))
		abort();
	fclose(f);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fleet_draft *d, *again;
	char *first, *second;
	size_t n, m;

	if (!store)
		start();
	d = read_file(data, size);
	if (!d)
		return 0;
	first = write_file(d, FLEET_FR, &n);
	again = read_file(first, n);
	if (!again)
		abort();
	second = write_file(again, FLEET_FR, &m);
	if (n != m || memcmp(first, second, n))
		abort();
	free(first);
	free(second);
	talloc_free(again);
	talloc_free(d);
	return 0;
}
