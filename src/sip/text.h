/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file text.h Small text helpers of the readers in this room. No type of the library here. */
#pragma once

#include <mpabx/sip/header.h>

#define SIP_URI_TEXT 640	/*!< the longest that sip_uri_print() makes fits */
#define SIP_ADDRESS_TEXT 1024

/*! \returns 0, -ENOSPC */
int sip_text_copy(char *to, size_t size, const char *from, size_t length);
const char *sip_text_space(const char *p);
/*! Behind the closing quote of a quoted string that begins at p, NULL where it does not end. */
const char *sip_text_quoted_end(const char *p);
/*! %-escapes what may not stand in a URI's header part / undoes it. \returns length, -ENOSPC, -EINVAL */
int sip_text_escape(const char *text, char *buf, size_t size);
int sip_text_unescape(const char *text, size_t length, char *buf, size_t size);
/*! The same of a text whose lines have their ends: a description, never a header. */
int sip_text_unescape_lines(const char *text, size_t length, char *buf, size_t size);
/*! A folded line's end and other control characters become spaces: what is kept is one line. \returns text */
char *sip_text_plain(char *text);
/*! A number of at most 9 digits; behind it in *end. \returns -1: none */
long sip_text_number(const char *text, const char **end);
/*! The value of one header in a URI's header part "A=b&C=d", unescaped. \returns 0, -ENOENT, -EINVAL, -ENOSPC */
int sip_text_uri_header(const char *headers, const char *name, char *buf, size_t size);
