/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Why a call went where it went, in one sentence, French and English: VTY, ladder, portal and records say the same.
 * {0} and {1} are the reason's numbers, {short} its short number. */

#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "question.h"

static const char *const texts[_DECIDE_WHYS][2] = {
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
	[DECIDE_WHY_NOT_SPEECH] = {
		"Ni voix ni audio 3,1 kHz : appel laissé tel quel",
		"Neither speech nor 3.1 kHz audio: call left as it is" },
	[DECIDE_WHY_REDIRECTION_LIMIT] = {
		"Trop de renvois déjà : pas de renvoi vers {0}, le téléphone sonne",
		"Too many diversions already: not forwarded to {0}, the phone rings" },
	[DECIDE_WHY_ALREADY_IN_CHAIN] = {
		"{0} est déjà dans la chaîne de renvois : pas de renvoi, le téléphone sonne",
		"{0} is already in the diversion chain: not forwarded, the phone rings" },
	[DECIDE_WHY_FORWARDED] = {
		"Renvoi immédiat vers {0}",
		"Immediate forwarding to {0}" },
	[DECIDE_WHY_FORWARDING_OFF] = {
		"Renvoi immédiat vers {0} enregistré mais désactivé",
		"Immediate forwarding to {0} is stored but off" },
	[DECIDE_WHY_NO_FORWARDING] = {
		"Aucun renvoi immédiat",
		"No immediate forwarding" },
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
	[DECIDE_WHY_RINGS_PHONE] = {
		"Le téléphone de {0} sonne",
		"The phone of {0} rings" },
	[DECIDE_WHY_AS_DIALLED] = {
		"Appel tel que composé",
		"Call as dialled" },
	[DECIDE_WHY_OVERLOAD] = {
		"Surcharge : appel laissé tel quel",
		"Overload: call left as it is" },
	[DECIDE_WHY_INNER_ERROR] = {
		"Erreur interne : appel laissé tel quel",
		"Inner error: call left as it is" },
	[DECIDE_WHY_EMERGENCY_DESTINATION] = {
		"Un numéro d'urgence ne peut pas être une destination",
		"An emergency number cannot be a destination" },
};

/* The text of one {argument}; NULL: no such name. */
static const char *argument(const struct numplan *np, const struct decide_reason *r, const char *name, size_t n,
			    char *buf, size_t size)
{
	bool is_number = n == 1 && (name[0] == '0' || name[0] == '1');
	e164_t number = is_number ? r->arg[name[0] - '0'] : E164_NONE;
	char plain[E164_STR_SIZE];

	if (n == 5 && !strncmp(name, "short", n))
		return r->digits;
	if (!is_number)
		return NULL;
	if (np)
		return numplan_print(np, number, buf, size);
	osmo_strlcpy(buf, e164_print(number, plain), size);
	return buf;
}

const char *decide_reason_text(const struct fleet_snapshot *snap, const struct numplan *np, const struct decide_reason *r,
			       enum decide_lang lang, char *buf, size_t size)
{
	struct osmo_strbuf out = { .buf = buf, .len = size };
	const char *text = r->why < _DECIDE_WHYS ? texts[r->why][lang == DECIDE_EN] : "?";

	buf[0] = '\0';
	while (*text) {
		char number[DIGITS_SIZE * 2];
		size_t plain = strcspn(text, "{"), name;
		const char *value;

		OSMO_STRBUF_PRINTF(out, "%.*s", (int)plain, text);
		text += plain;
		if (!*text)
			break;
		name = strcspn(++text, "}");
		value = argument(np, r, text, name, number, sizeof(number));
		OSMO_STRBUF_PRINTF(out, "%s", value ? value : "?");
		text += name + (text[name] == '}');
	}
	return buf;
}
