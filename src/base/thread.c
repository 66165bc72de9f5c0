/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Threads beside the loop: the stores', the spool's, the trace's. */
#include <signal.h>

#include <mpabx/base/thread.h>

int thread_start(pthread_t *ret, void *(*run)(void *priv), void *priv)
{
	sigset_t all, before;
	pthread_t thread;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&thread, NULL, run, priv);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!rc)
		*ret = thread;
	return -rc;
}
