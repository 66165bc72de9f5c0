/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file message.h
 *  A TCAP message with CAP or MAP in it, for people: components in their order, then the message itself, every value as flat
 *  key and text, and the few words of each that a ladder shows. Allocates (talloc), so it is not for the call path: the
 *  simulator and the node's trace, which has a thread of its own, use it. */
#pragma once

#include <mpabx/cap.h>
#include <mpabx/sigtran/tcap.h>

struct cap_flat_pair { char *key, *text; };
/*! Keys and texts as `mpabx-sim decode` prints them. */
struct cap_flat {
	unsigned n;
	struct cap_flat_pair *v;
};

/*! Out of memory the pair is left out. */
void cap_flat_add(void *ctx, struct cap_flat *flat, const char *key, const char *text);
/*! NULL where absent. */
const char *cap_flat_get(const struct cap_flat *flat, const char *key);
/*! Is there this key, or one below it ("a" is there when "a.b" or "a[0]" is)? */
bool cap_flat_has(const struct cap_flat *flat, const char *key);
/*! "+33639980011" for the international number under this key, else its digits; "" where there is none.
 *  buf is at least 40 octets. */
const char *cap_flat_number(const struct cap_flat *flat, const char *key, char *buf, size_t size);

/*! CAP_ITEM_ABORT is nobody's kind: who expects one takes either abort. */
enum cap_item_kind { CAP_ITEM_INVOKE, CAP_ITEM_RESULT, CAP_ITEM_ERROR, CAP_ITEM_REJECT, CAP_ITEM_MESSAGE, CAP_ITEM_ABORT,
	CAP_ITEM_U_ABORT, CAP_ITEM_P_ABORT, CAP_ITEM_NOTICE };

/*! One thing that came: a component, or the message itself, which comes last. */
struct cap_item {
	enum cap_item_kind kind;
	enum tcap_msg_type message;
	const char *name;	/*!< operation, error, problem, cause; NULL where it has none */
	int32_t code;		/*!< operation's */
	int invoke_id;
	uint8_t op_class;
	struct cap_flat fields;
	const char *broken;	/*!< why its parameter could not be read; NULL: it could */
};

struct cap_items {
	unsigned n;
	struct cap_item *v;
};

/*! op_of tells the operation of an invoke that the other side answers; -1 where it is not known. It may be NULL.
 *  Everything in ret is a child of ctx. \returns 0 or -ENOMEM with ret untouched */
int cap_message_read(void *ctx, enum cap_proto proto, unsigned phase, const struct tcap_msg *msg,
		     int32_t (*op_of)(void *priv, int invoke_id), void *priv, struct cap_items *ret);
/*! "InitialDP serviceKey=1 calling=+33639980011 called=21": what a ladder shows of an item. */
char *cap_item_summary(void *ctx, const struct cap_item *item);
/*! "TC-END Connect destination=+33639980012": of a whole message. */
char *cap_message_summary(void *ctx, enum tcap_msg_type type, const struct cap_items *items);

/*! "InitialDP" from "initialDP": operations as the specification writes them in prose. */
const char *cap_operation_title(const struct cap_operation *op, char *buf, size_t size);
/*! Names of problems (Q.773 table 24 ff), P-Abort causes (Q.773 4.2.2), CAP-U-ABORT-REASON (TS 29.078 5.1), both ways.
 *  -1 / NULL where unknown. */
int cap_problem_by_name(const char *name, struct tcap_problem *ret);
const char *cap_problem_name(struct tcap_problem problem);
int cap_p_abort_by_name(const char *name);
const char *cap_p_abort_name(int cause);
int cap_u_abort_by_name(const char *name);
const char *cap_u_abort_name(int reason);
const char *cap_message_name(enum tcap_msg_type type);
