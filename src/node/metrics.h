/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the node counts and holds, for Prometheus: text of its exposition format 0.0.4 over HTTP. A thread serves
 * the text that the loop makes for each scrape, so that nobody who asks keeps a call waiting. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct node;
struct metrics;

/* Listens at address (IPv4 or IPv6, no names) and port; 0: any. node NULL: nothing is served but what metrics_set() is given.
 * \returns 0 or -errno, with a log line */
int metrics_start(void *ctx, const struct node *node, const char *address, uint16_t port, struct metrics **ret);
/* Ends the thread and nulls the pointer. */
void metrics_stop(struct metrics **metrics);
/* Makes the text; the loop's. metrics_text.c */
void metrics_renew(struct metrics *metrics, const struct node *node);
/* Text to serve from now on; copied. */
void metrics_set(struct metrics *metrics, const char *text, size_t length);
uint16_t metrics_port(const struct metrics *metrics);
