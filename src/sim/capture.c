/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SCCP messages as pcap, so that tshark can judge each PDU that the node sends. Each stands behind an MTP level 3 label
 * (LINKTYPE_MTP3, Q.704 2.2): its OPC tells the direction (`mtp3.opc`), also where the way (IPA) carries no label.
 * Two files: everything in its order, so that a dialogue's Begin comes first and gives tshark the application context;
 * and what the node sent, alone. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "capture.h"

#define LINKTYPE_MTP3 141
#define PCAP_MAGIC 0xa1b2c3d4u	/* microseconds, this machine's byte order */
#define MTP3_SIO_SCCP 0x83	/* national network (NI 2), service indicator 3: SCCP; Q.704 14.2 */
#define MTP3_LABEL 5

struct capture {
	FILE *all, *from_node;
	uint32_t sim_pc, node_pc;
};

struct pcap_head {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, snap_length, link_type;
};

struct pcap_record {
	uint32_t seconds, microseconds, captured, length;
};

static FILE *pcap_open(const char *path)
{
	struct pcap_head head = { PCAP_MAGIC, 2, 4, 0, 0, 65535, LINKTYPE_MTP3 };
	FILE *f = fopen(path, "wb");

	if (f)
		fwrite(&head, sizeof(head), 1, f);
	return f;
}

/* SIO, then DPC 14 bits, OPC 14 bits, SLS 4 bits, low octet first. */
static void mtp3_label(uint8_t label[MTP3_LABEL], uint32_t opc, uint32_t dpc, uint8_t sls)
{
	uint32_t v = (dpc & 0x3fff) | (opc & 0x3fff) << 14 | (uint32_t)(sls & 0xf) << 28;

	label[0] = MTP3_SIO_SCCP;
	for (int i = 0; i < 4; i++)
		label[1 + i] = (uint8_t)(v >> (8 * i));
}

static int capture_destroy(struct capture *cap)
{
	if (cap->all)
		fclose(cap->all);
	if (cap->from_node)
		fclose(cap->from_node);
	return 0;
}

int capture_open(void *ctx, const char *path, uint32_t sim_pc, uint32_t node_pc, struct capture **ret)
{
	struct capture *cap = talloc_zero(ctx, struct capture);
	size_t n = strlen(path);
	char *second;

	if (n > 5 && !strcmp(path + n - 5, ".pcap"))
		n -= 5;
	second = talloc_asprintf(cap, "%.*s.from-node.pcap", (int)n, path);
	talloc_set_destructor(cap, capture_destroy);
	cap->sim_pc = sim_pc;
	cap->node_pc = node_pc;
	cap->all = pcap_open(path);
	cap->from_node = cap->all ? pcap_open(second) : NULL;
	if (!cap->from_node) {
		int rc = -errno;

		talloc_free(cap);
		return rc;
	}
	*ret = cap;
	return 0;
}

static void pcap_write(FILE *f, const uint8_t label[MTP3_LABEL], const uint8_t *data, size_t length)
{
	uint64_t now = clock_wall_us();
	struct pcap_record record = {
		.seconds = (uint32_t)(now / 1000000), .microseconds = (uint32_t)(now % 1000000),
		.captured = (uint32_t)length + MTP3_LABEL, .length = (uint32_t)length + MTP3_LABEL,
	};

	fwrite(&record, sizeof(record), 1, f);
	fwrite(label, MTP3_LABEL, 1, f);
	fwrite(data, length, 1, f);
}

void capture_message(struct capture *cap, bool from_node, uint8_t sls, const uint8_t *sccp, size_t length)
{
	uint8_t label[MTP3_LABEL];

	mtp3_label(label, from_node ? cap->node_pc : cap->sim_pc, from_node ? cap->sim_pc : cap->node_pc, sls);
	pcap_write(cap->all, label, sccp, length);
	if (from_node)
		pcap_write(cap->from_node, label, sccp, length);
}

int capture_close(struct capture **cap)
{
	struct capture *c = *cap;
	int rc = 0;

	if (!c)
		return 0;
	if (fflush(c->all) || ferror(c->all) || fflush(c->from_node) || ferror(c->from_node))
		rc = -EIO;
	talloc_free(c);
	*cap = NULL;
	return rc;
}
