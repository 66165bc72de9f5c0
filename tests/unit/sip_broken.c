/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The library cannot make a transaction for a request (no memory): the request is lost, with its message, and nothing of it is
 * touched any more. The linker puts ours before nta_incoming_create(). */

#include <sofia-sip/nta.h>
#include <sofia-sip/msg.h>

#include "check.h"
#include "../lib/sip_bed.h"

static struct bed bed;
static struct phone a, b;
static int fails;	/* so many more */

nta_incoming_t *__real_nta_incoming_create(nta_agent_t *agent, nta_leg_t *leg, msg_t *msg, sip_t *sip, tag_type_t tag,
					   tag_value_t value, ...);
nta_incoming_t *__wrap_nta_incoming_create(nta_agent_t *agent, nta_leg_t *leg, msg_t *msg, sip_t *sip, tag_type_t tag,
					   tag_value_t value, ...);

nta_incoming_t *__wrap_nta_incoming_create(nta_agent_t *agent, nta_leg_t *leg, msg_t *msg, sip_t *sip, tag_type_t tag,
					   tag_value_t value, ...)
{
	if (fails <= 0)
		return __real_nta_incoming_create(agent, leg, msg, sip, TAG_END());
	fails--;
	msg_destroy(msg);
	return NULL;
}

static void up(void)
{
	phone_open(&a, &bed, "alice", NULL);
	phone_open(&b, &bed, "bob", NULL);
	b.answer = true;
	CHECK(phone_call(&a, &b, false));
	CHECK(BED_UNTIL(&bed, 2000, strstr(b.log, "ACK")));
	phone_clear(&b);
}

static void down(void)
{
	BED_UNTIL(&bed, 1500, !sip_agent_dialogs(a.agent) && !sip_agent_dialogs(b.agent));
	CHECK_INT(sip_agent_dialogs(a.agent), 0);
	CHECK_INT(sip_agent_dialogs(b.agent), 0);
	phone_close(&a);
	phone_close(&b);
}

static void test_bye(void)
{
	up();
	b.want_field = "Reason";
	fails = 1;
	sip_reason_add(phone_sdp(NULL), &(struct sip_reason){ .q850 = 16 });
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	CHECK(BED_UNTIL(&bed, 2000, !b.d));	/* it is over all the same */
	CHECK(!strncmp(b.log, "bye", 3));
	CHECK_INT(fails, 0);
	down();
}

/* Any other request comes again by itself. */
static void test_within(enum sip_method method, bool sdp)
{
	up();
	b.reply = 200;
	b.reply_sdp = true;
	fails = 1;
	CHECK_INT(sip_dialog_request(a.d, 0, method, phone_sdp(sdp ? bed_sdp_a : NULL)), 0);
	CHECK(BED_UNTIL(&bed, 2000, strstr(a.log, "200:INVITE") && strstr(a.log + 4, "200:")));
	CHECK_INT(fails, 0);
	sip_dialog_end(a.d, 0, NULL);
	down();
}

static void test_invite(void)
{
	phone_open(&a, &bed, "alice", NULL);
	phone_open(&b, &bed, "bob", NULL);
	b.answer = true;
	fails = 1;
	CHECK(phone_call(&a, &b, false));
	CHECK(BED_UNTIL(&bed, 2000, strstr(b.log, "ACK")));
	CHECK_INT(fails, 0);
	sip_dialog_end(a.d, 0, NULL);
	down();
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	bed_open(&bed);
	test_bye();
	test_within(SIP_INFO, false);
	test_within(SIP_OPTIONS, false);
	test_within(SIP_UPDATE, true);
	test_within(SIP_UPDATE, false);
	test_within(SIP_INVITE, true);
	test_invite();
	bed_close(&bed);
	return CHECK_DONE();
}
