/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What each counter counts, in words: `show rate-counters` and the HELP lines of the metrics. */
#pragma once

const char *counter_help_sccp(unsigned i);
const char *counter_help_tcap(unsigned i);
const char *counter_help_scf(unsigned i);
