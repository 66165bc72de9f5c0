/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The simulated network at play: lines, switches and an HLR that behave by themselves. A call is a chain: the caller, then
 * for each trigger that fires a BCSM (an O-BCSM at the MSC, T-BCSMs at the GMSC), then the phone that rings. What
 * happens below travels up the chain, a caller's end travels down; every BCSM may be stopped by an EDP-R on its way.
 *
 *   network_story.c  steps and what was seen        network_ssf.c   one BCSM's dialogue with the node
 *   network_call.c   the chain                      network_dp.c    detection points, arming
 *   network_phone.c  phones and legs                network_operation.c  what the node's operations do
 *   network_map.c    the HLR, notifications
 *
 * Nothing is freed before the scenario ends: a scenario is short, and its report wants to tell all. */
#pragma once

#include "play.h"
#include "story.h"

enum net_by { NET_BY_DIALLING, NET_BY_PABX, NET_BY_NETWORK };

/* What an IAM carries. Numbers as a scenario writes them. */
struct net_info {
	char calling[STORY_NUMBER_SIZE], called[STORY_NUMBER_SIZE];
	char original[STORY_NUMBER_SIZE], redirecting[STORY_NUMBER_SIZE];
	char shown[STORY_NUMBER_SIZE];		/* additional calling party number */
	char reason[20], original_reason[20];
	unsigned counter;
	bool restricted;
	bool no_diversion;			/* call diversion treatment "not allowed": the network forwards it to nobody */
	enum net_by by;				/* how it came to be sent here */
};

struct net_phone {
	struct llist_head entry;
	char number[STORY_NUMBER_SIZE];
	enum phone_manner manner;
	int cause;
	uint32_t after_ms, talk_ms;
	bool waiting, csi_o, csi_t;
	char forward[_NET_REASONS][STORY_NUMBER_SIZE];
	unsigned calls;				/* it is in so many */
};

struct bcsm;
struct net_leg;
struct net_call;

/* What stands below a caller or a BCSM: one of the two, or nothing. */
struct net_below { struct bcsm *bcsm; struct net_leg *leg; };

enum net_signal { SIGNAL_ALERTING, SIGNAL_ANSWER, SIGNAL_FAILURE, SIGNAL_RELEASE };

/* Travels up. */
struct net_report {
	enum net_signal signal;
	int cause;		/* FAILURE, RELEASE */
	bool timed_out;		/* FAILURE: nobody answered in time */
	bool forwarded;		/* ANSWER: by whom the network forwarded to */
	const char *number;	/* who alerts or answers */
};

enum leg_state { LEG_TRYING, LEG_RINGING, LEG_TALKING, LEG_GONE };

struct net_leg {
	struct llist_head entry;
	struct net_call *call;
	struct bcsm *upper;		/* NULL: the caller */
	struct net_phone *phone;
	struct net_info info;
	enum leg_state state;
	bool forwarded;			/* by the network, unseen above */
	uint64_t act_at, give_up_at;	/* 0: not set */
};

enum bcsm_side { BCSM_O, BCSM_T };

/* network_dp.c */
enum dp { DP_ROUTE_FAILURE, DP_BUSY, DP_NO_ANSWER, DP_ANSWER, DP_DISCONNECT, DP_ABANDON, DP_ALERTING, _DPS };
enum edp_mode { EDP_NONE, EDP_NOTIFY, EDP_INTERRUPT };
struct edp { enum edp_mode mode; uint32_t timer_ms; bool rearm; };
struct dp_set { struct edp v[_DPS][3]; };	/* by leg 1 and 2 */

/* Event of a DP on one side, NULL where there is none. */
const char *dp_event(enum bcsm_side side, enum dp dp);
/* "tBusySpecificInfo", NULL where it has none. */
const char *dp_specific(enum bcsm_side side, enum dp dp);
/* Arms one event of RequestReportBCSMEvent. \returns NULL, or why a switch of this phase refuses it */
const char *dp_arm(void *ctx, struct dp_set *set, enum bcsm_side side, uint8_t phase, bool suspended, const char *event,
		   const char *mode, unsigned leg, int timer_s, bool rearm);
/* Which DP a leg that failed meets (TS 23.078 4.4.3.2, 4.4.2.2). */
enum dp dp_of_cause(enum bcsm_side side, int cause);
/* Takes an EDP that is met; EDPs that die with it die. */
struct edp dp_meet(struct dp_set *set, enum dp dp, unsigned leg);
void dp_disarm_leg(struct dp_set *set, unsigned leg);
bool dp_any(const struct dp_set *set);
bool dp_leg_armed(const struct dp_set *set, unsigned leg);
bool dp_controls(const struct dp_set *set);

enum bcsm_state { BCSM_TRYING, BCSM_ALERTING, BCSM_ACTIVE, BCSM_GONE };
enum bcsm_pending { PENDING_NOTHING, PENDING_START, PENDING_REPORT, PENDING_CLEAR };

struct bcsm {
	struct llist_head entry;
	struct net_call *call;
	struct bcsm *upper;
	struct net_below below;
	enum bcsm_side side;
	bool dialled_service;		/* N-CSI: triggered by the number, at DP analyzedInformation */
	struct net_phone *served;	/* NULL: N-CSI */
	struct net_info info;		/* as it came, then as it goes on */
	enum bcsm_state state;
	bool own;			/* what is tried is the served line itself: the HLR's forwarding may run */
	unsigned depth;
	uint8_t phase;

	struct dp_set edps;
	uint64_t no_answer_at, tssf_at;
	enum bcsm_pending pending;	/* why it is suspended */
	struct net_report report;
	int cause;			/* PENDING_CLEAR */
	bool was_asked;			/* ever suspended after the start: leg 2 events were met */
	bool resumed;			/* within the message being read */
	bool told;			/* the end of the call was reported: the node's to end */
	bool crossed;			/* cleared while a question was open: its answer comes late */
	bool asks_information;		/* CallInformationRequest */
	uint64_t routed_ms, answered_ms;
	struct play_call *dialogue;
};

struct net_event {
	enum story_event event;
	const char *what;		/* number, cause, operation */
	struct cap_flat facts;
	uint64_t at_us;
	bool seen;
};

struct net_call {
	struct llist_head entry;
	const char *name;
	struct net_phone *from;
	char dialled[STORY_NUMBER_SIZE];
	uint8_t phase;
	enum dial_bearer bearer;
	struct net_info info;
	struct net_below below;
	enum leg_state state;		/* of the caller */
	bool forgotten;
	unsigned num_events, first;	/* first: not looked at yet */
	struct net_event **events;
	uint64_t seen_us;		/* when the last one that a step saw happened */
};

struct network {
	struct play_scenario *ps;
	const struct network_def *def;
	struct llist_head phones, calls, bcsms, legs, queries;

	bool closing;
};

/* network.c: the scenario's network, and what play*.c asks of it. */
struct network *network_alloc(struct play_scenario *ps);
/* Lets all go on that waits for a message or a time. */
void network_advance(struct network *net);
/* When something is due next, in clock_ms(); UINT64_MAX: nothing. */
uint64_t network_due(const struct network *net);
/* At the end: callers hang up, and every dialogue must come to its end. \returns true when all is over */
bool network_close(struct network *net, char **left);
/* A failed scenario leaves nothing open at the node. */
void network_abort(struct network *net);
void network_print(const struct network *net, FILE *out);
struct net_call *network_call(struct network *net, const char *name);
unsigned network_speed(const struct network *net);
uint64_t network_ms(const struct network *net, uint32_t story_ms);
/* Do two scenarios speak of the same phone? */
bool story_shares_lines(const struct scenario *a, const struct scenario *b);

/* network_phone.c */
struct net_phone *phone_get(struct network *net, const char *number);
/* Has it CSIs? */
bool network_is_line(const struct network_def *def, const char *number);
struct net_phone *phone_find(const struct network *net, const char *number);
void phone_change(struct network *net, const struct phone_change *change);
bool phone_is_busy(const struct net_phone *phone);
struct net_leg *leg_new(struct network *net, struct net_call *call, struct bcsm *upper, const struct net_info *info);
void leg_run(struct network *net, struct net_leg *leg, uint64_t now);
void leg_clear(struct network *net, struct net_leg *leg);
void leg_answer(struct network *net, struct net_leg *leg);
void leg_hang_up(struct network *net, struct net_leg *leg);
void leg_fail(struct network *net, struct net_leg *leg, int cause, bool timed_out);
void info_redirect(struct net_info *info, const char *by, const char *to, enum net_reason reason);
/* Digits as dialled or as the node writes them, to "+..."; others (112) stay. */
void number_in_full(const char *text, char ret[STORY_NUMBER_SIZE]);

/* network_call.c: up and down the chain. */
void call_dial(struct network *net, struct net_call *call);
void call_hang_up(struct network *net, struct net_call *call);
void net_up(struct network *net, struct net_call *call, struct bcsm *upper, const struct net_report *report);
void net_clear(struct network *net, struct net_below *below, int cause);
void bcsm_no_answer(struct network *net, struct bcsm *b);
/* What the node wants. why is set where the switch cannot do it. */
void bcsm_continue(struct network *net, struct bcsm *b);
const char *bcsm_connect(struct network *net, struct bcsm *b, const struct net_info *info);
void bcsm_release(struct network *net, struct bcsm *b, int cause);

/* network_ssf.c */
void ssf_begin(struct network *net, struct bcsm *b);
/* Tells the node where the DP is armed. */
enum edp_mode ssf_meet(struct network *net, struct bcsm *b, enum dp dp, unsigned leg, const struct net_report *report,
		       enum net_reason *forwards);
void ssf_end(struct network *net, struct bcsm *b);
void ssf_run(struct network *net, struct bcsm *b, uint64_t now);
bool ssf_is_open(const struct bcsm *b);
/* Fails the scenario for what the node did to this BCSM. */
void ssf_fail(struct network *net, struct bcsm *b, const char *what);

/* network_operation.c */
void ssf_operation(struct network *net, struct bcsm *b, const struct cap_item *item);

/* network_map.c: MAP dialogues, the node's questions and the switch's notifications. */
struct net_query {
	struct llist_head entry;
	struct play_call *dialogue;
	const char *title;
	bool done;			/* nothing more is expected */
};
void map_run(struct network *net);
/* ss-InvocationNotification: this subscriber joined his calls in the switch. */
void map_notify_conference(struct network *net, const char *number);

/* network_story.c */
void net_see(struct network *net, struct net_call *call, enum story_event event, const char *what, const struct cap_flat *facts);
void net_see_leg(struct network *net, struct net_leg *leg, enum story_event event);
char *story_event_text(void *ctx, const struct net_event *e);
/* \returns 1 done, 0 waits, -1 failed (said with play_fail()) */
int story_play(struct network *net, const struct sim_step *step);
