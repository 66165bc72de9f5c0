/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of scf/ share: the instance, a dialogue's own state, and the steps of an InitialDP. */
#pragma once

#include <mpabx/scf.h>
#include <mpabx/cap.h>
#include <mpabx/cap/initial_dp.h>

#define SCF_MAX_NETWORKS 16
#define SCF_DEFAULT_MAX_DIALOGUES 200000
#define SCF_DEFAULT_ACTIVITY_TEST_S 900

struct scf {
	struct sccp *sccp;
	struct wheel *wheel;
	struct call_room *calls;
	const struct fleet_snapshot *snap;
	struct screen *screen;
	struct tcap *tcap, *map;	/* SSN 146 and 147 */
	struct scf_config cfg;
	uint8_t activity_kind;		/* of the wheel's timers */
	unsigned num_networks;
	struct scf_network network[SCF_MAX_NETWORKS];
	uint64_t overload_said_ms;	/* 0: never */
	uint64_t ctr[_SCF_CTRS];
};

/* State of one CAP dialogue, kept inside the TCAP dialogue: zeroed when it begins. */
struct scf_dialogue {
	struct wheel_timer activity;	/* armed only while monitoring */
	struct call *call;		/* owned; NULL where the dialogue has none (yet) */
	callid_t call_id;		/* stays when the call is finished: the last log lines want it */
	uint32_t id;			/* of the TCAP dialogue: a timer finds it again by this */
	uint8_t state;			/* enum scf_state */
	uint8_t phase;			/* CAP phase of the application context */
	uint8_t network;		/* index */
	bool received_side;		/* T-BCSM: which events are armed */
};

enum scf_state { SCF_ST_IDLE, SCF_ST_MONITORING, SCF_ST_ENDED };

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
/* The call's and the timer's end of a dialogue; the TCAP dialogue is ended by who calls, right after. */
void scf_dialogue_close(struct scf *scf, struct scf_dialogue *sd, enum call_end end, const char *why);

/* initial_dp.c: what InitialDP says, as facts. Borrows from idp. */
struct scf_request {
	struct cap_initial_dp idp;
	struct call_setup setup;
};
/* The side by its service key. false: the key is nobody's. */
bool scf_side_by_key(const struct scf_network *network, int32_t key, enum decide_side *ret);
void scf_facts_from_idp(const struct scf *scf, const struct scf_network *network, enum decide_side side,
			struct scf_request *req);

/* carry_out.c: answers the InitialDP by the call's plan; ends or monitors the dialogue.
 * \returns 0; negative where no answer left and the dialogue is still there (the caller lets the call through). */
int scf_carry_out(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct scf_request *req);
/* Continue in End: the call goes on as if we were not there. Frees the dialogue. */
void scf_let_through(struct scf *scf, struct tcap_dialogue *dlg);

/* map.c */
struct tcap *scf_map_alloc(struct scf *scf);
