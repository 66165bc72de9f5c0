/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TCAP messages: fields read, the same octets written again, and the cause or problem of each that is broken. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include <mpabx/sigtran/ber.h>
#include <mpabx/sigtran/tcap.h>

#include "check.h"
#include "octets.h"

/* ---- a message as the column `expected` of the shared vectors prints it ---- */

struct text {
	char s[4096];
	size_t len;
};

__attribute__((format(printf, 2, 3)))
static void put(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->len += (size_t)vsnprintf(t->s + t->len, sizeof(t->s) - t->len, fmt, ap);
	va_end(ap);
}

static void put_oid(struct text *t, const char *key, const struct tcap_octets *oid)
{
	char buf[128];

	if (oid->v)
		put(t, "%s=%s;", key, ber_oid_print(oid->v, oid->len, buf, sizeof(buf)));
}

static void put_tid(struct text *t, const char *key, uint32_t tid, uint8_t len)
{
	if (len)
		put(t, "%s=%0*x;", key, 2 * len, tid);
}

static const char *type_name(enum tcap_msg_type type)
{
	switch (type) {
	case TCAP_BEGIN:
		return "begin";
	case TCAP_CONTINUE:
		return "continue";
	case TCAP_END:
		return "end";
	case TCAP_ABORT:
		return "abort";
	default:
		return "unidirectional";
	}
}

static void put_dialogue(struct text *t, const struct tcap_msg *m)
{
	put_oid(t, "dialogueAs", &m->dialogue_as);
	if (m->pdu)
		put(t, "dialoguePdu=%s;", m->pdu == TCAP_AARQ ? "AARQ" : m->pdu == TCAP_AARE ? "AARE" : "ABRT");
	put_oid(t, "acn", &m->acn);
	if (m->pdu == TCAP_AARE)
		put(t, "result=%u;diag.%s=%u;", m->result, m->diag_source == 1 ? "user" : "provider", m->diag);
	if (m->pdu == TCAP_ABRT)
		put(t, "abortSource=%u;", m->abort_source);
	put_oid(t, "userInfoOid", &m->user_info_oid);
	if (m->user_info.v) {
		put(t, "userInfo=");
		for (unsigned i = 0; i < m->user_info.len; i++)
			put(t, "%02x", m->user_info.v[i]);
		put(t, ";");
	}
}

static void put_component(struct text *t, unsigned i, const struct tcap_component *c)
{
	static const char *const problems[] = { "general", "invoke", "result", "error" };
	const char *type = c->type == TCAP_INVOKE ? "invoke" : c->type == TCAP_RESULT_LAST ? "returnResultLast"
			 : c->type == TCAP_RESULT ? "returnResult" : c->type == TCAP_ERROR ? "returnError" : "reject";
	const char *tag = c->type == TCAP_INVOKE ? "argTag" : c->type == TCAP_ERROR ? "paramTag" : "resTag";

	if (c->malformed) {
		put(t, "comp[%u].malformed=%s:%u;", i, problems[c->problem.type & 3], c->problem.code);
		return;
	}
	put(t, "comp[%u].type=%s;", i, type);
	if (c->has_invoke_id)
		put(t, "comp[%u].invokeId=%d;", i, c->invoke_id);
	if (c->has_linked_id)
		put(t, "comp[%u].linkedId=%d;", i, c->linked_id);
	if (c->code >= 0)
		put(t, "comp[%u].%s=%d;", i, c->type == TCAP_ERROR ? "error" : "opcode", c->code);
	if (c->code == -2)
		put_oid(t, "globalCode", &c->oid);
	if (c->type == TCAP_REJECT)
		put(t, "comp[%u].problem=%s:%u;", i, problems[c->problem.type & 3], c->problem.code);
	if (c->parameter.v)
		put(t, "comp[%u].%s=%02x;", i, tag, c->parameter.v[0]);
}

static const char *message_text(struct text *t, const struct tcap_msg *m)
{
	t->len = 0;
	put(t, "msg=%s;", type_name(m->type));
	put_tid(t, "otid", m->otid, m->otid_len);
	put_tid(t, "dtid", m->dtid, m->dtid_len);
	if (m->has_p_abort)
		put(t, "pAbortCause=%u;", m->p_abort);
	put_dialogue(t, m);
	for (unsigned i = 0; i < m->num_components; i++)
		put_component(t, i, &m->component[i]);
	t->s[t->len - 1] = '\0';
	return t->s;
}

/* ---- whole messages ---- */

static int decode_hex(struct tcap_msg *m, const char *hex, uint8_t **ret, size_t *len, struct tcap_decode_error *err)
{
	static uint8_t *exact;
	uint8_t buf[2048];

	/* on the heap and exact, so that ASan sees one octet too many */
	free(exact);
	*len = octets_read(buf, sizeof(buf), hex);
	*ret = exact = malloc(*len ? *len : 1);
	memcpy(exact, buf, *len);
	memset(m, 0xee, sizeof(*m));
	return tcap_decode(m, exact, *len, err);
}

static void check_vector(const char *name, const char *hex, const char *expected)
{
	struct tcap_decode_error err;
	struct tcap_msg m;
	struct text t;
	uint8_t *pdu, out[2048];
	size_t len;

	if (!CHECK_INT(decode_hex(&m, hex, &pdu, &len, &err), 0)) {
		printf("  %s: octet %u, %s: %s\n", name, err.offset, err.field, err.reason);
		return;
	}
	if (!CHECK_STR(message_text(&t, &m), expected))
		printf("  in %s\n", name);
	int n = tcap_encode(&m, out, sizeof(out));
	if (!CHECK_MEM(out, n < 0 ? 0 : (size_t)n, pdu, len))
		printf("  in %s: %d\n", name, n);
	/* one octet less is never enough, and nothing is written past it */
	out[len - 1] = 0x5a;
	CHECK_INT(tcap_encode(&m, out, len - 1), -ENOSPC);
	CHECK_INT(out[len - 1], 0x5a);
}

static void shared_vectors(void)
{
	const char *top = getenv("top_srcdir");
	char path[512], line[8192];
	unsigned n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/../shared/reference/cap-vectors.tsv", top ? top : ".");
	f = fopen(path, "r");
	if (!f) {
		printf("no shared vectors: skipped\n");
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		char *at = line, *column[5];

		for (int i = 0; i < 5; i++)
			column[i] = strsep(&at, "\t");
		if (!column[4] || strcmp(column[1], "tcap"))
			continue;
		check_vector(column[0], column[3], column[4]);
		n++;
	}
	fclose(f);
	CHECK(n > 0);
}

static const struct {
	const char *name, *hex, *expected;
} vectors[] = {
	{ "End, result without sequence", "640d 4904 0a000001 6c05 a203 020101",
	  "msg=end;dtid=0a000001;comp[0].type=returnResultLast;comp[0].invokeId=1" },
	{ "all indefinite",
	  "6280 4804 04000010 6b80 2880 0607 00118605010101 a080 6080 8002 0780 a180 0607 04000001003201 0000"
	  " 0000 0000 0000 0000 6c80 a180 020101 020100 3080 800101 0000 0000 0000 0000",
	  "msg=begin;otid=04000010;dialogueAs=0.0.17.773.1.1.1;dialoguePdu=AARQ;acn=0.4.0.0.1.0.50.1;"
	  "comp[0].type=invoke;comp[0].invokeId=1;comp[0].opcode=0;comp[0].argTag=30" },
	{ "all lengths longer than they need be",
	  "62813d4804040000106b820024288121060700118605010101a08115608300001080020780a181090607040000"
	  "010032016c82000ba183000006020101020100",
	  "msg=begin;otid=04000010;dialogueAs=0.0.17.773.1.1.1;dialoguePdu=AARQ;acn=0.4.0.0.1.0.50.1;"
	  "comp[0].type=invoke;comp[0].invokeId=1;comp[0].opcode=0" },
	{ "octet-aligned EXTERNAL",
	  "6226 4804 04000010 6b1e 281c 0607 00118605010101 8111 600f 8002 0780 a109 0607 04000001003201",
	  "msg=begin;otid=04000010;dialogueAs=0.0.17.773.1.1.1;dialoguePdu=AARQ;acn=0.4.0.0.1.0.50.1" },
	{ "ids of one to three octets",
	  "65084801074903010203",
	  "msg=continue;otid=07;dtid=010203" },
	{ "general reject without id", "640f 4904 0000002a 6c07 a405 0500 8001 02",
	  "msg=end;dtid=0000002a;comp[0].type=reject;comp[0].problem=general:2" },
	{ "result not last, negative id", "6514 4801 01 4901 02 6c0c a70a 0201 ff 3005 020130 0400",
	  "msg=continue;otid=01;dtid=02;comp[0].type=returnResult;comp[0].invokeId=-1;comp[0].opcode=48;"
	  "comp[0].resTag=04" },
	{ "global operation code", "6212 4801 01 6c0d a10b 020101 0604 2a864806 0500",
	  "msg=begin;otid=01;comp[0].type=invoke;comp[0].invokeId=1;globalCode=1.2.840.6;comp[0].argTag=05" },
	{ "AARE refused by the provider",
	  "672e49040a0000016b262824060700118605010101a0196117a109060704000001003201a203020101a305a203"
	  "020102",
	  "msg=abort;dtid=0a000001;dialogueAs=0.0.17.773.1.1.1;dialoguePdu=AARE;acn=0.4.0.0.1.0.50.1;"
	  "result=1;diag.provider=2" },
	{ "ABRT, octet-aligned user information",
	  "6728 4904 0a000001 6b20 281e 0607 00118605010101 a013 6411 8001 00 be0c 280a 0603 040000 8103 0a0102",
	  "msg=abort;dtid=0a000001;dialogueAs=0.0.17.773.1.1.1;dialoguePdu=ABRT;abortSource=0;"
	  "userInfoOid=0.4.0.0;userInfo=0a0102" },
	{ "Unidirectional",
	  "612a6b1e281c060700118605010201a011600f80020780a1090607040000010032016c08a106020101020109",
	  "msg=unidirectional;dialogueAs=0.0.17.773.1.2.1;dialoguePdu=AARQ;acn=0.4.0.0.1.0.50.1;comp["
	  "0].type=invoke;comp[0].invokeId=1;comp[0].opcode=9" },
	{ "a user's own abstract syntax",
	  "6226 4804 04000010 6b1e 281c 0607 04000001010101 a011 600f 8002 0780 a109 0607 04000001003201",
	  "msg=begin;otid=04000010;dialogueAs=0.4.0.0.1.1.1.1;userInfo=600f80020780a109060704000001003201" },
	{ "the structured dialogue's abstract syntax in a Unidirectional",
	  "6120 6b1e 281c 0607 00118605010101 a011 600f 8002 0780 a109 0607 04000001003201",
	  "msg=unidirectional;dialogueAs=0.0.17.773.1.1.1;userInfo=600f80020780a109060704000001003201" },
	{ "Abort without a reason", "6706 4904 0a000001", "msg=abort;dtid=0a000001" },
};

static void own_vectors(void)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		check_vector(vectors[i].name, vectors[i].hex, vectors[i].expected);
}

/* ---- messages that cannot be read ---- */

static const struct {
	const char *name, *hex;
	uint8_t p_abort;
	bool dialogue;
	uint8_t otid_len, dtid_len;
	int type;
} broken[] = {
	{ "nothing", "", 2, false, 0, 0, 0 },
	{ "one octet", "62", 2, false, 0, 0, 0 },
	{ "unknown type", "6306 4804 01020304", 0, false, 4, 0, 0 },
	{ "ANSI type", "e206 c704 01020304", 0, false, 0, 0, 0 },
	{ "cut inside the components", "6220 4804 01020304 6c10 a106", 2, false, 4, 0, TCAP_BEGIN },
	{ "cut, long length", "628180 4804 01020304 6c10 a106", 2, false, 4, 0, TCAP_BEGIN },
	{ "cut, both ids", "6530 4804 01020304 4902 0506 6c10", 2, false, 4, 2, TCAP_CONTINUE },
	{ "indefinite, no end", "6280 4804 01020304 6c04 a102", 2, false, 4, 0, TCAP_BEGIN },
	{ "octets behind it", "6206 4804 01020304 00", 2, false, 4, 0, TCAP_BEGIN },
	{ "no otid", "6200", 3, false, 0, 0, TCAP_BEGIN },
	{ "dtid in a Begin", "6206 4904 01020304", 3, false, 0, 0, TCAP_BEGIN },
	{ "otid of five", "6207 4805 0102030405", 3, false, 0, 0, TCAP_BEGIN },
	{ "otid of none", "6202 4800", 3, false, 0, 0, TCAP_BEGIN },
	{ "no dtid", "6506 4804 01020304", 3, false, 4, 0, TCAP_CONTINUE },
	{ "otid truncated inside", "6204 4804 0102", 2, false, 0, 0, TCAP_BEGIN },
	{ "components before dialogue", "620a 4804 01020304 6c00 6b00", 3, false, 4, 0, TCAP_BEGIN },
	{ "components twice", "620a 4804 01020304 6c00 6c00", 3, false, 4, 0, TCAP_BEGIN },
	{ "cause in a Begin", "6209 4804 01020304 4a01 01", 3, false, 4, 0, TCAP_BEGIN },
	{ "components in an Abort", "6708 4904 01020304 6c00", 3, false, 0, 4, TCAP_ABORT },
	{ "cause of two octets", "670a 4904 01020304 4a02 0100", 3, false, 0, 4, TCAP_ABORT },
	{ "unknown element", "6208 4804 01020304 6d00", 3, false, 4, 0, TCAP_BEGIN },
	{ "portion longer than the message", "6208 4804 01020304 6c05", 2, false, 4, 0, TCAP_BEGIN },
	{ "dialogue portion empty", "6208 4804 01020304 6b00", 2, true, 4, 0, TCAP_BEGIN },
	{ "EXTERNAL without OID", "620e 4804 01020304 6b06 2804 a002 6000", 2, true, 4, 0, TCAP_BEGIN },
	{ "unknown APDU", "6217 4804 01020304 6b0f 280d 0607 00118605010101 a002 6500", 2, true, 4, 0, TCAP_BEGIN },
	{ "AARQ without ACN", "6217 4804 01020304 6b0f 280d 0607 00118605010101 a002 6000", 2, true, 4, 0, TCAP_BEGIN },
	{ "AARQ cut",
	  "621b 4804 01020304 6b13 2811 0607 00118605010101 a006 6004 a109 0607", 2, true, 4, 0, TCAP_BEGIN },
	{ "APDU shorter than its wrapper",
	  "6226 4804 01020304 6b1e 281c 0607 00118605010101 a011 600e 8002 0780 a109 0607 04000001003201",
	  2, true, 4, 0, TCAP_BEGIN },
	{ "encoding shorter than its EXTERNAL",
	  "6226 4804 01020304 6b1e 281c 0607 00118605010101 a010 600f 8002 0780 a109 0607 04000001003201",
	  2, true, 4, 0, TCAP_BEGIN },
	{ "ACN whose wrapper is too short",
	  "6226 4804 01020304 6b1e 281c 0607 00118605010101 a011 600f 8002 0780 a108 0607 04000001003201",
	  2, true, 4, 0, TCAP_BEGIN },
	{ "AARE with octets behind the diagnostic",
	  "6430 4904 01020304 6b28 2826 0607 00118605010101 a01b 6119 a109 0607 04000001003201 a203 020100"
	  " a305 a103 020100 ff00", 2, true, 0, 4, TCAP_END },
	{ "ABRT without source",
	  "6717 4904 01020304 6b0f 280d 0607 00118605010101 a002 6400", 2, true, 0, 4, TCAP_ABORT },
	{ "AARE without diagnostic",
	  "6427 4904 01020304 6b1f 281d 0607 00118605010101 a012 6110 a109 0607 04000001003201 a203 020100",
	  2, true, 0, 4, TCAP_END },
};

static void broken_messages(void)
{
	struct tcap_decode_error err;
	struct tcap_msg m;
	uint8_t *pdu;
	size_t len;

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		bool ok = CHECK_INT(decode_hex(&m, broken[i].hex, &pdu, &len, &err), -EINVAL);

		ok = CHECK_INT(err.p_abort, broken[i].p_abort) && ok;
		ok = CHECK_INT(err.dialogue_portion, broken[i].dialogue) && ok;
		ok = CHECK_INT(m.otid_len, broken[i].otid_len) && ok;
		ok = CHECK_INT(m.dtid_len, broken[i].dtid_len) && ok;
		ok = CHECK_INT(m.type, broken[i].type) && ok;
		ok = CHECK(err.field && err.reason && err.offset <= len) && ok;
		if (!ok)
			printf("  in \"%s\": octet %u, %s: %s\n", broken[i].name, err.offset, err.field, err.reason);
	}
}

/* ---- components that cannot be read ---- */

static const struct {
	const char *name, *components;
	uint8_t type, code;
	bool has_id;
	unsigned count;		/* of all that were looked at */
} bad_components[] = {
	{ "unknown component", "a503 020101 a106 020101 020100", 0x80, 0, false, 1 },
	{ "cut", "a106 0201", 0x80, 2, false, 1 },
	{ "cut inside", "a104 0201 01 02 a106 020101 020100", 0x80, 2, true, 1 },
	{ "no id", "a103 020100", 0x80, 1, true, 1 },
	{ "id of two octets", "a107 02020101 020100", 0x80, 1, false, 1 },
	{ "null id of an invoke", "a105 0500 020100", 0x80, 1, false, 1 },
	{ "no operation", "a103 020105", 0x80, 1, true, 1 },
	{ "operation no integer", "a105 020105 0400", 0x80, 1, true, 1 },
	{ "two parameters", "a10a 020105 020100 0500 0500", 0x80, 1, true, 1 },
	{ "linked id of two octets", "a10a 020105 8002 0101 020100", 0x80, 1, true, 1 },
	{ "operation of five octets", "a10a 020105 0205 0102030405 a106 020101 020100", 0x81, 1, true, 2 },
	{ "negative operation", "a106 020105 0201ff a106 020101 020100", 0x81, 1, true, 2 },
	{ "negative error", "a306 020105 0201fe a106 020101 020100", 0x83, 2, true, 2 },
	{ "result not in a sequence", "a206 020105 020100", 0x80, 1, true, 1 },
	{ "result with an empty sequence", "a205 020105 3000", 0x80, 1, true, 1 },
	{ "error without code", "a303 020105", 0x80, 1, true, 1 },
	{ "reject without problem", "a403 020105", 0x80, 1, true, 1 },
	{ "reject of an unknown class", "a406 020105 840101", 0x80, 1, true, 1 },
};

static void broken_components(void)
{
	struct tcap_decode_error err;
	struct tcap_msg m;
	uint8_t pdu[256], c[128];

	for (size_t i = 0; i < sizeof(bad_components) / sizeof(bad_components[0]); i++) {
		size_t n = octets_read(c, sizeof(c), bad_components[i].components);
		uint8_t head[10] = { 0x62, (uint8_t)(8 + n), 0x48, 4, 1, 2, 3, 4, 0x6c, (uint8_t)n };

		memcpy(pdu, head, sizeof(head));
		memcpy(pdu + sizeof(head), c, n);
		bool ok = CHECK_INT(tcap_decode(&m, pdu, sizeof(head) + n, &err), 0);
		ok = ok && CHECK_INT(m.num_components, bad_components[i].count);
		ok = ok && CHECK(m.component[0].malformed);
		ok = ok && CHECK_INT(m.component[0].problem.type, bad_components[i].type);
		ok = ok && CHECK_INT(m.component[0].problem.code, bad_components[i].code);
		ok = ok && CHECK_INT(m.component[0].has_invoke_id, bad_components[i].has_id);
		ok = ok && CHECK_INT(m.component[0].offset, 10);
		if (!ok)
			printf("  in \"%s\"\n", bad_components[i].name);
		CHECK_INT(tcap_encode(&m, pdu, sizeof(pdu)), -EINVAL);
	}
}

static void too_many_components(void)
{
	struct tcap_decode_error err;
	struct tcap_msg m;
	uint8_t pdu[256] = { 0x62, 0, 0x48, 1, 1, 0x6c };
	size_t len = 7;

	for (unsigned i = 0; i < TCAP_MAX_COMPONENTS + 1; i++) {
		uint8_t invoke[8] = { 0xa1, 6, 2, 1, (uint8_t)i, 2, 1, 9 };

		memcpy(pdu + len, invoke, sizeof(invoke));
		len += sizeof(invoke);
		pdu[6] = (uint8_t)(len - 7);
		if (pdu[6] > 127)
			break;
		pdu[1] = (uint8_t)(len - 2);
	}
	/* 128 octets of sixteen components want the long form */
	memmove(pdu + 8, pdu + 7, len - 7);
	pdu[6] = 0x81;
	pdu[7] = TCAP_MAX_COMPONENTS * 8;
	memmove(pdu + 3, pdu + 2, 6 + TCAP_MAX_COMPONENTS * 8);
	pdu[1] = 0x81;
	pdu[2] = 6 + TCAP_MAX_COMPONENTS * 8;
	CHECK_INT(tcap_decode(&m, pdu, 9 + TCAP_MAX_COMPONENTS * 8, &err), 0);
	CHECK_INT(m.num_components, TCAP_MAX_COMPONENTS);

	memcpy(pdu + 9 + TCAP_MAX_COMPONENTS * 8, pdu + 9, 8);
	pdu[2] += 8;
	pdu[8] += 8;
	CHECK_INT(tcap_decode(&m, pdu, 9 + (TCAP_MAX_COMPONENTS + 1) * 8, &err), -EINVAL);
	CHECK_INT(err.p_abort, TCAP_PABORT_BAD_FORMAT);
	CHECK_INT(m.otid_len, 1);
}

/* ---- what may not be written ---- */

static void encode_refuses(void)
{
	static const uint8_t oid[] = { 4, 0, 0 };
	struct tcap_msg m = { .type = TCAP_BEGIN };
	uint8_t out[64];

	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.otid_len = 4;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), 8);
	m.otid_len = 5;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.otid_len = 4;
	m.type = TCAP_CONTINUE;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.type = (enum tcap_msg_type)0x63;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.type = TCAP_BEGIN;
	m.pdu = TCAP_AARQ;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.dialogue_as = (struct tcap_octets){ .v = oid, .len = sizeof(oid) };
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.acn = m.dialogue_as;
	CHECK(tcap_encode(&m, out, sizeof(out)) > 0);
	m.num_components = 1;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.component[0] = (struct tcap_component){ .type = TCAP_INVOKE, .has_invoke_id = true, .code = -1 };
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.component[0].code = 1;
	CHECK(tcap_encode(&m, out, sizeof(out)) > 0);
	m.component[0].has_invoke_id = false;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.component[0].has_invoke_id = true;
	m.num_components = TCAP_MAX_COMPONENTS + 1;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	/* an Abort has no components, and one reason */
	m.num_components = 1;
	m.type = TCAP_ABORT;
	m.dtid_len = 4;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
	m.num_components = 0;
	CHECK(tcap_encode(&m, out, sizeof(out)) > 0);
	m.has_p_abort = true;
	CHECK_INT(tcap_encode(&m, out, sizeof(out)), -EINVAL);
}

int main(void)
{
	shared_vectors();
	own_vectors();
	broken_messages();
	broken_components();
	too_many_components();
	encode_refuses();
	return CHECK_DONE();
}
