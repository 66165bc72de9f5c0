/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of a fleet's file. Written as people write them; compared without case and accents. */

#include <string.h>

#include <mpabx/sheet/words.h>

const struct word columns_words[] = {
	[COL_OBJECT] = { { "objet", "object" } }, [COL_NUMBER] = { { "numéro", "number" } },
	[COL_NAME] = { { "nom", "name" } }, [COL_SHORT] = { { "numéro-court", "short-number" } },
	[COL_RIGHTS] = { { "droits", "rights" } }, [COL_SUSPENDED] = { { "suspendu", "suspended" } },
	[COL_CSI] = { { "csi", "csi" } }, [COL_KIND] = { { "type", "kind" } }, [COL_ACTIVE] = { { "actif", "active" } },
	[COL_DESTINATION] = { { "destination", "destination" } }, [COL_CALENDAR] = { { "calendrier", "calendar" } },
	[COL_RING] = { { "sonnerie", "ring" } }, [COL_CONFIRM] = { { "confirmer", "confirm" } },
	[COL_DIVERTED] = { { "renvoi-admis", "allow-diverted" } },
	[COL_OWN_FORWARDING] = { { "renvois-personnalisés", "own-forwarding" } },
	[COL_OWN_INCOMING] = { { "entrants-personnalisés", "own-incoming" } },
	[COL_BUSY_RINGS] = { { "double-appel", "rings-when-busy" } },
	[COL_DND] = { { "ne-pas-déranger", "do-not-disturb" } }, [COL_HUNT] = { { "liste-active", "hunt-active" } },
	[COL_TOGETHER] = { { "ensemble", "together" } }, [COL_SHOWN] = { { "numéro-affiché", "shown" } },
	[COL_MODE] = { { "distribution", "mode" } }, [COL_QUEUE] = { { "file", "queue" } },
	[COL_REST] = { { "repos", "rest" } }, [COL_WAIT] = { { "attente", "wait" } },
	[COL_MEMBER_RULES] = { { "règles-membres", "member-rules" } },
	[COL_USER_CODE] = { { "code-utilisateur", "user-code" } },
	[COL_ADMIN_CODE] = { { "code-administratif", "admin-code" } },
	[COL_OVERFLOW] = { { "débordement", "overflow" } }, [COL_NOBODY] = { { "personne", "nobody" } },
	[COL_CLOSED] = { { "fermé", "closed" } }, [COL_LAST_LEFT] = { { "dernier-parti", "last-left" } },
	[COL_CONNECTED] = { { "connecté", "connected" } }, [COL_HOLIDAYS] = { { "fériés", "holidays" } },
	[COL_DAYS] = { { "jours", "days" } }, [COL_FROM] = { { "de", "from" } }, [COL_TO] = { { "à", "to" } },
	[COL_INSIDE] = { { "ouvert", "open" } }, [COL_PROFILE] = { { "profil", "profile" } },
	[COL_BARRING] = { { "interdictions", "barring" } },
	[COL_DIVERTED_LINE] = { { "max-renvois-ligne", "max-diverted-line" } },
	[COL_DIVERTED_FLEET] = { { "max-renvois-flotte", "max-diverted-fleet" } },
	[COL_ABROAD_LINE] = { { "max-étranger-ligne", "max-abroad-line" } },
	[COL_ABROAD_FLEET] = { { "max-étranger-flotte", "max-abroad-fleet" } },
	[_COLS] = { { NULL, NULL } },
};

const struct word object_words[] = {
	[OBJECT_FLEET] = { { "flotte", "fleet" } }, [OBJECT_BARRED] = { { "interdit", "barred" } },
	[OBJECT_CALENDAR] = { { "calendrier", "calendar" } }, [OBJECT_HOURS] = { { "heures", "hours" } },
	[OBJECT_DATE] = { { "date", "date" } }, [OBJECT_LINE] = { { "ligne", "line" } },
	[OBJECT_FIXED] = { { "fixe", "fixed" } }, [OBJECT_GROUP] = { { "groupe", "group" } },
	[OBJECT_MEMBER] = { { "membre", "member" } }, [OBJECT_GROUP_BLOCKED] = { { "bloqué-groupe", "group-blocked" } },
	[OBJECT_SETTINGS] = { { "réglages", "settings" } }, [OBJECT_FORWARDING] = { { "renvoi", "forwarding" } },
	[OBJECT_HUNT] = { { "liste", "hunt" } }, [OBJECT_BLOCKED] = { { "bloqué", "blocked" } },
	[_OBJECTS] = { { NULL, NULL } },
};

/* In the order of the enums of store.h. */
const struct word forwarding_words[] = {
	{ { "immédiat", "immediate" } }, { { "occupé", "busy" } }, { { "non-réponse", "no-answer" } },
	{ { "injoignable", "unreachable" } }, { { NULL, NULL } },
};
const struct word csi_words[] = {
	{ { "les-deux", "both" } }, { { "départ", "o-only" } }, { { "arrivée", "t-only" } }, { { "aucun", "none" } },
	{ { NULL, NULL } },
};
const struct word mode_words[] = {
	{ { "linéaire", "linear" } }, { { "tour-de-rôle", "round-robin" } },
	{ { "plus-longtemps-inactif", "longest-idle" } }, { { "simultané", "together" } }, { { NULL, NULL } },
};
const struct word holiday_words[] = {
	{ { "ordinaires", "ordinary" } }, { { "ouverts", "open" } }, { { "fermés", "closed" } }, { { NULL, NULL } },
};
const struct word right_words[] = {
	{ { "numéro-court", "short-number" } }, { { "renvoi", "forwarding" } }, { { "transfert", "transfer" } },
	{ { "conférence", "conference" } }, { { "entrants", "incoming" } }, { { "groupes", "groups" } },
	{ { NULL, NULL } },
};
const struct word barring_words[] = {
	{ { "international", "international" } }, { { "spéciaux", "special" } }, { { "extérieur", "outside" } },
	{ { NULL, NULL } },
};
const struct word day_words[] = {
	{ { "lu", "mo" } }, { { "ma", "tu" } }, { { "me", "we" } }, { { "je", "th" } }, { { "ve", "fr" } },
	{ { "sa", "sa" } }, { { "di", "su" } }, { { NULL, NULL } },
};
const struct word yes_words[] = {
	{ { "oui", "yes" } }, { { "vrai", "true" } }, { { "1", "x" } }, { { NULL, NULL } },
};
const struct word no_words[] = { { { "non", "no" } }, { { "faux", "false" } }, { { "0", "-" } }, { { NULL, NULL } } };
const struct word all_words[] = { { { "tous", "all" } }, { { NULL, NULL } } };
const struct word none_words[] = { { { "aucun", "none" } }, { { NULL, NULL } } };
const struct word voicemail_words[] = { { { "messagerie", "voicemail" } }, { { NULL, NULL } } };
const struct word withheld_words[] = { { { "masqué", "withheld" } }, { { NULL, NULL } } };
const struct word shown_line_words[] = { { { "ligne", "line" } }, { { NULL, NULL } } };

#define BIT(column) (UINT64_C(1) << (column))

uint64_t object_columns(enum object object)
{
	static const uint64_t masks[_OBJECTS] = {
		[OBJECT_FLEET] = BIT(COL_NAME) | BIT(COL_PROFILE) | BIT(COL_SUSPENDED) | BIT(COL_BARRING) |
			BIT(COL_DIVERTED_LINE) | BIT(COL_DIVERTED_FLEET) | BIT(COL_ABROAD_LINE) | BIT(COL_ABROAD_FLEET),
		[OBJECT_BARRED] = BIT(COL_NUMBER),
		[OBJECT_CALENDAR] = BIT(COL_NAME) | BIT(COL_HOLIDAYS),
		[OBJECT_HOURS] = BIT(COL_NAME) | BIT(COL_DAYS) | BIT(COL_FROM) | BIT(COL_TO),
		[OBJECT_DATE] = BIT(COL_NAME) | BIT(COL_FROM) | BIT(COL_TO) | BIT(COL_INSIDE),
		[OBJECT_LINE] = BIT(COL_NUMBER) | BIT(COL_NAME) | BIT(COL_SHORT) | BIT(COL_RIGHTS) | BIT(COL_SUSPENDED) |
			BIT(COL_CSI),
		[OBJECT_FIXED] = BIT(COL_NUMBER) | BIT(COL_NAME) | BIT(COL_SHORT),
		[OBJECT_GROUP] = BIT(COL_NUMBER) | BIT(COL_NAME) | BIT(COL_MODE) | BIT(COL_QUEUE) | BIT(COL_RING) |
			BIT(COL_REST) | BIT(COL_WAIT) | BIT(COL_MEMBER_RULES) | BIT(COL_USER_CODE) | BIT(COL_ADMIN_CODE) |
			BIT(COL_OVERFLOW) | BIT(COL_NOBODY) | BIT(COL_CLOSED) | BIT(COL_LAST_LEFT) | BIT(COL_CALENDAR),
		[OBJECT_MEMBER] = BIT(COL_NUMBER) | BIT(COL_DESTINATION) | BIT(COL_CONNECTED),
		[OBJECT_GROUP_BLOCKED] = BIT(COL_NUMBER) | BIT(COL_DESTINATION),
		[OBJECT_SETTINGS] = BIT(COL_NUMBER) | BIT(COL_OWN_FORWARDING) | BIT(COL_OWN_INCOMING) | BIT(COL_BUSY_RINGS) |
			BIT(COL_RING) | BIT(COL_DND) | BIT(COL_DESTINATION) | BIT(COL_HUNT) | BIT(COL_TOGETHER) |
			BIT(COL_SHOWN),
		[OBJECT_FORWARDING] = BIT(COL_NUMBER) | BIT(COL_KIND) | BIT(COL_ACTIVE) | BIT(COL_DESTINATION) |
			BIT(COL_CALENDAR),
		[OBJECT_HUNT] = BIT(COL_NUMBER) | BIT(COL_DESTINATION) | BIT(COL_RING) | BIT(COL_CONFIRM) |
			BIT(COL_DIVERTED),
		[OBJECT_BLOCKED] = BIT(COL_NUMBER) | BIT(COL_DESTINATION),
	};

	return masks[object] | BIT(COL_OBJECT);
}

/* The letters of French that have an accent, in UTF-8 behind 0xc3, without it. */
static char unaccented(unsigned char second)
{
	switch (second & ~0x20) {	/* capitals lie 0x20 below */
	case 0x80: case 0x82: case 0x84:
		return 'a';
	case 0x87:
		return 'c';
	case 0x88: case 0x89: case 0x8a: case 0x8b:
		return 'e';
	case 0x8e: case 0x8f:
		return 'i';
	case 0x94:
		return 'o';
	case 0x99: case 0x9b: case 0x9c:
		return 'u';
	default:
		return 0;
	}
}

/* The next letter as it is compared; 0 at the end. */
static char letter(const char **at, const char *end)
{
	const char *s = *at;
	char c = 0;

	if (s == end)
		return 0;
	*at = s + 1;
	if ((unsigned char)*s == 0xc3 && s + 1 < end)
		c = unaccented((unsigned char)s[1]);
	if (c) {
		*at = s + 2;
		return c;
	}
	if (*s >= 'A' && *s <= 'Z')
		return (char)(*s - 'A' + 'a');
	return *s == ' ' || *s == '_' ? '-' : *s;
}

static bool is_same_word(const char *word, const char *text, size_t n)
{
	const char *word_end = word + strlen(word), *end = text + n;
	char a, b;

	do {
		a = letter(&word, word_end);
		b = letter(&text, end);
	} while (a && a == b);
	return a == b;
}

int word_find(const struct word *words, const char *text, size_t n)
{
	for (int i = 0; words[i].text[0]; i++) {
		if (is_same_word(words[i].text[0], text, n) || is_same_word(words[i].text[1], text, n))
			return i;
	}
	return -1;
}

bool word_is(const struct word *words, const char *text)
{
	return word_find(words, text, strlen(text)) >= 0;
}
