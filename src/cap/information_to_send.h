/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* InformationToSend, as PlayAnnouncement, PromptAndCollectUserInformation and CallGap carry it. */
#pragma once

#include <mpabx/cap/information_to_send.h>

#include "asn.h"

extern const struct cap_type asn_information_to_send;
