/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An answered dialog as a line of text, and back in another life of the node: "sip1 name=value ...", values %-escaped. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/base.h>

#include "sip_priv.h"
#include "text.h"

#define MARK "sip1"
/* A line may be older than the dialog: the CSeq that it names is not used again (RFC 3261 12.2.1.1 asks for no more than
 * that it grows). */
#define CSEQ_LEAP 1000

static const char *const names[NUM_TEXTS] = {
	[TEXT_CALL_ID] = "id", [TEXT_LOCAL] = "local", [TEXT_LOCAL_TAG] = "ltag", [TEXT_REMOTE] = "remote",
	[TEXT_REMOTE_TAG] = "rtag", [TEXT_TARGET] = "target", [TEXT_ROUTE] = "route",
};

int journal_print(char *buf, size_t size, size_t *used, const char *name, const char *value)
{
	size_t length = strlen(name);
	char *at = buf + *used;
	int n;

	if (size - *used < length + 3)
		return -ENOSPC;
	*at++ = ' ';
	at = (char *)memcpy(at, name, length) + length;
	*at++ = '=';
	n = sip_text_escape(value, at, size - *used - length - 2);
	if (n < 0)
		return -ENOSPC;
	*used += length + 2 + (size_t)n;
	return 0;
}

int journal_texts_print(const struct sip_dialog *d, char *buf, size_t size, size_t *used)
{
	for (unsigned i = 0; i < NUM_TEXTS; i++)
		if (journal_print(buf, size, used, names[i], dialog_text(d, i)))
			return -ENOSPC;
	return d->peer ? journal_print(buf, size, used, "peer", d->peer->name) : 0;
}

int sip_dialog_export(const struct sip_dialog *d, char *buf, size_t size)
{
	int n = text_print(buf, size, MARK " caller=%u tcp=%u lcseq=%u rcseq=%u session=%u refresher=%u allows=%u replaces=%u "
			 "timer=%u", d->caller, d->tcp, d->local_cseq, d->remote_cseq, d->session_s, d->refresher, d->peer_allows,
			 d->peer_replaces, d->peer_timer);
	size_t used;

	if (d->state != SIP_UP || d->ending)
		return -ENOTCONN;
	if (n < 0 || (size_t)n >= size)
		return -ENOSPC;
	used = n;
	if (journal_texts_print(d, buf, size, &used))
		return -ENOSPC;
	if (d->session_sdp && journal_print(buf, size, &used, "sdp", d->session_sdp))
		return -ENOSPC;
	return used;
}

/* \returns its value, to the next blank, NULL: none */
static const char *field_of(const char *line, const char *name)
{
	size_t n = strlen(name);

	while ((line = strchr(line, ' '))) {
		line++;
		if (!strncmp(line, name, n) && line[n] == '=')
			return line + n + 1;
	}
	return NULL;
}

int journal_text(const char *line, const char *name, char *buf, size_t size)
{
	const char *value = field_of(line, name);
	int rc = value ? sip_text_unescape(value, strcspn(value, " "), buf, size) : -ENOENT;

	return rc < 0 ? rc : 0;
}

int journal_lines(const char *line, const char *name, char *buf, size_t size)
{
	const char *value = field_of(line, name);
	int rc = value ? sip_text_unescape_lines(value, strcspn(value, " "), buf, size) : -ENOENT;

	return rc < 0 ? rc : 0;
}

uint32_t journal_number(const char *line, const char *name, bool *ok)
{
	char text[16];
	unsigned long value;
	char *end;

	if (journal_text(line, name, text, sizeof(text))) {
		*ok = false;
		return 0;
	}
	value = strtoul(text, &end, 10);
	if (!*text || *end || value > UINT32_MAX)
		*ok = false;
	return value;
}

static int numbers_import(struct sip_dialog *d, const char *line)
{
	bool ok = true;

	d->caller = journal_number(line, "caller", &ok);
	d->tcp = journal_number(line, "tcp", &ok);
	d->local_cseq = journal_number(line, "lcseq", &ok) + CSEQ_LEAP;
	d->remote_cseq = journal_number(line, "rcseq", &ok);
	d->session_s = journal_number(line, "session", &ok);
	d->refresher = journal_number(line, "refresher", &ok);
	d->peer_allows = journal_number(line, "allows", &ok);
	d->peer_replaces = journal_number(line, "replaces", &ok);
	d->peer_timer = journal_number(line, "timer", &ok);
	return ok && d->session_s <= 24 * 3600 * 30 ? 0 : -EINVAL;
}

int journal_texts_read(struct sip_dialog *d, const char *line)
{
	char text[DIALOG_TEXT_MAX];

	for (unsigned i = 0; i < NUM_TEXTS; i++) {
		int rc = journal_text(line, names[i], text, sizeof(text));

		if (!rc)
			rc = dialog_set_text(d, i, text);
		if (rc)
			return rc;
	}
	return *dialog_text(d, TEXT_LOCAL_TAG) && *dialog_text(d, TEXT_TARGET) ? 0 : -EINVAL;
}

struct sip_dialog *sip_dialog_import(struct sip_agent *agent, const char *text, const struct sip_dialog_ops *ops, void *priv)
{
	char id[512], ltag[128], rtag[256], peer[32], sdp[SDP_MAX_TEXT + 1];
	struct sip_dialog *d;
	unsigned fork;

	if (strncmp(text, MARK " ", sizeof(MARK)) || journal_text(text, "id", id, sizeof(id)) ||
	    journal_text(text, "ltag", ltag, sizeof(ltag)) || journal_text(text, "rtag", rtag, sizeof(rtag))) {
		errno = EINVAL;
		return NULL;
	}
	if (dialog_by_tags(agent, id, ltag, rtag, &fork)) {
		errno = EEXIST;
		return NULL;
	}
	d = dialog_alloc(agent, id);
	if (!d) {
		errno = ENOBUFS;
		return NULL;
	}
	if (numbers_import(d, text) || journal_texts_read(d, text)) {
		dialog_free(d);
		errno = EINVAL;
		return NULL;
	}
	if (!journal_text(text, "peer", peer, sizeof(peer)))
		d->peer = sip_peer_find(agent, peer);
	if (!journal_lines(text, "sdp", sdp, sizeof(sdp)))
		d->session_sdp = talloc_strdup(agent, sdp);
	d->state = SIP_UP;
	d->offer = OFFER_STABLE;
	d->ops = ops;
	d->priv = priv;
	session_taken_up(d);
	return d;
}
