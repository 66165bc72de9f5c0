/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file base.h The ground floor: what every room may use. */
#pragma once

#include "base/calendar.h"
#include "base/callid.h"
#include "base/cause.h"
#include "base/clock.h"
#include "base/fsm.h"
#include "base/ladder.h"
#include "base/log.h"
#include "base/number.h"
#include "base/numplan.h"
#include "base/pack.h"
#include "base/pool.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/thread.h"
#include "base/wheel.h"
