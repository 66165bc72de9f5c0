/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory that runs out where a test says so: see oom.h. The linker's --wrap sends each call that our own objects make
 * here first; works under the sanitizers too, which keep their own malloc() below. */

#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "oom.h"

struct msgb;
struct osmo_fsm;
struct osmo_fsm_inst;
struct pool;

static _Thread_local struct {
	bool armed, lasting, failed;
	unsigned left, count;
} oom;

static void arm(unsigned n, bool lasting)
{
	oom.armed = true;
	oom.lasting = lasting;
	oom.failed = false;
	oom.left = n;
	oom.count = 0;
}

void oom_fail(unsigned n)
{
	arm(n, false);
}

void oom_fail_from(unsigned n)
{
	arm(n, true);
}

bool oom_stop(void)
{
	oom.armed = false;
	return oom.failed;
}

unsigned oom_count(void)
{
	return oom.count;
}

/* One more allocation: must it fail? */
static bool fails(void)
{
	if (!oom.armed)
		return false;
	oom.count++;
	if (oom.failed)
		return oom.lasting;
	if (oom.left--)
		return false;
	oom.failed = true;
	return true;
}

#define WRAP(type, name, params, args) \
	type __real_##name params; \
	type __wrap_##name params; \
	type __wrap_##name params { return fails() ? NULL : __real_##name args; }

WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, calloc, (size_t num, size_t size), (num, size))
WRAP(void *, realloc, (void *mem, size_t size), (mem, size))
WRAP(char *, strdup, (const char *text), (text))

WRAP(void *, talloc_named_const, (const void *ctx, size_t size, const char *name), (ctx, size, name))
WRAP(void *, _talloc_zero, (const void *ctx, size_t size, const char *name), (ctx, size, name))
WRAP(void *, _talloc_memdup, (const void *ctx, const void *mem, size_t size, const char *name), (ctx, mem, size, name))
WRAP(void *, _talloc_array, (const void *ctx, size_t size, unsigned num, const char *name), (ctx, size, num, name))
WRAP(void *, _talloc_zero_array, (const void *ctx, size_t size, unsigned num, const char *name), (ctx, size, num, name))
WRAP(void *, _talloc_realloc, (const void *ctx, void *mem, size_t size, const char *name), (ctx, mem, size, name))
WRAP(void *, _talloc_realloc_array, (const void *ctx, void *mem, size_t size, unsigned num, const char *name),
     (ctx, mem, size, num, name))
WRAP(void *, _talloc_pooled_object, (const void *ctx, size_t size, const char *name, unsigned num, size_t total),
     (ctx, size, name, num, total))
WRAP(void *, talloc_pool, (const void *ctx, size_t size), (ctx, size))
WRAP(char *, talloc_strdup, (const void *ctx, const char *text), (ctx, text))
WRAP(char *, talloc_strndup, (const void *ctx, const char *text, size_t n), (ctx, text, n))
WRAP(char *, talloc_strdup_append, (char *before, const char *text), (before, text))
WRAP(char *, talloc_strdup_append_buffer, (char *before, const char *text), (before, text))
WRAP(char *, talloc_vasprintf, (const void *ctx, const char *format, va_list ap), (ctx, format, ap))
WRAP(char *, talloc_vasprintf_append, (char *before, const char *format, va_list ap), (before, format, ap))
WRAP(char *, talloc_vasprintf_append_buffer, (char *before, const char *format, va_list ap), (before, format, ap))

/* What takes any number of arguments goes on to its brother with a va_list. */
#define WRAP_VARIADIC(name, brother, type) \
	char *__wrap_##name(type first, const char *format, ...); \
	char *__wrap_##name(type first, const char *format, ...) \
	{ \
		char *text; \
		va_list ap; \
		va_start(ap, format); \
		text = __wrap_##brother(first, format, ap); \
		va_end(ap); \
		return text; \
	}

WRAP_VARIADIC(talloc_asprintf, talloc_vasprintf, const void *)
WRAP_VARIADIC(talloc_asprintf_append, talloc_vasprintf_append, char *)
WRAP_VARIADIC(talloc_asprintf_append_buffer, talloc_vasprintf_append_buffer, char *)

WRAP(void *, pool_get, (struct pool *pool), (pool))
WRAP(struct msgb *, msgb_alloc, (uint16_t size, const char *name), (size, name))
WRAP(struct msgb *, msgb_alloc_c, (const void *ctx, uint16_t size, const char *name), (ctx, size, name))
WRAP(struct osmo_fsm_inst *, osmo_fsm_inst_alloc,
     (struct osmo_fsm *fsm, void *ctx, void *priv, int log_level, const char *id), (fsm, ctx, priv, log_level, id))
