/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-sim decode isup-param`: the content of one parameter, field by field, by the table of <mpabx/cap/param.h>. */
#include <errno.h>

#include "decode.h"
#include "json.h"

static int isup_pick(struct decode_job *job)
{
	job->param = cap_param_by_name(job->operation);
	return job->param ? 0 : -ENOENT;
}

static void isup_names(void (*name)(const char *name, FILE *out), FILE *out)
{
	const struct cap_param *param;
	unsigned i;

	for (i = 0; (param = cap_param_at(i)); i++)
		name(param->name, out);
}

void decode_put_member(void *priv, const char *key, const char *text)
{
	json_put(priv, key, text);
}

static void skip_member(void *priv, const char *key, const char *text)
{
}

static bool has_length(const struct cap_param *param, size_t length)
{
	return length >= param->min && length <= param->max;
}

static int refuse_param(const struct decode_job *job, size_t length, struct decode_fault *fault)
{
	const struct cap_param *param = job->param;
	char reason[sizeof(fault->reason)];

	if (!has_length(param, length))
		snprintf(reason, sizeof(reason), "length not allowed: %zu, %u..%u allowed", length, param->min, param->max);
	else
		snprintf(reason, sizeof(reason), "has a digit or a value that it cannot have");
	return decode_refuse(fault, 0, param->name, reason);
}

int decode_param_print(const struct decode_job *job, const uint8_t *pdu, size_t length, FILE *out,
		       struct decode_fault *fault)
{
	struct cap_octets in = { .v = pdu, .len = (uint16_t)length };
	struct json j;

	if (!has_length(job->param, length) || job->param->print(job->param, &in, skip_member, NULL) < 0)
		return refuse_param(job, length, fault);
	json_open(&j, out);
	job->param->print(job->param, &in, decode_put_member, &j);
	json_close(&j);
	return 0;
}

int decode_param_reencode(const struct decode_job *job, const uint8_t *pdu, size_t length, uint8_t *buf, size_t size,
			  struct decode_fault *fault)
{
	struct cap_octets in = { .v = pdu, .len = (uint16_t)length };
	int rc = has_length(job->param, length) ? job->param->reencode(job->param, &in, buf, size) : -EINVAL;

	return rc < 0 ? refuse_param(job, length, fault) : rc;
}

const struct decode_layer decode_isup_param = {
	.name = "isup-param", .needs_operation = true,
	.pick = isup_pick, .names = isup_names, .print = decode_param_print, .reencode = decode_param_reencode,
};
