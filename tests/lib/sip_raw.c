/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SIP letter by letter: see sip_raw.h. */

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sip_raw.h"

void raw_open(struct raw *r, struct bed *b, const char *address, uint16_t to)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t n = sizeof(in);

	memset(r, 0, sizeof(*r));
	r->bed = b;
	r->to = to;
	inet_pton(AF_INET, address, &in.sin_addr);
	r->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (bind(r->fd, (struct sockaddr *)&in, n) || getsockname(r->fd, (struct sockaddr *)&in, &n)) {
		perror("sip_raw");
		exit(1);
	}
	r->port = ntohs(in.sin_port);
}

void raw_close(struct raw *r)
{
	close(r->fd);
}

void raw_send(struct raw *r, const char *text, size_t length)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(r->to) };

	inet_pton(AF_INET, BED_HOST, &in.sin_addr);
	if (sendto(r->fd, text, length, 0, (struct sockaddr *)&in, sizeof(in)) < 0)
		perror("sip_raw");
}

void raw_sendf(struct raw *r, const char *format, ...)
{
	char text[8192];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	raw_send(r, text, n);
}

/* The lines of a header, whole. */
static void lines_of(const char *text, const char *name, char *buf, size_t size)
{
	size_t n = strlen(name), used = 0;

	buf[0] = '\0';
	while (text && *text && *text != '\r') {
		const char *end = strstr(text, "\r\n");
		size_t length = end ? (size_t)(end + 2 - text) : strlen(text);

		if (!strncasecmp(text, name, n) && text[n] == ':' && used + length < size) {
			memcpy(buf + used, text, length);
			used += length;
			buf[used] = '\0';
		}
		text = end ? end + 2 : NULL;
	}
}

bool raw_recv(struct raw *r, const char *start, unsigned ms)
{
	uint64_t end = bed_ms() + ms;

	while (bed_ms() < end) {
		struct sockaddr_in from;
		socklen_t size = sizeof(from);
		ssize_t n = recvfrom(r->fd, r->got, sizeof(r->got) - 1, 0, (struct sockaddr *)&from, &size);

		if (n <= 0) {
			bed_turn(r->bed);
			continue;
		}
		r->got[n] = '\0';
		if (strncmp(r->got, start, strlen(start)))
			continue;
		if (strncmp(r->got, "SIP/2.0", 7)) {
			r->to = ntohs(from.sin_port);
			lines_of(r->got, "Via", r->via, sizeof(r->via));
			lines_of(r->got, "From", r->from, sizeof(r->from));
			lines_of(r->got, "To", r->to_line, sizeof(r->to_line));
			lines_of(r->got, "Call-ID", r->call_id, sizeof(r->call_id));
			lines_of(r->got, "CSeq", r->cseq, sizeof(r->cseq));
		}
		return true;
	}
	r->got[0] = '\0';
	return false;
}

void raw_respond(struct raw *r, const char *status, const char *tag, const char *lines, const char *sdp)
{
	char to[600];

	snprintf(to, sizeof(to), "%.*s%s%s\r\n", (int)strcspn(r->to_line, "\r"), r->to_line,
		 tag && !strstr(r->to_line, ";tag=") ? ";tag=" : "", tag && !strstr(r->to_line, ";tag=") ? tag : "");
	raw_sendf(r, "SIP/2.0 %s\r\n%s%s%s%s%sContact: <sip:raw@127.0.0.1:%u>\r\n%s%sContent-Length: %zu\r\n\r\n%s", status, r->via,
		  r->from, to, r->call_id, r->cseq, r->port, lines ? lines : "", sdp ? "Content-Type: application/sdp\r\n" : "",
		  sdp ? strlen(sdp) : 0, sdp ? sdp : "");
}

const char *raw_value(const struct raw *r, const char *name)
{
	static char value[2048];
	char lines[2048];
	size_t n = strlen(name) + 1;

	lines_of(r->got, name, lines, sizeof(lines));
	if (!lines[0])
		return "";
	snprintf(value, sizeof(value), "%s", lines + n + strspn(lines + n, " "));
	value[strcspn(value, "\r")] = '\0';
	return value;
}

void raw_request(struct raw *r, const char *method, unsigned cseq, const char *to_tag, const char *lines, const char *body)
{
	static unsigned branch;

	raw_sendf(r, "%s sip:bob@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKraw%u;rport\r\n"
		  "From: <sip:raw@127.0.0.1>;tag=rawtag\r\nTo: <sip:bob@127.0.0.1>%s%s\r\nCall-ID: raw%u@127.0.0.1\r\n"
		  "CSeq: %u %s\r\nContact: <sip:raw@127.0.0.1:%u>\r\nMax-Forwards: 70\r\n%sContent-Length: %zu\r\n\r\n%s",
		  method, r->to, r->port, branch++, to_tag ? ";tag=" : "", to_tag ? to_tag : "", r->port, cseq, method, r->port,
		  lines ? lines : "", body ? strlen(body) : 0, body ? body : "");
}
