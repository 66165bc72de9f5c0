/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scenario files by name, for run and attack. */
#pragma once

#include "play.h"

/* \returns 0, or 2 with what is wrong told on standard error */
int files_add(void *ctx, struct play *play, char **files);
/* Reads and builds everything without a network. \returns 0, 1, 2 */
int files_check(void *ctx, const struct play_options *opt, char **files);
