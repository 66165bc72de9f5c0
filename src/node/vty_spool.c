/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `spool`, `cdr`, `retention` under `mpabx`; `show spool`, `show records`. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"
#include "vty_nodes.h"

static int set_folder(struct vty *vty, char *ret, size_t size, const char *folder)
{
	if (osmo_strlcpy(ret, folder, size) < size)
		return CMD_SUCCESS;
	vty_out(vty, "%% at most %zu characters%s", size - 1, VTY_NEWLINE);
	ret[0] = '\0';
	return CMD_WARNING;
}

DEFUN(cfg_spool, cfg_spool_cmd, "spool DIR size <1-65536>",
      "Where call records wait for the store: a folder on a disk that is not the database's\nFolder, made if it is not there\n"
      "Room, taken from the disk at once\nMegabytes\n")
{
	struct node_config *cfg = &node_vty_node()->cfg;

	cfg->spool_mb = atoi(argv[1]);
	return set_folder(vty, cfg->spool_folder, sizeof(cfg->spool_folder), argv[0]);
}

#define CDR_STR "Files of call records for mediation\n"

DEFUN(cfg_cdr, cfg_cdr_cmd, "cdr directory DIR", CDR_STR "Write them\nFolder, which must be there\n")
{
	struct node_config *cfg = &node_vty_node()->cfg;

	return set_folder(vty, cfg->cdr_folder, sizeof(cfg->cdr_folder), argv[0]);
}

DEFUN(cfg_cdr_roll, cfg_cdr_roll_cmd, "cdr file <1-1024> <1-86400>",
      CDR_STR "When a file is closed and the next one begun\nAt this size, in megabytes\nSo long after its first line, in seconds\n")
{
	node_vty_node()->cfg.cdr_file_mb = atoi(argv[0]);
	node_vty_node()->cfg.cdr_file_s = atoi(argv[1]);
	return CMD_SUCCESS;
}

DEFUN(cfg_retention, cfg_retention_cmd, "retention calls <0-36500>",
      "How long records are kept before they are erased\nCall records\nDays, 0 = for ever\n")
{
	node_vty_node()->cfg.retention_days = atoi(argv[0]);
	return CMD_SUCCESS;
}

void vty_spool_write(struct vty *vty)
{
	const struct node_config *cfg = &node_vty_node()->cfg;

	if (cfg->spool_folder[0])
		vty_out(vty, " spool %s size %u%s", cfg->spool_folder, cfg->spool_mb, VTY_NEWLINE);
	if (cfg->cdr_folder[0])
		vty_out(vty, " cdr directory %s%s", cfg->cdr_folder, VTY_NEWLINE);
	if (cfg->cdr_file_mb)
		vty_out(vty, " cdr file %u %u%s", cfg->cdr_file_mb, cfg->cdr_file_s, VTY_NEWLINE);
	vty_out(vty, " retention calls %u%s", cfg->retention_days, VTY_NEWLINE);
}

DEFUN(show_spool, show_spool_cmd, "show spool", SHOW_STR "Where call records wait for the store\n")
{
	const struct node *node = node_vty_node();
	struct spool_stats s;

	if (!node->writer) {
		vty_out(vty, "%% no spool: put `spool DIR size MEGABYTES` under `mpabx`%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	spool_stats(writer_spool(node->writer), &s);
	vty_out(vty, "Spool %s: %s, %" PRIu64 " of %" PRIu64 " kB used%s", node->cfg.spool_folder, spool_state_name(s.state),
		s.used / 1024, s.size / 1024, VTY_NEWLINE);
	vty_out(vty, "  %" PRIu64 " entries since the start, %u wait in memory, %" PRIu64 " lost, %" PRIu64 " damaged%s",
		s.appended, s.waiting, s.lost, s.damaged, VTY_NEWLINE);
	vty_out(vty, "  %u calls begun and not ended, as far as the writer has come%s", s.open_calls, VTY_NEWLINE);
	vty_out(vty, "  brought to the disk %" PRIu64 " times, the longest took %" PRIu64 " us%s", s.syncs, s.sync_max_us,
		VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_journal, show_journal_cmd, "show journal", SHOW_STR "Where answered calls by SIP outlive the node\n")
{
	const struct node *node = node_vty_node();
	struct journal_stats s;

	if (!node->journal) {
		vty_out(vty, "%% no journal: calls by SIP end with the node%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	journal_stats(node->journal, &s);
	vty_out(vty, "%u calls in the journal, %" PRIu64 " kB; %s%s", s.entries, s.octets / 1024,
		s.failing ? strerror(s.failing) : "its disk takes what comes", VTY_NEWLINE);
	vty_out(vty, "  since the start: %" PRIu64 " entries, %" PRIu64 " found no room, %u times written anew, %u damaged places%s",
		s.written, s.refused, s.renewed, s.damaged, VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_records, show_records_cmd, "show records", SHOW_STR "What became of the call records\n")
{
	const struct node *node = node_vty_node();
	struct writer_stats s;

	if (!node->writer) {
		vty_out(vty, "%% no spool: call records end with the node%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	writer_stats(node->writer, &s);
	vty_out(vty, "Store: %s%s", s.connected ? "takes records" : "does not answer, records wait in the spool", VTY_NEWLINE);
	vty_out(vty, "  since the start: %" PRIu64 " stored (%" PRIu64 " of calls cut off by a restart), %" PRIu64
		" there already, %" PRIu64 " refused, %" PRIu64 " erased%s", s.stored, s.cut, s.again, s.refused, s.erased,
		VTY_NEWLINE);
	vty_out(vty, "  last record: %" PRIu64 "; members connected or disconnected: %" PRIu64 "%s", s.last, s.notes, VTY_NEWLINE);
	if (s.has_cdr)
		vty_out(vty, "CDR files: %sup to record %" PRIu64 ", %" PRIu64 " closed since the start%s",
			s.cdr_failed ? "FAILING (the log says why), " : "", s.cdr_exported, s.cdr_files, VTY_NEWLINE);
	return CMD_SUCCESS;
}

void vty_spool_init(void)
{
	install_element(MPABX_NODE, &cfg_spool_cmd);
	install_element(MPABX_NODE, &cfg_cdr_cmd);
	install_element(MPABX_NODE, &cfg_cdr_roll_cmd);
	install_element(MPABX_NODE, &cfg_retention_cmd);
	install_element_ve(&show_spool_cmd);
	install_element_ve(&show_journal_cmd);
	install_element_ve(&show_records_cmd);
}
