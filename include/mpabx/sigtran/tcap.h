/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap.h
 *  TCAP (ITU-T Q.771 to Q.775, white book): transactions, components, dialogue portion.
 *  The user (scf, the simulator) sees dialogues; each message comes as one struct with its components,
 *  and is answered by building one message and sending it. No allocation a message: dialogues come from
 *  a pool, parameters are borrowed from the PDU, what is sent is built in the instance's own buffer. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sccp.h"

#define TCAP_MAX_COMPONENTS 16	/*!< in one message; more: P-abort badly formatted */
#define TCAP_MAX_INVOKES 8	/*!< of ours pending in one dialogue */
#define TCAP_MAX_OID 16

struct tcap;
struct tcap_dialogue;

/*! ---- The codec alone: for the decode tool, the fuzzer and the machine below ---- */

enum tcap_msg_type {
	TCAP_UNIDIRECTIONAL = 0x61, TCAP_BEGIN = 0x62, TCAP_END = 0x64, TCAP_CONTINUE = 0x65, TCAP_ABORT = 0x67
};
enum tcap_comp_type {
	TCAP_INVOKE = 0xa1, TCAP_RESULT_LAST = 0xa2, TCAP_ERROR = 0xa3, TCAP_REJECT = 0xa4, TCAP_RESULT = 0xa7
};
enum tcap_dialogue_pdu { TCAP_NO_PDU, TCAP_AARQ = 0x60, TCAP_AARE = 0x61, TCAP_ABRT = 0x64 };
enum tcap_p_abort {
	TCAP_PABORT_UNREC_MSG = 0, TCAP_PABORT_UNREC_TID = 1, TCAP_PABORT_BAD_FORMAT = 2,
	TCAP_PABORT_INCORRECT_PORTION = 3, TCAP_PABORT_RESOURCE = 4,
	/* Never on the wire: what TC-P-ABORT tells its own user (Q.771 3.1.5, Q.774 A.5; a guard's end is ours). */
	TCAP_PABORT_TIMEOUT = 125, TCAP_PABORT_ABNORMAL_DIALOGUE = 126, TCAP_PABORT_NO_COMMON_DIALOGUE = 127
};
/*! Problem: class octet 0x80 general, 0x81 invoke, 0x82 result, 0x83 error, and its code (Q.773 table 24 ff). */
struct tcap_problem { uint8_t type, code; };

/*! Borrowed octets; NULL = absent. */
struct tcap_octets { const uint8_t *v; uint16_t len; };

/*! How the length of a constructed element was written, so that it goes out as it came in: 0 minimal,
 *  TCAP_INDEFINITE, else that many octets. Leave 0 in what you build. */
#define TCAP_INDEFINITE 0xff
struct tcap_forms {
	uint8_t message, portion, external, encoding, pdu, acn, result, diagnostic, source;
	uint8_t user_info, user_external, user_encoding, components;
};

struct tcap_component {
	enum tcap_comp_type type;
	int8_t invoke_id;
	bool has_invoke_id;		/*!< false: reject with NULL id */
	bool has_linked_id;
	int8_t linked_id;
	int32_t code;			/*!< operation or error, local; -1: none, -2: global (oid) */
	struct tcap_octets oid;		/*!< global code */
	struct tcap_octets parameter;	/*!< the whole TLV, or absent */
	struct tcap_problem problem;	/*!< of a reject; of a malformed component: why */
	bool malformed;			/*!< could not be read: the machine rejects it with .problem */
	uint16_t offset;		/*!< in the PDU */
	uint8_t form, sequence_form;	/*!< of the component, of a result's sequence: as in tcap_forms */
};

struct tcap_msg {
	enum tcap_msg_type type;
	uint32_t otid, dtid;
	uint8_t otid_len, dtid_len;	/*!< 0 = absent */
	struct tcap_octets dialogue_as;	/*!< OID of the dialogue's abstract syntax; absent: no dialogue portion */
	enum tcap_dialogue_pdu pdu;
	bool has_version;		/*!< protocol-version was there */
	bool no_version1;		/*!< it was, and version 1 is not in it */
	struct tcap_octets acn;
	uint8_t result;			/*!< AARE: 0 accepted, 1 rejected */
	uint8_t diag_source;		/*!< AARE: 1 user, 2 provider */
	uint8_t diag;			/*!< AARE diagnostic */
	uint8_t abort_source;		/*!< ABRT: 0 user, 1 provider */
	struct tcap_octets user_info_oid, user_info;	/*!< first EXTERNAL: its OID and its encoding's contents */
	bool octet_aligned, user_octet_aligned;		/*!< the EXTERNALs' encoding is 81, not A0 */
	struct tcap_forms forms;
	bool has_p_abort;
	uint8_t p_abort;
	unsigned num_components;
	struct tcap_component component[TCAP_MAX_COMPONENTS];
};

/*! Where and why a PDU could not be read. */
struct tcap_decode_error {
	uint16_t offset;
	const char *field, *reason;	/*!< static strings */
	uint8_t p_abort;		/*!< the cause that answers it */
	bool dialogue_portion;		/*!< there: answered by ABRT from the provider instead (Q.774 figure A.5) */
};

/*! Reads the transaction and dialogue portions and splits components (a malformed component is marked, not
 *  an error of the whole). On failure msg still holds type and TIDs if they were readable (for the abort).
 *  \returns 0 or -EINVAL with err set */
int tcap_decode(struct tcap_msg *msg, const uint8_t *pdu, size_t length, struct tcap_decode_error *err);
/*! Writes definite minimal, or the forms noted. \returns length, or -ENOSPC / -EINVAL */
int tcap_encode(const struct tcap_msg *msg, uint8_t *buf, size_t size);

/*! ---- The machine ---- */

/*! What a user is told. Everything borrowed for the call. */
enum tcap_event {
	TCAP_EV_BEGIN,		/*!< msg set; the user owns the dialogue until it ends */
	TCAP_EV_CONTINUE,
	TCAP_EV_END,		/*!< the dialogue is gone after the call */
	TCAP_EV_U_ABORT,	/*!< msg set; gone after the call */
	TCAP_EV_P_ABORT,	/*!< .p_abort; gone after the call */
	TCAP_EV_NOTICE,		/*!< .notice_cause (SCCP): what we sent came back; dialogue lives on */
	TCAP_EV_L_CANCEL,	/*!< .invoke_id, .op_class: its timer ran out (class 2: success; 4: forgotten) */
	/*! .invoke_id, .problem: we rejected a component of the peer's. Comes after BEGIN and CONTINUE, before END.
	 *  The reject leads the next message built for this dialogue; where the user sends none before he returns
	 *  from these events, it goes in a Continue of its own. */
	TCAP_EV_L_REJECT,
};

struct tcap_ind {
	enum tcap_event event;
	const struct tcap_msg *msg;	/*!< BEGIN, CONTINUE, END, U_ABORT: valid components only */
	uint8_t p_abort, notice_cause, op_class;
	int8_t invoke_id;
	int32_t op_code;		/*!< L_CANCEL */
	struct tcap_problem problem;
};

struct tcap_user_ops {
	/*! TCAP_EV_BEGIN: is this application context served? Contents of its OID; length 0: a Begin without
	 *  dialogue portion. false: abort with AARE reject, acn not supported (without one: a bare abort). */
	bool (*serves)(void *priv, const uint8_t *acn, size_t length);
	/*! Is the calling address allowed this operation (screening)? NULL = all. false: the dialogue is refused
	 *  (U-abort, AARE reject no reason given; in a Continue: reject unrecognised operation) and counted.
	 *  \param op_code -1: a Begin without any operation; is this address allowed anything? */
	bool (*allows)(void *priv, const struct sccp_addr *calling, int32_t op_code);
	/*! Operation's class 1..4 and known-ness for invokes that come in; 0 = unknown: rejected with
	 *  "unrecognised operation". */
	uint8_t (*op_class)(void *priv, const uint8_t *acn, size_t length, int32_t op_code);
	void (*indicate)(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind);
	/*! Every message in (before) and out (after encoding), for traces and counters. May be NULL. dlg is NULL
	 *  where none stands behind it (refused, malformed, unknown TID); msg is partial in what was malformed. */
	void (*trace)(void *priv, struct tcap_dialogue *dlg, bool out, const struct tcap_msg *msg,
		      const uint8_t *pdu, size_t length);
	size_t dialogue_data;	/*!< bytes of the user's own state kept inside each dialogue */
};

struct wheel;

struct tcap_config {
	uint32_t max_dialogues;		/*!< open at once; past it: P-abort resource limitation. 1..2^20 */
	uint32_t begin_guard_s;		/*!< a dialogue we opened without an answer is dropped after this; 0 = 60 */
	uint32_t idle_guard_s;		/*!< nothing pending, no message for so long: aborted; 0 = off */
};

/*! Binds to ssn. \returns NULL where the SSN is taken */
struct tcap *tcap_alloc(void *ctx, struct sccp *sccp, struct wheel *wheel, uint8_t ssn,
			const struct tcap_config *cfg, const struct tcap_user_ops *ops, void *priv);

/*! The user's state inside the dialogue, zeroed when the dialogue begins. */
void *tcap_dialogue_data(struct tcap_dialogue *dlg);
uint32_t tcap_dialogue_id(const struct tcap_dialogue *dlg);		/*!< our transaction id */
uint32_t tcap_dialogue_peer_id(const struct tcap_dialogue *dlg);
const struct sccp_addr *tcap_dialogue_peer(const struct tcap_dialogue *dlg);
uint32_t tcap_dialogue_opc(const struct tcap_dialogue *dlg);
/*! Contents of the application context's OID. \returns length */
size_t tcap_dialogue_acn(const struct tcap_dialogue *dlg, uint8_t acn[TCAP_MAX_OID]);
struct tcap_dialogue *tcap_dialogue_find(const struct tcap *tcap, uint32_t id);
struct tcap_dialogue *tcap_dialogue_next(const struct tcap *tcap, const struct tcap_dialogue *after);
uint32_t tcap_dialogue_count(const struct tcap *tcap);
/*! Replaces the own address that later messages carry (answer to a Begin with an instance's GT). */
void tcap_dialogue_set_own(struct tcap_dialogue *dlg, const struct sccp_addr *own);

/*! A new dialogue of ours, nothing sent yet. \returns NULL at the cap */
struct tcap_dialogue *tcap_dialogue_new(struct tcap *tcap, const struct sccp_addr *called,
					const struct sccp_addr *calling, const uint8_t *acn, size_t acn_len);

/*! One message being built in the instance's buffer; only one at a time: build and send without returning to
 *  the loop. Components go out in the order of the calls. */
struct tcap_tx;
struct tcap_tx *tcap_tx(struct tcap_dialogue *dlg);
/*! User information for the AARQ/AARE/ABRT. */
void tcap_tx_user_info(struct tcap_tx *tx, const uint8_t *oid, size_t oid_len, const uint8_t *data, size_t length);
/*! \param op_class 1..4 \param timeout_ms its invocation timer \param parameter whole TLV or NULL.
 *  \returns invoke id (0..127), or -EBUSY (TCAP_MAX_INVOKES pending; one of class 4 gives way), -EMSGSIZE,
 *  -EINVAL (code over 32767, no such class) */
int tcap_tx_invoke(struct tcap_tx *tx, int32_t op_code, uint8_t op_class, uint32_t timeout_ms,
		   const uint8_t *parameter, size_t length);
/*! The same with a linked id. */
int tcap_tx_invoke_linked(struct tcap_tx *tx, int8_t linked_id, int32_t op_code, uint8_t op_class,
			  uint32_t timeout_ms, const uint8_t *parameter, size_t length);
int tcap_tx_result(struct tcap_tx *tx, int8_t invoke_id, int32_t op_code, const uint8_t *parameter, size_t length);
int tcap_tx_error(struct tcap_tx *tx, int8_t invoke_id, int32_t error, const uint8_t *parameter, size_t length);
int tcap_tx_reject(struct tcap_tx *tx, int8_t invoke_id, struct tcap_problem problem);

/*! How many components it holds: those added, and the rejects of what came. */
unsigned tcap_tx_components(const struct tcap_tx *tx);

/*! Sends what was built. tcap_send_end() and the aborts free the dialogue (also on failure; an End that cannot be
 *  built becomes an abort). The first backward message carries AARE accepted by itself. Answers may arrive inside:
 *  afterwards the dialogue may be gone, look it up by its id. -EPERM: not in this state; inside the END and ABORT
 *  events the dialogue can no longer be used. A Begin or Continue that failed leaves the dialogue as it was.
 *  \returns 0 or -errno */
int tcap_send_begin(struct tcap_tx *tx);
int tcap_send_continue(struct tcap_tx *tx);
int tcap_send_end(struct tcap_tx *tx);
/*! Pre-arranged end: nothing is sent. */
void tcap_end_prearranged(struct tcap_dialogue *dlg);
/*! ABRT with optional user information; AARE reject "no reason given" where the Begin is unanswered and there is
 *  none (Q.774 figure A.5 sheet 6). Local only where the peer has not answered our Begin. */
int tcap_send_u_abort(struct tcap_dialogue *dlg, const uint8_t *oid, size_t oid_len,
		      const uint8_t *data, size_t length);
/*! Refuses a Begin: AARE reject with this user diagnostic (0 null, 1 no reason, 2 ACN not supported), another ACN
 *  to try instead (NULL: the same one) and user information (MAP-refuse). Frees the dialogue.
 *  \returns 0, -EPERM where it is not an unanswered Begin's (then nothing happens), or -errno */
int tcap_refuse(struct tcap_dialogue *dlg, uint8_t diag, const uint8_t *acn, size_t acn_len,
		const uint8_t *oid, size_t oid_len, const uint8_t *data, size_t length);

/*! TC-U-CANCEL: forgets an invoke of ours; nothing is sent. \returns 0 or -ENOENT */
int tcap_cancel(struct tcap_dialogue *dlg, int8_t invoke_id);
/*! TC-TIMER-RESET: its timer runs anew. \returns 0 or -ENOENT */
int tcap_timer_reset(struct tcap_dialogue *dlg, int8_t invoke_id, uint32_t timeout_ms);

enum tcap_ctr {
	TCAP_CTR_RX_BEGIN, TCAP_CTR_RX_CONTINUE, TCAP_CTR_RX_END, TCAP_CTR_RX_ABORT, TCAP_CTR_RX_MALFORMED,
	TCAP_CTR_RX_UNKNOWN_TID, TCAP_CTR_RX_UNKNOWN_ACN, TCAP_CTR_RX_REFUSED, TCAP_CTR_RX_OVER_CAP,
	TCAP_CTR_TX, TCAP_CTR_TX_ABORT, TCAP_CTR_TX_REJECT, TCAP_CTR_RX_REJECT, TCAP_CTR_L_CANCEL, TCAP_CTR_NOTICE,
	TCAP_CTR_WRONG_PEER,
	_TCAP_CTRS
};
uint64_t tcap_counter(const struct tcap *tcap, enum tcap_ctr ctr);
const char *tcap_counter_name(enum tcap_ctr ctr);
/*! Bytes held for dialogues. */
size_t tcap_bytes(const struct tcap *tcap);
