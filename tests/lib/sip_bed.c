/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Phones for the tests of sip/: see sip_bed.h. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <osmocom/core/application.h>
#include <osmocom/core/select.h>
#include <talloc.h>

#include "sip_bed.h"

const char bed_sdp_a[] = "v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
	"m=audio 6000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
	"a=ptime:20\r\n";
const char bed_sdp_b[] = "v=0\r\no=b 7 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\n"
	"m=audio 7000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";

void bed_open(struct bed *b)
{
	b->ctx = talloc_named_const(NULL, 0, "bed");
	mpabx_log_init(NULL);	/* outlives each bed */
	log_set_log_level(osmo_stderr_target, getenv("SIP_DEBUG") ? LOGL_DEBUG : LOGL_FATAL);
	b->wheel = wheel_alloc(b->ctx);
	b->stack = b->wheel && !wheel_start(b->wheel) ? sip_stack_alloc(b->ctx, b->wheel) : NULL;
	if (!b->stack) {
		printf("sip_bed: no stack\n");
		exit(1);
	}
}

void bed_close(struct bed *b)
{
	talloc_free(b->stack);
	talloc_free(b->ctx);
}

void bed_turn(struct bed *b)
{
	sip_stack_turn(b->stack);
	if (!osmo_select_main(1))
		usleep(300);
}

uint64_t bed_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ull + t.tv_nsec / 1000000;
}

void phone_log(struct phone *p, const char *format, ...)
{
	size_t n = strlen(p->log);
	va_list ap;

	if (n && n + 2 < sizeof(p->log))
		p->log[n++] = ' ';
	va_start(ap, format);
	vsnprintf(p->log + n, sizeof(p->log) - n, format, ap);
	va_end(ap);
	if (getenv("SIP_DEBUG"))
		fprintf(stderr, "%s: %s\n", p->name, p->log + n);
}

void phone_clear(struct phone *p)
{
	p->log[0] = '\0';
}

static const char *role(enum sip_sdp_role r)
{
	static const char *const names[] = { "", "/offer", "/answer", "/preview", "/repeat" };

	return names[r];
}

static void keep(struct phone *p, const struct sip_message *m)
{
	const char *value = p->want_field ? sip_message_field(m, p->want_field, 0) : NULL;

	p->last = *m;
	snprintf(p->last_route, sizeof(p->last_route), "%s", m->route ? m->route : "");
	snprintf(p->last_field, sizeof(p->last_field), "%s", value ? value : "");
	snprintf(p->last_sdp, sizeof(p->last_sdp), "%.*s", (int)m->sdp_length, m->sdp_text ? m->sdp_text : "");
	snprintf(p->last_body, sizeof(p->last_body), "%.*s", (int)m->body_length, m->body ? m->body : "");
}

struct sip_content *phone_sdp(const char *sdp)
{
	static struct sip_content c;

	sip_content_init(&c);
	if (sdp)
		sip_content_sdp(&c, sdp, strlen(sdp));
	return &c;
}

static void response(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	struct phone *p = priv;

	keep(p, m);
	phone_log(p, m->fork ? "%u:%s%s#%u" : "%u:%s%s", m->status, m->method_name, role(m->sdp), m->fork);
	if (m->sdp != SIP_SDP_OFFER)
		return;
	if (m->status >= 200 && p->ack_answer)
		sip_dialog_ack(d, phone_sdp(bed_sdp_a));
	else if (m->status < 200 && p->prack_answer)
		sip_dialog_prack(d, m->fork, phone_sdp(bed_sdp_a));
}

static void request(void *priv, struct sip_dialog *d, struct sip_transaction *t, const struct sip_message *m)
{
	struct phone *p = priv;

	keep(p, m);
	phone_log(p, "%s%s", m->method_name, role(m->sdp));
	if (p->reply)
		sip_reply(t, p->reply, p->reply_sdp && p->reply < 300 ? phone_sdp(bed_sdp_b) : NULL);
	else
		p->t = t;
}

static void ack(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	keep(priv, m);
	phone_log(priv, "ACK%s", role(m->sdp));
}

static void prack(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	keep(priv, m);
	phone_log(priv, "PRACK%s", role(m->sdp));
}

static void ended(void *priv, struct sip_dialog *d, enum sip_ended why, const struct sip_message *m)
{
	static const char *const names[] = { "refused", "cancelled", "bye", "no-ack", "lost", "session" };
	struct phone *p = priv;

	if (m)
		keep(p, m);
	if (why == SIP_ENDED_REFUSED)
		phone_log(p, "refused:%u", m->status);
	else
		phone_log(p, "%s", names[why]);
	if (p->d == d)
		p->d = NULL;
}

const struct sip_dialog_ops phone_ops = {
	.response = response, .request = request, .ack = ack, .prack = prack, .ended = ended,
};

static void invite(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	struct phone *p = priv;

	if (p->party)
		p = p->party(m);
	keep(p, m);
	phone_log(p, "INVITE%s", role(m->sdp));
	sip_dialog_bind(d, &phone_ops, p);
	p->d = d;
	if (p->ring)
		sip_dialog_provisional(d, p->ring, p->ring_sdp ? phone_sdp(bed_sdp_b) : NULL);
	if (p->answer)
		sip_dialog_answer(d, phone_sdp(bed_sdp_b));
}

static void outside(void *priv, struct sip_transaction *t, const struct sip_message *m)
{
	struct phone *p = priv;

	keep(p, m);
	phone_log(p, "%s", m->method_name);
	sip_reply(t, 202, NULL);
}

static void peer(void *priv, struct sip_peer *peer, bool up)
{
	phone_log(priv, "%s-%s", sip_peer_name(peer), up ? "up" : "down");
}

/* Each message as text2pcap reads it, a frame of its own. */
static void trace(void *priv, const struct sip_trace *t)
{
	struct phone *p = priv;

	if (t->sent)
		p->traced_out++;
	else
		p->traced_in++;
	if (!p->capture || !t->sent)
		return;
	for (size_t i = 0; i < t->length; i += 16) {
		fprintf(p->capture, "%06zx", i);
		for (size_t j = i; j < t->length && j < i + 16; j++)
			fprintf(p->capture, " %02x", (unsigned char)t->text[j]);
		fputc('\n', p->capture);
	}
	fputc('\n', p->capture);
	fflush(p->capture);	/* whole: others write to the same file */
}

static const struct sip_agent_ops agent_ops = { .invite = invite, .request = outside, .peer = peer, .trace = trace };

void phone_open(struct phone *p, struct bed *b, const char *name, const struct sip_agent_config *config)
{
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .tcp = true, .name = "mpabx test", .t1 = 50, .t2 = 200,
		.t4 = 250 };
	const char *path = getenv("SIP_CAPTURE");

	memset(p, 0, sizeof(*p));
	p->bed = b;
	p->name = name;
	p->agent = sip_agent_alloc(b->stack, config ? config : &c, &agent_ops, p);
	if (!p->agent) {
		printf("sip_bed: no agent\n");
		exit(1);
	}
	sip_agent_allow(p->agent, "127.0.0.0/8");
	if (path)
		p->capture = fopen(path, "a");
	if (p->capture)
		setvbuf(p->capture, NULL, _IOFBF, 1 << 18);
}

void phone_close(struct phone *p)
{
	sip_agent_free(p->agent);
	if (p->capture)
		fclose(p->capture);
	p->agent = NULL;
}

struct sip_dialog *phone_call_port(struct phone *p, uint16_t port, bool tcp)
{
	struct sip_invite i = {};

	i.uri.scheme = i.from.uri.scheme = i.to.uri.scheme = SIP_URI_SIP;
	i.uri.port = port;
	strcpy(i.uri.user, "+33199001234");
	strcpy(i.uri.host, BED_HOST);
	if (tcp)
		strcpy(i.uri.params, "transport=tcp");
	strcpy(i.from.uri.user, p->name);
	strcpy(i.from.uri.host, BED_HOST);
	strcpy(i.to.uri.user, "+33199001234");
	strcpy(i.to.uri.host, BED_HOST);
	p->d = sip_invite(p->agent, &i, p->no_sdp ? NULL : phone_sdp(bed_sdp_a), &phone_ops, p);
	return p->d;
}

struct sip_dialog *phone_call(struct phone *p, const struct phone *to, bool tcp)
{
	return phone_call_port(p, sip_agent_port(to->agent), tcp);
}
