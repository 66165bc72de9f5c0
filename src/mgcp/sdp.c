/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Session descriptions between the call agent and the media program (RFC 4566, as far as RFC 3435 3.4 uses it): one audio
 * stream's address, ports and payload types. Offer and answer are sip/'s business, not ours. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <osmocom/core/utils.h>

#include <mpabx/mgcp.h>

/* RFC 3551, table 4: those without a name in an rtpmap */
static const struct mgcp_codec statics[] = {
	{ 0, "PCMU", 8000 }, { 3, "GSM", 8000 }, { 8, "PCMA", 8000 }, { 9, "G722", 8000 }, { 18, "G729", 8000 },
};

const struct mgcp_codec *mgcp_codec_static(uint8_t pt)
{
	for (unsigned i = 0; i < ARRAY_SIZE(statics); i++)
		if (statics[i].pt == pt)
			return &statics[i];
	return NULL;
}

int mgcp_codec_find(const struct mgcp_sdp *sdp, const char *name)
{
	for (unsigned i = 0; i < sdp->num_codecs; i++)
		if (!strcasecmp(sdp->codec[i].name, name))
			return (int)i;
	return -1;
}

static int parse_address(struct mgcp_text value, struct osmo_sockaddr *ret)
{
	struct mgcp_text net, type, address;
	char text[INET6_ADDRSTRLEN];
	struct osmo_sockaddr a = { 0 };

	if (!mgcp_list_next(&value, ' ', &net) || !mgcp_list_next(&value, ' ', &type) || !mgcp_list_next(&value, ' ', &address) ||
	    address.n >= sizeof(text))
		return -EBADMSG;
	mgcp_text_copy(address, text, sizeof(text));
	if (mgcp_text_is(type, "IP4") && inet_pton(AF_INET, text, &a.u.sin.sin_addr) == 1)
		a.u.sin.sin_family = AF_INET;
	else if (mgcp_text_is(type, "IP6") && inet_pton(AF_INET6, text, &a.u.sin6.sin6_addr) == 1)
		a.u.sin6.sin6_family = AF_INET6;
	else
		return -EBADMSG;
	*ret = a;
	return 0;
}

/* `audio PORT RTP/AVP PT...`. \returns 0, -ENOENT another kind of stream */
static int parse_media(struct mgcp_text value, struct mgcp_sdp *sdp)
{
	struct mgcp_text word;
	uint32_t port, pt;

	if (!mgcp_list_next(&value, ' ', &word))
		return -EBADMSG;
	if (!mgcp_text_is(word, "audio"))
		return -ENOENT;
	if (!mgcp_list_next(&value, ' ', &word) || mgcp_text_number(word, 65535, &port) < 0 || !mgcp_list_next(&value, ' ', &word))
		return -EBADMSG;
	sdp->rtp.u.sin.sin_port = htons((uint16_t)port);
	while (mgcp_list_next(&value, ' ', &word)) {
		const struct mgcp_codec *named;

		if (mgcp_text_number(word, 127, &pt) < 0)
			return -EBADMSG;
		if (sdp->num_codecs == MGCP_MAX_CODECS)
			continue;
		named = mgcp_codec_static((uint8_t)pt);
		sdp->codec[sdp->num_codecs++] = named ? *named : (struct mgcp_codec){ .pt = (uint8_t)pt };
	}
	return sdp->num_codecs ? 0 : -EBADMSG;
}

/* `rtpmap:PT NAME/RATE[/CHANNELS]`: one for a type that the m= line does not name is passed over. */
static void parse_rtpmap(struct mgcp_text value, struct mgcp_sdp *sdp)
{
	struct mgcp_text word, name, rate;
	uint32_t pt, hertz;

	if (!mgcp_list_next(&value, ' ', &word) || mgcp_text_number(word, 127, &pt) < 0 || !mgcp_list_next(&value, ' ', &word) ||
	    !mgcp_list_next(&word, '/', &name) || !mgcp_list_next(&word, '/', &rate) ||
	    mgcp_text_number(rate, 192000, &hertz) < 0 || !name.n || name.n >= sizeof(sdp->codec[0].name))
		return;
	for (unsigned i = 0; i < sdp->num_codecs; i++) {
		if (sdp->codec[i].pt != pt)
			continue;
		mgcp_text_copy(name, sdp->codec[i].name, sizeof(sdp->codec[i].name));
		sdp->codec[i].rate = hertz;
	}
}

static void parse_attribute(struct mgcp_text value, struct mgcp_sdp *sdp, uint16_t *rtcp_port)
{
	struct mgcp_text name, word;
	uint32_t n;

	if (!mgcp_list_next(&value, ':', &name))
		return;
	if (mgcp_text_is(name, "rtpmap")) {
		parse_rtpmap(value, sdp);
	} else if (mgcp_text_is(name, "ptime")) {
		if (mgcp_list_next(&value, ' ', &word) && mgcp_text_number(word, 200, &n) == 0)
			sdp->ptime = (uint8_t)n;
	} else if (mgcp_text_is(name, "rtcp")) {	/* RFC 3605; another address than RTP's is not served */
		if (mgcp_list_next(&value, ' ', &word) && mgcp_text_number(word, 65535, &n) == 0)
			*rtcp_port = (uint16_t)n;
	}
}

/* Quotes and parentheses mean nothing here, unlike in MGCP's lists. */
static bool take_line(struct mgcp_text *rest, struct mgcp_text *ret)
{
	const char *end;

	if (!rest->n)
		return false;
	end = memchr(rest->s, '\n', rest->n);
	*ret = (struct mgcp_text){ rest->s, end ? (size_t)(end - rest->s) : rest->n };
	rest->s += ret->n + !!end;
	rest->n -= ret->n + !!end;
	if (ret->n && ret->s[ret->n - 1] == '\r')
		ret->n--;
	return true;
}

static void finish_addresses(struct mgcp_sdp *sdp, const struct osmo_sockaddr *address, uint16_t rtcp_port)
{
	in_port_t port = sdp->rtp.u.sin.sin_port;

	/* sin_port and sin6_port lie at the same place */
	sdp->rtp = *address;
	sdp->rtp.u.sin.sin_port = port;
	sdp->rtcp = *address;
	if (!rtcp_port && ntohs(port) && ntohs(port) < 65535)
		rtcp_port = ntohs(port) + 1;
	sdp->rtcp.u.sin.sin_port = htons(rtcp_port);
}

int mgcp_sdp_parse(struct mgcp_text text, struct mgcp_sdp *ret)
{
	struct osmo_sockaddr address = { 0 };
	struct mgcp_sdp sdp = { 0 };
	struct mgcp_text line;
	uint16_t rtcp_port = 0;
	bool audio = false, other = false;
	int rc = 0;

	while (rc == 0 && take_line(&text, &line)) {
		if (line.n < 2 || line.s[1] != '=')
			continue;
		struct mgcp_text value = { line.s + 2, line.n - 2 };

		if (*line.s == 'm') {
			if (audio)
				break;
			rc = parse_media(value, &sdp);
			audio = rc == 0;
			other = rc == -ENOENT;
			rc = other ? 0 : rc;
		} else if (*line.s == 'c' && !other) {
			rc = parse_address(value, &address);
		} else if (*line.s == 'a' && audio) {
			parse_attribute(value, &sdp, &rtcp_port);
		}
	}
	if (rc < 0)
		return rc;
	if (!audio)
		return -ENOENT;
	if (!address.u.sa.sa_family)
		return -EBADMSG;
	finish_addresses(&sdp, &address, rtcp_port);
	*ret = sdp;
	return 0;
}

void mgcp_sdp_write(struct mgcp_writer *w, const struct mgcp_sdp *sdp)
{
	bool six = sdp->rtp.u.sa.sa_family == AF_INET6;
	const void *raw = six ? (const void *)&sdp->rtp.u.sin6.sin6_addr : &sdp->rtp.u.sin.sin_addr;
	uint16_t port = ntohs(sdp->rtp.u.sin.sin_port), rtcp = ntohs(sdp->rtcp.u.sin.sin_port);
	char address[INET6_ADDRSTRLEN] = "0.0.0.0";
	const char *family = six ? "IP6" : "IP4";

	inet_ntop(six ? AF_INET6 : AF_INET, raw, address, sizeof(address));
	mgcp_write(w, "\r\nv=0\r\no=- 1 1 IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\nm=audio %u RTP/AVP", family, address, family,
		   address, port);
	for (unsigned i = 0; i < sdp->num_codecs; i++)
		mgcp_write(w, " %u", sdp->codec[i].pt);
	mgcp_write(w, "\r\n");
	for (unsigned i = 0; i < sdp->num_codecs; i++) {
		const struct mgcp_codec *c = &sdp->codec[i];

		if (*c->name)
			mgcp_write(w, "a=rtpmap:%u %s/%u\r\n", c->pt, c->name, c->rate);
		if (!strcasecmp(c->name, "telephone-event"))
			mgcp_write(w, "a=fmtp:%u 0-15\r\n", c->pt);
	}
	if (sdp->ptime)
		mgcp_write(w, "a=ptime:%u\r\n", sdp->ptime);
	if (rtcp && rtcp != port + 1)
		mgcp_write(w, "a=rtcp:%u\r\n", rtcp);
}
