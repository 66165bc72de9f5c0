/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scenarios at play: the runner's own state. play.c runs them, play_send.c says, play_expect.c compares,
 * play_report.c tells. Used by cmd_run.c and cmd_attack.c through play_alloc() ... play_report(). */
#pragma once

#include <stdio.h>

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>

#include "endpoint.h"
#include <mpabx/base/ladder.h>
#include <mpabx/cap/message.h>
#include "scenario.h"

struct play_options {
	const char *node_gt;	/* where calls go */
	bool ladder;		/* print every call, not only those that failed */
	const char *why;	/* HOST:PORT of the node's VTY, NULL: do not ask */
	unsigned patience;	/* so many times longer for all that must come; 0: once */
	unsigned parallel;	/* most scenarios at once; 0: all */
	FILE *out;
};

enum play_call_state { PLAY_CALL_NEW, PLAY_CALL_OPEN, PLAY_CALL_ENDED, PLAY_CALL_ABANDONED };

struct play_scenario;
struct network;

struct play_call {
	struct llist_head entry;	/* in play.calls */
	const struct sim_call_def *def;	/* own, below: an accepted call takes its context from the Begin */
	struct sim_call_def own;
	struct play_scenario *owner;
	enum play_call_state state;
	uint32_t otid, dtid;
	bool has_dtid, answered;	/* answered: our AARE of an accepted dialogue is out */
	struct sccp_addr peer;
	unsigned head, num_items;	/* what came and was not expected yet */
	struct cap_item *items;
	int8_t next_invoke;
	int last_invoke;		/* of the peer's: what results and errors answer; -1: none */
	int32_t last_code;
	int32_t sent_code[256];		/* operation by our invoke id + 128; -1: none */
	bool left;			/* ended by us while the node may still speak: late words are no fault */
	char *reference;		/* callReferenceNumber in hex, NULL: none sent */
	struct ladder ladder;
};

enum play_state { PLAY_WAITING, PLAY_RUNNING, PLAY_PASSED, PLAY_FAILED };

struct play_scenario {
	struct llist_head entry;	/* in play.scenarios */
	struct play *play;
	const struct scenario *def;
	enum play_state state;
	struct play_call *calls;
	struct network *network;	/* NULL: nobody dials */
	unsigned step;
	bool waiting;			/* the step has begun: deadline is set */
	bool reported;
	uint64_t start_us, end_us, deadline_ms;
	unsigned failed_line;
	const char *failed_source;
	char *failure;
	char *detail;			/* what came instead, several lines; NULL: nothing to add */
};

/* A Begin from the node that no scenario has accepted yet. */
struct play_begin {
	struct llist_head entry;
	struct sccp_addr called, calling;
	uint32_t opc;
	size_t length;
	uint8_t pdu[];
};

struct play {
	struct endpoint *endpoint;
	struct play_options opt;
	struct llist_head scenarios, calls, begins;
	struct osmo_timer_list timer;
	bool busy, again;		/* advance() is at work; something came meanwhile */
	unsigned passed, failed, strays;
};

/* Takes the endpoint's messages. \returns NULL without memory */
struct play *play_alloc(void *ctx, struct endpoint *ep, const struct play_options *opt);
/* Checks what can be checked without sending: every send is built once. error is "FILE:LINE: what".
 * \returns 0 or -EINVAL */
int play_add(struct play *play, const struct scenario *scenario, char error[SCENARIO_ERROR_SIZE]);
/* Plays all to their end on the select loop, reporting each. \returns number of failures */
unsigned play_run(struct play *play);

/* play_send.c. \returns 0, or -errno with why (a child of the scenario) set */
int play_send(struct play_scenario *ps, struct play_call *call, const struct sim_step *step, char **why);
/* The step's message as octets, without sending: what attack breaks. \returns length or -errno */
int play_build(struct play_scenario *ps, struct play_call *call, const struct sim_step *step, uint8_t *buf, size_t size,
	       char **why);
int play_send_pdu(struct play_call *call, const uint8_t *pdu, size_t length);
void play_send_p_abort(struct play *play, const struct sccp_unitdata *ud, uint32_t dtid, uint8_t cause);
/* Address and identity of a call about to be built; also for the dry run. The call stays where it is from then on. */
void play_call_init(struct play_call *call, struct play_scenario *ps, const struct sim_call_def *def);
int play_call_octets(struct play_call *call, const char *hex, uint8_t *buf, size_t size);

bool play_fields_hold(const struct sim_fields *want, const struct cap_flat *got);
/* The same; where not, failure and detail are set. */
bool play_fields_match(struct play_scenario *ps, const struct sim_fields *want, const struct cap_flat *got);
/* play_expect.c: does the item answer the step? On failure failure and detail are set (children of ps). */
bool play_expect_match(struct play_scenario *ps, const struct sim_step *step, const struct cap_item *item);
/* Is every key known? \returns 0 or -EINVAL with a child of ctx in why */
int play_expect_check(void *ctx, const struct sim_call_def *def, const struct sim_step *step, char **why);

/* play_message.c: what comes from the network. */
extern const struct endpoint_ops play_endpoint_ops;
/* Gives a waiting Begin to an accepting call. \returns true where there was one */
bool play_accept(struct play *play, struct play_call *call);
/* The same for the first Begin that is wanted; the call must have a node with the called address by then. */
bool play_accept_where(struct play *play, struct play_call *call,
		       bool (*wants)(void *priv, const struct sccp_addr *called, const struct tcap_msg *msg), void *priv);
int32_t play_operation_of(void *priv, int invoke_id);
void play_advance(struct play *play);
/* The step waits until a time from its beginning on. \returns true when it is over */
bool play_deadline(struct play_scenario *ps, uint32_t ms);
/* The same for what must come, stretched by --patience. */
bool play_too_late(struct play_scenario *ps, uint32_t ms);
void play_fail(struct play_scenario *ps, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* play_report.c */
void play_report(struct play_scenario *ps);

/* why.c: asks the node's VTY. The answer's lines as one text, a child of ctx; or NULL with a reason in *problem. */
char *why_ask(void *ctx, const char *vty, const char *reference, const char **problem);

/* template.c: the InitialDP that a scenario need not spell out. Fields that the call's phase knows, then the step's. */
struct sim_fields template_fields(void *ctx, const struct play_call *call, const struct sim_component *c);
