/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the last calls said to the switches and the HLR, for `show trace`: a ring of bounded size, written by a thread of
 * its own. Codes that users dial are masked before anything is kept. */
#pragma once

#include <stdio.h>

#include <mpabx/cap.h>
#include <mpabx/scf.h>

#define TRACE_DEFAULT_MB 16
#define TRACE_MAX_MB 4096

struct trace;

/* size: octets of all its memory, at least a megabyte. \returns NULL out of memory, or where no thread can be made */
struct trace *trace_start(void *ctx, size_t size);
/* Stops the thread and nulls the pointer. */
void trace_stop(struct trace **trace);
/* For scf_set_trace(), on the loop: copies the message into a queue and returns. A full queue drops it and counts. */
void trace_message(void *priv, const struct scf_trace *message);

/* Draws a call's messages. \returns how many there were; 0: nothing is kept of this call, nothing was written */
unsigned trace_print(struct trace *trace, callid_t call, FILE *out);

/* The same, message by message, from the first-th on; texts live until cb returns. Non-zero stops. \returns how many there are */
struct ladder_event;
unsigned trace_each(struct trace *trace, callid_t call, unsigned first, int (*cb)(void *priv, const struct ladder_event *e), void *priv);

struct trace_fill { uint64_t messages, dropped; size_t used, size; uint64_t oldest_us; };
void trace_fill(struct trace *trace, struct trace_fill *ret);

/* trace_text.c: a message in the words of a ladder, child of ctx, codes masked. phase 0: as its application context says. */
char *trace_text(void *ctx, enum cap_proto proto, unsigned phase, const uint8_t *pdu, size_t length);
