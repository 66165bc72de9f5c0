/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a scenario file says, parsed: nodes, calls and steps. Written by scenario_parse*.c, played by scenario_run.c.
 * The language is explained in doc/scenarios.md. Everything hangs on the file's talloc context. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <mpabx/cap.h>
#include <mpabx/cap/message.h>
#include <mpabx/sigtran.h>

#include "story.h"

#define SCENARIO_TIMEOUT_MS 2000
#define SCENARIO_MAX_RAW 3000

/* key value, or "no key". */
struct sim_field {
	const char *key, *text;		/* text NULL: must be absent */
	unsigned line;
};
struct sim_fields {
	unsigned n;
	struct sim_field *v;
};

enum sim_role { SIM_MSC, SIM_GMSC, SIM_HLR };

struct sim_node {
	const char *name;
	enum sim_role role;
	const char *gt;
	struct sccp_addr addr;
};

/* A dialogue that a scenario plays one end of. */
struct sim_call_def {
	const char *name;
	const struct sim_node *node;
	bool accept;			/* the node under test begins it */
	enum cap_proto proto;
	uint8_t phase;
	uint8_t acn_len;		/* 0: no dialogue portion */
	uint8_t acn[TCAP_MAX_OID];
	const char *to_gt;		/* NULL: the --node-gt */
	uint8_t to_ssn;			/* 0: by protocol */
	bool return_option;
	bool has_dtid;			/* as though it were open already: the first message is a Continue */
	uint32_t dtid;
};

enum sim_template { SIM_TEMPLATE_NONE, SIM_TEMPLATE_MADE, SIM_TEMPLATE_RECEIVED };

/* One component to send. */
struct sim_component {
	enum tcap_comp_type type;
	int32_t code;			/* operation or error */
	const char *name;		/* for people */
	const struct cap_type *parameter;
	int invoke_id;			/* -1: the next (invoke), or the one being answered */
	enum sim_template with;
	struct sim_fields fields;
	bool has_raw;
	struct tcap_octets raw;
	struct tcap_problem problem;
};

enum sim_step_kind { STEP_SEND, STEP_SEND_ABORT, STEP_SEND_RAW, STEP_EXPECT, STEP_EXPECT_NOTHING, STEP_WAIT, STEP_ABANDON,
	STEP_ACCEPT, STEP_STORY };

#define SIM_MAX_COMPONENTS 8

struct sim_step {
	enum sim_step_kind kind;
	unsigned line;
	const char *source;		/* the statement, for failures */
	unsigned call;			/* index in calls */
	uint32_t ms;			/* wait, expect */
	union {
		struct {
			enum tcap_msg_type type;	/* 0: Begin first, then Continue */
			unsigned n;
			struct sim_component *v;
		} send;
		struct {
			bool provider;
			int cause;		/* -1: none (U-Abort without information) */
		} abort;
		struct {
			bool sccp;		/* whole SCCP message, not only its data */
			const char *hex;	/* octets; words otid and dtid stand for the call's */
		} raw;
		struct {
			enum cap_item_kind kind;
			const char *name;	/* operation, error, problem or cause; NULL: any */
			enum tcap_msg_type type;	/* CAP_ITEM_MESSAGE */
			struct sim_fields fields;
		} expect;
		struct {
			const struct story_step *step;
			struct sim_fields fields;	/* what is to be seen of it */
		} story;
	};
};

struct scenario {
	const char *file;
	const char *title;
	uint32_t timeout_ms;
	unsigned num_calls, num_steps;
	struct sim_call_def *calls;
	struct sim_step *steps;
	const struct network_def *network;	/* NULL: nobody dials */
	unsigned num_dials;
	const char **dials;			/* names of the dialled calls */
};

struct scenario_file {
	const char *name;
	unsigned num_nodes, num_scenarios;
	struct sim_node **nodes;
	struct scenario **scenarios;
};

#define SCENARIO_ERROR_SIZE 256

/* Reads scenarios from text; name is for messages. On failure error is "FILE:LINE: what".
 * \returns NULL on failure */
struct scenario_file *scenario_parse(void *ctx, const char *name, const char *text, char error[SCENARIO_ERROR_SIZE]);
struct scenario_file *scenario_read(void *ctx, const char *path, char error[SCENARIO_ERROR_SIZE]);

/* The gsmSSF-to-gsmSCF context of a CAP phase into the call's application context. */
void scenario_phase_context(struct sim_call_def *call, unsigned phase);
