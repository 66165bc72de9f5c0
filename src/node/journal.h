/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answered calls by SIP outlive the node: written to a journal in the spool's folder, taken up again at the start. */
#pragma once

#include <mpabx/store/journal.h>

struct node;

/* After SIP and media, before the loop: takes up what an earlier life left, then says to the spool which calls it must not
 * cut off. Where no journal can be kept the log says so, and calls end with the node. \returns 0, -ENOMEM */
int node_journal_start(struct node *node);
/* After sipua_leave(): what is not written yet. */
void node_journal_stop(struct node *node);
