/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a ladder says of a component in a few words: for the operations of a call the numbers and causes that a
 * reader looks for, for all others only the name. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "message.h"

struct summary_field {
	const char *operation, *key, *label;
	bool number;
};

static const struct summary_field fields[] = {
	{ "InitialDP", "serviceKey", "serviceKey", false },
	{ "InitialDP", "callingPartyNumber", "calling", true },
	{ "InitialDP", "calledPartyNumber", "called", true },
	{ "InitialDP", "calledPartyBCDNumber", "called", true },
	{ "InitialDP", "originalCalledPartyID", "original", true },
	{ "InitialDP", "redirectingPartyID", "redirecting", true },
	{ "InitialDP", "redirectionInformation.reason", "reason", false },
	{ "InitialDP", "redirectionInformation.counter", "counter", false },
	{ "Connect", "destinationRoutingAddress[0]", "destination", true },
	{ "Connect", "originalCalledPartyID", "original", true },
	{ "Connect", "redirectingPartyID", "redirecting", true },
	{ "Connect", "redirectionInformation.reason", "reason", false },
	{ "Connect", "redirectionInformation.counter", "counter", false },
	{ "EventReportBCSM", "eventTypeBCSM", "event", false },
	{ "EventReportBCSM", "legID.receivingSideID", "leg", false },
};

static char *summary_field(char *s, const struct sim_item *item, const struct summary_field *f)
{
	char buf[64];
	const char *text = f->number ? flat_number(&item->fields, f->key, buf, sizeof(buf))
				     : flat_get(&item->fields, f->key);

	return text && *text ? talloc_asprintf_append(s, " %s=%s", f->label, text) : s;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

/* Release cause, busy cause, ...: Q.850's value. */
static char *summary_cause(char *s, const struct sim_item *item)
{
	for (unsigned i = 0; i < item->fields.n; i++) {
		const char *key = item->fields.v[i].key;

		if (ends_with(key, "ause.value") || ends_with(key, "allCallSegments.value"))
			s = talloc_asprintf_append(s, " cause=%s", item->fields.v[i].text);
	}
	return s;
}

/* The events that RequestReportBCSMEvent arms. */
static char *summary_events(char *s, const struct sim_item *item)
{
	for (unsigned i = 0; i < item->fields.n; i++) {
		if (ends_with(item->fields.v[i].key, ".eventTypeBCSM"))
			s = talloc_asprintf_append(s, " %s", item->fields.v[i].text);
	}
	return s;
}

/* A refused dialogue (AARE) tells why by its diagnostic, Q.773 4.2.3. */
static char *summary_refusal(char *s, const struct sim_item *item)
{
	const char *diag = flat_get(&item->fields, "diag.user");

	if (diag && !strcmp(diag, "2"))
		return talloc_asprintf_append(s, " application-context-name-not-supported");
	return diag ? talloc_asprintf_append(s, " refused") : s;
}

char *item_summary(void *ctx, const struct sim_item *item)
{
	const char *name = item->name ? item->name : "", *space = *name ? " " : "";
	char *s;

	switch (item->kind) {
	case EXPECT_INVOKE:
		s = talloc_strdup(ctx, name);
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
			if (!strcmp(fields[i].operation, name))
				s = summary_field(s, item, &fields[i]);
		}
		if (!strcmp(name, "RequestReportBCSMEvent"))
			s = summary_events(s, item);
		if (!strcmp(name, "ReleaseCall") || !strcmp(name, "EventReportBCSM"))
			s = summary_cause(s, item);
		break;
	case EXPECT_RESULT:
		s = talloc_asprintf(ctx, "ReturnResult%s%s", space, name);
		break;
	case EXPECT_ERROR:
		s = talloc_asprintf(ctx, "ReturnError %s", name);
		break;
	case EXPECT_REJECT:
		s = talloc_asprintf(ctx, "Reject %s", name);
		break;
	case EXPECT_P_ABORT:
		s = talloc_asprintf(ctx, "P-Abort %s", name);
		break;
	case EXPECT_U_ABORT:
	case EXPECT_ABORT:
		s = summary_refusal(talloc_asprintf(ctx, "U-Abort%s%s", space, name), item);
		break;
	case EXPECT_NOTICE:
		s = talloc_asprintf(ctx, "Notice %s", name);
		break;
	default:
		s = talloc_strdup(ctx, name);
	}
	return item->broken ? talloc_asprintf_append(s, " (broken: %s)", item->broken) : s;
}
