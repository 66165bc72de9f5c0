/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sigtran.h Everything between the wire and an operation: MTP, SCCP, TCAP, BER. */
#pragma once

#include "sigtran/ber.h"
#include "sigtran/link.h"
#include "sigtran/mtp.h"
#include "sigtran/sccp.h"
#include "sigtran/screen.h"
#include "sigtran/tcap.h"
