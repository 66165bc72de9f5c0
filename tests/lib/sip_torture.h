/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sip_torture.h
 *  The cases of RFC 4475 by their names, each written anew as what it is about: a first line, the headers in which it
 *  differs from an ordinary message, a body. The message is built from that and a message that is right. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct torture {
	const char *name, *clause;
	const char *line;	/*!< first line */
	/*! Header lines, each with its CRLF; one takes the place of the ordinary one of its name. "-Name\r\n": without. */
	const char *headers;
	const char *body;	/*!< NULL = none; Content-Length is counted unless headers say one */
	const char *want;	/*!< the first characters of the status that we answer; "" = nothing comes; "|" between several */
};

extern const struct torture torture_cases[];
extern const unsigned torture_count;

/*! Writes case n; every number makes another Call-ID, branch and tag. \returns length */
size_t torture_make(const struct torture *t, unsigned number, unsigned port, char *buf, size_t size);

/*! 0 to sides - 1, of a series that the seed begins. */
uint32_t torture_dice(uint32_t *seed, uint32_t sides);
/*! One to six changes to a message. \returns its length now */
size_t torture_mutate(uint32_t *seed, char *text, size_t n, size_t size);
