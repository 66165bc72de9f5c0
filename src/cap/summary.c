/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a ladder says of a component in a few words: for the operations of a call the numbers and causes that a
 * reader looks for, for all others only the name. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/cap/message.h>

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

static char *summary_field(char *s, const struct cap_item *item, const struct summary_field *f)
{
	char buf[64];
	const char *text = f->number ? cap_flat_number(&item->fields, f->key, buf, sizeof(buf))
				     : cap_flat_get(&item->fields, f->key);

	return text && *text ? talloc_asprintf_append(s, " %s=%s", f->label, text) : s;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

/* Release cause, busy cause, ...: Q.850's value. */
static char *summary_cause(char *s, const struct cap_item *item)
{
	for (unsigned i = 0; i < item->fields.n; i++) {
		const char *key = item->fields.v[i].key;

		if (ends_with(key, "ause.value") || ends_with(key, "allCallSegments.value"))
			s = talloc_asprintf_append(s, " cause=%s", item->fields.v[i].text);
	}
	return s;
}

/* The events that RequestReportBCSMEvent arms. */
static char *summary_events(char *s, const struct cap_item *item)
{
	for (unsigned i = 0; i < item->fields.n; i++) {
		if (ends_with(item->fields.v[i].key, ".eventTypeBCSM"))
			s = talloc_asprintf_append(s, " %s", item->fields.v[i].text);
	}
	return s;
}

/* A refused dialogue (AARE) tells why by its diagnostic, Q.773 4.2.3. */
static char *summary_refusal(char *s, const struct cap_item *item)
{
	const char *diag = cap_flat_get(&item->fields, "diag.user");

	if (diag && !strcmp(diag, "2"))
		return talloc_asprintf_append(s, " application-context-name-not-supported");
	return diag ? talloc_asprintf_append(s, " refused") : s;
}

char *cap_message_summary(void *ctx, enum tcap_msg_type type, const struct cap_items *items)
{
	char *line = talloc_strdup(ctx, cap_message_name(type));

	for (unsigned i = 0; i < items->n; i++) {
		char *item;

		if (i + 1 == items->n && items->v[i].kind == CAP_ITEM_MESSAGE)
			break;
		item = cap_item_summary(ctx, &items->v[i]);
		line = talloc_asprintf_append(line, "%s %s", i ? " +" : "", item ? item : "?");
		talloc_free(item);
	}
	return line;
}

char *cap_item_summary(void *ctx, const struct cap_item *item)
{
	const char *name = item->name ? item->name : "", *space = *name ? " " : "";
	char *s;

	switch (item->kind) {
	case CAP_ITEM_INVOKE:
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
	case CAP_ITEM_RESULT:
		s = talloc_asprintf(ctx, "ReturnResult%s%s", space, name);
		break;
	case CAP_ITEM_ERROR:
		s = talloc_asprintf(ctx, "ReturnError %s", name);
		break;
	case CAP_ITEM_REJECT:
		s = talloc_asprintf(ctx, "Reject %s", name);
		break;
	case CAP_ITEM_P_ABORT:
		s = talloc_asprintf(ctx, "P-Abort %s", name);
		break;
	case CAP_ITEM_U_ABORT:
	case CAP_ITEM_ABORT:
		s = summary_refusal(talloc_asprintf(ctx, "U-Abort%s%s", space, name), item);
		break;
	case CAP_ITEM_NOTICE:
		s = talloc_asprintf(ctx, "Notice %s", name);
		break;
	default:
		s = talloc_strdup(ctx, name);
	}
	return item->broken ? talloc_asprintf_append(s, " (broken: %s)", item->broken) : s;
}
