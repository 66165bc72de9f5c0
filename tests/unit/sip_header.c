/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* URIs, addresses and the headers of a telephone service: read, written, and what is not read. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/sip.h>

#include "check.h"

/* A message that has this header, once or twice. */
static const struct sip_message *with(const char *name, const char *value, const char *second)
{
	static struct sip_field fields[2];
	static struct sip_message m;

	fields[0] = (struct sip_field){ name, value };
	fields[1] = (struct sip_field){ name, second };
	m = (struct sip_message){ .fields = fields, .num_fields = second ? 2 : 1 };
	return &m;
}

static int uri(const char *text, struct sip_uri *u)
{
	return sip_uri_read(text, strlen(text), u);
}

static void test_uri(void)
{
	static const char *const good[] = {
		"sip:+33199001234@127.0.0.1:5060;user=phone", "sip:host", "sips:a@[2001:db8::1]:5061;transport=tls;lr?Subject=x&y=z",
		"tel:+33-1-99-00-12-34;phone-context=example.com", "urn:service:sos", "sip:a:secret@b", "sip:%61;x=1@host",
	};
	static const char *const bad[] = {
		"", "sip", "sip:", ":x", "sip:@host", "sip:a@", "sip:a@b:0", "sip:a@b:70000", "sip:a@b:x", "sip:a@[::1", "sip:a b@c",
		"sip:a@b<c", "tel:", "sip:a@b\r\nX: y", "sip:a@h_ost!",
	};
	struct sip_uri u = { .port = 7 };
	char buf[SIP_EXPORT_SIZE], digits[DIGITS_SIZE];
	bool plus;

	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK_INT(uri(good[i], &u), 0);
		CHECK(sip_uri_print(&u, buf, sizeof(buf)) > 0);
		CHECK_STR(buf, good[i]);
		CHECK_INT(sip_uri_print(&u, buf, strlen(good[i])), -ENOSPC);
	}
	u.port = 7;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!CHECK(uri(bad[i], &u) < 0))
			printf("  %s\n", bad[i]);
	CHECK_INT(u.port, 7);
	memset(buf, 'a', 300);
	memcpy(buf, "sip:", 4);
	strcpy(buf + 300, "@host");
	CHECK_INT(uri(buf, &u), -ENOSPC);
	uri("tel:+33-1.99(00)1234", &u);
	CHECK_INT(sip_uri_digits(&u, digits, &plus), 0);
	CHECK_STR(digits, "33199001234");
	CHECK(plus);
	uri("sip:*21%23;cpc=ordinary@x", &u);
	CHECK_INT(sip_uri_digits(&u, digits, &plus), 0);
	CHECK_STR(digits, "*21#");
	CHECK(!plus);
	uri("sip:alice@x", &u);
	CHECK_INT(sip_uri_digits(&u, digits, &plus), -EINVAL);
	sip_uri_of_number(&u, 33199001234, "192.0.2.1", 5070);
	sip_uri_print(&u, buf, sizeof(buf));
	CHECK_STR(buf, "sip:+33199001234@192.0.2.1:5070;user=phone");
	sip_uri_of_number(&u, E164_NONE, "192.0.2.1", 0);
	sip_uri_print(&u, buf, sizeof(buf));
	CHECK_STR(buf, "sip:anonymous@anonymous.invalid");
}

static void test_address(void)
{
	const char *list = "\"Doe, \\\"J\\\"\" <sip:a@b;x=1>;tag=1;q=\"a;b\" , Bob <sip:c@d>,sip:e@f;tag=2";
	struct sip_address a;
	char buf[512];

	CHECK_INT(sip_address_next(&list, &a), 0);
	CHECK_STR(a.display, "Doe, \"J\"");
	CHECK_STR(a.uri.params, "x=1");
	CHECK_STR(a.params, "tag=1;q=\"a;b\"");
	sip_address_print(&a, buf, sizeof(buf));
	CHECK_STR(buf, "\"Doe, \\\"J\\\"\" <sip:a@b;x=1>;tag=1;q=\"a;b\"");
	CHECK_INT(sip_param(a.params, "Q", buf, sizeof(buf)), 0);
	CHECK_STR(buf, "a;b");
	CHECK_INT(sip_param(a.params, "none", buf, sizeof(buf)), -ENOENT);
	CHECK_INT(sip_param(a.params, "q", buf, 3), -ENOSPC);
	CHECK(sip_param_is(a.params, "TAG", "1"));
	CHECK_INT(sip_address_next(&list, &a), 0);
	CHECK_STR(a.display, "Bob");
	CHECK_INT(sip_address_next(&list, &a), 0);
	CHECK_STR(a.uri.user, "e");
	CHECK_STR(a.params, "tag=2");	/* RFC 3261 20.10: the header's */
	CHECK_INT(sip_address_next(&list, &a), -ENOENT);
	CHECK_INT(sip_address_read("\"open <sip:a@b>", &a), -EINVAL);
	CHECK_INT(sip_address_read("<sip:a@b", &a), -EINVAL);
	CHECK_INT(sip_address_read("<sip:a@b> x", &a), -EINVAL);
	CHECK_INT(sip_address_read("", &a), -EINVAL);
	/* A long name is cut, between its characters. */
	CHECK_INT(sip_address_read("\"ééééééééééééééééééééééééééééééééééééééééééé\" <sip:a@b>", &a), 0);
	CHECK_INT(strlen(a.display), 62);
}

static void test_asserted(void)
{
	struct sip_address two[2];
	struct sip_content c;

	CHECK_INT(sip_asserted_read(with("P-Asserted-Identity", "\"A\" <sip:+331@x>, <tel:+331>", "<sip:third@x>"), two), 2);
	CHECK_INT(two[1].uri.scheme, SIP_URI_TEL);
	CHECK_INT(sip_asserted_read(with("From", "<sip:a@b>", NULL), two), 0);
	CHECK_INT(sip_asserted_read(with("P-Asserted-Identity", "nonsense", "<tel:+332>"), two), 1);
	sip_content_init(&c);
	CHECK_INT(sip_asserted_add(&c, &two[0]), 0);
	CHECK_STR(c.fields[0].value, "<tel:+332>");
	CHECK_INT(sip_privacy_read(with("Privacy", "id; header", "none")), SIP_PRIVACY_ID | SIP_PRIVACY_HEADER | SIP_PRIVACY_NONE);
	CHECK_INT(sip_privacy_read(with("Privacy", "idle", NULL)), 0);
	CHECK_INT(sip_privacy_add(&c, SIP_PRIVACY_ID | SIP_PRIVACY_CRITICAL), 0);
	CHECK_STR(c.fields[1].value, "id;critical");
	CHECK_INT(sip_privacy_add(&c, 0), -EINVAL);
}

static void test_diversion(void)
{
	struct sip_diversion d[SIP_MAX_DIVERSIONS];
	struct sip_content c;

	CHECK_INT(sip_diversion_read(with("Diversion", "<sip:+331@x>;reason=no-answer;privacy=full;counter=2;limit=5, "
		"<tel:+332>;REASON=\"user-busy\"", "\"C\" <sip:c@x>;reason=odd"), d, SIP_MAX_DIVERSIONS), 3);
	CHECK_INT(d[0].reason, SIP_DIVERSION_NO_ANSWER);
	CHECK_INT(d[0].counter, 2);
	CHECK(d[0].restricted);
	CHECK_STR(d[0].who.params, "limit=5");
	CHECK_INT(d[1].reason, SIP_DIVERSION_BUSY);
	CHECK_INT(d[1].counter, 1);
	CHECK(!d[1].restricted);
	CHECK_INT(d[2].reason, SIP_DIVERSION_UNKNOWN);
	sip_content_init(&c);
	CHECK_INT(sip_diversion_add(&c, &d[0]), 0);
	CHECK_STR(c.fields[0].value, "<sip:+331@x>;limit=5;reason=no-answer;counter=2;privacy=full");
	CHECK_INT(sip_diversion_read(with("Diversion", "<sip:+331@x>;counter=999999", NULL), d, 1), 1);
	CHECK_INT(d[0].counter, 100);
	CHECK_INT(sip_diversion_read(with("Diversion", "<bad", NULL), d, 1), -EINVAL);
	CHECK_INT(sip_diversion_read(with("X", "", NULL), d, 1), 0);
}

static void test_history(void)
{
	struct sip_history h[SIP_MAX_HISTORY];
	struct sip_content c;

	CHECK_INT(sip_history_read(with("History-Info", "<sip:+331@x;user=phone?Privacy=history>;index=1, "
		"<sip:+332@x;cause=302>;index=1.1;mp=1", "<sip:+333@x?Reason=SIP%3Bcause%3D486%3Btext%3D%22Busy%22>;index=1.1.12;rc=1.1"),
		h, SIP_MAX_HISTORY), 3);
	CHECK(h[0].restricted);
	CHECK_INT(h[0].depth, 1);
	CHECK_INT(h[1].cause, 302);
	CHECK_INT(h[1].kind, 'm');
	CHECK_INT(h[1].from_depth, 1);
	CHECK(!h[1].restricted);
	CHECK_INT(h[2].cause, 486);
	CHECK_INT(h[2].depth, 3);
	CHECK_INT(h[2].index[2], 12);
	sip_content_init(&c);
	for (int i = 0; i < 3; i++)
		CHECK_INT(sip_history_add(&c, &h[i]), 0);
	CHECK_STR(c.fields[0].value, "<sip:+331@x;user=phone?Privacy=history>;index=1");
	CHECK_STR(c.fields[1].value, "<sip:+332@x;cause=302>;index=1.1;mp=1");
	CHECK_STR(c.fields[2].value, "<sip:+333@x?Reason=SIP%3Bcause%3D486%3Btext%3D%22Busy%22>;index=1.1.12;rc=1.1");
	h[0].cause = 480;
	CHECK_INT(sip_history_add(&c, &h[0]), 0);
	CHECK_STR(c.fields[3].value, "<sip:+331@x;user=phone;cause=480?Privacy=history>;index=1");
	CHECK_INT(sip_history_read(with("History-Info", "<sip:a@b>", NULL), h, 1), -EINVAL);
	CHECK_INT(sip_history_read(with("History-Info", "<sip:a@b>;index=1.", NULL), h, 1), -EINVAL);
	CHECK_INT(sip_history_read(with("History-Info", "<sip:a@b>;index=1.2.3.4.5.6.7.8.9", NULL), h, 1), -EINVAL);
	CHECK_INT(sip_history_read(with("History-Info", "<sip:a@b>;index=256", NULL), h, 1), -EINVAL);
}

static void test_reason(void)
{
	struct sip_reason r;
	struct sip_content c;

	CHECK_INT(sip_reason_read(with("Reason", "SIP;cause=486;text=\"Busy, here\", Q.850 ;cause=17", NULL), &r), 0);
	CHECK_INT(r.sip, 486);
	CHECK_INT(r.q850, 17);
	CHECK_STR(r.text, "Busy, here");
	CHECK_INT(sip_reason_read(with("X", "y", NULL), &r), -ENOENT);
	CHECK_INT(sip_reason_read(with("Reason", "Q.850;cause=900", "preemption;cause=1"), &r), -EINVAL);
	sip_content_init(&c);
	CHECK_INT(sip_reason_add(&c, &(struct sip_reason){ .q850 = 16 }), 0);
	CHECK_STR(c.fields[0].value, "Q.850;cause=16");
	CHECK_INT(sip_reason_add(&c, &(struct sip_reason){ .text = "x" }), -EINVAL);
}

static void test_ims(void)
{
	struct sip_served_user u;
	struct sip_charging v;
	struct sip_content c;

	CHECK_INT(sip_served_user_read(with("P-Served-User", "<sip:+331@ims>;sescase=term;regstate=unreg", NULL), &u), 0);
	CHECK_INT(u.sescase, SIP_SESCASE_TERM);
	CHECK(!u.registered);
	sip_content_init(&c);
	CHECK_INT(sip_served_user_add(&c, &u), 0);
	CHECK_STR(c.fields[0].value, "<sip:+331@ims>;sescase=term;regstate=unreg");
	CHECK_INT(sip_served_user_read(with("P-Served-User", "<sip:+331@ims>;orig-cdiv", NULL), &u), 0);
	CHECK_INT(u.sescase, SIP_SESCASE_ORIG_CDIV);
	CHECK_INT(sip_served_user_add(&c, &u), 0);
	CHECK_STR(c.fields[1].value, "<sip:+331@ims>;orig-cdiv");
	CHECK_INT(sip_served_user_read(with("P-Served-User", "sescase=orig", NULL), &u), -EINVAL);
	CHECK_INT(sip_charging_read(with("P-Charging-Vector", "icid-value=\"AyretyU0dm\"; icid-generated-at=192.0.2.6; orig-ioi=home1.net",
				    NULL), &v), 0);
	CHECK_STR(v.icid, "AyretyU0dm");
	CHECK_STR(v.orig_ioi, "home1.net");
	CHECK_STR(v.term_ioi, "");
	CHECK_INT(sip_charging_add(&c, &v), 0);
	CHECK_STR(c.fields[2].value, "icid-value=\"AyretyU0dm\";icid-generated-at=192.0.2.6;orig-ioi=home1.net");
	CHECK_INT(sip_charging_read(with("P-Charging-Vector", "orig-ioi=x", NULL), &v), -EINVAL);
}

static void test_refer(void)
{
	struct sip_replaces r;
	struct sip_address a;
	bool has;
	char buf[256];

	CHECK_INT(sip_refer_to_read(with("Refer-To", "<sip:c@x?Replaces=1%402%3Bto-tag%3Dtt%3Bfrom-tag%3Dff%3Bearly-only&X=1>", NULL), &a,
				    &r, &has), 0);
	CHECK(has && r.early_only);
	CHECK_STR(r.call_id, "1@2");
	CHECK_STR(r.to_tag, "tt");
	CHECK_STR(r.from_tag, "ff");
	CHECK_STR(a.uri.headers, "");
	CHECK_INT(sip_replaces_print(&r, buf, sizeof(buf)), strlen("1@2;to-tag=tt;from-tag=ff;early-only"));
	CHECK_INT(sip_refer_to_read(with("Refer-To", "sip:c@x", NULL), &a, &r, &has), 0);
	CHECK(!has);
	CHECK_INT(sip_refer_to_read(with("Refer-To", "<sip:c@x?Replaces=1>", NULL), &a, &r, &has), -EINVAL);
	CHECK_INT(sip_refer_to_read(with("Refer-To", "<sip:c@x?Replaces=%0D%0A>", NULL), &a, &r, &has), -EINVAL);
	CHECK_INT(sip_replaces_read(";to-tag=1;from-tag=2", &r), -EINVAL);
}

static void test_dtmf(void)
{
	static const struct {
		const char *type, *body;
		char want;
		unsigned ms;
	} cases[] = {
		{ "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5', 160 },
		{ "application/dtmf-relay", "signal = 10\nduration= 200", '*', 200 },
		{ "application/dtmf-relay", "Signal=#", '#', 100 }, { "application/dtmf", "#\r\n", '#', 100 },
		{ "application/dtmf", "a", 'A', 100 }, { "application/dtmf", "12", 0, 0 }, { "application/dtmf", "", 0, 0 },
		{ "application/dtmf-relay", "Duration=160\r\n", 0, 0 }, { "text/plain", "5", 0, 0 },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sip_message m = { .content_type = cases[i].type, .body = cases[i].body, .body_length = strlen(cases[i].body) };
		char digit = 0;
		unsigned ms = 0;

		CHECK_INT(sip_dtmf_read(&m, &digit, &ms), cases[i].want ? 0 : -EINVAL);
		CHECK_INT(digit, cases[i].want);
		CHECK_INT(ms, cases[i].ms);
	}
}

int main(void)
{
	test_uri();
	test_address();
	test_asserted();
	test_diversion();
	test_history();
	test_reason();
	test_ims();
	test_refer();
	test_dtmf();
	return CHECK_DONE();
}
