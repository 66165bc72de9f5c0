/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Why a call went where it went, in one sentence, French and English: VTY, ladder, portal and records say the same, in
 * the words of product.md section 10 where it has them. */

#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "texts.h"

/* {0} and {1} are the reason's numbers, {dest} is {0} or the voicemail, {short} the short number, {group} the group's
 * name, {who} the group's or else {0}, {rule} the forwarding's kind, {for} " for 25 s" or nothing. */
static const char *const texts[_DECIDE_WHYS][2] = {
	[DECIDE_WHY_OWN_LEG_BACK] = {
		"Appel que nous avons nous-mêmes dirigé vers {0}, sans succès : il nous revient",
		"A leg that we sent to {0} ourselves came to nothing: it returns to us" },
	[DECIDE_WHY_OWN_LEG] = {
		"Appel que nous avons nous-mêmes dirigé vers {0} : il se poursuit",
		"A leg that we sent to {0} ourselves: it goes on" },
	[DECIDE_WHY_EMERGENCY_CALL] = {
		"Numéro d'urgence : jamais modifié",
		"Emergency number: never touched" },
	[DECIDE_WHY_EMERGENCY_CALLBACK] = {
		"{0} peut être rappelé par les secours : appel laissé tel quel",
		"{0} may be called back by the emergency services: call left as it is" },
	[DECIDE_WHY_UNKNOWN_LINE] = {
		"{0} n'est pas une ligne du service : appel laissé tel quel",
		"{0} is not a line of this service: call left as it is" },
	[DECIDE_WHY_SUSPENDED] = {
		"La ligne {0} ou sa flotte est suspendue : appel laissé tel quel",
		"Line {0} or its fleet is suspended: call left as it is" },
	[DECIDE_WHY_NO_OPTION] = {
		"Cette ligne n'a pas l'option PABX mobile",
		"This line does not have the mobile PABX option" },
	[DECIDE_WHY_OTHER_SERVICE] = {
		"Un autre service traite ces appels de la ligne {0} : appel laissé tel quel",
		"Another service handles these calls of line {0}: call left as it is" },
	[DECIDE_WHY_NOT_SPEECH] = {
		"Ni voix ni audio 3,1 kHz : appel laissé tel quel",
		"Neither speech nor 3.1 kHz audio: call left as it is" },
	[DECIDE_WHY_REDIRECTION_LIMIT] = {
		"Trop de renvois déjà : pas de renvoi vers {dest}",
		"Too many diversions already: not forwarded to {dest}" },
	[DECIDE_WHY_ALREADY_IN_CHAIN] = {
		"Pas de renvoi vers {dest} : déjà dans la chaîne de renvois",
		"Not forwarded to {dest}: already in the diversion chain" },
	[DECIDE_WHY_BLOCKED] = {
		"{who} refuse les appels de {1}",
		"{who} refuses calls from {1}" },
	[DECIDE_WHY_BLOCKED_WITHHELD] = {
		"{who} refuse les appels masqués",
		"{who} refuses callers who withhold their number" },
	[DECIDE_WHY_FORWARDED] = {
		"{rule} vers {dest}",
		"{rule} to {dest}" },
	[DECIDE_WHY_FORWARDING_OFF] = {
		"{rule} vers {dest} enregistré mais désactivé",
		"{rule} to {dest} is stored but off" },
	[DECIDE_WHY_NO_FORWARDING] = {
		"Aucun renvoi immédiat",
		"No immediate forwarding" },
	[DECIDE_WHY_SUSPENDED_BY_IMMEDIATE] = {
		"Le renvoi immédiat est actif : vos autres renvois sont suspendus, pas effacés",
		"Immediate forwarding is on: your other settings are suspended, not erased" },
	[DECIDE_WHY_BOX_TICKED] = {
		"Vos appels suivent le traitement habituel de l'opérateur",
		"Your calls follow the operator's ordinary treatment" },
	[DECIDE_WHY_OUTSIDE_PERIOD] = {
		"{rule} vers {dest} : hors de sa période",
		"{rule} to {dest}: outside its period" },
	[DECIDE_WHY_NO_VOICEMAIL] = {
		"Aucune messagerie n'est disponible",
		"No voicemail is available" },
	[DECIDE_WHY_EMERGENCY_DESTINATION] = {
		"Un numéro d'urgence ne peut pas être une destination",
		"An emergency number cannot be a destination" },
	[DECIDE_WHY_BAD_LENGTH] = {
		"{0} : saisissez 10 chiffres, par exemple 01 99 00 12 34",
		"{0}: enter 10 digits, for example 01 99 00 12 34" },
	[DECIDE_WHY_BAD_PREFIX] = {
		"{0} : un numéro ne peut pas commencer ainsi ici",
		"{0}: a number cannot start like this here" },
	[DECIDE_WHY_SPECIAL_DESTINATION] = {
		"{0} : les numéros spéciaux ne sont pas autorisés ici",
		"{0}: special numbers are not allowed here" },
	[DECIDE_WHY_SHORT_DESTINATION] = {
		"Numéro court non disponible : saisissez le numéro à 10 chiffres",
		"Short number not available: enter all 10 digits" },
	[DECIDE_WHY_INTERNATIONAL_DESTINATION] = {
		"{0} : renvoi vers l'international non autorisé",
		"{0}: forwarding abroad is not allowed" },
	[DECIDE_WHY_OUTSIDE_FLEET] = {
		"{0} : ce numéro n'appartient pas au VPN de l'entreprise",
		"{0}: this number is outside your company's VPN" },
	[DECIDE_WHY_DUPLICATE] = {
		"{0} : ce numéro est déjà dans la liste",
		"{0}: this number is already in the list" },
	[DECIDE_WHY_NO_EVENTS] = {
		"Ce commutateur n'annonce ni occupation ni non-réponse : seul le premier essai est fait",
		"This switch reports neither busy nor no answer: only the first try is made" },
	[DECIDE_WHY_DND_FORWARDED] = {
		"Ne pas déranger : appel vers {dest}",
		"Do not disturb: call to {dest}" },
	[DECIDE_WHY_DND_AS_BUSY] = {
		"Ne pas déranger : comme occupé, renvoi vers {dest}",
		"Do not disturb: as if busy, forwarded to {dest}" },
	[DECIDE_WHY_DND_BUSY] = {
		"Ne pas déranger : {0} est occupé pour l'appelant",
		"Do not disturb: {0} is busy to the caller" },
	[DECIDE_WHY_TRANSFERRED] = {
		"{1} a transféré l'appel à {0}",
		"{1} transferred the call to {0}" },
	[DECIDE_WHY_FRAUD_LIMIT] = {
		"Trop d'appels renvoyés en même temps : {0} n'est pas appelé",
		"Too many diverted calls at once: {0} is not called" },
	[DECIDE_WHY_ON_A_CALL] = {
		"{0} est déjà en communication",
		"{0} is on a call already" },
	[DECIDE_WHY_NOT_REACHABLE] = {
		"{0} n'est pas joignable",
		"{0} cannot be reached" },
	[DECIDE_WHY_LIST_END] = {
		"Tous les numéros ont été essayés",
		"All numbers have been tried" },
	[DECIDE_WHY_ALL_BUSY] = {
		"Tous les numéros sont occupés",
		"All numbers are busy" },
	[DECIDE_WHY_ALL_UNREACHABLE] = {
		"Aucun numéro n'est joignable",
		"No number can be reached" },
	[DECIDE_WHY_NOBODY_ANSWERED] = {
		"Personne n'a répondu",
		"Nobody answered" },
	[DECIDE_WHY_HUNT_RINGS] = {
		"Appels entrants : {0} sonne{for}",
		"Incoming calls: {0} rings{for}" },
	[DECIDE_WHY_HUNT_OFF] = {
		"Appels entrants : liste enregistrée mais désactivée",
		"Incoming calls: the list is stored but off" },
	[DECIDE_WHY_HUNT_EMPTY] = {
		"Appels entrants : ajoutez au moins un numéro",
		"Incoming calls: add at least one number" },
	[DECIDE_WHY_HUNT_TOO_LONG] = {
		"Appels entrants : la liste sonne au plus 120 s, {0} ne sonne plus",
		"Incoming calls: the list rings at most 120 s, no time is left for {0}" },
	[DECIDE_WHY_GROUP_RINGS] = {
		"Groupe {group} : {0} sonne{for}",
		"Group {group}: {0} rings{for}" },
	[DECIDE_WHY_MEMBER_AWAY] = {
		"{0} n'est pas connecté au groupe {group}",
		"{0} is not connected to group {group}" },
	[DECIDE_WHY_MEMBER_SUSPENDED] = {
		"La ligne {0} est suspendue",
		"Line {0} is suspended" },
	[DECIDE_WHY_MEMBER_RESTS] = {
		"{0} : délai inter-appels en cours",
		"{0} rests between two calls" },
	[DECIDE_WHY_GROUP_CLOSED] = {
		"Groupe {group} fermé : les appels vont vers {dest}",
		"Group {group} is closed: calls go to {dest}" },
	[DECIDE_WHY_GROUP_CLOSED_END] = {
		"Groupe {group} fermé",
		"Group {group} is closed" },
	[DECIDE_WHY_GROUP_NOBODY] = {
		"Aucun membre connecté : les appels vont vers {dest}",
		"No member connected: calls go to {dest}" },
	[DECIDE_WHY_GROUP_NOBODY_END] = {
		"Groupe {group} : aucun membre connecté",
		"Group {group}: no member connected" },
	[DECIDE_WHY_GROUP_OVERFLOW] = {
		"Groupe {group} : débordement vers {dest}",
		"Group {group}: overflow to {dest}" },
	[DECIDE_WHY_GROUP_OWN_RULES] = {
		"Groupe {group} : l'appel suit ensuite les règles de {0}",
		"Group {group}: then the call follows the rules of {0}" },
	[DECIDE_WHY_SHORT_NUMBER] = {
		"Numéro court {short} : appel vers {0}",
		"Short number {short}: call to {0}" },
	[DECIDE_WHY_SHORT_UNKNOWN] = {
		"Numéro court {short} inconnu dans la flotte : appel laissé tel que composé",
		"Short number {short} is unknown in the fleet: call left as dialled" },
	[DECIDE_WHY_NOT_SHORT] = {
		"Ce n'est pas un numéro court",
		"Not a short number" },
	[DECIDE_WHY_SERVICE_CODE] = {
		"Code de service : laissé au réseau",
		"Service code: left to the network" },
	[DECIDE_WHY_BARRED_INTERNATIONAL] = {
		"Appels vers l'international interdits dans la flotte",
		"Calls abroad are barred in the fleet" },
	[DECIDE_WHY_BARRED_SPECIAL] = {
		"Appels vers les numéros spéciaux interdits dans la flotte",
		"Calls to special numbers are barred in the fleet" },
	[DECIDE_WHY_BARRED_OUTSIDE] = {
		"Appels hors du VPN de l'entreprise interdits",
		"Calls outside your company's VPN are barred" },
	[DECIDE_WHY_BARRED_PREFIX] = {
		"Appels vers {0} interdits dans la flotte",
		"Calls to {0} are barred in the fleet" },
	[DECIDE_WHY_FOREIGN_FORWARDING] = {
		"Le renvoi propre du réseau (HLR) peut prendre l'appel avant la suite",
		"The network's own forwarding (HLR) may take the call before what follows" },
	[DECIDE_WHY_PHONE_BUSY] = {
		"Le téléphone de {0} est occupé",
		"The phone of {0} is busy" },
	[DECIDE_WHY_SHOWN_GROUP] = {
		"Numéro affiché : {0}, celui du groupe {group}",
		"Displayed number: {0}, that of group {group}" },
	[DECIDE_WHY_SHOWN_WITHHELD] = {
		"Numéro affiché : masqué",
		"Displayed number: withheld" },
	[DECIDE_WHY_SHOWN_NOT_OWN] = {
		"Le numéro à afficher n'appartient pas à la flotte : celui de la ligne reste",
		"The number to display is not the fleet's: the line's own stays" },
	[DECIDE_WHY_SHOWN_NOT_HERE] = {
		"Numéro affiché : inchangé, vers ce numéro ou par ce commutateur",
		"Displayed number: unchanged, towards this number or by this switch" },
	[DECIDE_WHY_RINGS_PHONE] = {
		"Le téléphone de {0} sonne{for}",
		"The phone of {0} rings{for}" },
	[DECIDE_WHY_AS_DIALLED] = {
		"Appel tel que composé",
		"Call as dialled" },
	[DECIDE_WHY_OVERLOAD] = {
		"Surcharge : appel laissé tel quel",
		"Overload: call left as it is" },
	[DECIDE_WHY_INNER_ERROR] = {
		"Erreur interne : appel laissé tel quel",
		"Inner error: call left as it is" },
};

const char *text_of_rule(uint8_t rule, enum decide_lang lang)
{
	static const char *const kinds[_DECIDE_RULES][2] = {
		[DECIDE_RULE_BUSY_FORWARDING] = { "Renvoi sur occupation", "Forwarding when busy" },
		[DECIDE_RULE_NO_ANSWER_FORWARDING] = { "Renvoi sur non-réponse", "Forwarding when unanswered" },
		[DECIDE_RULE_UNREACHABLE_FORWARDING] = { "Renvoi sur non-joignable", "Forwarding when unreachable" },
		[DECIDE_RULE_IMMEDIATE_FORWARDING] = { "Renvoi immédiat", "Immediate forwarding" },
		[DECIDE_RULE_LOOP_GUARD] = { "Renvoi", "Forwarding" },
		[DECIDE_RULE_HUNT] = { "Appels entrants", "Incoming calls" },
	};
	const char *kind = rule < _DECIDE_RULES ? kinds[rule][lang == DECIDE_EN] : NULL;

	return kind ? kind : kinds[DECIDE_RULE_LOOP_GUARD][lang == DECIDE_EN];
}

const char *text_of_number(const struct numplan *np, e164_t number, char *buf, size_t size)
{
	char plain[E164_STR_SIZE];

	if (np)
		return numplan_print(np, number, buf, size);
	osmo_strlcpy(buf, e164_print(number, plain), size);
	return buf;
}

const char *text_of_destination(const struct numplan *np, e164_t number, enum decide_lang lang, char *buf, size_t size)
{
	if (number)
		return text_of_number(np, number, buf, size);
	return lang == DECIDE_EN ? "voicemail" : "la messagerie";
}

static const char *text_of_group(const struct fleet_snapshot *snap, uint32_t id, char *buf, size_t size)
{
	const struct fleet_group *group = snap ? fleet_group_by_id(snap, id) : NULL;

	if (group && group->name[0])
		return group->name;
	snprintf(buf, size, "%u", id);
	return buf;
}

struct sentence {
	const struct fleet_snapshot *snap;
	const struct numplan *np;
	const struct decide_reason *r;
	enum decide_lang lang;
};

enum { VALUE_SIZE = DIGITS_SIZE * 2 };

static bool is_name(const char *name, size_t n, const char *want)
{
	return n == strlen(want) && !memcmp(name, want, n);
}

/* The text of one {argument}; NULL: no such name. */
static const char *argument(const struct sentence *s, const char *name, size_t n, char buf[VALUE_SIZE])
{
	const struct decide_reason *r = s->r;
	bool named = is_name(name, n, "group");

	if (is_name(name, n, "0") || is_name(name, n, "1"))
		return text_of_number(s->np, r->arg[name[0] - '0'], buf, VALUE_SIZE);
	if (is_name(name, n, "dest"))
		return text_of_destination(s->np, r->arg[0], s->lang, buf, VALUE_SIZE);
	if (is_name(name, n, "who")) {
		named = r->group;
		if (!named)
			return text_of_number(s->np, r->arg[0], buf, VALUE_SIZE);
	}
	if (named)
		return text_of_group(s->snap, r->group, buf, VALUE_SIZE);
	if (is_name(name, n, "short"))
		return r->digits;
	if (is_name(name, n, "rule"))
		return text_of_rule(r->rule, s->lang);
	if (!is_name(name, n, "for"))
		return NULL;
	buf[0] = '\0';
	if (r->seconds)
		snprintf(buf, VALUE_SIZE, s->lang == DECIDE_EN ? " for %u s" : " pendant %u s", r->seconds);
	return buf;
}

const char *decide_reason_text(const struct fleet_snapshot *snap, const struct numplan *np,
			       const struct decide_reason *r, enum decide_lang lang, char *buf, size_t size)
{
	const struct sentence sentence = { snap, np, r, lang };
	struct osmo_strbuf out = { .buf = buf, .len = size };
	const char *text = r->why < _DECIDE_WHYS ? texts[r->why][lang == DECIDE_EN] : "?";

	buf[0] = '\0';
	while (*text) {
		char room[VALUE_SIZE];
		size_t plain = strcspn(text, "{"), name;
		const char *value;

		OSMO_STRBUF_PRINTF(out, "%.*s", (int)plain, text);
		text += plain;
		if (!*text)
			break;
		name = strcspn(++text, "}");
		value = argument(&sentence, text, name, room);
		OSMO_STRBUF_PRINTF(out, "%s", value ? value : "?");
		text += name + (text[name] == '}');
	}
	return buf;
}

const char *decide_anchor_text(enum decide_anchor anchor, enum decide_lang lang)
{
	bool en = lang == DECIDE_EN;

	switch (anchor) {
	case DECIDE_ANCHOR_TOGETHER:
		return en ? "The phones ring one after the other, not together"
			: "Les téléphones sonnent l'un après l'autre, pas ensemble";
	case DECIDE_ANCHOR_CONFIRM:
		return en ? "Whoever answers has the call, without pressing 1"
			: "Celui qui décroche a l'appel, sans appuyer sur 1";
	case DECIDE_ANCHOR_QUEUE:
		return en ? "Callers cannot wait: overflow at once" : "Pas de file d'attente : débordement immédiat";
	case DECIDE_ANCHOR_RING_TIME:
		return en ? "The network does not offer this ringing time: the nearest one is taken"
			: "Le réseau n'offre pas cette durée de sonnerie : la plus proche est prise";
	case DECIDE_ANCHOR_IN_CALL:
		return en ? "Codes during the call (transfer, conference) are not watched"
			: "Les codes en cours d'appel (transfert, conférence) ne sont pas suivis";
	case DECIDE_ANCHOR_EVENTS:
		return en ? "This switch reports neither busy nor no answer: only the first try is made"
			: "Ce commutateur n'annonce ni occupation ni non-réponse : seul le premier essai est fait";
	}
	return "?";
}
