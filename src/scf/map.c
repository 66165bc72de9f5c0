/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gsmSCF towards MAP, SSN 147: which services there are, and their dialogues, of one operation each. A dialogue from a
 * title that the screening does not allow is refused and counted; a context that no service takes is told so by the
 * protocol (AARE, application context not supported). */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include <mpabx/cap/isup.h>

#include "scf_private.h"

#define MAX_ARGUMENT 256
#define MAX_DIALOGUES 4096

static const struct scf_map_service *const services[] = { &scf_map_ati, &scf_map_sri, &scf_map_ss };

static const struct scf_map_service *service_of(const uint8_t *acn, size_t length)
{
	const struct cap_context *ctx = cap_context_by_oid(acn, length);

	for (unsigned i = 0; ctx && i < ARRAY_SIZE(services); i++)
		if (services[i]->serves && !strcmp(services[i]->context, ctx->name))
			return services[i];
	return NULL;
}

static bool serves(void *priv, const uint8_t *acn, size_t length)
{
	return service_of(acn, length) != NULL;
}

static bool allows(void *priv, const struct sccp_addr *calling, int32_t op_code)
{
	const struct scf *scf = priv;

	if (op_code < 0)
		return screen_knows(scf->screen, calling, SCCP_SSN_GSMSCF);
	return screen_allows(scf->screen, calling, SCCP_SSN_GSMSCF, op_code);
}

static uint8_t op_class(void *priv, const uint8_t *acn, size_t length, int32_t op_code)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, op_code);

	return op ? op->op_class : 0;
}

/* The peer's dialogue: one invoke in its Begin, answered in End. */
static void begin(struct scf *scf, struct tcap_dialogue *dlg, const struct tcap_msg *msg)
{
	uint8_t acn[TCAP_MAX_OID];
	const struct scf_map_service *service = service_of(acn, tcap_dialogue_acn(dlg, acn));

	if (scf->cfg.own.ssn) {
		struct sccp_addr own = scf->cfg.own;

		own.ssn = SCCP_SSN_GSMSCF;
		tcap_dialogue_set_own(dlg, &own);
	}
	for (unsigned i = 0; service && i < msg->num_components; i++) {
		if (msg->component[i].type != TCAP_INVOKE || msg->component[i].code != service->op_code)
			continue;
		service->invoke(scf, dlg, &msg->component[i]);
		return;
	}
	tcap_send_end(tcap_tx(dlg));	/* TCAP's rejects of what came leave with it */
}

/* Once a dialogue: what came, or that nothing did. */
static void answer(struct scf *scf, struct scf_map_dialogue *md, const struct tcap_msg *msg)
{
	const struct scf_map_service *service = md->service;
	const struct tcap_component *found = NULL;

	if (!service || !service->answer)
		return;
	md->service = NULL;
	for (unsigned i = 0; msg && i < msg->num_components && !found; i++)
		if (msg->component[i].type != TCAP_INVOKE)
			found = &msg->component[i];
	service->answer(scf, md, found);
}

static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct scf_map_dialogue *md = tcap_dialogue_data(dlg);
	struct scf *scf = priv;
	uint32_t id = tcap_dialogue_id(dlg);

	switch (ind->event) {
	case TCAP_EV_BEGIN:
		begin(scf, dlg, ind->msg);
		break;
	case TCAP_EV_CONTINUE:	/* an HLR that leaves the end to us */
		answer(scf, md, ind->msg);
		dlg = tcap_dialogue_find(scf->map, id);	/* the answer went on with a call: much may have happened */
		if (dlg)
			tcap_send_end(tcap_tx(dlg));
		break;
	case TCAP_EV_END:
		answer(scf, md, ind->msg);
		break;
	case TCAP_EV_NOTICE:
	case TCAP_EV_L_CANCEL:
		answer(scf, md, NULL);
		dlg = tcap_dialogue_find(scf->map, id);
		if (dlg)
			tcap_end_prearranged(dlg);
		break;
	case TCAP_EV_U_ABORT:
	case TCAP_EV_P_ABORT:
		answer(scf, md, NULL);
		break;
	case TCAP_EV_L_REJECT:
		break;
	}
}

static void trace(void *priv, struct tcap_dialogue *dlg, bool out, const struct tcap_msg *msg, const uint8_t *pdu,
		  size_t length)
{
	struct scf_map_dialogue *md = dlg ? tcap_dialogue_data(dlg) : NULL;
	struct scf *scf = priv;

	if (scf->trace && md)
		scf->trace(scf->trace_priv, &(const struct scf_trace){
			.dialogue = md->cap_dialogue, .proto = CAP_PROTO_MAP, .out = out, .msg = msg, .pdu = pdu,
			.length = length, .peer = tcap_dialogue_peer(dlg),
		});
}

struct tcap *scf_map_alloc(struct scf *scf)
{
	static const struct tcap_user_ops ops = {
		.serves = serves, .allows = allows, .op_class = op_class, .indicate = indicate, .trace = trace,
		.dialogue_data = sizeof(struct scf_map_dialogue),
	};
	static const struct tcap_config cfg = { .max_dialogues = MAX_DIALOGUES };

	return tcap_alloc(scf, scf->sccp, scf->wheel, SCCP_SSN_GSMSCF, &cfg, &ops, scf);
}

int scf_map_begin(struct scf *scf, const struct scf_map_service *service, const struct sccp_addr *hlr,
		  const struct scf_map_dialogue *waits, const void *argument)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, service->op_code);
	const struct cap_context *ctx = cap_context_by_name(service->context);
	struct sccp_addr own = scf->cfg.own;
	struct scf_map_dialogue *md;
	struct tcap_dialogue *dlg;
	uint8_t buf[MAX_ARGUMENT];
	struct cap_error err;
	struct tcap_tx *tx;
	int len = cap_encode(op->argument, ctx->phase, argument, buf, sizeof(buf), NULL, &err), rc;

	if (len < 0) {
		LOGP(DSCF, LOGL_ERROR, "%s cannot be encoded: %s: %s\n", op->name, err.field, err.reason);
		return len;
	}
	own.ssn = SCCP_SSN_GSMSCF;
	dlg = tcap_dialogue_new(scf->map, hlr, &own, ctx->oid, ctx->oid_len);
	if (!dlg)
		return -ENOMEM;
	md = tcap_dialogue_data(dlg);
	*md = *waits;
	md->service = service;
	tx = tcap_tx(dlg);
	rc = tcap_tx_invoke(tx, op->code, op->op_class, op->timeout_ms, buf, len);
	if (rc >= 0)
		rc = tcap_send_begin(tx);
	if (rc < 0)
		tcap_end_prearranged(dlg);
	return rc < 0 ? rc : 0;
}

#define TON_INTERNATIONAL 1
#define NPI_E164 1

struct cap_octets scf_address(e164_t number, uint8_t buf[16])
{
	struct isup_address a = { .ton = TON_INTERNATIONAL, .npi = NPI_E164 };
	int len;

	e164_to_digits(number, a.digits);
	len = isup_address_encode(&a, buf, 16);
	return (struct cap_octets){ len > 0 ? buf : NULL, len > 0 ? (uint16_t)len : 0 };
}

e164_t scf_number(const struct cap_octets *address)
{
	struct isup_address a;
	e164_t e164 = E164_NONE;

	if (address->v && isup_address_decode(address, &a) == 0 && a.ton == TON_INTERNATIONAL)
		e164_from_digits(a.digits, strlen(a.digits), &e164);
	return e164;
}
