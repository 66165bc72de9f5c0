/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `screen`: which calling global titles may ask which operation (GSMA FS.11). In force at once. */
#include <string.h>

#include <mpabx/cap.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

#define ANY "any"

static uint8_t ssn_of(const char *proto)
{
	return strcmp(proto, "cap") ? SCCP_SSN_GSMSCF : SCCP_SSN_CAP;
}

static enum cap_proto proto_of(uint8_t ssn)
{
	return ssn == SCCP_SSN_CAP ? CAP_PROTO_CAP : CAP_PROTO_MAP;
}

static int screen_change(struct vty *vty, const char **argv, int argc,
			 int (*change)(struct screen *, const char *, uint8_t, int32_t))
{
	const char *prefix = strcmp(argv[0], ANY) ? argv[0] : "";
	uint8_t ssn = ssn_of(argv[1]);
	int32_t code = -1;

	if (argc > 2) {
		const struct cap_operation *op = cap_operation_by_name(proto_of(ssn), argv[2]);

		if (!op) {
			vty_out(vty, "%% screen: %s has no operation \"%s\" (spelt as in the specification: initialDP)%s",
				argv[1], argv[2], VTY_NEWLINE);
			return CMD_WARNING;
		}
		code = op->code;
	}
	if (change(node_vty_node()->screen, prefix, ssn, code) < 0) {
		vty_out(vty, "%% screen: \"%s\" is no prefix of a global title, or the rule is not there%s", argv[0],
			VTY_NEWLINE);
		return CMD_WARNING;
	}
	return CMD_SUCCESS;
}

#define SCREEN_HELP "Screening of calling global titles; longest prefix wins, no match is refused\n"
#define PREFIX_HELP "First digits of the title, or `any`\n"
#define PROTO_HELP "CAMEL Application Part, SSN 146\nMobile Application Part, SSN 147\n"

DEFUN(cfg_allow, cfg_allow_cmd, "screen allow PREFIX (cap|map)",
      SCREEN_HELP "Allow every operation\n" PREFIX_HELP PROTO_HELP)
{
	return screen_change(vty, argv, argc, screen_allow);
}

DEFUN(cfg_allow_op, cfg_allow_op_cmd, "screen allow PREFIX (cap|map) OPERATION",
      SCREEN_HELP "Allow\n" PREFIX_HELP PROTO_HELP "One operation, as the specification spells it\n")
{
	return screen_change(vty, argv, argc, screen_allow);
}

DEFUN(cfg_forbid, cfg_forbid_cmd, "no screen allow PREFIX (cap|map)",
      NO_STR SCREEN_HELP "Take the rule back\n" PREFIX_HELP PROTO_HELP)
{
	return screen_change(vty, argv, argc, screen_forbid);
}

DEFUN(cfg_forbid_op, cfg_forbid_op_cmd, "no screen allow PREFIX (cap|map) OPERATION",
      NO_STR SCREEN_HELP "Take the rule back\n" PREFIX_HELP PROTO_HELP "One operation\n")
{
	return screen_change(vty, argv, argc, screen_forbid);
}

static void write_rule(void *priv, const char *prefix, uint8_t ssn, int32_t op_code)
{
	struct vty *vty = priv;
	const struct cap_operation *op = op_code < 0 ? NULL : cap_operation_by_code(proto_of(ssn), op_code);

	vty_out(vty, " screen allow %s %s%s%s%s", prefix[0] ? prefix : ANY, ssn == SCCP_SSN_CAP ? "cap" : "map",
		op ? " " : "", op ? op->name : "", VTY_NEWLINE);
}

void vty_screen_write(struct vty *vty)
{
	screen_each(node_vty_node()->screen, write_rule, vty);
}

void vty_screen_init(void)
{
	install_element(MPABX_NODE, &cfg_allow_cmd);
	install_element(MPABX_NODE, &cfg_allow_op_cmd);
	install_element(MPABX_NODE, &cfg_forbid_cmd);
	install_element(MPABX_NODE, &cfg_forbid_op_cmd);
}
