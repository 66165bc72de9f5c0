/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads MGCP messages (RFC 3435 3.1 to 3.3 and appendix A) in place. Lines end in CR LF or LF. A datagram may carry several
 * messages, a line with a single dot between them (3.5.5). What is not a message is refused, with no more said than that:
 * the sender's transaction, where it can still be told, gets a 510. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <osmocom/core/utils.h>

#include <mpabx/mgcp.h>

#define MAX_ENDPOINT 255

static const char *const verbs[] = {
	[MGCP_RESPONSE] = "", [MGCP_EPCF] = "EPCF", [MGCP_CRCX] = "CRCX", [MGCP_MDCX] = "MDCX", [MGCP_DLCX] = "DLCX",
	[MGCP_RQNT] = "RQNT", [MGCP_NTFY] = "NTFY", [MGCP_AUEP] = "AUEP", [MGCP_AUCX] = "AUCX", [MGCP_RSIP] = "RSIP",
};

const char *mgcp_verb_name(enum mgcp_verb verb)
{
	return verb < ARRAY_SIZE(verbs) ? verbs[verb] : "?";
}

static enum mgcp_verb verb_of(struct mgcp_text word)
{
	for (unsigned i = MGCP_EPCF; i < ARRAY_SIZE(verbs); i++)
		if (mgcp_text_is(word, verbs[i]))
			return i;
	return MGCP_OTHER;
}

/* The next line without its end; false at the end of the datagram. */
static bool take_line(struct mgcp_text *rest, struct mgcp_text *ret)
{
	const char *end;

	if (!rest->n)
		return false;
	end = memchr(rest->s, '\n', rest->n);
	ret->s = rest->s;
	ret->n = end ? (size_t)(end - rest->s) : rest->n;
	rest->n -= ret->n + !!end;
	rest->s += ret->n + !!end;
	if (ret->n && ret->s[ret->n - 1] == '\r')
		ret->n--;
	return true;
}

/* The next word, whatever the white space before it. */
static struct mgcp_text take_word(struct mgcp_text *rest)
{
	struct mgcp_text word;

	while (rest->n && (*rest->s == ' ' || *rest->s == '\t'))
		rest->s++, rest->n--;
	word = (struct mgcp_text){ rest->s, 0 };
	while (word.n < rest->n && word.s[word.n] != ' ' && word.s[word.n] != '\t')
		word.n++;
	rest->s += word.n;
	rest->n -= word.n;
	return word;
}

static int parse_transaction(struct mgcp_text word, uint32_t *ret)
{
	uint32_t value;

	/* 3.2.1.2: 1 to 999999999, at most nine digits */
	if (word.n > 9 || mgcp_text_number(word, MGCP_MAX_TRANSACTION, &value) < 0 || !value)
		return -EBADMSG;
	*ret = value;
	return 0;
}

static bool is_code(struct mgcp_text word)
{
	uint32_t code;

	return word.n == 3 && mgcp_text_number(word, 999, &code) == 0;
}

static int parse_endpoint(struct mgcp_text word, struct mgcp_message *m)
{
	const char *at;

	if (!word.n || word.n > MAX_ENDPOINT || memchr(word.s, '\0', word.n))
		return -EBADMSG;
	at = memchr(word.s, '@', word.n);
	m->endpoint = (struct mgcp_text){ word.s, at ? (size_t)(at - word.s) : word.n };
	if (at)
		m->domain = (struct mgcp_text){ at + 1, word.n - m->endpoint.n - 1 };
	return m->endpoint.n ? 0 : -EBADMSG;
}

static int parse_command(struct mgcp_text line, struct mgcp_message *m)
{
	struct mgcp_text word = take_word(&line);
	int rc;

	if (word.n != 4)
		return -EBADMSG;
	m->verb = verb_of(word);
	rc = parse_transaction(take_word(&line), &m->transaction);
	if (rc < 0)
		return rc;
	rc = parse_endpoint(take_word(&line), m);
	if (rc < 0)
		return rc;
	if (!mgcp_text_is(take_word(&line), "MGCP"))
		return -EBADMSG;
	word = take_word(&line);
	if (word.n < 3 || memcmp(word.s, "1.", 2))	/* 3.2.1.4 */
		return -EPROTONOSUPPORT;
	return 0;	/* a profile name may follow */
}

static int parse_response(struct mgcp_text line, struct mgcp_message *m)
{
	struct mgcp_text word = take_word(&line);
	uint32_t code;

	m->verb = MGCP_RESPONSE;
	if (mgcp_text_number(word, 999, &code) < 0)
		return -EBADMSG;
	m->code = (uint16_t)code;
	/* 000 acknowledges a response, which may name none */
	if (parse_transaction(take_word(&line), &m->transaction) < 0)
		return -EBADMSG;
	while (line.n && *line.s == ' ')
		line.s++, line.n--;
	m->comment = line;
	return 0;
}

static int parse_param(struct mgcp_text line, struct mgcp_message *m)
{
	const char *colon = memchr(line.s, ':', line.n);
	struct mgcp_param *p = &m->params[m->num_params];
	struct mgcp_text value;

	if (!colon || colon == line.s || memchr(line.s, '\0', line.n))
		return -EBADMSG;
	if (m->num_params == MGCP_MAX_PARAMS)
		return -E2BIG;
	p->name = (struct mgcp_text){ line.s, (size_t)(colon - line.s) };
	value = (struct mgcp_text){ colon + 1, line.n - p->name.n - 1 };
	p->value = (struct mgcp_text){ value.s, 0 };
	while (value.n && (*value.s == ' ' || *value.s == '\t'))
		value.s++, value.n--;
	while (value.n && (value.s[value.n - 1] == ' ' || value.s[value.n - 1] == '\t'))
		value.n--;
	p->value = value;
	m->num_params++;
	return 0;
}

static bool is_dot(struct mgcp_text line)
{
	return line.n == 1 && *line.s == '.';
}

/* SDP goes on to a line with a dot or to the end of the datagram. */
static void parse_sdp(struct mgcp_text *rest, struct mgcp_message *m)
{
	const char *start = rest->s;
	struct mgcp_text line;

	while (rest->n) {
		const char *before = rest->s;

		take_line(rest, &line);
		if (is_dot(line)) {
			m->sdp = (struct mgcp_text){ start, (size_t)(before - start) };
			return;
		}
	}
	m->sdp = (struct mgcp_text){ start, (size_t)(rest->s - start) };
}

static int parse_rest(struct mgcp_text *rest, struct mgcp_message *m)
{
	struct mgcp_text line;
	int rc;

	while (take_line(rest, &line)) {
		if (is_dot(line))
			return 0;
		if (!line.n) {
			parse_sdp(rest, m);
			return 0;
		}
		rc = parse_param(line, m);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int mgcp_parse(const char *data, size_t length, struct mgcp_message *ret, size_t *used)
{
	struct mgcp_text rest = { data, length }, line = { data, 0 }, copy;
	struct mgcp_message m = { 0 };
	int rc;

	if (!data || length > MGCP_MAX_DATAGRAM)
		return -EBADMSG;
	while (take_line(&rest, &line) && !line.n)
		;	/* 3.1 asks that empty lines before a message do no harm */
	copy = line;
	rc = is_code(take_word(&copy)) ? parse_response(line, &m) : parse_command(line, &m);
	if (rc == 0)
		rc = parse_rest(&rest, &m);
	if (rc < 0)
		return rc;
	*ret = m;
	*used = length - rest.n;
	return 0;
}

uint32_t mgcp_transaction_of(const char *data, size_t length)
{
	struct mgcp_text rest = { data, length }, line;
	uint32_t transaction;

	if (!data || !take_line(&rest, &line))
		return 0;
	if (take_word(&line).n != 4 || parse_transaction(take_word(&line), &transaction) < 0)
		return 0;
	return transaction;
}

const struct mgcp_param *mgcp_param(const struct mgcp_message *msg, const char *name)
{
	for (unsigned i = 0; i < msg->num_params; i++)
		if (mgcp_text_is(msg->params[i].name, name))
			return &msg->params[i];
	return NULL;
}

struct mgcp_text mgcp_value(const struct mgcp_message *msg, const char *name)
{
	const struct mgcp_param *p = mgcp_param(msg, name);

	return p ? p->value : (struct mgcp_text){ "", 0 };
}
