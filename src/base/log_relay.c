/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Log lines of a thread, written by the loop. libosmocore's mutex keeps two threads from logging at once, but a target's
 * other half runs without it: the loop empties a VTY session's buffer or stderr's write queue while a thread would fill it.
 * Left out: levels. What a thread says is rare and worth a line; the loop asks for the level when it writes. */

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include <talloc.h>

#include <mpabx/base/log.h>

#define RELAY_LINES 32
#define RELAY_TEXT 240

struct line {
	int subsys;
	unsigned level;
	const char *file;
	int at;
	char text[RELAY_TEXT];
};

struct log_relay {
	pthread_mutex_t lock;
	unsigned first, count, lost;
	struct line line[RELAY_LINES];
	void (*wake)(void *priv);
	void *priv;
};

/* Each thread's own; NULL: it is the loop's. */
static _Thread_local struct log_relay *in_use;

static int relay_destroy(struct log_relay *relay)
{
	pthread_mutex_destroy(&relay->lock);
	return 0;
}

struct log_relay *log_relay_alloc(void *ctx, void (*wake)(void *priv), void *priv)
{
	struct log_relay *relay = talloc_zero(ctx, struct log_relay);

	if (!relay)
		return NULL;
	relay->wake = wake;
	relay->priv = priv;
	pthread_mutex_init(&relay->lock, NULL);
	talloc_set_destructor(relay, relay_destroy);
	return relay;
}

void log_relay_use(struct log_relay *relay)
{
	in_use = relay;
}

static void relay_put(struct log_relay *relay, const struct line *line)
{
	pthread_mutex_lock(&relay->lock);
	if (relay->count < RELAY_LINES)
		relay->line[(relay->first + relay->count++) % RELAY_LINES] = *line;
	else
		relay->lost++;
	pthread_mutex_unlock(&relay->lock);
	relay->wake(relay->priv);
}

static void write_out(const struct line *line)
{
	LOGPSRC(line->subsys, line->level, line->file, line->at, "%s", line->text);
}

void log_line(int subsys, unsigned level, const char *file, int at, const char *format, ...)
{
	struct line line = { .subsys = subsys, .level = level, .file = file, .at = at };
	va_list ap;

	va_start(ap, format);
	vsnprintf(line.text, sizeof(line.text), format, ap);
	va_end(ap);
	if (in_use)
		relay_put(in_use, &line);
	else
		write_out(&line);
}

static bool relay_take(struct log_relay *relay, struct line *ret, unsigned *lost)
{
	bool any;

	pthread_mutex_lock(&relay->lock);
	any = relay->count > 0;
	if (any) {
		*ret = relay->line[relay->first];
		relay->first = (relay->first + 1) % RELAY_LINES;
		relay->count--;
	}
	*lost = relay->lost;
	if (!any)
		relay->lost = 0;
	pthread_mutex_unlock(&relay->lock);
	return any;
}

void log_relay_flush(struct log_relay *relay)
{
	struct line line;
	unsigned lost;

	while (relay_take(relay, &line, &lost))
		write_out(&line);
	if (lost)
		LOGP(DNODE, LOGL_ERROR, "%u log lines of a thread were too many\n", lost);
}
