# SPDX-License-Identifier: AGPL-3.0-or-later
# Sound through the running media program: tests/check/media
check_PROGRAMS += tests/integration/media
tests_integration_media_SOURCES = tests/integration/media.c tests/lib/sound.c tests/lib/sound.h
tests_integration_media_LDADD = src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS) -lm
check_PROGRAMS += tests/integration/mediactl
tests_integration_mediactl_SOURCES = tests/integration/mediactl.c tests/lib/sound.c tests/lib/sound.h
tests_integration_mediactl_LDADD = src/mediactl/libmediactl.la src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS) -lm
noinst_PROGRAMS += tests/bench/bench_media
tests_bench_bench_media_SOURCES = tests/bench/bench_media.c
noinst_PROGRAMS += tests/bench/bench_sip
tests_bench_bench_sip_SOURCES = tests/bench/bench_sip.c
check_PROGRAMS += tests/unit/media_stream
TESTS += tests/unit/media_stream
tests_unit_media_stream_SOURCES = tests/unit/media_stream.c
tests_unit_media_stream_LDADD = src/media/librelay.la src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS)
check_PROGRAMS += tests/unit/media_senders
TESTS += tests/unit/media_senders
tests_unit_media_senders_SOURCES = tests/unit/media_senders.c
tests_unit_media_senders_LDADD = src/media/librelay.la src/mgcp/libmgcp.la src/base/libbase.la $(OSMOCORE_LIBS)
