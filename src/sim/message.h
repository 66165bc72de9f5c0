/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A TCAP message taken apart into what a scenario can expect, every value as flat key and text. See message.c. */
#pragma once

#include "scenario.h"

struct flat_pair { char *key, *text; };
/* Keys and texts as `mpabx-sim decode` prints them. */
struct flat {
	unsigned n;
	struct flat_pair *v;
};

void flat_add(void *ctx, struct flat *flat, const char *key, const char *text);
/* NULL where absent. */
const char *flat_get(const struct flat *flat, const char *key);
/* Is there this key, or one below it ("a" is there when "a.b" or "a[0]" is)? */
bool flat_has(const struct flat *flat, const char *key);
/* "+33639980011" for the international number under this key, else its digits; "" where there is none.
 * buf is at least 40 octets. */
const char *flat_number(const struct flat *flat, const char *key, char *buf, size_t size);

/* One thing that came: a component, or the message itself, which comes last. */
struct sim_item {
	enum sim_expect_kind kind;
	enum tcap_msg_type message;
	const char *name;	/* operation, error, problem, cause; NULL where it has none */
	int32_t code;		/* operation's */
	int invoke_id;
	uint8_t op_class;
	struct flat fields;
	const char *broken;	/* why its parameter could not be read; NULL: it could */
};

struct sim_message {
	unsigned n;
	struct sim_item *v;
};

/* op_of tells the operation of an invoke that the other side answers; -1 where it is not known.
 * Everything in ret is a child of ctx. */
void message_read(void *ctx, const struct sim_call_def *def, const struct tcap_msg *msg,
		  int32_t (*op_of)(void *priv, int invoke_id), void *priv, struct sim_message *ret);
/* "InitialDP serviceKey=1 calling=+33639980011 called=21": what a ladder shows of an item. */
char *item_summary(void *ctx, const struct sim_item *item);
