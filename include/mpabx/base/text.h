/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file text.h
 *  snprintf() for the call path, where some hundred short texts a call are put together: the same formats, the same answer, a
 *  fraction of the time for what they are made of. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

/*! As snprintf(): cut where it does not fit, always terminated unless size is 0. \returns the length of all of it, or < 0 */
int text_print(char *buf, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
/*! As vsnprintf(). */
int text_vprint(char *buf, size_t size, const char *format, va_list ap) __attribute__((format(printf, 3, 0)));
