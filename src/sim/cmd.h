/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file cmd.h
 *  The subcommands of mpabx-sim. argv[0] is the subcommand's name.
 *  \returns exit status: 0 well, 1 what was asked failed, 2 asked wrongly */
#pragma once

int cmd_decode(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_load(int argc, char **argv);
int cmd_attack(int argc, char **argv);
