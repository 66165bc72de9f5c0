/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SMTP by libcurl; or, where a folder is given instead, a file a mail. A server that is away is tried again three times. */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include "mail.h"

#define MOST_WAITING 1000
#define TRIES 3
#define MOST_FILES 999999

struct mail { struct mail *next; char to[PORTAL_LOGIN_SIZE]; char *text; unsigned tries; };

struct mailer {
	const struct portal_config *cfg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	unsigned waiting, made;
	struct mail *first, **last;
};

/* RFC 5322: a header is ASCII; the subject is, the text says UTF-8. The token stands in the fragment, which no browser sends and so no
 * server or proxy logs. */
static char *mail_text(const struct portal_config *cfg, const struct store_portal_user *u, const char *token, bool invited)
{
	const char *subject = u->english ? (invited ? "Your access to the mobile PABX portal" : "A new password") :
		invited ? "Votre acces au portail PABX mobile" : "Nouveau mot de passe";
	const char *first = u->english ? (invited ? "An access was opened for you. Choose a password here, within 7 days:" :
					  "Choose a new password here, within an hour:") :
		invited ? "Un accès vous a été ouvert. Choisissez un mot de passe ici, dans les 7 jours :" :
		"Choisissez un nouveau mot de passe ici, dans l'heure :";
	const char *last = u->english ? "If you did not ask for it, ignore this mail: nothing changes." :
		"Si vous n'avez rien demandé, ignorez ce message : rien ne change.";
	char date[64], *text = NULL;
	time_t now = clock_wall();
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	if (asprintf(&text, "Date: %s\r\nFrom: %s\r\nTo: %s\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		     "Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n%s\r\n\r\n%s/password#token=%s\r\n\r\n%s\r\n",
		     date, cfg->mail_from, u->login, subject, first, cfg->base_url, token, last) < 0)
		return NULL;
	return text;
}

static void to_folder(struct mailer *m, const struct mail *mail)
{
	char path[4096];
	FILE *f;

	/* An earlier life's mails keep their numbers. */
	do {
		snprintf(path, sizeof(path), "%s/%06u.eml", m->cfg->mail_folder, ++m->made);
		f = fopen(path, "wx");
	} while (!f && errno == EEXIST && m->made < MOST_FILES);
	if (!f) {
		fprintf(stderr, "mpabx-portal: mail: %s: %s\n", path, strerror(errno));
		return;
	}
	fputs(mail->text, f);
	fclose(f);
}

struct sending { const char *text; size_t left; };

static size_t read_text(char *buf, size_t size, size_t n, void *priv)
{
	struct sending *s = priv;
	size_t take = size * n < s->left ? size * n : s->left;

	memcpy(buf, s->text, take);
	s->text += take;
	s->left -= take;
	return take;
}

/* "Portal <portal@operator.example>": the envelope has the address alone. */
static void address_of(const char *from, char *buf, size_t size)
{
	const char *open = strchr(from, '<');

	if (open)
		snprintf(buf, size, "%.*s", (int)strcspn(open, ">") + 1, open);
	else
		snprintf(buf, size, "<%s>", from);
}

static bool by_smtp(struct mailer *m, const struct mail *mail)
{
	struct sending s = { .text = mail->text, .left = strlen(mail->text) };
	struct curl_slist *to = NULL;
	char from[300], rcpt[300];
	CURL *curl = curl_easy_init();
	CURLcode rc;

	if (!curl)
		return false;
	address_of(m->cfg->mail_from, from, sizeof(from));
	address_of(mail->to, rcpt, sizeof(rcpt));
	to = curl_slist_append(NULL, rcpt);
	curl_easy_setopt(curl, CURLOPT_URL, m->cfg->mail_url);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_text);
	curl_easy_setopt(curl, CURLOPT_READDATA, &s);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, m->cfg->mail_user ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
	if (m->cfg->mail_ca)
		curl_easy_setopt(curl, CURLOPT_CAINFO, m->cfg->mail_ca);
	if (m->cfg->mail_user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, m->cfg->mail_user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, m->cfg->mail_password ? m->cfg->mail_password : "");
	}
	rc = curl_easy_perform(curl);
	if (rc)
		fprintf(stderr, "mpabx-portal: mail: %s\n", curl_easy_strerror(rc));
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	return rc == CURLE_OK;
}

static void mail_free(struct mail *mail)
{
	if (mail->text)
		explicit_bzero(mail->text, strlen(mail->text));
	free(mail->text);
	free(mail);
}

static struct mail *take(struct mailer *m)
{
	struct mail *mail;

	pthread_mutex_lock(&m->lock);
	while (!m->first && !m->stop)
		pthread_cond_wait(&m->wake, &m->lock);
	mail = m->first;
	if (mail) {
		m->first = mail->next;
		m->last = m->first ? m->last : &m->first;
		m->waiting--;
	}
	pthread_mutex_unlock(&m->lock);
	return mail;
}

static void *run(void *priv)
{
	struct mailer *m = priv;

	for (struct mail *mail; (mail = take(m)); mail_free(mail)) {
		if (m->cfg->mail_folder)
			to_folder(m, mail);
		else if (m->cfg->mail_url)
			while (!by_smtp(m, mail) && ++mail->tries < TRIES && !m->stop)
				sleep(2);
	}
	return NULL;
}

struct mailer *mailer_start(const struct portal_config *cfg)
{
	struct mailer *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->cfg = cfg;
	m->last = &m->first;
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->wake, NULL);
	if (pthread_create(&m->thread, NULL, run, m)) {
		free(m);
		return NULL;
	}
	return m;
}

void mailer_stop(struct mailer **mailer)
{
	struct mailer *m = *mailer;

	*mailer = NULL;
	if (!m)
		return;
	pthread_mutex_lock(&m->lock);
	m->stop = true;
	pthread_cond_signal(&m->wake);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	free(m);
}

void mail_link(struct mailer *m, const struct store_portal_user *u, const char *token, bool invited)
{
	struct mail *mail = calloc(1, sizeof(*mail));

	if (!mail)
		return;
	snprintf(mail->to, sizeof(mail->to), "%s", u->login);
	mail->text = mail_text(m->cfg, u, token, invited);
	pthread_mutex_lock(&m->lock);
	if (mail->text && m->waiting < MOST_WAITING) {
		*m->last = mail;
		m->last = &mail->next;
		m->waiting++;
		mail = NULL;
		pthread_cond_signal(&m->wake);
	}
	pthread_mutex_unlock(&m->lock);
	if (mail)
		mail_free(mail);
}
