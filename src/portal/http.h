/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file http.h The HTTP end: listening, reading requests whole, sending answers with the headers that all of them have. */
#pragma once

#include "request.h"

/*! \returns 0 or -errno */
int http_start(struct portal *portal);
void http_stop(struct portal *portal);
uint16_t http_port(const struct portal *portal);
/*! Headers that every answer carries, whatever it is. */
void http_dress(const struct request *r, struct MHD_Response *response);
