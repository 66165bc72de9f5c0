/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said to who saves something: the sentences of product.md section 10 word for word, those that the import needs
 * beside them, and the filling of their blanks. A sentence is never put together from pieces. */

#include <stdio.h>
#include <string.h>

#include <mpabx/fleet/check.h>

static const char *const texts[_FLEET_SAYS][2] = {
	[FLEET_OK] = { "", "" },
	[FLEET_LENGTH] = {
		"Saisissez 10 chiffres, par exemple 01 99 00 12 34.",
		"Enter 10 digits, for example 01 99 00 12 34.",
	},
	[FLEET_PREFIX] = {
		"Ce numéro doit commencer par {prefixes}.",
		"This number must start with {prefixes}.",
	},
	[FLEET_SPECIAL] = {
		"Les numéros spéciaux ne sont pas autorisés ici.",
		"Special numbers are not allowed here.",
	},
	[FLEET_SHORT] = {
		"Numéro court non disponible : saisissez le numéro à 10 chiffres.",
		"Short number not available: enter all 10 digits.",
	},
	[FLEET_INTERNATIONAL] = {
		"Renvoi vers l'international non autorisé.",
		"Forwarding abroad is not allowed.",
	},
	[FLEET_EMERGENCY] = {
		"Un numéro d'urgence ne peut pas être une destination.",
		"An emergency number cannot be a destination.",
	},
	[FLEET_OUTSIDE] = {
		"Ce numéro n'appartient pas au VPN de l'entreprise.",
		"This number is outside your company's VPN.",
	},
	[FLEET_OWN_NUMBER] = {
		"Vous ne pouvez pas renvoyer vers votre propre ligne.",
		"You cannot forward to your own line.",
	},
	[FLEET_DUPLICATE] = {
		"Ce numéro est déjà dans la liste.",
		"This number is already in the list.",
	},
	[FLEET_LOOP] = {
		"Boucle détectée : A → B → A. Choisissez une autre destination.",
		"Loop detected: A → B → A. Choose another destination.",
	},
	[FLEET_SIXTH_NUMBER] = {
		"Cinq numéros au maximum.",
		"Five numbers at most.",
	},
	[FLEET_EMPTY_LIST] = {
		"Ajoutez au moins un numéro.",
		"Add at least one number.",
	},
	[FLEET_ELEVENTH_MEMBER] = {
		"Ce groupe compte déjà 10 membres.",
		"This group already has 10 members.",
	},
	[FLEET_NO_OPTION] = {
		"Cette ligne n'a pas l'option PABX mobile.",
		"This line does not have the mobile PABX option.",
	},
	[FLEET_GROUP_NAME] = {
		"Donnez un nom au groupe.",
		"Give the group a name.",
	},
	[FLEET_NUMBER_TAKEN] = {
		"Ce numéro est déjà celui du groupe {nom}.",
		"This number already belongs to the group {name}.",
	},
	[FLEET_CODES] = {
		"Les deux codes doivent être différents (4 chiffres).",
		"The two codes must differ (4 digits).",
	},
	[FLEET_RANGE] = {
		"Saisissez une valeur de {min} à {max}.",
		"Enter a value from {min} to {max}.",
	},
	[FLEET_OVERRIDDEN] = {
		"Le renvoi immédiat est actif : vos autres renvois sont suspendus, pas effacés.",
		"Immediate forwarding is on: your other settings are suspended, not erased.",
	},
	[FLEET_BOX_TICKED] = {
		"Vos appels suivent le traitement habituel de l'opérateur.",
		"Your calls follow the operator's ordinary treatment.",
	},
	[FLEET_ASK_DELETE] = {
		"Supprimer le groupe « {nom} » ?",
		"Delete the group \"{name}\"?",
	},
	[FLEET_ASK_DISCONNECT] = {
		"Déconnecter les {n} membres ?",
		"Disconnect all {n} members?",
	},
	[FLEET_NOBODY] = {
		"Aucun membre connecté : les appels vont vers {dest}.",
		"No member connected: calls go to {dest}.",
	},
	[FLEET_DOUBLE_APPEL] = {
		"Demandez le Double Appel gratuit à votre Service Client.",
		"Ask your customer service for the free call waiting service.",
	},
	[FLEET_STALE_EDIT] = {
		"Modifié par {who} à {time}. Comparez avant d'enregistrer.",
		"Changed by {who} at {time}. Compare before saving.",
	},
	[FLEET_SAVED] = {
		"Enregistré. Valable dès le prochain appel.",
		"Saved. In force from the next call.",
	},
	[FLEET_NO_VOICEMAIL] = {
		"La messagerie vocale n'est pas disponible.",
		"Voicemail is not available.",
	},
	[FLEET_NOT_MEMBER] = {
		"Ce numéro est celui d'une ligne qui n'est pas membre du groupe.",
		"This number is that of a line which is not a member of the group.",
	},
	[FLEET_MEMBERS_OWN] = {
		"Ce numéro est la ligne d'un membre : sans membre connecté, l'appel suit les réglages de cette ligne.",
		"This number is a member's own line: with nobody connected, calls follow that line's own settings.",
	},
	[FLEET_SHORT_FORM] = {
		"Saisissez un numéro court de 2 à 6 chiffres.",
		"Enter a short number of 2 to 6 digits.",
	},
	[FLEET_SHORT_MEANING] = {
		"Ce numéro court a déjà un autre sens (urgence, opérateur ou service).",
		"This short number already means something else (emergency, operator or service).",
	},
	[FLEET_SHORT_TAKEN] = {
		"Ce numéro court est déjà celui de {nom}.",
		"This short number already belongs to {name}.",
	},
	[FLEET_ELSEWHERE] = {
		"Ce numéro est déjà celui d'une autre entreprise.",
		"This number already belongs to another company.",
	},
	[FLEET_NO_CALENDAR] = {
		"Ce calendrier n'existe pas.",
		"There is no such calendar.",
	},
	[FLEET_CALENDAR_NAME] = {
		"Donnez un nom au calendrier.",
		"Give the calendar a name.",
	},
	[FLEET_CALENDAR_TWICE] = {
		"Un autre calendrier porte déjà ce nom.",
		"Another calendar has this name already.",
	},
	[FLEET_CALENDAR_FULL] = {
		"Ce calendrier est plein : {max} lignes au maximum.",
		"This calendar is full: {max} rows at most.",
	},
	[FLEET_CALENDAR_WRONG] = {
		"Ce calendrier contient un jour ou une heure qui n'existe pas.",
		"This calendar has a day or a time that does not exist.",
	},
	[FLEET_FLEET_NAME] = {
		"Donnez un nom à la flotte.",
		"Give the fleet a name.",
	},
	[FLEET_PREFIX_DIGITS] = {
		"Saisissez un préfixe, par exemple 0899 ou +44.",
		"Enter a prefix, for example 0899 or +44.",
	},
	[FLEET_TWICE] = {
		"Cette ligne a déjà ce réglage.",
		"This line has this setting already.",
	},
};

static const char *const fields[_FLEET_FIELDS][2] = {
	[FLEET_FIELD_NUMBER] = { "numéro", "number" },
	[FLEET_FIELD_NAME] = { "nom", "name" },
	[FLEET_FIELD_SHORT] = { "numéro court", "short number" },
	[FLEET_FIELD_DESTINATION] = { "destination", "destination" },
	[FLEET_FIELD_CALENDAR] = { "calendrier", "calendar" },
	[FLEET_FIELD_RING] = { "sonnerie", "ringing time" },
	[FLEET_FIELD_POSITION] = { "position", "position" },
	[FLEET_FIELD_DND] = { "ne pas déranger", "do not disturb" },
	[FLEET_FIELD_HUNT] = { "liste de numéros", "hunt list" },
	[FLEET_FIELD_SHOWN] = { "numéro affiché", "displayed number" },
	[FLEET_FIELD_QUEUE] = { "file d'attente", "queue" },
	[FLEET_FIELD_REST] = { "délai inter-appels", "rest between calls" },
	[FLEET_FIELD_WAIT] = { "attente", "longest wait" },
	[FLEET_FIELD_CODE_USER] = { "code connexion utilisateur", "user code" },
	[FLEET_FIELD_CODE_ADMIN] = { "code administratif", "administration code" },
	[FLEET_FIELD_OVERFLOW] = { "débordement", "overflow" },
	[FLEET_FIELD_NOBODY] = { "personne de connecté", "nobody connected" },
	[FLEET_FIELD_CLOSED] = { "fermeture", "closed" },
	[FLEET_FIELD_LAST_LEFT] = { "dernier membre parti", "last member left" },
	[FLEET_FIELD_ACTIVE] = { "actif", "active" },
	[FLEET_FIELD_CUSTOM] = { "personnalisation", "own settings" },
	[FLEET_FIELD_HOLIDAYS] = { "jours fériés", "public holidays" },
	[FLEET_FIELD_FROM] = { "de", "from" },
};

static const char *const say_names[_FLEET_SAYS] = {
	[FLEET_OK] = "ok", [FLEET_LENGTH] = "length", [FLEET_PREFIX] = "prefix", [FLEET_SPECIAL] = "special",
	[FLEET_SHORT] = "short", [FLEET_INTERNATIONAL] = "international", [FLEET_EMERGENCY] = "emergency",
	[FLEET_OUTSIDE] = "outside", [FLEET_OWN_NUMBER] = "own-number", [FLEET_DUPLICATE] = "duplicate",
	[FLEET_LOOP] = "loop", [FLEET_SIXTH_NUMBER] = "sixth-number", [FLEET_EMPTY_LIST] = "empty-list",
	[FLEET_ELEVENTH_MEMBER] = "eleventh-member", [FLEET_NO_OPTION] = "no-option",
	[FLEET_GROUP_NAME] = "group-name", [FLEET_NUMBER_TAKEN] = "number-taken", [FLEET_CODES] = "codes",
	[FLEET_RANGE] = "range", [FLEET_OVERRIDDEN] = "overridden", [FLEET_BOX_TICKED] = "box-ticked",
	[FLEET_ASK_DELETE] = "ask-delete", [FLEET_ASK_DISCONNECT] = "ask-disconnect", [FLEET_NOBODY] = "nobody",
	[FLEET_DOUBLE_APPEL] = "double-appel", [FLEET_STALE_EDIT] = "stale-edit", [FLEET_SAVED] = "saved",
	[FLEET_NO_VOICEMAIL] = "no-voicemail", [FLEET_NOT_MEMBER] = "not-member", [FLEET_MEMBERS_OWN] = "members-own",
	[FLEET_SHORT_FORM] = "short-form", [FLEET_SHORT_MEANING] = "short-meaning",
	[FLEET_SHORT_TAKEN] = "short-taken", [FLEET_ELSEWHERE] = "elsewhere", [FLEET_NO_CALENDAR] = "no-calendar",
	[FLEET_CALENDAR_NAME] = "calendar-name", [FLEET_CALENDAR_TWICE] = "calendar-twice",
	[FLEET_CALENDAR_FULL] = "calendar-full", [FLEET_CALENDAR_WRONG] = "calendar-wrong",
	[FLEET_FLEET_NAME] = "fleet-name", [FLEET_PREFIX_DIGITS] = "prefix-digits", [FLEET_TWICE] = "twice",
};

const char *fleet_say_name(enum fleet_say say)
{
	return (unsigned)say < _FLEET_SAYS ? say_names[say] : "";
}

const char *fleet_say_pattern(enum fleet_say say, enum fleet_lang lang)
{
	return (unsigned)say < _FLEET_SAYS ? texts[say][lang == FLEET_EN] : "?";
}

const char *fleet_field_text(enum fleet_field field, enum fleet_lang lang)
{
	return (unsigned)field < _FLEET_FIELDS ? fields[field][lang == FLEET_EN] : "?";
}

struct out { char *buf; size_t size, at; };

static void out_add(struct out *o, const char *text, size_t n)
{
	size_t room = o->size - 1 - o->at;

	if (n > room) {
		/* Never half a character: UTF-8 goes on where the upper bits are 10. */
		for (n = room; n && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
			;
		o->size = o->at + n + 1;	/* nothing more after a cut */
	}
	memcpy(o->buf + o->at, text, n);
	o->at += n;
	o->buf[o->at] = '\0';
}

static void out_text(struct out *o, const char *text)
{
	out_add(o, text, strlen(text));
}

static void out_number(struct out *o, unsigned value)
{
	char text[12];

	snprintf(text, sizeof(text), "%u", value);
	out_text(o, text);
}

/* "01, 02, 03 ou 07" */
static void out_prefixes(struct out *o, const struct fleet_finding *f, enum fleet_lang lang)
{
	char prefix[16][16];
	unsigned n = f->numplan ? numplan_prefixes(f->numplan, (enum numplan_service)f->service, prefix, 16) : 0;
	unsigned shown = n < 16 ? n : 16;

	for (unsigned i = 0; i < shown; i++) {
		if (i)
			out_text(o, i + 1 < n ? ", " : lang == FLEET_FR ? " ou " : " or ");
		out_text(o, prefix[i]);
	}
	if (shown < n)
		out_text(o, " ...");
}

static void out_blank(struct out *o, const char *blank, size_t n, const struct fleet_finding *f, enum fleet_lang lang)
{
	static const char *const names[] = { "nom", "name", "dest", "who", NULL };

	for (unsigned i = 0; names[i]; i++) {
		if (strlen(names[i]) == n && !memcmp(names[i], blank, n)) {
			out_text(o, f->name);
			return;
		}
	}
	if (n == 8 && !memcmp(blank, "prefixes", n))
		out_prefixes(o, f, lang);
	else if (n == 4 && !memcmp(blank, "time", n))
		out_text(o, f->time);
	else if (n == 3 && !memcmp(blank, "min", n))
		out_number(o, f->min);
	else
		out_number(o, f->max);	/* {max} and {n} */
}

/* The loop's example in the table stands for the loop that was found. */
static const char loop_example[] = "A → B → A";

static size_t loop_at(const struct fleet_finding *f, const char *pattern)
{
	const char *at = f->say == FLEET_LOOP && f->detail[0] ? strstr(pattern, loop_example) : NULL;

	return at ? (size_t)(at - pattern) : SIZE_MAX;
}

const char *fleet_say_text(const struct fleet_finding *f, enum fleet_lang lang, char *buf, size_t size)
{
	const char *pattern = fleet_say_pattern((enum fleet_say)f->say, lang);
	size_t loop = loop_at(f, pattern), i = 0;
	struct out o = { buf, size, 0 };

	buf[0] = '\0';
	while (pattern[i]) {
		size_t n = strcspn(pattern + i, "{");

		if (loop != SIZE_MAX && i <= loop) {
			out_add(&o, pattern + i, loop - i);
			out_text(&o, f->detail);
			i = loop + sizeof(loop_example) - 1;
			continue;
		}
		out_add(&o, pattern + i, n);
		i += n;
		if (pattern[i]) {
			n = strcspn(pattern + i, "}");
			out_blank(&o, pattern + i + 1, n - 1, f, lang);
			i += n + 1;
		}
	}
	return buf;
}
