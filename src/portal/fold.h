/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file fold.h Texts for searching: small letters, without the accents of Latin letters. */
#pragma once

#include <stddef.h>

/*! \returns buf */
const char *fold(const char *text, char *buf, size_t size);
