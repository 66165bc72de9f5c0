/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* call/'s record to the store's, and into the spool: a copy, a checksum, one write. On the loop: nothing here allocates or
 * waits. */
#include <string.h>

#include <osmocom/core/utils.h>

#include "recorder.h"

static void word(char ret[STORE_WORD_SIZE], const char *name)
{
	osmo_strlcpy(ret, name ? name : "", STORE_WORD_SIZE);
}

static void reason_row(const struct decide_reason *r, struct store_reason *ret)
{
	word(ret->rule, decide_rule_name(r->rule));
	word(ret->why, decide_why_name(r->why));
	ret->seconds = r->seconds;
	ret->version = r->version;
	ret->group = r->group;
	ret->arg[0] = r->arg[0];
	ret->arg[1] = r->arg[1];
	osmo_strlcpy(ret->digits, r->digits, sizeof(ret->digits));
}

static void leg_row(const struct call_leg *leg, struct store_leg *ret)
{
	ret->number = leg->number;
	ret->charged = leg->charged;
	ret->start_us = leg->start_us;
	ret->answer_us = leg->answer_us;
	ret->end_us = leg->end_us;
	ret->cause = leg->cause;
	word(ret->rule, decide_rule_name(leg->rule));
	word(ret->why, decide_why_name(leg->why));
	ret->version = leg->version;
	ret->diverted = leg->diverted_by_network;
}

static void call_row(const struct call_record *r, struct store_record *ret)
{
	ret->id = r->id;
	ret->sequence = 0;
	ret->made = r->side == DECIDE_MADE;
	ret->served = r->served;
	ret->calling = r->calling;
	ret->called = r->called;
	ret->fleet = r->fleet;
	osmo_strlcpy(ret->dialled, r->dialled, sizeof(ret->dialled));
	digits_mask(ret->dialled);	/* a group's code is kept in clear nowhere */
	ret->original_called = r->original_called;
	ret->redirecting = r->redirecting;
	memcpy(ret->call_reference, r->call_reference, sizeof(ret->call_reference));
	ret->call_reference_len = r->call_reference_len;
	ret->msc = r->msc;
	ret->start_us = r->start_us;
	ret->answer_us = r->answer_us;
	ret->end_us = r->end_us;
	word(ret->end, call_end_name(r->end));
	ret->snapshot_version = r->snapshot_version;
	reason_row(&r->because, &ret->because);
	ret->anchor = r->anchor;
	ret->conference = r->conference;
	ret->limited = r->limited;
	ret->group = r->group;
	word(ret->group_result, r->group_result == CALL_GROUP_NONE ? "" : call_group_result_name(r->group_result));
}

void recorder_row(const struct call_record *record, struct store_record *ret)
{
	call_row(record, ret);
	ret->num_rejected = OSMO_MIN(record->num_rejected, STORE_RECORD_REJECTED);
	for (unsigned i = 0; i < ret->num_rejected; i++)
		reason_row(&record->rejected[i], &ret->rejected[i]);
	ret->num_legs = OSMO_MIN(record->num_legs, STORE_RECORD_LEGS);
	for (unsigned i = 0; i < ret->num_legs; i++)
		leg_row(&record->leg[i], &ret->leg[i]);
}

static void spool_record(struct recorder *recorder, enum spool_kind kind, const struct call_record *record)
{
	int length;

	if (!recorder->spool)
		return;
	recorder_row(record, &recorder->row);
	length = store_record_encode(&recorder->row, recorder->octets, sizeof(recorder->octets));
	/* What cannot go in waits in memory or is counted: the spool says so by its alarm. */
	if (length > 0)
		spool_append(recorder->spool, kind, record->id, recorder->octets, (size_t)length);
}

static void begin(void *priv, const struct call_record *record)
{
	spool_record(priv, SPOOL_BEGIN, record);
}

static void append(void *priv, const struct call_record *record)
{
	struct recorder *recorder = priv;

	records_ops.append(recorder->records, record);
	spool_record(recorder, SPOOL_END, record);
}

/* The later begin of a call takes the place of the one before (spool.h). */
const struct record_ops recorder_ops = { .begin = begin, .answered = begin, .append = append };
