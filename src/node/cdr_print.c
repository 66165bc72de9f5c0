/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One record as lines of a CDR file, a line a leg: doc/cdr.md says what each column holds. No field can hold a comma or a
 * quote: they are numbers, names of ours, and digits. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "cdr.h"

struct text { char *at; size_t left; };

__attribute__((format(printf, 2, 3))) static void say(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(t->at, t->left, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= t->left) {
		t->left = 0;
		return;
	}
	t->at += n;
	t->left -= (size_t)n;
}

static void say_number(struct text *t, e164_t number)
{
	if (number)
		say(t, ",%" PRIu64, number);
	else
		say(t, ",");
}

/* UTC, milliseconds. */
static void say_time(struct text *t, uint64_t us)
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;

	if (!us || !gmtime_r(&seconds, &tm)) {
		say(t, ",");
		return;
	}
	say(t, ",%04d-%02d-%02dT%02d:%02d:%02d.%03uZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, (unsigned)(us / 1000 % 1000));
}

const char *cdr_header(void)
{
	return "sequence,call,leg,legs,side,fleet,served,charged,calling,called,dialled,number,original_called,redirecting,"
		"call_reference,msc,start,answer,end,call_start,call_answer,call_end,cause,rule,rule_version,diverted,group,"
		"group_result,conference,limited,ended\n";
}

static void say_leg(struct text *t, const struct store_record *r, unsigned n, const struct store_leg *leg)
{
	char id[CALLID_STR_SIZE];

	say(t, "%" PRIu64 ",%s,%u,%u,%s,", r->sequence, callid_print(r->id, id), n, r->num_legs, r->made ? "made" : "received");
	if (r->fleet)
		say(t, "%u", r->fleet);
	say_number(t, r->served);
	say_number(t, leg->charged);
	say_number(t, r->calling);
	say_number(t, r->called);
	say(t, ",%s", r->dialled);
	say_number(t, leg->number);
	say_number(t, r->original_called);
	say_number(t, r->redirecting);
	say(t, ",");
	for (unsigned i = 0; i < r->call_reference_len; i++)
		say(t, "%02x", r->call_reference[i]);
	say_number(t, r->msc);
	say_time(t, leg->start_us);
	say_time(t, leg->answer_us);
	say_time(t, leg->end_us);
	say_time(t, r->start_us);
	say_time(t, r->answer_us);
	say_time(t, r->end_us);
	say(t, ",%u,%s,%u,%u", leg->cause, leg->rule[0] ? leg->rule : r->because.rule, leg->version, leg->diverted);
	say_number(t, r->group);
	say(t, ",%s,%u,%u,%s\n", r->group_result, r->conference, r->limited, r->end);
}

int cdr_print(const struct store_record *record, char *buf, size_t size)
{
	static const struct store_leg none;
	struct text t = { buf, size };

	/* A record without a leg has a line all the same: no sequence number is missing. */
	if (!record->num_legs)
		say_leg(&t, record, 0, &none);
	for (unsigned i = 0; i < record->num_legs; i++)
		say_leg(&t, record, i, &record->leg[i]);
	return t.left ? (int)(t.at - buf) : -ENOSPC;
}
