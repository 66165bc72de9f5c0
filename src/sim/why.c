/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asks the node's VTY why a call went where it went: `show call reference HEX`, by the callReferenceNumber that the
 * scenario sent. A short telnet conversation (RFC 854), with a time limit; used between calls, never on one's way. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "play.h"

#define WHY_WAIT_MS 1000
#define WHY_MAX 8192
#define TELNET_IAC 255
#define TELNET_SB 250
#define TELNET_SE 240

static int why_connect(const char *vty)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV }, *ai;
	char host[64];
	const char *colon = strrchr(vty, ':');
	int fd;

	if (!colon || (size_t)(colon - vty) >= sizeof(host))
		return -EINVAL;
	snprintf(host, sizeof(host), "%.*s", (int)(colon - vty), vty);
	if (getaddrinfo(host, colon + 1, &hints, &ai))
		return -EINVAL;
	fd = socket(ai->ai_family, ai->ai_socktype, 0);
	if (fd >= 0 && connect(fd, ai->ai_addr, ai->ai_addrlen) < 0) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(ai);
	return fd < 0 ? -ECONNREFUSED : fd;
}

/* Drops telnet's own octets and carriage returns. \returns new length */
static size_t telnet_strip(unsigned char *buf, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		if (buf[i] == TELNET_IAC && i + 1 < n) {
			if (buf[i + 1] == TELNET_SB) {
				while (i < n && buf[i] != TELNET_SE)
					i++;
			} else {
				i += 2;	/* WILL, WONT, DO, DONT and their option */
			}
		} else if (buf[i] && buf[i] != '\r') {
			buf[to++] = buf[i];
		}
	}
	return to;
}

/* Up to the prompt: "name> " or "name# " at the end. \returns length, 0 where none came in time */
static size_t why_read(int fd, char *buf, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;

	while (n + 1 < size && poll(&p, 1, WHY_WAIT_MS) == 1) {
		ssize_t rc = read(fd, buf + n, size - 1 - n);

		if (rc <= 0)
			return 0;
		n += (size_t)rc;
		if (n >= 2 && buf[n - 1] == ' ' && (buf[n - 2] == '>' || buf[n - 2] == '#')) {
			n = telnet_strip((unsigned char *)buf, n);
			buf[n] = '\0';
			return n;
		}
	}
	return 0;
}

/* What is said of a line that begins with this word; NULL: no such line is told. */
static const char *why_said(const char *word, size_t n)
{
	static const struct { const char *word, *said; } lines[] = {
		{ "because", "" }, { "not", "not: " }, { "note", "note: " },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (n == strlen(lines[i].word) && !strncmp(word, lines[i].word, n))
			return lines[i].said;
	return NULL;
}

/* The reasons alone: the lines "because TEXT", "not TEXT" and "note TEXT". Where there is none, all that was said. */
static char *why_reasons(void *ctx, const char *text)
{
	char *reasons = talloc_strdup(ctx, "");

	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		const char *word = p + strspn(p, " ");
		size_t n = strcspn(word, " \n");
		const char *said = why_said(word, n);

		if (!said)
			continue;
		word += n + strspn(word + n, " ");
		reasons = talloc_asprintf_append(reasons, "%s%s%.*s", *reasons ? "\n" : "", said,
						 (int)strcspn(word, "\n"), word);
	}
	return *reasons ? reasons : talloc_asprintf_append(reasons, "%s", text);
}

/* Between the echoed command and the prompt. */
static char *why_answer(void *ctx, char *buf)
{
	char *start = strchr(buf, '\n'), *end = strrchr(buf, '\n');

	if (!start || end <= start)
		return NULL;
	*end = '\0';
	return why_reasons(ctx, start + 1);
}

char *why_ask(void *ctx, const char *vty, const char *reference, const char **problem)
{
	char buf[WHY_MAX], command[64];
	char *answer = NULL;
	int fd = why_connect(vty), n;

	if (fd < 0) {
		*problem = "the VTY does not answer";
		return NULL;
	}
	n = snprintf(command, sizeof(command), "show call reference %s\n", reference);
	if (!why_read(fd, buf, sizeof(buf)) || write(fd, command, (size_t)n) != n || !why_read(fd, buf, sizeof(buf)))
		*problem = "the VTY did not answer in time";
	else if (!(answer = why_answer(ctx, buf)))
		*problem = "the VTY said nothing";
	close(fd);
	return answer;
}
