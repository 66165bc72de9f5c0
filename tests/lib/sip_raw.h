/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sip_raw.h A socket that speaks SIP letter by letter, for what no phone of ours would do. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sip_bed.h"

struct raw {
	struct bed *bed;
	int fd;
	uint16_t port, to;		/*!< ours; where messages go */
	char got[16384];		/*!< the last message, NUL ended */
	char via[2048], from[512], to_line[512], call_id[256], cseq[64];	/*!< of the last request: what a response repeats */
};

void raw_open(struct raw *r, struct bed *b, const char *address, uint16_t to);
void raw_close(struct raw *r);
void raw_send(struct raw *r, const char *text, size_t length);
void raw_sendf(struct raw *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/*! The next message that begins with this, others are dropped. \returns false where none comes */
bool raw_recv(struct raw *r, const char *start, unsigned ms);
/*! To the last request. lines: further headers, each with its end; sdp may be NULL. */
void raw_respond(struct raw *r, const char *status, const char *tag, const char *lines, const char *sdp);
/*! A header's value in the last message, "" = none. Static memory. */
const char *raw_value(const struct raw *r, const char *name);
/*! A request outside of a dialog: "METHOD uri" first, then what every request has; tag of To may be NULL. */
void raw_request(struct raw *r, const char *method, unsigned cseq, const char *to_tag, const char *lines, const char *body);
