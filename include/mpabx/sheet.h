/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sheet.h A fleet as a file: CSV to a draft and back, what would change, the changing. */
#pragma once

#include "sheet/change.h"
#include "sheet/codes.h"
#include "sheet/csv.h"
#include "sheet/read.h"
#include "sheet/report.h"
#include "sheet/words.h"
#include "sheet/write.h"
