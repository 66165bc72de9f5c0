/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file param.h
 *  The parameters of isup.h by name, each as an engineer reads it out of a trace: octets in, fields out. For tools. */
#pragma once

#include "isup.h"

struct cap_param {
	const char *name;	/*!< "CallingPartyNumber" */
	/*! Calls out for each field. \returns 0, or -EINVAL with nothing called */
	int (*print)(const struct cap_param *param, const struct cap_octets *in,
		     void (*out)(void *priv, const char *key, const char *text), void *priv);
	/*! Decodes and encodes again. \returns length, or -EINVAL / -ENOSPC */
	int (*reencode)(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size);
	uint8_t kind;		/*!< of a number: enum isup_number_kind */
	uint8_t min, max;	/*!< octets that it may have */
};

/*! NULL where there is none. */
const struct cap_param *cap_param_by_name(const char *name);
/*! index 0.. until NULL. */
const struct cap_param *cap_param_at(unsigned index);
