/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sdp_line.h Lines and words of a session description, for its reader and its rewriter. */
#pragma once

#include <mpabx/sip/sdp.h>

struct sdp_line {
	const char *at, *end;		/*!< what is left */
	const char *text;		/*!< this line */
	size_t length, whole;		/*!< without, with its end */
};

/*! The next line that is not empty. */
bool sdp_line_next(struct sdp_line *l);
bool sdp_line_is(const struct sdp_line *l, const char *start);
/*! "a=NAME" or "a=NAME:value" */
bool sdp_line_attribute(const struct sdp_line *l, const char *name, const char **value, size_t *length);
bool sdp_word(const char **at, const char *end, const char **word, size_t *length);
bool sdp_number(const char *text, size_t length, uint64_t max, uint64_t *ret);
int sdp_address(const char *text, size_t length, char *ret, bool *ipv6);
