/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One entry of RequestedEvents, SignalRequests or ObservedEvents: `package/name@connection(argument)(argument)`. Package,
 * connection and arguments may each be missing (RFC 3435 3.2.2.13). */
#include <errno.h>
#include <string.h>

#include <mpabx/mgcp.h>

/* What stands between a parenthesis and its match; text is moved behind it. */
static int take_argument(struct mgcp_text *text, struct mgcp_text *ret)
{
	unsigned depth = 0;

	for (size_t i = 0; i < text->n; i++) {
		if (text->s[i] == '(')
			depth++;
		else if (text->s[i] == ')' && --depth == 0) {
			*ret = (struct mgcp_text){ text->s + 1, i - 1 };
			text->s += i + 1;
			text->n -= i + 1;
			return 0;
		}
	}
	return -EINVAL;
}

static struct mgcp_text take_until(struct mgcp_text *text, const char *stops)
{
	struct mgcp_text head = { text->s, 0 };

	while (head.n < text->n && !strchr(stops, text->s[head.n]))
		head.n++;
	text->s += head.n;
	text->n -= head.n;
	return head;
}

int mgcp_event_parse(struct mgcp_text item, struct mgcp_event *ret)
{
	struct mgcp_event e = { 0 };
	int rc;

	if (memchr(item.n ? item.s : "", '\0', item.n))
		return -EINVAL;
	e.name = take_until(&item, "/@(");
	if (item.n && *item.s == '/') {
		item.s++, item.n--;
		e.package = e.name;
		if (item.n && *item.s == '[') {	/* a range, `D/[0-9*#T]`, is one name */
			e.name = take_until(&item, "]@(");
			if (!item.n || *item.s != ']')
				return -EINVAL;
			e.name.n++;
			item.s++, item.n--;
		} else {
			e.name = take_until(&item, "@(");
		}
	}
	if (item.n && *item.s == '@') {
		item.s++, item.n--;
		e.connection = take_until(&item, "(");
	}
	while (item.n) {
		if (*item.s != '(' || e.num_arguments == 2)
			return -EINVAL;
		rc = take_argument(&item, &e.argument[e.num_arguments]);
		if (rc < 0)
			return rc;
		e.num_arguments++;
	}
	if (!e.name.n)
		return -EINVAL;
	*ret = e;
	return 0;
}
