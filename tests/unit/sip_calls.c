/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls between two agents over loopback: what each side sees of INVITE, PRACK, UPDATE, CANCEL, BYE, glare. */

#include <string.h>

#include "check.h"
#include "../lib/sip_bed.h"

static struct bed bed;
static struct phone a, b;

static void open_both(void)
{
	phone_open(&a, &bed, "alice", NULL);
	phone_open(&b, &bed, "bob", NULL);
}

static void close_both(void)
{
	if (a.d)
		sip_dialog_end(a.d, 0, NULL);
	if (b.d)
		sip_dialog_end(b.d, 0, NULL);
	BED_UNTIL(&bed, 1500, !sip_agent_dialogs(a.agent) && !sip_agent_dialogs(b.agent));
	CHECK_INT(sip_agent_dialogs(a.agent), 0);
	CHECK_INT(sip_agent_dialogs(b.agent), 0);
	phone_close(&a);
	phone_close(&b);
}

static void __attribute__((unused)) up(bool tcp)
{
	b.answer = true;
	CHECK(phone_call(&a, &b, tcp));
	CHECK(BED_UNTIL(&bed, 2000, strstr(b.log, "ACK")));
	phone_clear(&a);
	phone_clear(&b);
}

static void test_call(bool tcp)
{
	open_both();
	b.ring = 180;
	b.answer = true;
	CHECK(phone_call(&a, &b, tcp));
	CHECK(BED_UNTIL(&bed, 2000, strstr(b.log, "ACK")));
	CHECK_STR(a.log, "180:INVITE 200:INVITE/answer");
	CHECK_STR(b.log, "INVITE/offer ACK");
	CHECK_INT(sip_dialog_state(a.d), SIP_UP);
	CHECK_INT(sip_dialog_state(b.d), SIP_UP);
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	CHECK(BED_UNTIL(&bed, 2000, !b.d));
	CHECK_STR(b.log, "INVITE/offer ACK bye");
	close_both();
}

int main(void)
{
	bed_open(&bed);
	test_call(false);
	test_call(true);
	bed_close(&bed);
	return CHECK_DONE();
}
