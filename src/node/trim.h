/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory of finished SIP transactions, given back to the system. */
#pragma once

struct sip_agent;
struct trim;
struct wheel;

/*! \returns NULL without memory */
struct trim *trim_start(void *ctx, struct wheel *wheel, struct sip_agent *agent);
