/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file getaddrinfo.h From now on this thread resolves no names: numbers only, so that nothing waits for DNS. */
#pragma once

void sip_getaddrinfo_numeric(void);
