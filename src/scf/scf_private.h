/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of scf/ share: the instance, a dialogue's own state, and the steps of an InitialDP. */
#pragma once

#include <mpabx/scf.h>
#include <mpabx/cap.h>
#include <mpabx/cap/initial_dp.h>

#define SCF_MAX_NETWORKS 16
#define SCF_DEFAULT_MAX_DIALOGUES 200000
#define SCF_DEFAULT_ACTIVITY_TEST_S 900

#define SCF_ROUNDS 4096

/* How often a caller's calls to a line were sent to routing numbers lately. */
struct scf_round { e164_t served, calling; uint32_t since_ms, times; };

struct scf {
	struct sccp *sccp;
	struct wheel *wheel;
	struct call_room *calls;
	const struct fleet_snapshot *snap;
	struct screen *screen;
	struct tcap *tcap, *map;	/* SSN 146 and 147 */
	struct scf_config cfg;
	uint8_t activity_kind, ask_kind, locate_kind;	/* of the wheel's timers */
	unsigned num_networks;
	struct scf_network network[SCF_MAX_NETWORKS];
	struct pool *questions;		/* of calls that wait for an answer about a phone */
	struct pool *anchored;		/* calls on their way to a routing number */
	struct pool *locations;		/* questions where a phone is */
	uint8_t (*able)(void *priv);	/* what SIP and media can do now; NULL: there are none */
	void *able_priv;
	struct scf_round round[SCF_ROUNDS];	/* by hash; of two in one place the later one counts */
	uint64_t overload_said_ms;	/* 0: never */
	bool draining;
	void (*trace)(void *priv, const struct scf_trace *trace);
	void *trace_priv;
	uint64_t ctr[_SCF_CTRS];
};

#define SCF_MAX_INVOKES 3	/* of class 2 that one step sends */

/* State of one CAP dialogue, kept inside the TCAP dialogue: zeroed when it begins. */
struct scf_dialogue {
	struct wheel_timer activity;	/* armed only while monitoring */
	struct call *call;		/* owned; NULL where the dialogue has none (yet) */
	callid_t call_id;		/* stays when the call is finished: the last log lines want it */
	uint32_t id;			/* of the TCAP dialogue: a timer finds it again by this */
	uint32_t question;		/* handle, while asking */
	uint32_t anchored;		/* handle, while anchoring */
	uint8_t state;			/* enum scf_state */
	uint8_t phase;			/* CAP phase of the application context */
	uint8_t network;		/* index */
	bool is_o_bcsm;			/* which events are armed */
	/* What the call brought of earlier diversions, for each Connect of ours. */
	uint8_t original[10], original_len;	/* originalCalledPartyID; length 0: none */
	uint8_t indicator, original_reason, redirections;	/* 0: not diverted yet */
	uint8_t num_invokes;
	int8_t invoke[SCF_MAX_INVOKES];	/* of the last step: they are done when the switch reports on it */
};

enum scf_state { SCF_ST_IDLE, SCF_ST_ASKING, SCF_ST_ANCHORING, SCF_ST_MONITORING, SCF_ST_ENDED };

/* One grep for the call's id tells its story, one for the dialogue's that of the dialogue. */
#define LOGDLG(sd, level, fmt, args...) do { \
	char logdlg_id[CALLID_STR_SIZE]; \
	LOGP(DSCF, level, "call=%s dlg=%08x " fmt, \
	     (sd)->call_id ? callid_print((sd)->call_id, logdlg_id) : "-", (sd)->id, ## args); \
} while (0)

/* dialogue.c */
void scf_dialogue_indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind);
void scf_dialogue_activity(struct wheel_timer *timer, void *priv);
const char *scf_state_name(uint8_t state);
/* The dialogue stays, its events are armed. */
void scf_dialogue_monitor(struct scf *scf, struct scf_dialogue *sd);
/* It waits for an answer about the phone. */
void scf_dialogue_asking(struct scf_dialogue *sd);
/* Its call is on its way to a routing number. */
void scf_dialogue_anchoring(struct scf *scf, struct scf_dialogue *sd);
/* The call's and the timers' end of a dialogue; the TCAP dialogue is ended by who calls, right after. */
void scf_dialogue_close(struct scf *scf, struct scf_dialogue *sd, enum call_end end, const char *why);
/* Decides and answers, or sends the call to a routing number; the dialogue may be gone afterwards. */
void scf_dialogue_serve(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd,
			const struct call_setup *setup);
/* The same in the switch alone. */
void scf_dialogue_serve_here(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd,
			     const struct call_setup *setup);

/* initial_dp.c: what InitialDP says, as facts. Borrows from idp. */
struct scf_request {
	struct cap_initial_dp idp;
	struct call_setup setup;
};
/* The side by its service key. false: the key is nobody's. */
bool scf_side_by_key(const struct scf_network *network, int32_t key, enum decide_side *ret);
void scf_facts_from_idp(const struct scf *scf, const struct scf_dialogue *sd, enum decide_side side,
			struct scf_request *req);
/* What later Connects of the dialogue need. */
void scf_dialogue_remember(const struct scf *scf, struct scf_dialogue *sd, const struct scf_request *req);

/* build.c: operations of ours. \returns invoke id, or negative: nothing was added */
int scf_invoke(struct tcap_tx *tx, struct scf_dialogue *sd, enum cap_op code, const void *argument);
int scf_add_connect(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step);
int scf_add_continue(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step);
int scf_add_release(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, uint8_t cause);
int scf_add_charged(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const char *service, e164_t charged);
int scf_add_charging(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step);
int scf_add_reset_timer(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, unsigned seconds);

/* events.c: arming events, reading reports. */
int scf_add_events(struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step);
struct scf_report {
	enum { SCF_REPORT_OTHER, SCF_REPORT_ANSWER, SCF_REPORT_FAILURE, SCF_REPORT_DISCONNECT, SCF_REPORT_ABANDON } kind;
	bool suspended;			/* the switch waits for an instruction */
	bool diverted;			/* the network's own forwarding takes the call, or took it */
	bool by_caller;			/* leg 1 */
	e164_t diverted_to;
	enum decide_outcome outcome;
	uint8_t cause;
	int32_t event;
};
/* \returns 0, or -EINVAL with err set */
int scf_report_read(const struct scf *scf, const struct scf_dialogue *sd, const struct tcap_component *invoke,
		    struct scf_report *ret, struct cap_error *err);

/* carry_out.c: carries the call's step out; ends or monitors the dialogue.
 * \returns 0; negative where no answer left and the dialogue is still there (the caller lets the call through). */
int scf_carry_out(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd);
/* Continue in End: the call goes on as if we were not there. Frees the dialogue. */
void scf_let_through(struct scf *scf, struct tcap_dialogue *dlg);

/* ask.c: a question about the served line's phone before the decision. */
/* Kept while the answer is awaited; what it borrows is copied. */
struct scf_question {
	struct wheel_timer timer;
	struct call_setup setup;
	uint8_t call_reference[8];
	uint32_t dialogue;		/* CAP */
	bool timer_reset;		/* ResetTimer is out: next comes the end of waiting */
};
/* The HLR that knows a line. false: without a title of our own no answer finds back. */
bool scf_hlr_of(const struct scf *scf, const struct scf_network *network, e164_t line, struct sccp_addr *ret);
/* \returns true: asked, the answer goes on with the call; false: nobody to ask */
bool scf_ask(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct call_setup *setup);
void scf_ask_timer(struct wheel_timer *timer, void *priv);
/* The answer, or that there is none (DECIDE_PHONE_UNKNOWN): the call goes on. A late one does nothing. */
void scf_ask_answer(struct scf *scf, uint32_t cap_dialogue, enum decide_phone phone);
/* The switch went away meanwhile: the call is recorded as it was. */
void scf_ask_forget(struct scf *scf, struct scf_dialogue *sd);

/* anchor.c: a call that goes by SIP and media. */
struct scf_anchored {
	struct call_setup setup;
	uint8_t call_reference[8];
	uint32_t dialogue;		/* CAP */
	e164_t number;			/* routing number */
};
void scf_anchor_init(struct scf *scf);
/* \returns true: the call is on its way; false: it stays in the switch */
bool scf_anchor(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct call_setup *setup);
/* It did not arrive: what the switch can do. \param rerouted the switch has left the number that was called first; false:
 * it refused the Connect. The dialogue may be gone afterwards. */
void scf_anchor_failed(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, bool rerouted);
/* The caller or the switch went away meanwhile: the call is recorded as it was. */
void scf_anchor_forget(struct scf *scf, struct scf_dialogue *sd);

/* locate.c: where a phone is. */
struct scf_location { struct wheel_timer timer; scf_locate_cb answer; void *priv; uint32_t tag; };
void scf_locate_timer(struct wheel_timer *timer, void *priv);
void scf_locate_answer(struct scf *scf, uint32_t location, e164_t roaming, enum decide_phone phone);

/* map.c: dialogues on SSN 147; map_ati.c, map_sri.c, map_ss.c are their services. */
struct scf_map_service;
struct scf_map_dialogue {
	const struct scf_map_service *service;
	uint32_t cap_dialogue;		/* that waits for the answer; 0 = none */
	uint32_t location;		/* that waits for it; 0 = none */
};
struct scf_map_service {
	const char *context;		/* application context by cap_context_by_name() */
	int32_t op_code;
	bool serves;			/* dialogues of the peer's are taken */
	/* An invoke of the peer's in its Begin. */
	void (*invoke)(struct scf *scf, struct tcap_dialogue *dlg, const struct tcap_component *c);
	/* The answer to our invoke; NULL: none came. */
	void (*answer)(struct scf *scf, struct scf_map_dialogue *md, const struct tcap_component *c);
};
extern const struct scf_map_service scf_map_ati, scf_map_sri, scf_map_locate_sri, scf_map_ss;
struct tcap *scf_map_alloc(struct scf *scf);
/* A dialogue of ours with one invoke, sent. \returns 0 or -errno */
int scf_map_begin(struct scf *scf, const struct scf_map_service *service, const struct sccp_addr *hlr,
		  const struct scf_map_dialogue *waits, const void *argument);
int scf_map_ask_ati(struct scf *scf, const struct sccp_addr *hlr, e164_t msisdn, uint32_t cap_dialogue);
int scf_map_ask_sri(struct scf *scf, const struct sccp_addr *hlr, e164_t msisdn, uint32_t cap_dialogue);
int scf_map_locate(struct scf *scf, const struct sccp_addr *hlr, e164_t msisdn, uint32_t location);
/* An ISDN-AddressString of a number. */
struct cap_octets scf_address(e164_t number, uint8_t buf[16]);
e164_t scf_number(const struct cap_octets *address);
