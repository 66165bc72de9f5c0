/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MAP of the simulated network. The HLR answers what the node asks about a phone (anyTimeInterrogation, sendRoutingInfo) from
 * what that phone does at this moment; it is reached by its own title or by the subscriber's number as title. The MSC tells
 * of a conference (ss-InvocationNotification). Which scenario's network a question is for is told by the number alone:
 * many may play at once with the same HLR. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "network.h"

#define SS_MULTI_PARTY "0x51"	/* TS 29.002 17.7.5 */

/* ---- whose is it ---- */

/* "+336..." of the subscriber that the first invoke asks about; "" where it names none. */
static void asked_number(void *ctx, const struct tcap_msg *msg, char ret[STORY_NUMBER_SIZE])
{
	struct sim_call_def def = { .proto = CAP_PROTO_MAP, .phase = 3 };
	struct cap_items m = { 0 };
	const char *digits;

	*ret = '\0';
	if (!msg->num_components)
		return;
	cap_message_read(ctx, def.proto, def.phase, msg, play_operation_of, NULL, &m);
	digits = cap_flat_get(&m.v[0].fields, "subscriberIdentity.msisdn.digits");
	if (!digits)
		digits = cap_flat_get(&m.v[0].fields, "msisdn.digits");
	if (digits)
		snprintf(ret, STORY_NUMBER_SIZE, "+%s", digits);
}

static bool waits_for_dialogues(const struct scenario *s)
{
	for (unsigned i = 0; i < s->num_calls; i++) {
		if (s->calls[i].accept)
			return true;
	}
	return false;
}

/* A network that has the phone takes the question; where none has, the first, unless a script plays that HLR. */
static bool is_ours(const struct network *net, const char *number)
{
	struct play_scenario *ps;

	if (phone_find(net, number))
		return true;
	llist_for_each_entry(ps, &net->ps->play->scenarios, entry) {
		if (ps->state != PLAY_RUNNING)
			continue;
		if (waits_for_dialogues(ps->def) || (ps->network && phone_find(ps->network, number)))
			return false;
	}
	llist_for_each_entry(ps, &net->ps->play->scenarios, entry) {
		if (ps->state == PLAY_RUNNING && ps->network)
			return ps->network == net;
	}
	return false;
}

struct wanted { struct network *net; struct play_call *call; struct sim_node *node; };

static bool wants(void *priv, const struct sccp_addr *called, const struct tcap_msg *msg)
{
	struct wanted *w = priv;
	char gt[SCCP_GT_MAX_DIGITS + 1], number[STORY_NUMBER_SIZE];

	sccp_addr_gt(called, gt);
	if (called->ssn != SCCP_SSN_HLR)
		return false;
	asked_number(w->net, msg, number);
	if (strcmp(gt, w->net->def->hlr->gt) && (!*number || strcmp(gt, number + 1)))
		return false;
	w->node->addr = *called;
	return is_ours(w->net, number);
}

/* ---- the HLR's answers ---- */

static void add_imsi(struct sim_component *c, struct sim_field *v, const char *number)
{
	size_t n = strlen(number);

	v[c->fields.n++] = (struct sim_field){ .key = "imsi", .text = talloc_asprintf(v, "20810%010lu",
		strtoul(n > 9 ? number + n - 9 : number, NULL, 10)) };
}

static void error_of(struct sim_component *c, const char *name)
{
	const struct cap_error_def *err = cap_error_by_name(CAP_PROTO_MAP, name);

	c->type = TCAP_ERROR;
	c->name = "ReturnError";
	c->code = err->code;
	c->parameter = err->parameter;
	c->fields.n = 0;
}

static void answer_ati(const struct network *net, const struct net_phone *phone, struct sim_component *c,
		       struct sim_field *v)
{
	const char *state = phone->manner == PHONE_OFF ? "netDetNotReachable" : phone_is_busy(phone) ? "camelBusy"
												     : "assumedIdle";

	if (net->def->ati == NET_ATI_REFUSED) {
		error_of(c, "ati-NotAllowed");
		return;
	}
	v[c->fields.n++] = (struct sim_field){ .key = talloc_asprintf(v, "subscriberInfo.subscriberState.%s", state),
					       .text = phone->manner == PHONE_OFF ? "1" : "yes" };
}

/* Reachable: an IMSI and a roaming number; nothing is said of busy, which the visited switch knows alone. */
static void answer_sri(const struct net_phone *phone, struct sim_component *c, struct sim_field *v)
{
	const char *to = phone->forward[phone->manner == PHONE_OFF ? NET_NOT_REACHABLE : NET_UNCONDITIONAL];

	if (phone->manner == PHONE_OFF && !*to) {
		error_of(c, "absentSubscriber");
		return;
	}
	add_imsi(c, v, phone->number);
	v[c->fields.n++] = (struct sim_field){
		.key = *to ? "extendedRoutingInfo.routingInfo.forwardingData.forwardedToNumber"
			   : "extendedRoutingInfo.routingInfo.roamingNumber",
		.text = *to ? to : "+33689900001",
	};
	if (*to)	/* TS 29.002 17.7.4: forwarding reason, not reachable or unconditional */
		v[c->fields.n++] = (struct sim_field){
			.key = "extendedRoutingInfo.routingInfo.forwardingData.forwardingOptions",
			.text = phone->manner == PHONE_OFF ? "0x00" : "0x0c",
		};
}

static void query_answer(struct network *net, struct net_query *q, const struct cap_item *item, const char *number)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, item->code);
	struct sim_component c = { .type = TCAP_RESULT_LAST, .name = "ReturnResult", .invoke_id = -1, .code = item->code };
	struct sim_step step = { .kind = STEP_SEND, .send = { .type = TCAP_END, .n = 1, .v = &c } };
	struct sim_field *v = talloc_zero_array(net, struct sim_field, 4);
	const struct net_phone *phone = phone_get(net, number);
	char *why = NULL;

	c.parameter = op ? op->result : NULL;
	c.fields.v = v;
	q->dialogue->last_invoke = item->invoke_id;
	if (!phone->csi_t)
		error_of(&c, "unknownSubscriber");
	else if (item->code == MAP_OP_ANY_TIME_INTERROGATION)
		answer_ati(net, phone, &c, v);
	else if (item->code == MAP_OP_SEND_ROUTING_INFO)
		answer_sri(phone, &c, v);
	else
		error_of(&c, "facilityNotSupported");
	if (play_send(net->ps, q->dialogue, &step, &why) < 0)
		play_fail(net->ps, "%s: %s", q->title, why ? why : "no answer can be sent");
}

/* Noted at the call that the question is about, if it is about one. */
static void see_question(struct network *net, const char *number)
{
	struct bcsm *b;

	llist_for_each_entry(b, &net->bcsms, entry) {
		if (b->pending != PENDING_NOTHING && b->served && !strcmp(b->served->number, number)) {
			net_see(net, b->call, EVENT_ASKED, number, NULL);
			return;
		}
	}
}

static void query_take(struct network *net, struct play_call *call)
{
	struct net_query *q = talloc_zero(net, struct net_query);
	struct cap_item item = call->items[0];
	const char *digits = cap_flat_get(&item.fields, "subscriberIdentity.msisdn.digits");

	if (!digits)
		digits = cap_flat_get(&item.fields, "msisdn.digits");
	q->dialogue = call;
	q->title = talloc_asprintf(q, "%s at the HLR", item.name ? item.name : "a question");
	q->done = true;
	llist_add_tail(&q->entry, &net->queries);
	call->head = call->num_items;
	if (item.kind != CAP_ITEM_INVOKE || item.broken) {
		play_fail(net->ps, "%s: %s", q->title, item.broken ? item.broken : "a dialogue without an operation");
		return;
	}
	digits = talloc_asprintf(q, "+%s", digits ? digits : "");
	see_question(net, digits);
	if (net->def->ati == NET_ATI_SILENT)
		call->state = PLAY_CALL_ABANDONED;
	else
		query_answer(net, q, &item, digits);
}

static struct play_call *listener_new(struct network *net, struct sim_node *node)
{
	struct sim_call_def def = { .name = "hlr", .node = node, .accept = true, .proto = CAP_PROTO_MAP, .phase = 3 };
	struct play_call *call = talloc_zero(net, struct play_call);

	play_call_init(call, net->ps, &def);
	return call;
}

static void listen(struct network *net)
{
	struct sim_node *node;
	struct wanted w = { .net = net };

	if (llist_empty(&net->ps->play->begins))
		return;
	w.node = node = talloc_zero(net, struct sim_node);
	w.call = listener_new(net, node);
	*node = *net->def->hlr;
	while (net->ps->state == PLAY_RUNNING && play_accept_where(net->ps->play, w.call, wants, &w)) {
		/* it answers with its own title, whatever it was called by (Q.774 3.2.1.3) */
		node->addr = net->def->hlr->addr;
		llist_add_tail(&w.call->entry, &net->ps->play->calls);
		query_take(net, w.call);
		w.node = node = talloc_zero(net, struct sim_node);
		*node = *net->def->hlr;
		w.call = listener_new(net, node);
	}
	talloc_free(w.call);
	talloc_free(node);
}

/* ---- notifications ---- */

void map_notify_conference(struct network *net, const char *number)
{
	const struct cap_context *context = cap_context_by_name("ss-InvocationNotificationContext-v3");
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_SS_INVOCATION_NOTIFICATION);
	struct sim_call_def def = { .name = "notification", .node = net->def->msc, .proto = CAP_PROTO_MAP, .phase = 3 };
	struct sim_field *v = talloc_zero_array(net, struct sim_field, 4);
	struct sim_component c = { .type = TCAP_INVOKE, .name = op->name, .code = op->code, .parameter = op->argument,
				   .invoke_id = -1, .fields = { 0, v } };
	struct sim_step step = { .kind = STEP_SEND, .send = { .type = TCAP_BEGIN, .n = 1, .v = &c } };
	struct net_query *q = talloc_zero(net, struct net_query);
	char *why = NULL;

	memcpy(def.acn, context->oid, context->oid_len);
	def.acn_len = context->oid_len;
	q->title = talloc_asprintf(q, "ss-InvocationNotification of %s", number);
	q->dialogue = talloc_zero(net, struct play_call);
	play_call_init(q->dialogue, net->ps, &def);
	llist_add_tail(&q->dialogue->entry, &net->ps->play->calls);
	llist_add_tail(&q->entry, &net->queries);
	add_imsi(&c, v, number);
	v[c.fields.n++] = (struct sim_field){ .key = "msisdn", .text = talloc_strdup(v, number) };
	v[c.fields.n++] = (struct sim_field){ .key = "ss-Event", .text = SS_MULTI_PARTY };
	if (play_send(net->ps, q->dialogue, &step, &why) < 0)
		play_fail(net->ps, "%s: %s", q->title, why ? why : "it cannot be sent");
}

static void query_run(struct network *net, struct net_query *q)
{
	struct play_call *d = q->dialogue;

	while (!q->done && d->head < d->num_items) {
		struct cap_item item = d->items[d->head++];

		if (item.kind != CAP_ITEM_RESULT && item.kind != CAP_ITEM_MESSAGE)
			play_fail(net->ps, "%s: %s", q->title, cap_item_summary(net, &item));
		q->done = d->state == PLAY_CALL_ENDED && d->head == d->num_items;
	}
}

void map_run(struct network *net)
{
	struct net_query *q;

	listen(net);
	llist_for_each_entry(q, &net->queries, entry) {
		query_run(net, q);
	}
}
