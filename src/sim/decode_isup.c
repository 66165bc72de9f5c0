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

int decode_param_print(const struct decode_job *job, const uint8_t *pdu, size_t length, FILE *out,
		       struct decode_fault *fault)
{
	struct cap_octets in = { .v = pdu, .len = (uint16_t)length };
	struct json j;

	if (job->param->print(job->param, &in, skip_member, NULL) < 0)
		return decode_refuse(fault, 0, job->operation, "malformed");
	json_open(&j, out);
	job->param->print(job->param, &in, decode_put_member, &j);
	json_close(&j);
	return 0;
}

int decode_param_reencode(const struct decode_job *job, const uint8_t *pdu, size_t length, uint8_t *buf, size_t size,
			  struct decode_fault *fault)
{
	struct cap_octets in = { .v = pdu, .len = (uint16_t)length };
	int rc = job->param->reencode(job->param, &in, buf, size);

	return rc < 0 ? decode_refuse(fault, 0, job->operation, "malformed") : rc;
}

const struct decode_layer decode_isup_param = {
	.name = "isup-param", .needs_operation = true,
	.pick = isup_pick, .names = isup_names, .print = decode_param_print, .reencode = decode_param_reencode,
};
