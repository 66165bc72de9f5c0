/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Application contexts: CAP (TS 29.078 5.6 and its phases before) and the MAP ones that we speak (TS 29.002
 * 17.3.2). */
#include <string.h>

#include <mpabx/cap.h>

/* 0.4.0.0.1.0.N.v, 0.4.0.0.1.N.3.v */
#define ETSI(n, v) 7, { 0x04, 0x00, 0x00, 0x01, 0x00, (n), (v) }
#define UMTS(n, v) 7, { 0x04, 0x00, 0x00, 0x01, (n), 0x03, (v) }

static const struct cap_context contexts[] = {
	{ "capv1-gsmSSF-to-gsmSCF", CAP_PROTO_CAP, 1, true, ETSI(50, 0) },
	{ "capv2-gsmSSF-to-gsmSCF", CAP_PROTO_CAP, 2, true, ETSI(50, 1) },
	{ "capv2-assist-gsmSSF-to-gsmSCF", CAP_PROTO_CAP, 2, false, ETSI(51, 1) },
	{ "capv2-gsmSRF-to-gsmSCF", CAP_PROTO_CAP, 2, false, ETSI(52, 1) },
	{ "capv3-gsmSSF-to-gsmSCF", CAP_PROTO_CAP, 3, true, UMTS(21, 4) },
	{ "capv3-assist-gsmSSF-to-gsmSCF", CAP_PROTO_CAP, 3, false, UMTS(21, 6) },
	{ "capv3-gsmSRF-to-gsmSCF", CAP_PROTO_CAP, 3, false, UMTS(20, 14) },
	{ "capv4-gsmSSF-to-gsmSCF", CAP_PROTO_CAP, 4, true, UMTS(23, 4) },
	{ "capv4-assist-gsmSSF-to-gsmSCF", CAP_PROTO_CAP, 4, false, UMTS(23, 6) },
	{ "capv4-gsmSCF-to-gsmSSF", CAP_PROTO_CAP, 4, false, UMTS(23, 8) },
	{ "capv4-gsmSRF-to-gsmSCF", CAP_PROTO_CAP, 4, false, UMTS(22, 14) },
	{ "locationInfoRetrievalContext-v1", CAP_PROTO_MAP, 1, false, ETSI(5, 1) },
	{ "locationInfoRetrievalContext-v2", CAP_PROTO_MAP, 2, false, ETSI(5, 2) },
	{ "locationInfoRetrievalContext-v3", CAP_PROTO_MAP, 3, false, ETSI(5, 3) },
	{ "networkFunctionalSsContext-v1", CAP_PROTO_MAP, 1, false, ETSI(18, 1) },
	{ "networkFunctionalSsContext-v2", CAP_PROTO_MAP, 2, false, ETSI(18, 2) },
	{ "networkUnstructuredSsContext-v2", CAP_PROTO_MAP, 2, false, ETSI(19, 2) },
	{ "subscriberDataModificationNotificationContext-v3", CAP_PROTO_MAP, 3, false, ETSI(22, 3) },
	{ "subscriberInfoEnquiryContext-v3", CAP_PROTO_MAP, 3, false, ETSI(28, 3) },
	{ "anyTimeInfoEnquiryContext-v3", CAP_PROTO_MAP, 3, false, ETSI(29, 3) },
	{ "ss-InvocationNotificationContext-v3", CAP_PROTO_MAP, 3, false, ETSI(36, 3) },
	{ "anyTimeInfoHandlingContext-v3", CAP_PROTO_MAP, 3, false, ETSI(43, 3) },
};
#define NUM_CONTEXTS (sizeof(contexts) / sizeof(contexts[0]))

const struct cap_context *cap_context_by_oid(const uint8_t *oid, size_t length)
{
	for (unsigned i = 0; i < NUM_CONTEXTS; i++)
		if (contexts[i].oid_len == length && !memcmp(contexts[i].oid, oid, length))
			return &contexts[i];
	return NULL;
}

const struct cap_context *cap_context_by_name(const char *name)
{
	for (unsigned i = 0; i < NUM_CONTEXTS; i++)
		if (!strcmp(contexts[i].name, name))
			return &contexts[i];
	return NULL;
}
