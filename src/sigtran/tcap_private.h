/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_private.h
 *  The machine's objects, shared by its files only. A message in goes
 *      tcap_rx.c -> tcap_dialogue.c (whose is it) -> tcap_component.c, tcap_invoke.c (may it) -> the user
 *  and one out
 *      tcap_tx.c (build, send) or tcap_abort.c (refuse, abort) -> tcap_transmit() -> SCCP.
 *  With an MTP in memory the answer arrives inside the send: state changes come before it, what is sent lies on
 *  the stack, and behind it a dialogue is known by its handle only. The same holds behind every indication. */
#pragma once

#include <mpabx/base/fsm.h>
#include <mpabx/base/log.h>
#include <mpabx/base/pool.h>
#include <mpabx/base/wheel.h>
#include <mpabx/sigtran/sccp.h>
#include <mpabx/sigtran/tcap.h>

#include "tcap_codec.h"

#define TCAP_MAX_SERVED 6	/* class 1 and 3 invokes of the peer's that wait for our answer */
#define TCAP_MAX_ACNS 64
#define TCAP_INVOKE_MAX_MS 86400000u	/* the wheel's reach */

/*! Q.774 3.2.1.1. ENDED is ours: while the user is told of the end. */
enum tcap_state {
	TCAP_ST_IDLE, TCAP_ST_INIT_RECEIVED, TCAP_ST_INIT_SENT, TCAP_ST_ACTIVE, TCAP_ST_ENDED,
};
extern const struct fsm tcap_dialogue_fsm;

/*! Our invokes of one dialogue, array by array so that nothing is padded. */
struct tcap_invokes {
	uint32_t deadline[TCAP_MAX_INVOKES];	/* low half of clock_ms(); while built only: the duration */
	int16_t op_code[TCAP_MAX_INVOKES];
	int8_t id[TCAP_MAX_INVOKES];
	uint8_t op_class[TCAP_MAX_INVOKES];	/* 0: free slot */
};
#define TCAP_INVOKE_BUILT 0x80	/* in op_class: in the message being built, not sent */
#define TCAP_INVOKE_CLASS 0x07

struct tcap_dialogue {
	struct tcap *tcap;
	struct wheel_timer timer;	/* the earliest of the invokes' deadlines and the guard, or earlier */
	uint32_t wake_ms;		/* when it goes off */
	uint32_t last_ms;		/* last message in or out, the guards count from here */
	uint32_t peer_tid;
	uint32_t opc;			/* 0: the way carries none */
	struct sccp_addr peer, own;
	struct tcap_invokes invokes;
	int8_t served[TCAP_MAX_SERVED];
	uint8_t num_served;
	uint8_t state;
	uint8_t peer_tid_len;
	uint8_t sls;
	uint8_t acn;			/* 1 + index into the instance's table, 0: none */
	uint8_t last_id;		/* of the last invoke of ours */
	bool continued;			/* we sent a Continue: what follows must stay behind it */
};

struct tcap_acn {
	uint8_t len;
	uint8_t v[TCAP_MAX_OID];
};

struct tcap_tx {
	struct tcap *tcap;
	uint32_t handle;	/* of the dialogue it is built for */
	unsigned num_built;	/* invokes in it */
	bool overflow;
	size_t used;
	struct tcap_msg msg;	/* its octets point into the arena */
	uint8_t arena[SCCP_MAX_DATA];
};

/*! Components of the message in hand that were rejected. On the stack of tcap_rx.c, innermost first. */
struct tcap_rejects {
	struct tcap_rejects *outer;
	uint32_t handle;
	unsigned count;
	bool sent;
	struct tcap_reject {
		int8_t invoke_id;
		bool has_invoke_id;
		bool local;	/* of a reject that was itself malformed: never answered (Q.774 3.2.2.2) */
		struct tcap_problem problem;
	} reject[TCAP_MAX_COMPONENTS];
};

struct tcap {
	struct sccp *sccp;
	struct wheel *wheel;
	struct pool *pool;
	struct tcap_user_ops ops;
	void *priv;
	uint32_t begin_guard_ms, idle_guard_ms;
	uint8_t ssn, timer_kind;
	uint8_t num_acns;
	uint8_t next_sls;
	struct tcap_rejects *rejects;
	uint64_t counter[_TCAP_CTRS];
	struct tcap_acn acn[TCAP_MAX_ACNS];
	struct tcap_tx tx;
};

/*! Where a message goes. A copy: it outlives its dialogue. */
struct tcap_route {
	struct sccp_addr to, from;
	uint32_t dpc;
	uint8_t sls, sccp_class;
	bool return_on_error;
	uint32_t tid;
	uint8_t tid_len;
};

static inline void tcap_count(struct tcap *tcap, enum tcap_ctr ctr)
{
	tcap->counter[ctr]++;
}

static inline bool tcap_is_past(uint32_t deadline, uint32_t now)
{
	return (int32_t)(now - deadline) >= 0;
}

/* tcap.c */
/*! \returns 1 + index, 0 where the table is full or the name too long */
uint8_t tcap_acn_intern(struct tcap *tcap, const uint8_t *acn, size_t len);
/*! Never NULL; length 0 for none. */
struct tcap_octets tcap_acn_octets(const struct tcap *tcap, uint8_t acn);
void tcap_trace(struct tcap *tcap, struct tcap_dialogue *dlg, bool out, const struct tcap_msg *msg,
		const uint8_t *pdu, size_t length);

/* tcap_dialogue.c */
/*! A Begin of the peer's opens one. \returns NULL: no room */
struct tcap_dialogue *tcap_dialogue_open(struct tcap *tcap, const struct sccp_unitdata *ud, const struct tcap_msg *msg);
/*! \returns 0 or -EPERM */
int tcap_dialogue_change(struct tcap_dialogue *dlg, enum tcap_state to, const char *why);
void tcap_dialogue_free(struct tcap_dialogue *dlg);
bool tcap_dialogue_is_from_peer(const struct tcap_dialogue *dlg, const struct sccp_unitdata *ud);
/*! A message came: the guards count anew. */
void tcap_dialogue_touch(struct tcap_dialogue *dlg);
/*! A message goes out now: the guards count anew, its invokes' timers run. */
void tcap_dialogue_sent(struct tcap_dialogue *dlg, bool has_invokes);
void tcap_dialogue_timer(struct wheel_timer *t, void *priv);
void tcap_indicate(struct tcap_dialogue *dlg, const struct tcap_ind *ind);
/*! Tells the user of the end, then frees it. */
void tcap_dialogue_finish(struct tcap_dialogue *dlg, const struct tcap_ind *ind);

/* tcap_invoke.c */
/*! \returns invoke id or -EBUSY */
int tcap_invokes_add(struct tcap_invokes *invokes, uint8_t *last_id, int32_t op_code, uint8_t op_class, uint32_t ms);
/*! What was built is sent now: deadlines run. */
void tcap_invokes_commit(struct tcap_invokes *invokes, uint32_t now);
/*! What was built is not sent. */
void tcap_invokes_drop_built(struct tcap_invokes *invokes);
/*! \returns slot of a sent one, or -1 */
int tcap_invokes_find(const struct tcap_invokes *invokes, int8_t id);
void tcap_invokes_remove(struct tcap_invokes *invokes, int slot);
/*! The sent one that is due first. \returns slot or -1: none is sent */
int tcap_invokes_earliest(const struct tcap_invokes *invokes);

/* tcap_component.c */
/*! Keeps the valid components in msg, notes the others. */
void tcap_components_check(struct tcap_dialogue *dlg, const struct sccp_addr *calling, struct tcap_msg *msg,
			   struct tcap_rejects *rejects);
/*! The peer's invoke has its answer. */
void tcap_served_remove(struct tcap_dialogue *dlg, int8_t invoke_id);
/*! Puts the rejects that wait for this dialogue in front of its next message. */
void tcap_rejects_put(struct tcap *tcap, uint32_t handle, struct tcap_msg *msg);
/*! That message has left. */
void tcap_rejects_sent(struct tcap *tcap, uint32_t handle);

/* tcap_tx.c */
void tcap_route_of(struct tcap_route *route, const struct tcap_dialogue *dlg);
/*! Hands an encoded message to SCCP. */
int tcap_transmit(struct tcap *tcap, const struct tcap_route *route, const uint8_t *pdu, size_t length);
/*! AARQ or AARE accepted of the dialogue's ACN. */
void tcap_put_dialogue_pdu(struct tcap_msg *msg, enum tcap_dialogue_pdu pdu, struct tcap_octets acn);

/* tcap_abort.c */
/*! Back to who sent this. */
void tcap_route_back(struct tcap_route *route, const struct sccp_unitdata *ud, const struct tcap_msg *msg);
int tcap_abort_p(struct tcap *tcap, const struct tcap_route *route, uint8_t cause);
/*! ABRT, source dialogue-service-provider. */
int tcap_abort_provider(struct tcap *tcap, const struct tcap_route *route);
/*! AARE reject; without ACN an abort that says nothing. \param source 1 user, 2 provider */
int tcap_abort_refuse(struct tcap *tcap, const struct tcap_route *route, struct tcap_octets acn,
		      uint8_t source, uint8_t diag);

/* tcap_rx.c, tcap_notice.c: from SCCP */
void tcap_rx_unitdata(void *priv, const struct sccp_unitdata *ud);
void tcap_rx_notice(void *priv, const struct sccp_notice *notice);
