/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-sim decode` of what is inside a component: arguments, results and error parameters of CAP and MAP, and the
 * parameters that they carry as octets. All by the tables of cap/: nothing here knows any one operation. */
#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "decode.h"
#include "json.h"

#define RESULT_SUFFIX "-res"

/* MAP's application contexts end at version 3 (TS 29.002 17.3.2); later phases are CAMEL's. */
static unsigned phase_of(const struct decode_job *job)
{
	return job->layer == &decode_map_arg && job->phase > 3 ? 3 : job->phase;
}

/* "NAME-res" is the result of NAME; only classes 1 and 3 have one. */
static int pick_result(struct decode_job *job, enum cap_proto proto, size_t length)
{
	const struct cap_operation *op;
	char name[64];

	if (length >= sizeof(name))
		return -ENOENT;
	memcpy(name, job->operation, length);
	name[length] = '\0';
	op = cap_operation_by_name(proto, name);
	if (!op || op->op_class == 2 || op->op_class == 4)
		return -ENOENT;
	job->type = op->result;
	return 0;
}

/* Error parameters and named types are taken too: they are found in traces as well. */
static int pick(struct decode_job *job, enum cap_proto proto)
{
	const struct cap_operation *op = cap_operation_by_name(proto, job->operation);
	const struct cap_error_def *error = cap_error_by_name(proto, job->operation);
	size_t length = strlen(job->operation), suffix = strlen(RESULT_SUFFIX);

	if (op) {
		job->type = op->argument;
		return 0;
	}
	if (length > suffix && !strcmp(job->operation + length - suffix, RESULT_SUFFIX))
		return pick_result(job, proto, length - suffix);
	if (error) {
		job->type = error->parameter;
		return 0;
	}
	job->param = cap_param_by_name(job->operation);
	if (!job->param)
		job->type = cap_type_by_name(proto, job->operation);
	return job->type || job->param ? 0 : -ENOENT;
}

static int cap_pick(struct decode_job *job)
{
	return pick(job, CAP_PROTO_CAP);
}

static int map_pick(struct decode_job *job)
{
	return pick(job, CAP_PROTO_MAP);
}

static void names(enum cap_proto proto, void (*name)(const char *name, FILE *out), FILE *out)
{
	const struct cap_operation *op;
	char result[64];
	unsigned i;

	for (i = 0; (op = cap_operation_at(proto, i)); i++) {
		name(op->name, out);
		if (op->op_class == 2 || op->op_class == 4)
			continue;
		snprintf(result, sizeof(result), "%s" RESULT_SUFFIX, op->name);
		name(result, out);
	}
}

static void cap_names(void (*name)(const char *name, FILE *out), FILE *out)
{
	names(CAP_PROTO_CAP, name, out);
}

static void map_names(void (*name)(const char *name, FILE *out), FILE *out)
{
	names(CAP_PROTO_MAP, name, out);
}

static int refuse_value(const struct decode_job *job, const struct cap_error *err, struct decode_fault *fault)
{
	char reason[sizeof(fault->reason)];

	snprintf(reason, sizeof(reason), "%s%s%s", err->reason ? err->reason : "cannot be read",
		 err->detail[0] ? ": " : "", err->detail);
	return decode_refuse(fault, err->offset, err->field[0] ? err->field : job->operation, reason);
}

/* The value's struct, decoded; the caller frees it. NULL with the fault set. */
static void *read_value(const struct decode_job *job, const uint8_t *pdu, size_t length, struct cap_notes *notes,
			struct decode_fault *fault)
{
	struct cap_error err = { 0 };
	void *value = talloc_zero_size(NULL, cap_type_size(job->type));

	if (!value) {
		decode_refuse(fault, 0, job->operation, "out of memory");
		return NULL;
	}
	if (cap_decode(job->type, phase_of(job), pdu, length, value, notes, &err) < 0) {
		refuse_value(job, &err, fault);
		talloc_free(value);
		return NULL;
	}
	return value;
}

static int refuse_parameter(const struct decode_job *job, struct decode_fault *fault)
{
	return decode_refuse(fault, 0, job->operation, "has no parameter");
}

static int value_print(const struct decode_job *job, const uint8_t *pdu, size_t length, FILE *out,
		       struct decode_fault *fault)
{
	struct json j;
	void *value;

	if (!job->type)
		return refuse_parameter(job, fault);
	value = read_value(job, pdu, length, NULL, fault);
	if (!value)
		return -EINVAL;
	json_open(&j, out);
	cap_print(job->type, phase_of(job), value, decode_put_member, &j);
	json_close(&j);
	talloc_free(value);
	return 0;
}

static int value_reencode(const struct decode_job *job, const uint8_t *pdu, size_t length, uint8_t *buf, size_t size,
			  struct decode_fault *fault)
{
	struct cap_notes notes = { 0 };
	struct cap_error err = { 0 };
	void *value;
	int rc;

	if (!job->type)
		return refuse_parameter(job, fault);
	value = read_value(job, pdu, length, &notes, fault);
	if (!value)
		return -EINVAL;
	rc = cap_encode(job->type, phase_of(job), value, buf, size, &notes, &err);
	if (rc == -ENOSPC)
		decode_refuse(fault, 0, job->operation, "too long to encode");
	else if (rc < 0)
		refuse_value(job, &err, fault);
	talloc_free(value);
	return rc;
}

static int any_print(const struct decode_job *job, const uint8_t *pdu, size_t length, FILE *out,
		     struct decode_fault *fault)
{
	return (job->param ? decode_param_print : value_print)(job, pdu, length, out, fault);
}

static int any_reencode(const struct decode_job *job, const uint8_t *pdu, size_t length, uint8_t *buf, size_t size,
			struct decode_fault *fault)
{
	return (job->param ? decode_param_reencode : value_reencode)(job, pdu, length, buf, size, fault);
}

const struct decode_layer decode_cap_arg = {
	.name = "cap-arg", .needs_operation = true,
	.pick = cap_pick, .names = cap_names, .print = any_print, .reencode = any_reencode,
};

const struct decode_layer decode_map_arg = {
	.name = "map-arg", .needs_operation = true,
	.pick = map_pick, .names = map_names, .print = any_print, .reencode = any_reencode,
};
