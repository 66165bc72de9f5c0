/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The timing wheel on the test clock, held against a plain list of what must fire when; then once in the select loop. */

#include <stdlib.h>
#include <time.h>

#include <mpabx/base/clock.h>
#include <mpabx/base/log.h>
#include <mpabx/base/wheel.h>
#include <osmocom/core/select.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include "check.h"

enum { N = 5000 };

struct model {
	struct wheel_timer t;
	uint64_t due_ms;	/* 0: not armed */
	unsigned fired;
};

static struct model models[N];
static struct wheel *wheel;
static int kind;
static unsigned late, early, unexpected, rearm_percent;

static uint32_t random_ms(void)
{
	switch (rand() % 4) {
	case 0: return (uint32_t)rand() % 50;
	case 1: return (uint32_t)rand() % 5000;
	case 2: return (uint32_t)rand() % 3600000;
	default: return (uint32_t)rand() % (24u * 3600 * 1000 + 1);
	}
}

static void model_arm(struct model *m)
{
	uint32_t ms = random_ms();

	wheel_arm(wheel, &m->t, (uint8_t)kind, ms);
	m->due_ms = clock_ms() + ms;
}

static void model_disarm(struct model *m)
{
	wheel_disarm(wheel, &m->t);
	m->due_ms = 0;
}

/* Which step of the clock the turn covers: a timer may be seen late by that much, never by more. */
static uint64_t step_ms;

static void on_fire(struct wheel_timer *t, void *priv)
{
	struct model *m = container_of(t, struct model, t);
	uint64_t now = clock_ms();

	CHECK(priv == &late);
	CHECK(!wheel_armed(t));
	if (!m->due_ms)
		unexpected++;
	else if (now < m->due_ms)
		early++;
	else if (now > m->due_ms + step_ms + 20)
		late++;
	m->fired++;
	m->due_ms = 0;

	if ((unsigned)(rand() % 100) < rearm_percent)
		model_arm(m);
	if (!rearm_percent)
		return;
	if (rand() % 10 == 0)	/* perhaps one that waits in the same slot */
		model_disarm(&models[rand() % N]);
	if (rand() % 20 == 0)
		model_arm(&models[rand() % N]);
}

static uint32_t model_count(uint64_t overdue_after, unsigned *overdue)
{
	uint32_t n = 0;
	int i;

	for (i = 0; i < N; i++) {
		n += models[i].due_ms != 0;
		if (models[i].due_ms && models[i].due_ms + 20 < overdue_after)
			++*overdue;
		if ((models[i].due_ms != 0) != wheel_armed(&models[i].t))
			unexpected++;
	}
	return n;
}

static void test_random(unsigned rearm, uint64_t biggest_step, unsigned steps)
{
	unsigned i, overdue = 0, fired = 0;

	rearm_percent = rearm;
	late = early = unexpected = 0;
	memset(models, 0, sizeof(models));
	wheel = wheel_alloc(NULL);
	kind = wheel_kind(wheel, "model", on_fire, &late);
	CHECK_INT(kind, 1);
	for (i = 0; i < N; i++)
		model_arm(&models[i]);
	for (i = 0; i < steps; i++) {
		step_ms = 1 + (uint64_t)rand() % biggest_step;
		clock_test_advance(step_ms);
		if (rand() % 2)
			model_arm(&models[rand() % N]);
		if (rand() % 3 == 0)
			model_disarm(&models[rand() % N]);
		wheel_turn(wheel);
		CHECK_INT(wheel_count(wheel), model_count(clock_ms(), &overdue));
	}
	for (i = 0; i < N; i++)
		fired += models[i].fired;
	CHECK_INT(overdue, 0);
	CHECK_INT(late, 0);
	CHECK_INT(early, 0);
	CHECK_INT(unexpected, 0);
	CHECK(fired > N / 3);
	talloc_free(wheel);
}

/* One timer at a time, watched tick by tick around its hour: not one tick early, at most two late. */
static void test_exact(uint32_t ms)
{
	struct model *m = &models[0];

	memset(models, 0, sizeof(models));
	wheel = wheel_alloc(NULL);
	kind = wheel_kind(wheel, "exact", on_fire, &late);
	step_ms = 0;
	rearm_percent = 0;
	clock_test_advance((uint64_t)rand() % 10000);
	wheel_arm(wheel, &m->t, (uint8_t)kind, ms);
	m->due_ms = clock_ms() + ms;
	if (ms) {
		clock_test_advance(ms - 1);
		wheel_turn(wheel);
		CHECK_INT(m->fired, 0);
	}
	clock_test_advance(21);
	wheel_turn(wheel);
	CHECK_INT(m->fired, 1);
	CHECK_INT(wheel_count(wheel), 0);
	talloc_free(wheel);
}

static void test_exacts(void)
{
	static const uint32_t edges[] = {
		0, 1, 9, 10, 11, 2550, 2559, 2560, 2561, 2570, 163830, 163840, 163850, 10485750, 10485760, 10485770,
		3600000, 86399999, 86400000,
	};
	size_t i;
	int turn;

	for (turn = 0; turn < 20; turn++) {
		for (i = 0; i < ARRAY_SIZE(edges); i++)
			test_exact(edges[i]);
	}
}

static void test_rearm_and_limits(void)
{
	struct wheel_timer t = { 0 };
	int i;

	memset(models, 0, sizeof(models));
	wheel = wheel_alloc(NULL);
	kind = wheel_kind(wheel, "limits", on_fire, &late);
	wheel_disarm(wheel, &t);
	CHECK(!wheel_armed(&t));
	for (i = 0; i < 10; i++)
		wheel_arm(wheel, &models[1].t, (uint8_t)kind, 1000);
	CHECK_INT(wheel_count(wheel), 1);
	wheel_disarm(wheel, &models[1].t);
	CHECK_INT(wheel_count(wheel), 0);
	clock_test_advance(10000);
	wheel_turn(wheel);
	CHECK_INT(models[1].fired, 0);

	for (i = 2; i <= 31; i++)
		CHECK_INT(wheel_kind(wheel, "another", on_fire, &late), i);
	CHECK(wheel_kind(wheel, "one too many", on_fire, &late) < 0);
	talloc_free(wheel);
}

/* A wheel left alone for days, then used again; and one whose clock jumped by days with a timer armed. */
static void test_long_pause(void)
{
	struct model *m = &models[0];

	memset(models, 0, sizeof(models));
	wheel = wheel_alloc(NULL);
	kind = wheel_kind(wheel, "pause", on_fire, &late);
	clock_test_advance(30ull * 24 * 3600 * 1000);
	step_ms = 0;
	rearm_percent = 0;
	wheel_arm(wheel, &m->t, (uint8_t)kind, 5000);
	m->due_ms = clock_ms() + 5000;
	clock_test_advance(5010);
	wheel_turn(wheel);
	CHECK_INT(m->fired, 1);
	talloc_free(wheel);

	wheel = wheel_alloc(NULL);
	kind = wheel_kind(wheel, "pause", on_fire, &late);
	wheel_arm(wheel, &models[1].t, (uint8_t)kind, 1000);
	models[1].due_ms = clock_ms() + 1000;
	clock_test_advance(12ull * 24 * 3600 * 1000);
	step_ms = 13ull * 24 * 3600 * 1000;
	rearm_percent = 0;
	wheel_arm(wheel, &m->t, (uint8_t)kind, 24 * 3600 * 1000);
	m->due_ms = clock_ms() + 24 * 3600 * 1000;
	m->fired = 0;
	wheel_turn(wheel);
	CHECK_INT(models[1].fired, 1);
	CHECK_INT(m->fired, 0);
	clock_test_advance(24 * 3600 * 1000 + 10);
	wheel_turn(wheel);
	CHECK_INT(m->fired, 1);
	talloc_free(wheel);
}

static unsigned loop_fired;

static void on_loop(struct wheel_timer *t, void *priv)
{
	if (++loop_fired < 3)
		wheel_arm(wheel, t, (uint8_t)kind, 20);
}

/* On the running clock, through the timerfd. Before clock_test_set(). */
static void test_loop(void)
{
	void *ctx = talloc_named_const(NULL, 0, "loop");
	struct wheel_timer t = { 0 }, far = { 0 };
	uint64_t begin, spent;
	unsigned wakes = 0;

	CHECK_INT(mpabx_log_init(ctx), 0);
	wheel = wheel_alloc(ctx);
	kind = wheel_kind(wheel, "loop", on_loop, NULL);
	wheel_arm(wheel, &far, (uint8_t)kind, 60000);
	CHECK_INT(wheel_start(wheel), 0);
	begin = clock_ms();
	wheel_arm(wheel, &t, (uint8_t)kind, 30);
	while (loop_fired < 3 && clock_ms() - begin < 2000) {
		osmo_select_main(0);
		wakes++;
	}
	spent = clock_ms() - begin;
	CHECK_INT(loop_fired, 3);
	CHECK(spent >= 70 && spent < 1000);
	CHECK(wakes <= 10);
	wheel_disarm(wheel, &far);
	CHECK_INT(wheel_count(wheel), 0);
	talloc_free(ctx);
}

enum { CROWD = 400, BURNS_US = 200 };
static struct wheel_timer crowd[CROWD];
static unsigned crowd_fired, crowd_late;

static void on_crowd(struct wheel_timer *t, void *priv)
{
	uint64_t until = clock_run_us() + BURNS_US;

	while (clock_run_us() < until)
		;
	if (!crowd_fired++) {
		wheel_disarm(wheel, &crowd[CROWD / 2]);		/* one that is due, and left for a later turn */
		wheel_arm(wheel, &crowd[0], t->kind, 0);
	}
}

/* Many at once, in one tick or in many that were missed: the loop comes back to others in between. */
static void test_crowd(unsigned apart_ms)
{
	void *ctx = talloc_named_const(NULL, 0, "crowd");
	const struct timespec all_due = { .tv_nsec = (30 + (long)(CROWD * apart_ms)) * 1000000 };
	unsigned turns = 0, before;
	uint64_t begin;
	int other;

	crowd_fired = crowd_late = 0;
	wheel = wheel_alloc(ctx);
	other = wheel_kind(wheel, "crowd", on_crowd, NULL);
	CHECK_INT(wheel_start(wheel), 0);
	for (unsigned i = 0; i < CROWD; i++)
		wheel_arm(wheel, &crowd[i], (uint8_t)other, 30 + i * apart_ms);
	nanosleep(&all_due, NULL);
	begin = clock_ms();
	while (wheel_count(wheel) && clock_ms() - begin < 5000) {
		before = crowd_fired;
		osmo_select_main(0);
		turns += crowd_fired > before;
		crowd_late += (crowd_fired - before) * BURNS_US > 20000;
	}
	CHECK_INT(wheel_count(wheel), 0);
	CHECK(crowd_fired == CROWD || crowd_fired == CROWD - 1);	/* the first one may have been the one that came again */
	CHECK_INT(crowd_late, 0);
	CHECK(turns > 5);
	talloc_free(ctx);
}

int main(void)
{
	test_loop();
	test_crowd(0);
	test_crowd(2);
	clock_test_set(1700000000);
	srand(7);
	test_random(90, 100, 3000);
	test_random(50, 60000, 2000);
	test_random(95, 3600000, 100);
	test_exacts();
	test_rearm_and_limits();
	test_long_pause();
	return CHECK_DONE();
}
