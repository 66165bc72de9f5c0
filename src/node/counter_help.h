/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What each counter counts, in words: `show rate-counters` and the HELP lines of the metrics. */
#pragma once

const char *counter_help_sccp(unsigned i);
const char *counter_help_tcap(unsigned i);
const char *counter_help_scf(unsigned i);
const char *counter_help_sip(unsigned i);
const char *counter_help_sipua(unsigned i);

/* Of the media driver, and of what became of calls for its sake. */
enum {
	MEDIA_CTR_SILENT, MEDIA_CTR_LOST, MEDIA_CTR_RESTARTED, MEDIA_CTR_FAILED, MEDIA_CTR_RECEIVED, MEDIA_CTR_SENT, MEDIA_CTR_MALFORMED,
	MEDIA_CTR_REPEATED, MEDIA_CTR_RETRANSMITTED, MEDIA_CTR_UNANSWERED, MEDIA_CTR_STRANGE, MEDIA_CTR_REFUSED, _MEDIA_CTRS
};
const char *counter_name_media(unsigned i);
const char *counter_help_media(unsigned i);
