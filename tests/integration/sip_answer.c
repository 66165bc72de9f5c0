/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The smallest callee: an agent at ADDRESS PORT that rings, answers, and takes whatever comes then. For SIPp, and for
 * figures of sip/ alone. SIGTERM: it says what it has seen, and ends. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/select.h>
#include <talloc.h>

#include <mpabx/sip.h>

static const char sdp[] = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 7000 RTP/AVP 8\r\n"
	"a=rtpmap:8 PCMA/8000\r\n";
static volatile sig_atomic_t over;
static unsigned ended_well, ended_badly;

static void response(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
}

static void request(void *priv, struct sip_dialog *d, struct sip_transaction *t, const struct sip_message *m)
{
	static struct sip_content c;

	sip_content_init(&c);
	if (m->sdp == SIP_SDP_OFFER || m->method == SIP_INVITE)
		sip_content_sdp(&c, sdp, strlen(sdp));
	sip_reply(t, 200, &c);
}

static void ended(void *priv, struct sip_dialog *d, enum sip_ended why, const struct sip_message *m)
{
	if (why == SIP_ENDED_BYE || why == SIP_ENDED_CANCELLED)
		ended_well++;
	else
		ended_badly++;
}

static const struct sip_dialog_ops dialog_ops = { .response = response, .request = request, .ended = ended };

static void invite(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	static struct sip_content c;

	sip_dialog_bind(d, &dialog_ops, NULL);
	sip_dialog_provisional(d, 180, NULL);
	sip_content_init(&c);
	sip_content_sdp(&c, sdp, strlen(sdp));
	sip_dialog_answer(d, &c);
}

static const struct sip_agent_ops agent_ops = { .invite = invite };

static void stop(int signal)
{
	over = 1;
}

int main(int argc, char **argv)
{
	struct sip_agent_config config = { .udp = true, .tcp = true, .timeout = 8000 };
	void *ctx = talloc_named_const(NULL, 0, "sip_answer");
	struct wheel *wheel = wheel_alloc(ctx);
	struct sip_stack *stack;
	struct sip_agent *agent;
	const struct sip_stats *s;

	if (argc != 3)
		return 2;
	mpabx_log_init(ctx);
	config.address = argv[1];
	config.port = atoi(argv[2]);
	signal(SIGTERM, stop);
	wheel_start(wheel);
	stack = sip_stack_alloc(ctx, wheel);
	agent = stack ? sip_agent_alloc(stack, &config, &agent_ops, NULL) : NULL;
	if (!agent) {
		perror(argv[1]);
		return 1;
	}
	sip_agent_allow(agent, "127.0.0.0/8");
	while (!over) {
		sip_stack_turn(stack);
		osmo_select_main(0);
	}
	s = sip_agent_stats(agent);
	printf("%llu calls, %llu answered, %u ended well, %u badly, %llu came or went again, %u dialogs, %u transactions left\n",
	       (unsigned long long)s->invites_in, (unsigned long long)s->answered, ended_well, ended_badly,
	       (unsigned long long)s->retransmitted, sip_agent_dialogs(agent), sip_agent_transactions(agent));
	talloc_free(stack);
	talloc_free(ctx);
	return ended_badly != 0;
}
