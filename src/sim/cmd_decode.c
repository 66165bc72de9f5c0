/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-sim decode`: what the octets of a trace mean, a line of hex in, a line of JSON out. Reads options and lines
 * and says where a line is wrong; what the octets mean is the layers' (decode_*.c). */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "decode.h"
#include "hexline.h"

static const struct decode_layer *const layers[] = {
	&decode_cap_arg, &decode_map_arg, &decode_isup_param, &decode_tcap,
};

#define NUM_LAYERS (sizeof(layers) / sizeof(layers[0]))

static const char help[] =
	"usage: mpabx-sim decode [--reencode] [--phase 1..4] LAYER [OPERATION]\n"
	"\n"
	"Reads PDUs as hex from standard input, one on a line, and prints each as one line of JSON.\n"
	"Spaces, colons, 0x and upper case are taken; blank lines and # comments are skipped.\n"
	"\n"
	"  LAYER      cap-arg, map-arg  argument of OPERATION; its result: OPERATION-res;\n"
	"                               the parameter of an error: its name\n"
	"             isup-param        content of a parameter\n"
	"             tcap              a whole TCAP message (OPERATION is ignored)\n"
	"  --phase    CAP phase, or MAP version, of the application context (default 4)\n"
	"  --reencode prints what our encoder makes of the decoded values, as hex\n"
	"\n"
	"mpabx-sim decode LAYER help      lists the operations of a layer\n"
	"\n"
	"A PDU that is wrong: `line N: offset O: field: reason` on standard error; the other lines\n"
	"go on. Exit status: 0 all well, 1 some PDU was wrong, 2 wrong use.\n";

int decode_refuse(struct decode_fault *fault, size_t offset, const char *field, const char *reason)
{
	fault->offset = offset;
	snprintf(fault->field, sizeof(fault->field), "%s", field);
	snprintf(fault->reason, sizeof(fault->reason), "%s", reason);
	return -EINVAL;
}

static void print_name(const char *name, FILE *out)
{
	fprintf(out, "  %s\n", name);
}

static void print_names(const struct decode_layer *layer, FILE *out)
{
	fprintf(out, "operations of %s:\n", layer->name);
	layer->names(print_name, out);
}

static const struct decode_layer *find_layer(const char *name)
{
	size_t i;

	for (i = 0; i < NUM_LAYERS; i++) {
		if (!strcmp(layers[i]->name, name))
			return layers[i];
	}
	fprintf(stderr, "mpabx-sim decode: no layer \"%s\"; there are:", name);
	for (i = 0; i < NUM_LAYERS; i++)
		fprintf(stderr, " %s", layers[i]->name);
	putc('\n', stderr);
	return NULL;
}

/* ASN.1 writes initialDP and CalledPartyNumber, people and the ladders InitialDP and calledPartyNumber: either is taken. */
static int pick_operation(struct decode_job *job)
{
	const char *given = job->operation;
	char other[64];
	int rc = job->layer->pick(job);

	if (rc == 0 || strlen(given) >= sizeof(other))
		return rc;
	strcpy(other, given);
	other[0] = (char)(islower((unsigned char)other[0]) ? toupper((unsigned char)other[0]) :
			  tolower((unsigned char)other[0]));
	job->operation = other;
	rc = job->layer->pick(job);
	job->operation = given;
	return rc;
}

/* \returns 0, or 2 with what is wrong said */
static int find_operation(struct decode_job *job)
{
	const struct decode_layer *layer = job->layer;

	if (!layer->pick || (!job->operation && !layer->needs_operation))
		return 0;
	if (job->operation && pick_operation(job) == 0)
		return 0;
	if (job->operation)
		fprintf(stderr, "mpabx-sim decode: no operation \"%s\" in %s; ", job->operation, layer->name);
	else
		fprintf(stderr, "mpabx-sim decode: %s needs an operation; ", layer->name);
	print_names(layer, stderr);
	return 2;
}

/* What our structs cannot hold would be lost without a word. */
static int same(const uint8_t *came, size_t came_len, const uint8_t *again, size_t again_len, struct decode_fault *fault)
{
	size_t at = 0;

	while (at < came_len && at < again_len && came[at] == again[at])
		at++;
	if (at == came_len && at == again_len)
		return 0;
	return decode_refuse(fault, at, "reencode", "comes back with other octets from here");
}

static int reencode_one(const struct decode_job *job, const uint8_t *pdu, size_t length, struct decode_fault *fault)
{
	uint8_t buf[2 * BER_MAX_PDU];
	int i, rc = job->layer->reencode(job, pdu, length, buf, sizeof(buf), fault);

	if (rc < 0)
		return rc;
	for (i = 0; i < rc; i++)
		printf("%02x", buf[i]);
	putchar('\n');
	return same(pdu, length, buf, (size_t)rc, fault);
}

static int decode_line(const struct decode_job *job, const char *line, struct decode_fault *fault)
{
	uint8_t pdu[BER_MAX_PDU];
	struct hexline_fault hex;
	int length = hexline_read(line, pdu, sizeof(pdu), &hex);

	if (length < 0)
		return decode_refuse(fault, hex.offset, "hex", hex.reason);
	if (!length)
		return 0;
	if (job->reencode)
		return reencode_one(job, pdu, (size_t)length, fault);
	return job->layer->print(job, pdu, (size_t)length, stdout, fault);
}

static int decode_all(const struct decode_job *job)
{
	struct decode_fault fault;
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0, bad = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (getline(&line, &size, stdin) >= 0) {
		number++;
		if (decode_line(job, line, &fault) == 0)
			continue;
		fprintf(stderr, "line %u: offset %zu: %s: %s\n", number, fault.offset, fault.field, fault.reason);
		bad++;
	}
	free(line);
	return bad ? 1 : 0;
}

/* \returns -1 to go on, or an exit status */
static int read_options(struct decode_job *job, int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' }, { "phase", required_argument, NULL, 'p' },
		{ "reencode", no_argument, NULL, 'r' }, { 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (c) {
		case 'h':
			fputs(help, stdout);
			return 0;
		case 'r':
			job->reencode = true;
			break;
		case 'p':
			if (strlen(optarg) != 1 || optarg[0] < '1' || optarg[0] > '4') {
				fprintf(stderr, "mpabx-sim decode: phase \"%s\" is not 1, 2, 3 or 4\n", optarg);
				return 2;
			}
			job->phase = (unsigned)(optarg[0] - '0');
			break;
		default:
			fputs(help, stderr);
			return 2;
		}
	}
	return -1;
}

int cmd_decode(int argc, char **argv)
{
	struct decode_job job = { .phase = 4 };
	int rc = read_options(&job, argc, argv);

	if (rc >= 0)
		return rc;
	if (optind == argc || argc - optind > 2) {
		fputs(help, stderr);
		return 2;
	}
	job.layer = find_layer(argv[optind]);
	if (!job.layer)
		return 2;
	job.operation = argv[optind + 1];
	if (job.layer->names && job.operation && !strcmp(job.operation, "help")) {
		print_names(job.layer, stdout);
		return 0;
	}
	rc = find_operation(&job);
	return rc ? rc : decode_all(&job);
}
