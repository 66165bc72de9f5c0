/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file log.h Log categories of all programs (libosmocore logging). */
#pragma once

#include <osmocom/core/logging.h>

enum {
	DMTP, DSCCP, DTCAP, DCAP, DSCF, DCALL, DDECIDE, DFLEET, DSTORE, DNODE, DSIM, DSIP, DSIPUA,
	DMGCP, DMEDIA,
	_DCATEGORIES
};

extern const struct log_info mpabx_log_info;

/*! Starts libosmocore's logging to stderr. \returns 0 or -errno */
int mpabx_log_init(void *ctx);

/*! Lines of a thread beside the loop. Log targets are the loop's; such a thread leaves its lines in a relay. */
struct log_relay;
/*! \param wake called in the thread: let the loop call log_relay_flush() soon. Freed after the thread has ended. */
struct log_relay *log_relay_alloc(void *ctx, void (*wake)(void *priv), void *priv);
/*! This thread's LOGT() go there from now on. */
void log_relay_use(struct log_relay *relay);
/*! The loop's: writes what waits. */
void log_relay_flush(struct log_relay *relay);
void log_line(int subsys, unsigned level, const char *file, int at, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/*! LOGP() for code that may run in such a thread. */
#define LOGT(subsys, level, fmt, args...) log_line(subsys, level, __FILE__, __LINE__, fmt, ## args)
