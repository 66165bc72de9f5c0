/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The node's VTY commands: one file an object. */
#pragma once

struct node;
struct numplan_number;
struct vty;

/* All of them, after vty_init(). */
void node_vty_init(struct node *node);
/* The one node of this process: VTY handlers get no pointer of their own. */
struct node *node_vty_node(void);

/* A line's number as a person types it: national, +33..., or as traces show it, 33... without the plus. */
void node_vty_number(const char *text, struct numplan_number *ret);

/* One of two texts, in the node's language. */
const char *vty_word(const char *fr, const char *en);

/* A line in one row; everything that it has set. */
struct fleet_line;
void vty_line_head(struct vty *vty, const struct fleet_line *line);
void vty_line_text(struct vty *vty, const struct fleet_line *line);

/* The screening rules, as lines of `mpabx`. */
void vty_screen_write(struct vty *vty);
/* Spool, CDR files and retention, the same. */
void vty_spool_write(struct vty *vty);

/* The network's service settings, as lines of `network`. */
struct scf_network;
void vty_network_service_write(struct vty *vty, const struct scf_network *network);
void vty_network_service_init(void);

/* The routing numbers, lines of `mpabx`. */
void vty_imrn_write(struct vty *vty);
/* Where the metrics are served, a line of `mpabx`. */
void vty_metrics_write(struct vty *vty);

/* The trace's settings, as lines of `mpabx`. */
void vty_trace_write(struct vty *vty);

void vty_config_init(void);
void vty_network_init(void);
void vty_screen_init(void);
void vty_link_init(void);
void vty_dialogue_init(void);
void vty_call_init(void);
void vty_line_init(void);
void vty_fleet_init(void);
void vty_plan_init(void);
void vty_group_init(void);
void vty_drain_init(void);
void vty_imrn_init(void);
void vty_spool_init(void);
void vty_trace_init(void);
void vty_metrics_init(void);
void vty_sip_init(void);
void vty_media_init(void);
