/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The node's media driver against a running mpabx-media, which this test starts, kills and starts again, with phones that speak
 * tones: `mediactl ADDRESS PROGRAM CONFIG`. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <osmocom/core/application.h>
#include <osmocom/core/select.h>
#include <talloc.h>

#include <mpabx/mediactl.h>

#include "../lib/sound.h"
#include "../unit/check.h"

/* What was told, in order, a word each. */
static struct {
	char said[64][64];
	unsigned num;
	struct media_local local[8];	/* by tag */
} told;

static const char *address;
static unsigned ladder_lines, of_no_call;

static void say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (told.num < 64)
		vsnprintf(told.said[told.num++], sizeof(told.said[0]), format, ap);
	va_end(ap);
}

static void on_connected(void *priv, uint32_t owner, uint32_t pair, enum media_side side, uint32_t tag, const struct media_local *local)
{
	say("connected %u %u %u", owner, side, tag);
	if (tag < 8)
		told.local[tag] = *local;
}

static void on_done(void *priv, uint32_t owner, uint32_t pair, uint32_t tag)
{
	say("done %u %u", owner, tag);
}

static void on_failed(void *priv, uint32_t owner, uint32_t pair, uint32_t tag)
{
	say("failed %u %u", owner, tag);
}

static void on_code(void *priv, uint32_t owner, uint32_t pair, enum media_side side, const char *code)
{
	say("code %u %u %s", owner, side, code);
}

static void on_silent(void *priv, uint32_t owner, uint32_t pair, enum media_side side)
{
	say("silent %u %u", owner, side);
}

static void on_gone(void *priv, uint32_t owner, uint32_t pair)
{
	say("gone %u", owner);
}

static const struct media_user_ops user = {
	.connected = on_connected, .done = on_done, .failed = on_failed, .code = on_code, .silent = on_silent, .gone = on_gone,
};

static void on_seen(void *priv, const struct mediactl_seen *m)
{
	ladder_lines++;
	if (m->call || !strncmp(m->text, "AUEP", 4) || strstr(m->text, "X-Life"))
		return;
	of_no_call++;
	printf("  of no call: %.*s\n", (int)m->length, m->text);
}

static void loop(void *priv)
{
	for (int i = 0; i < 50 && osmo_select_main(1); i++)
		;
}

static void run(struct party **p, unsigned num, unsigned ms)
{
	parties_run(p, num, ms, loop, NULL);
}

/* Until that many things were told. */
static bool wait_told(struct party **p, unsigned n, unsigned num, unsigned ms)
{
	for (unsigned at = 0; at < ms && told.num < num; at += 20)
		run(p, n, 20);
	return told.num >= num;
}

static void check_told(const char *what, const char *file, int line)
{
	for (unsigned i = 0; i < told.num; i++)
		if (!strcmp(told.said[i], what)) {
			check_count(1);
			told.said[i][0] = '-';
			return;
		}
	check_count(0);
	printf("%s:%d: FAILED \"%s\" was not told, but:", file, line, what);
	for (unsigned i = 0; i < told.num; i++)
		printf(" [%s]", told.said[i]);
	printf("\n");
}
#define CHECK_TOLD(what) check_told(what, __FILE__, __LINE__)

static void remote_of(const struct party *p, struct media_remote *ret)
{
	*ret = (struct media_remote){ .port = ntohs(p->own.sin_port), .num_formats = 2,
		.format = { { p->audio_pt, "PCMA", 8000 }, { p->event_pt, "telephone-event", 8000 } } };
	snprintf(ret->address, sizeof(ret->address), "%s", address);
}

static void send_to(struct party *p, const struct media_local *local)
{
	p->to = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(local->port) };
	inet_pton(AF_INET, local->address, &p->to.sin_addr);
}

static pid_t start(const char *program, const char *config)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execl(program, program, "-c", config, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static bool wait_alive(struct mediactl *ctl, bool alive)
{
	for (int i = 0; i < 1000 && mediactl_ops.is_alive(ctl) != alive; i++) {
		loop(NULL);
		usleep(10000);
	}
	return mediactl_ops.is_alive(ctl) == alive;
}

/* Both sides of a pair connected, the phones told where to send. */
static uint32_t make(struct mediactl *ctl, callid_t call, uint32_t owner, struct party *a, struct party *b)
{
	struct party *both[] = { a, b };
	struct media_remote ra, rb;
	uint32_t pair = mediactl_ops.pair_new(ctl, call, owner, 0);

	CHECK(pair);
	remote_of(a, &ra);
	remote_of(b, &rb);
	told.num = 0;
	/* As a call does it: the caller is known, the called one is told later */
	mediactl_ops.connect(ctl, pair, MEDIA_CALLER, &ra, 1);
	mediactl_ops.connect(ctl, pair, MEDIA_CALLED, NULL, 2);
	CHECK_INT(told.num, 0);		/* never from within a request */
	CHECK(wait_told(both, 2, 2, 3000));
	send_to(a, &told.local[1]);
	send_to(b, &told.local[2]);
	mediactl_ops.connect(ctl, pair, MEDIA_CALLED, &rb, 3);
	CHECK(wait_told(both, 2, 3, 3000));
	return pair;
}

static void test_calls(struct mediactl *ctl)
{
	struct party a1, b, a2, c;
	struct party *all[] = { &a1, &b, &a2, &c };
	struct media_watch codes = { .num_codes = 2, .code = { "#1", "#3" } };
	uint32_t first, second;

	party_open(&a1, "A", address, 350);
	party_open(&b, "B", address, 620);
	party_open(&a2, "A'", address, 450);
	party_open(&c, "C", address, 1050);
	first = make(ctl, callid_new(), 11, &a1, &b);
	second = make(ctl, callid_new(), 22, &a2, &c);
	mediactl_ops.watch(ctl, second, MEDIA_CALLER, &codes);
	told.num = 0;
	party_dial(&a2, "5#1", 100, 80);
	run(all, 4, 900);
	CHECK_TOLD("code 22 0 #1");
	CHECK_INT(told.num, 1);
	CHECK_INT(c.num_digits, 1);
	/* A spoken reason, once; then music until it is stopped */
	told.num = 0;
	mediactl_ops.play(ctl, second, MEDIA_CALLER, MEDIA_SAY_WRONG_CODE, MEDIA_FR, 1, 5);
	run(all, 4, 100);
	CHECK_INT(told.num, 0);
	CHECK(wait_told(all, 4, 1, 8000));
	CHECK_TOLD("done 22 5");
	told.num = 0;
	mediactl_ops.play(ctl, second, MEDIA_CALLED, MEDIA_RINGBACK, MEDIA_FR, 0, 6);
	CHECK(wait_told(all, 4, 1, 2000));
	CHECK_TOLD("done 22 6");
	run(all, 4, 400);
	party_forget(&c);
	mediactl_ops.stop(ctl, second, MEDIA_CALLED);
	/* Joined: right after requests that are still on their way */
	told.num = 0;
	CHECK_INT(mediactl_ops.join(ctl, first, MEDIA_CALLED, second, MEDIA_CALLED, 7), 0);
	CHECK(wait_told(all, 4, 1, 2000));
	CHECK_TOLD("done 11 7");
	party_forget(&b), party_forget(&c);
	run(all, 4, 1200);
	CHECK(party_level(&b, 1050) > -1 && party_level(&c, 620) > -1);
	CHECK(party_level(&b, 350) < -35 && party_level(&c, 450) < -35);
	/* One pair goes: its own side is silent, the other one's hears nobody */
	told.num = 0;
	mediactl_ops.pair_free(ctl, first);
	mediactl_ops.pair_free(ctl, second);
	mediactl_ops.connect(ctl, second, MEDIA_CALLER, NULL, 9);
	run(all, 4, 200);
	CHECK_INT(told.num, 0);
	for (int i = 0; i < 4; i++)
		party_close(all[i]);
}

static unsigned endpoints_in_use(struct mediactl *ctl)
{
	struct mediactl_gateway_state g;

	return mediactl_gateway(ctl, 0, &g) ? g.pairs : 999;
}

static void test_refused(struct mediactl *ctl)
{
	struct media_remote nonsense = { .address = "not an address", .port = 5, .num_formats = 1, .format = { { 8, "PCMA", 8000 } } };
	struct party *nobody[1];
	uint32_t pair = mediactl_ops.pair_new(ctl, callid_new(), 33, 0);

	told.num = 0;
	mediactl_ops.connect(ctl, pair, MEDIA_CALLER, &nonsense, 4);
	mediactl_ops.play(ctl, pair, MEDIA_CALLED, MEDIA_BUSY_TONE, MEDIA_EN, 0, 5);
	CHECK_INT(told.num, 0);
	CHECK(wait_told(nobody, 0, 2, 1000));
	CHECK_STR(told.said[0], "failed 33 4");
	CHECK_STR(told.said[1], "failed 33 5");
	CHECK_INT(mediactl_ops.join(ctl, pair, 0, 12345, 0, 6), -EXDEV);
	mediactl_ops.pair_free(ctl, pair);
	run(nobody, 0, 100);
	CHECK_INT(endpoints_in_use(ctl), 0);
}

/* The program is configured with endpoint-life 4. A held call, without RTP and commands for longer, stays; what it gave up while
 * the node stood still is told. */
static void test_held(struct mediactl *ctl)
{
	struct party a, b;
	struct party *both[] = { &a, &b };
	uint32_t pair;

	party_open(&a, "A", address, -1);
	party_open(&b, "B", address, -1);
	pair = make(ctl, callid_new(), 77, &a, &b);
	run(both, 2, 11000);
	told.num = 0;
	mediactl_ops.play(ctl, pair, MEDIA_CALLER, MEDIA_BUSY_TONE, MEDIA_FR, 0, 5);
	run(both, 2, 600);
	CHECK_TOLD("done 77 5");
	mediactl_ops.stop(ctl, pair, MEDIA_CALLER);
	run(both, 2, 200);
	told.num = 0;
	parties_run(both, 2, 16000, NULL, NULL);
	CHECK(wait_told(both, 2, 1, 2000));
	CHECK_TOLD("gone 77");
	CHECK_INT(endpoints_in_use(ctl), 0);
	CHECK(wait_alive(ctl, true));
	run(both, 2, 1500);
	party_close(&a), party_close(&b);
}

/* The node goes and comes back: sound goes on, the pair is ours again, what nobody claims is deleted. */
static struct mediactl *test_node_restart(void *ctx, struct mediactl *ctl, const struct mediactl_config *cfg)
{
	struct party a, b, c, d;
	struct party *all[] = { &a, &b, &c, &d };
	char text[MEDIA_PAIR_TEXT];
	uint32_t kept, lost;

	party_open(&a, "A", address, 350);
	party_open(&b, "B", address, 620);
	party_open(&c, "C", address, 450);
	party_open(&d, "D", address, 1050);
	kept = make(ctl, callid_new(), 44, &a, &b);
	lost = make(ctl, callid_new(), 45, &c, &d);
	CHECK(mediactl_ops.pair_save(ctl, kept, text));
	CHECK(lost);
	talloc_free(ctl);
	party_forget(&a), party_forget(&b);
	parties_run(all, 4, 1100, NULL, NULL);
	CHECK(party_level(&a, 620) > -1 && party_level(&b, 350) > -1);
	ctl = mediactl_alloc(ctx, cfg);
	mediactl_set_user(ctl, &user, NULL);
	CHECK_INT(mediactl_add(ctl, "m1", address, 0, NULL), 0);
	kept = mediactl_ops.pair_restore(ctl, text, 46);
	CHECK(kept);
	CHECK_INT(mediactl_ops.pair_restore(ctl, "rubbish", 47), 0);
	CHECK(wait_alive(ctl, true));
	mediactl_sweep(ctl);
	run(all, 4, 2500);
	party_forget(&b), party_forget(&d);
	told.num = 0;
	mediactl_ops.play(ctl, kept, MEDIA_CALLER, MEDIA_BUSY_TONE, MEDIA_FR, 0, 5);
	run(all, 4, 600);
	CHECK_TOLD("done 46 5");
	CHECK(b.packets > 10);
	CHECK_INT(d.packets, 0);
	mediactl_ops.pair_free(ctl, kept);
	run(all, 4, 100);
	for (int i = 0; i < 4; i++)
		party_close(all[i]);
	return ctl;
}

static void test_media_restart(struct mediactl *ctl, pid_t *pid, const char *program, const char *config)
{
	struct party a, b;
	struct party *both[] = { &a, &b };
	struct mediactl_gateway_state g;
	uint32_t pair;

	party_open(&a, "A", address, 350);
	party_open(&b, "B", address, 620);
	pair = make(ctl, callid_new(), 55, &a, &b);
	CHECK(pair);
	told.num = 0;
	kill(*pid, SIGKILL);
	waitpid(*pid, NULL, 0);
	*pid = start(program, config);
	CHECK(wait_told(both, 2, 1, 15000));
	CHECK_TOLD("gone 55");
	CHECK(mediactl_gateway(ctl, 0, &g) && g.restarts == 1 && g.pairs == 0);
	mediactl_ops.pair_free(ctl, pair);	/* need not be, may be */
	pair = make(ctl, callid_new(), 56, &a, &b);
	run(both, 2, 1100);
	CHECK(party_level(&a, 620) > -1 && party_level(&b, 350) > -1);
	/* A party that falls silent is held, or waits; both: the call is dead */
	a.hertz = -1;
	told.num = 0;
	run(both, 2, 2500);
	CHECK_INT(told.num, 0);
	b.hertz = -1;
	CHECK(wait_told(both, 2, 2, 4000));
	CHECK_TOLD("silent 56 0");
	mediactl_ops.pair_free(ctl, pair);
	run(both, 2, 100);
	/* It goes for good: no call is anchored any more */
	kill(*pid, SIGTERM);
	waitpid(*pid, NULL, 0);
	*pid = 0;
	CHECK(wait_alive(ctl, false));
	CHECK_INT(mediactl_ops.pair_new(ctl, callid_new(), 57, 0), 0);
	party_close(&a), party_close(&b);
}

int main(int argc, char **argv)
{
	struct mediactl_config cfg = { .silent_ms = 1500, .max_pairs = 100 };
	void *ctx = talloc_named_const(NULL, 0, "test");
	struct mediactl *ctl;
	pid_t pid;

	if (argc != 4) {
		fprintf(stderr, "usage: mediactl ADDRESS PROGRAM CONFIG\n");
		return 2;
	}
	address = cfg.address = argv[1];
	setvbuf(stdout, NULL, _IOLBF, 0);
	mpabx_log_init(ctx);
	pid = start(argv[2], argv[3]);
	ctl = mediactl_alloc(ctx, &cfg);
	if (!CHECK(ctl))
		return CHECK_DONE();
	mediactl_set_user(ctl, &user, NULL);
	mediactl_set_trace(ctl, on_seen, NULL);
	CHECK_INT(mediactl_add(ctl, "m1", "not an address", 0, NULL), -EINVAL);
	CHECK_INT(mediactl_add(ctl, "m1", address, 0, NULL), 0);
	CHECK_INT(mediactl_ops.pair_new(ctl, callid_new(), 1, 0), 0);
	CHECK(wait_alive(ctl, true));
	test_calls(ctl);
	CHECK(ladder_lines > 20);
	CHECK_INT(of_no_call, 0);
	test_refused(ctl);
	test_held(ctl);
	ctl = test_node_restart(ctx, ctl, &cfg);
	test_media_restart(ctl, &pid, argv[2], argv[3]);
	talloc_free(ctx);
	return CHECK_DONE();
}
