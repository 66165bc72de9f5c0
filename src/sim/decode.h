/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file decode.h
 *  What is inside `mpabx-sim decode`: cmd_decode.c reads options and lines, a layer (decode_*.c) says what the octets
 *  of one line mean. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <mpabx/cap.h>
#include <mpabx/cap/param.h>
#include <mpabx/sigtran/ber.h>

struct decode_layer;

/*! What the command line asked for. */
struct decode_job {
	const struct decode_layer *layer;
	const char *operation;			/*!< as it was given; NULL: none */
	unsigned phase;
	bool reencode;
	/* Set by a layer's pick(); both NULL: the operation has no parameter. */
	const struct cap_type *type;
	const struct cap_param *param;
};

/*! Printed as `line N: offset O: field: reason`. */
struct decode_fault {
	size_t offset;
	char field[128];
	char reason[128];
};

struct decode_layer {
	const char *name;
	bool needs_operation;
	/*! Finds the operation. \returns 0 or -ENOENT. NULL: takes any, ignores it. */
	int (*pick)(struct decode_job *job);
	/*! Names that pick() knows, for help: calls out for each. */
	void (*names)(void (*name)(const char *name, FILE *out), FILE *out);
	/*! One PDU: prints one line of JSON, or nothing and says why. \returns 0 or -EINVAL */
	int (*print)(const struct decode_job *job, const uint8_t *pdu, size_t length, FILE *out, struct decode_fault *fault);
	/*! The same PDU decoded and encoded again. \returns length, or -EINVAL */
	int (*reencode)(const struct decode_job *job, const uint8_t *pdu, size_t length, uint8_t *buf, size_t size,
			struct decode_fault *fault);
};

extern const struct decode_layer decode_cap_arg, decode_map_arg, decode_isup_param, decode_tcap;

int decode_refuse(struct decode_fault *fault, size_t offset, const char *field, const char *reason);

/*! \param priv struct json; what cap_print() and a cap_param call for each member. */
void decode_put_member(void *priv, const char *key, const char *text);
/*! Of a job whose .param is set. */
int decode_param_print(const struct decode_job *job, const uint8_t *pdu, size_t length, FILE *out,
		       struct decode_fault *fault);
int decode_param_reencode(const struct decode_job *job, const uint8_t *pdu, size_t length, uint8_t *buf, size_t size,
			  struct decode_fault *fault);
