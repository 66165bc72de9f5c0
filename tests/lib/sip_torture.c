/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cases of RFC 4475: see sip_torture.h. Texts are ours; names and what each is about are the RFC's. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sip_torture.h"

#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8\r\n"
#define INVITE "INVITE sip:bob@127.0.0.1 SIP/2.0"
#define OPTIONS "OPTIONS sip:bob@127.0.0.1 SIP/2.0"
#define REGISTER "REGISTER sip:127.0.0.1 SIP/2.0"
#define OK "SIP/2.0 200 OK"
#define TYPE "Content-Type: application/sdp\r\n"
#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG FIFTY FIFTY FIFTY FIFTY

const struct torture torture_cases[] = {
	/* 3.1.1: right, however odd */
	{ "wsinv", "3.1.1.1", "INVITE sip:bob@127.0.0.1;odd=par%41m SIP/2.0",
	  "-To\r\n-From\r\n-Max-Forwards\r\n-Contact\r\n-Call-ID\r\n"
	  "TO :\r\n sip:bob@127.0.0.1 ;   x    =  y\r\nfrom   : \"O \\\\\\\"dd\"       <sip:al@example.com>\r\n  ;\r\n  tag = 98a\r\n"
	  "MaX-fOrWaRdS: 0068\r\ni: tortuous%u@x\r\nsubject:\r\nNewFangledHeader:   newfangled\r\n value, continued\r\n"
	  "m:\"Quoted \\\"\\\"\" <sip:al@127.0.0.1>  ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33\r\n" TYPE, SDP, "180|200" },
	{ "intmeth", "3.1.1.2", "!odd-Method0123456789_*.%indeed'`~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
	  "To: \"BEL:\\\x07 NUL:\\\x01 DEL:\\\x7f\" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>\r\n"
	  "CSeq: 139122385 !odd-Method0123456789_*.%indeed'`~\r\nextensionHeader-!.%*+_`'~:\xef\xbb\xbf\xe5\xa4\xa7\r\n", NULL, "501|400|" },
	{ "esc01", "3.1.1.3", "INVITE sip:sips%3Auser%40example.com@127.0.0.1 SIP/2.0",
	  "To: sip:%75se%72@127.0.0.1\r\nContact: <sip:cal%6Cer@127.0.0.1;%6C%72;n%61me=v%61lue%25%34%31>\r\n" TYPE, SDP, "180|200" },
	{ "escnull", "3.1.1.4", REGISTER, "To: sip:null-%00-null@example.com\r\nFrom: sip:null-%00-null@example.com;tag=8\r\n"
	  "Contact: <sip:%00@127.0.0.1>\r\nContact: <sip:%00%00@127.0.0.1>\r\n", NULL, "405" },
	{ "esc02", "3.1.1.5", "RE%47IST%45R sip:127.0.0.1 SIP/2.0", "To: \"%Z%45\" <sip:resource@example.com>\r\n"
	  "From: \"%Z%45\" <sip:resource@example.com>;tag=f2\r\nCSeq: 29344 RE%47IST%45R\r\n", NULL, "501" },
	{ "lwsdisp", "3.1.1.6", OPTIONS, "From: caller<sip:caller@example.com>;tag=323\r\n", NULL, "200" },
	{ "longreq", "3.1.1.7", INVITE, "To: \"I have a user name of extreme" LONG LONG "proportion\"<sip:bob@127.0.0.1:5060;"
	  "unknownparam1=very" LONG "longvalue;longparameter" LONG "name=shortvalue;very" LONG "long>\r\n"
	  "From: sip:amazinglylong" LONG "callername@example.net;tag=12" LONG "982424;unknownheaderparam" LONG "=unknown" LONG "\r\n"
	  "Call-ID: longreq.one" LONG "%u\r\nUnknown-Long-Header: x" LONG LONG "; y=" LONG "\r\n"
	  "Via: SIP/2.0/UDP sip33.example.com\r\nv: SIP/2.0/TCP host3.example.com;branch=very" LONG "long\r\n" TYPE, SDP, "180|200|400|513" },
	{ "dblreq", "3.1.1.8", REGISTER, "Content-Length: 0\r\n",
	  "INVITE sip:joe@example.com SIP/2.0\r\nt: sip:joe@example.com\r\nv: SIP/2.0/UDP x;branch=z9hG4bKdbl\r\n\r\n", "405" },
	{ "semiuri", "3.1.1.9", "OPTIONS sip:user;par=u%40example.net@127.0.0.1 SIP/2.0", "To: sip:j_user@example.com\r\n"
	  "Accept: application/sdp, application/pkcs7-mime,\r\n   multipart/mixed, multipart/signed\r\n", NULL, "200" },
	{ "transports", "3.1.1.10", OPTIONS, "Via: SIP/2.0/SCTP s1.example.com;branch=z9hG4bKsctp\r\n"
	  "Via: SIP/2.0/TLS t1.example.com;branch=z9hG4bKtls\r\nVia: SIP/2.0/UNKNOWN t2.example.com;branch=z9hG4bKunknown\r\n", NULL, "200" },
	{ "mpart01", "3.1.1.11", INVITE, "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655\r\n",
	  "--7a9cbec02ceef655\r\nContent-Type: text/plain\r\n\r\nHello\r\n--7a9cbec02ceef655\r\nContent-Type: application/sdp\r\n\r\n" SDP
	  "\r\n--7a9cbec02ceef655\r\nContent-Type: application/octet-stream\r\n\r\n\x01\x82\x02\xff\x80\r\n--7a9cbec02ceef655--\r\n", "180|200" },
	{ "unreason", "3.1.1.12", "SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe \xd1\x81\xd1\x82\xd0\xbe", "CSeq: 35 INVITE\r\n" TYPE, SDP, "" },
	{ "noreason", "3.1.1.13", "SIP/2.0 100 ", "CSeq: 35 INVITE\r\n", NULL, "" },
	/* 3.1.2: wrong */
	{ "badinv01", "3.1.2.1", INVITE, "Via: SIP/2.0/UDP 127.0.0.1:%p;;,;,,;branch=z9hG4bKbad%u\r\n"
	  "Contact: \"Joe\" <sip:joe@example.org>;;;;,,;\r\n" TYPE, SDP, "400|" },
	{ "clerr", "3.1.2.2", INVITE, "Content-Length: 9999\r\n" TYPE, SDP, "400|" },
	{ "ncl", "3.1.2.3", INVITE, "Content-Length: -999\r\n" TYPE, SDP, "400|" },
	{ "scalar02", "3.1.2.4", REGISTER, "CSeq: 36893488147419103232 REGISTER\r\nMax-Forwards: 300\r\nExpires: 10000000000000000000\r\n"
	  "Contact: <sip:user@127.0.0.1>;expires=280297596632815\r\n", NULL, "400|405" },
	{ "scalarlg", "3.1.2.5", "SIP/2.0 503 Service Unavailable", "CSeq: 9292394834772304023312 OPTIONS\r\n"
	  "Retry-After: 949302838503028349304023988\r\nWarning: 1812 overture \"In Progress\"\r\n", NULL, "" },
	{ "quotbal", "3.1.2.6", INVITE, "To: \"Mr. J. User <sip:j.user@example.com>\r\n" TYPE, SDP, "400" },
	{ "ltgtruri", "3.1.2.7", "INVITE <sip:bob@127.0.0.1> SIP/2.0", TYPE, SDP, "400|416|404" },
	{ "lwsruri", "3.1.2.8", "INVITE sip:bob@127.0.0.1; lr SIP/2.0", TYPE, SDP, "400|" },
	{ "lwsstart", "3.1.2.9", "INVITE  sip:bob@127.0.0.1  SIP/2.0", TYPE, SDP, "400|180|200|" },
	{ "trws", "3.1.2.10", "OPTIONS sip:bob@127.0.0.1 SIP/2.0  ", "", NULL, "400|200|505|" },
	{ "escruri", "3.1.2.11", "INVITE sip:bob@127.0.0.1?Route=%3Csip:example.com%3E SIP/2.0", TYPE, SDP, "400|180|200" },
	{ "baddate", "3.1.2.12", INVITE, "Date: Fri, 01 Jan 2010 16:00:00 EST\r\n" TYPE, SDP, "400|180|200" },
	{ "regbadct", "3.1.2.13", REGISTER, "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\r\n", NULL, "400|405" },
	{ "badaspec", "3.1.2.14", OPTIONS, "To: \"Watson, Thomas\" < sip:t.watson@example.org >\r\n", NULL, "400|200" },
	{ "baddn", "3.1.2.15", OPTIONS, "From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43\r\n", NULL, "400|200" },
	{ "badvers", "3.1.2.16", "OPTIONS sip:t.watson@127.0.0.1 SIP/7.0", "Via: SIP/7.0/UDP 127.0.0.1:%p;branch=z9hG4bKver%u\r\n", NULL, "505|400|" },
	{ "mismatch01", "3.1.2.17", OPTIONS, "CSeq: 8 INVITE\r\n", NULL, "400" },
	{ "mismatch02", "3.1.2.18", "NEWMETHOD sip:bob@127.0.0.1 SIP/2.0", "CSeq: 8 INVITE\r\n" TYPE, SDP, "400|501" },
	{ "bigcode", "3.1.2.19", "SIP/2.0 4294967301 better not break the receiver", "CSeq: 353494 INVITE\r\n", NULL, "" },
	/* 3.2, 3.3, 3.4: transactions, what is asked for, RFC 2543 */
	{ "badbranch", "3.2.1", OPTIONS, "Via: SIP/2.0/UDP 127.0.0.1:%p;branch=z9hG4bK\r\n", NULL, "200|400" },
	{ "insuf", "3.3.1", INVITE, "-From\r\n-To\r\n-Call-ID\r\n", NULL, "400|" },
	{ "unkscm", "3.3.2", "INVITE nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0", TYPE, SDP, "416" },
	{ "novelsc", "3.3.3", "INVITE soap.beep://192.0.2.103:3002 SIP/2.0", TYPE, SDP, "416" },
	{ "unksm2", "3.3.4", REGISTER, "To: isbn:2983792873\r\nFrom: <http://www.example.com>;tag=3234233\r\n"
	  "Contact: <name:John_Smith>\r\n", NULL, "405|400" },
	{ "bext01", "3.3.5", INVITE, "Require: nothingSupportsThis, nothingSupportsThisEither\r\n"
	  "Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis\r\n" TYPE, SDP, "420" },
	{ "invut", "3.3.6", INVITE, "Content-Type: application/unknownformat\r\n", "<audio>\r\n <pcmu port=\"443\"/>\r\n</audio>\r\n", "415" },
	{ "regaut01", "3.3.7", REGISTER, "Authorization: NoOneKnowsThisScheme opaque-data=here\r\n", NULL, "405" },
	{ "multi01", "3.3.8", INVITE, "CSeq: 5 INVITE\r\nCSeq: 59 INVITE\r\nCall-ID: multi01.98%u@x\r\nCall-ID: multi01.99%u@y\r\n"
	  "From: sip:alice@example.com;tag=3413\r\nFrom: sip:alice@example.com;tag=8814\r\nMax-Forwards: 70\r\nMax-Forwards: 5\r\n"
	  "To: sip:bob@127.0.0.1\r\nTo: sip:carl@127.0.0.1\r\n" TYPE, SDP, "400" },
	{ "mcl01", "3.3.9", OPTIONS, "Content-Length: 13\r\nContent-Length: 5\r\n", "There's no way to know how many octets are here.", "400" },
	{ "bcast", "3.3.10", OK, "Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923\r\nVia: SIP/2.0/UDP 255.255.255.255;"
	  "branch=z9hG4bK1saber23\r\nCSeq: 35 INVITE\r\n" TYPE, SDP, "" },
	{ "zeromf", "3.3.11", OPTIONS, "Max-Forwards: 0\r\n", NULL, "200|483" },
	{ "cparam01", "3.3.12", REGISTER, "Contact: sip:+19725552222@gw1.example.net;unknownparam\r\n", NULL, "405" },
	{ "cparam02", "3.3.13", REGISTER, "Contact: <sip:+19725552222@gw1.example.net;unknownparam>\r\n", NULL, "405" },
	{ "regescrt", "3.3.14", REGISTER, "Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>\r\n", NULL, "405" },
	{ "sdp01", "3.3.15", INVITE, "Accept: text/nobodyKnowsThis\r\n" TYPE, SDP, "406|180|200" },
	{ "inv2543", "3.4.1", INVITE, "-Max-Forwards\r\nVia: SIP/2.0/UDP 127.0.0.1:%p\r\nFrom: <sip:old@example.com>\r\n" TYPE, SDP, "180|200" },
};
const unsigned torture_count = sizeof(torture_cases) / sizeof(torture_cases[0]);

static bool named(const char *headers, const char *name)
{
	static const struct {
		const char *name, *compact;
	} others[] = { { "Call-ID", "i" }, { "From", "f" }, { "To", "t" }, { "Contact", "m" }, { "Content-Length", "l" } };
	size_t n = strlen(name);

	for (const char *p = headers; p && *p;) {
		const char *line = *p == '-' ? p + 1 : p;

		if (!strncasecmp(line, name, n) && (line[n] == ':' || line[n] == ' ' || line[n] == '\r'))
			return true;
		for (unsigned i = 0; i < 5; i++)
			if (!strcmp(name, others[i].name) && !strncmp(line, others[i].compact, 1) && line[1] == ':')
				return true;
		p = strstr(p, "\r\n");
		p = p ? p + 2 : NULL;
	}
	return false;
}

/* The text with %u (number) and %p (port) filled in; lines that begin with "-" are left out. */
static size_t fill(const char *text, unsigned number, unsigned port, char *buf, size_t size)
{
	size_t n = 0;
	bool start = true;

	while (*text && n + 16 < size) {
		if (start && *text == '-') {
			text = strstr(text, "\r\n") + 2;
			continue;
		}
		if (text[0] == '%' && (text[1] == 'u' || text[1] == 'p') ) {
			n += sprintf(buf + n, "%u", text[1] == 'u' ? number : port);
			text += 2;
			start = false;
			continue;
		}
		start = *text == '\n';
		buf[n++] = *text++;
	}
	buf[n] = '\0';
	return n;
}

size_t torture_make(const struct torture *t, unsigned number, unsigned port, char *buf, size_t size)
{
	bool response = !strncmp(t->line, "SIP/2.0 ", 8);
	const char *space = strchr(t->line, ' ');
	size_t body = t->body ? strlen(t->body) : 0, n;

	n = snprintf(buf, size, "%s\r\n", t->line);
	if (!named(t->headers, "Via") || !strcmp(t->name, "transports"))
		n += snprintf(buf + n, size - n, "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKt%u;rport\r\n", port, number);
	else if (!strcmp(t->name, "longreq"))
		n += snprintf(buf + n, size - n, "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKl%u\r\n", port, number);
	if (!named(t->headers, "From"))
		n += snprintf(buf + n, size - n, "From: <sip:caller@example.net>;tag=t%u\r\n", number);
	if (!named(t->headers, "To"))
		n += snprintf(buf + n, size - n, "To: <sip:bob@127.0.0.1>%s\r\n", response ? ";tag=r" : "");
	if (!named(t->headers, "Call-ID"))
		n += snprintf(buf + n, size - n, "Call-ID: %s.%u@example.net\r\n", t->name, number);
	if (!named(t->headers, "CSeq"))
		n += snprintf(buf + n, size - n, "CSeq: 9 %.*s\r\n", (int)(space - t->line), t->line);
	if (!named(t->headers, "Max-Forwards"))
		n += snprintf(buf + n, size - n, "Max-Forwards: 70\r\n");
	if (!named(t->headers, "Contact"))
		n += snprintf(buf + n, size - n, "Contact: <sip:caller@127.0.0.1:%u>\r\n", port);
	n += fill(t->headers, number, port, buf + n, size - n);
	if (!named(t->headers, "Content-Length"))
		n += snprintf(buf + n, size - n, "Content-Length: %zu\r\n", body);
	n += snprintf(buf + n, size - n, "\r\n%s", t->body ? t->body : "");
	return n < size ? n : size - 1;
}

uint32_t torture_dice(uint32_t *seed, uint32_t sides)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % sides;
}

/* One or a few of: an octet changed, some cut out, a piece doubled, a line moved, the end cut off, rubbish put in. */
size_t torture_mutate(uint32_t *seed, char *text, size_t n, size_t size)
{
	for (unsigned times = 1 + torture_dice(seed, 6); times && n > 2; times--) {
		size_t at = torture_dice(seed, n), length = 1 + torture_dice(seed, n - at < 40 ? n - at : 40);

		switch (torture_dice(seed, 7)) {
		case 0:
			text[at] = torture_dice(seed, 256);
			break;
		case 1:
			memmove(text + at, text + at + length, n - at - length);
			n -= length;
			break;
		case 2:
			if (n + length >= size)
				break;
			memmove(text + at + length, text + at, n - at);
			n += length;
			break;
		case 3:
			if (torture_dice(seed, 4) == 0)
				n = at + 1;
			break;
		case 4:
			text[at] = ";,<>\"\\:@?=%\r\n \t[]()"[torture_dice(seed, 19)];
			break;
		case 5:
			if (text[at] >= '0' && text[at] <= '9')
				text[at] = '0' + torture_dice(seed, 10);
			break;
		case 6:
			for (size_t i = 0; i < length; i++)
				text[at + i] = text[torture_dice(seed, n)];
			break;
		}
	}
	return n;
}
