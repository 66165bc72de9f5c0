/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file screen.h
 *  Who may say what to us (GSMA FS.11): calling-GT prefixes, each with the operations it is allowed.
 *  Longest prefix wins; no match, no service. An empty table refuses all. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sccp.h"

struct screen;
struct screen *screen_alloc(void *ctx);
/*! \param prefix digits of the calling GT ("" = any, also an address without GT)
 *  \param op_code -1 = every operation of this SSN. \returns 0, -EINVAL, -ENOSPC */
int screen_allow(struct screen *s, const char *prefix, uint8_t ssn, int32_t op_code);
/*! \returns 0 or -ENOENT */
int screen_forbid(struct screen *s, const char *prefix, uint8_t ssn, int32_t op_code);
bool screen_allows(const struct screen *s, const struct sccp_addr *calling, uint8_t ssn, int32_t op_code);
/*! Is it allowed any operation at all? */
bool screen_knows(const struct screen *s, const struct sccp_addr *calling, uint8_t ssn);
/*! Visits every rule; for the VTY's show and write. */
void screen_each(const struct screen *s, void (*cb)(void *priv, const char *prefix, uint8_t ssn, int32_t op_code), void *priv);
