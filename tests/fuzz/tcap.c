/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzz target: TCAP's decoder. What it accepts must point into the PDU, and what can be written again must read the
 * same: written, read and written once more, the octets are equal. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/sigtran/tcap.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(int cond)
{
	if (!cond)
		abort();
}

static void hold_inside(const struct tcap_octets *o, const uint8_t *data, size_t size)
{
	hold(!o->v ? !o->len : o->v >= data && o->len <= size && (size_t)(o->v - data) <= size - o->len);
}

static void hold_message(const struct tcap_msg *m, const uint8_t *data, size_t size)
{
	hold(m->num_components <= TCAP_MAX_COMPONENTS);
	hold_inside(&m->dialogue_as, data, size);
	hold_inside(&m->acn, data, size);
	hold_inside(&m->user_info, data, size);
	hold_inside(&m->user_info_oid, data, size);
	for (unsigned i = 0; i < m->num_components; i++) {
		hold(m->component[i].offset < size);
		hold(!m->component[i].malformed || m->component[i].problem.type >= 0x80);
		hold_inside(&m->component[i].parameter, data, size);
		hold_inside(&m->component[i].oid, data, size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t once[8192], twice[8192];
	struct tcap_decode_error err = { 0 };
	struct tcap_msg m, again;

	if (tcap_decode(&m, data, size, &err) < 0) {
		hold(err.field && err.reason && err.offset <= size);
		hold(err.p_abort <= TCAP_PABORT_INCORRECT_PORTION);
		hold(m.otid_len <= 4 && m.dtid_len <= 4);
		return 0;
	}
	hold_message(&m, data, size);
	int len = tcap_encode(&m, once, sizeof(once));
	if (len < 0)
		return 0;
	hold(tcap_decode(&again, once, (size_t)len, &err) == 0);
	hold(again.type == m.type && again.num_components == m.num_components && again.pdu == m.pdu);
	hold(tcap_encode(&again, twice, sizeof(twice)) == len);
	hold(!memcmp(once, twice, (size_t)len));

	/* the dialogue portion that is read at a glance says what the long way says */
	m.forms.external = m.forms.external ? 0 : 2;
	len = tcap_encode(&m, once, sizeof(once));
	hold(len > 0 && tcap_decode(&again, once, (size_t)len, &err) == 0);
	hold(again.pdu == m.pdu && again.has_version == m.has_version && again.no_version1 == m.no_version1);
	hold(again.result == m.result && again.diag_source == m.diag_source && again.diag == m.diag);
	hold(again.acn.len == m.acn.len && (!m.acn.len || !memcmp(again.acn.v, m.acn.v, m.acn.len)));
	hold(again.user_info.len == m.user_info.len && again.dialogue_as.len == m.dialogue_as.len);
	return 0;
}
