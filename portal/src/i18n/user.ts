// SPDX-License-Identifier: AGPL-3.0-or-later
// A user's own pages and everybody's account.
type Pairs = Record<string, readonly [string, string]>;

export const USER = {
	'user.next': ['Prochain changement', 'Next change'],
	'user.dndHelp': ["Vos appels ne sonnent plus tant que c'est activé.", 'Your calls do not ring while this is on.'],
	'user.groups': ["Mes groupes d'appel", 'My call groups'],
	'user.noGroups': ["Vous n'êtes dans aucun groupe.", 'You are in no group.'],
	'user.inGroup': ['Recevoir les appels de {name}', 'Take calls of {name}'],
	'user.others': ['[[n|# autre membre connecté|# autres membres connectés]]', '[[n|# other member connected|# other members connected]]'],
	'user.forward': ['Renvoyer mes appels', 'Forward my calls'],
	'user.calls': ['Derniers appels', 'Last calls'],
	'user.history': ['Ce qui a changé sur ma ligne', 'What changed on my line'],
	'user.historyHelp': ['Vos modifications, celles de votre gestionnaire, et quand il a pris votre identité.', "Your changes, your manager's, and when your identity was taken."],
	'acc.me': ['Mes informations', 'About me'],
	'acc.name': ['Nom', 'Name'],
	'acc.saved': ['Enregistré.', 'Saved.'],
	'acc.current': ['Mot de passe actuel', 'Current password'],
	'acc.passwordSaved': ['Mot de passe changé. Vos autres sessions sont fermées.', 'Password changed. Your other sessions are ended.'],
	'acc.second': ['Double authentification', 'Second factor'],
	'acc.secondIsOn': ['Activée : un code est demandé à chaque connexion.', 'On: a code is asked for at each sign-in.'],
	'acc.secondIsOff': ['Désactivée. Elle protège votre compte même si le mot de passe est connu.', 'Off. It protects your account even if the password is known.'],
	'acc.secondOn': ['Double authentification activée.', 'Second factor on.'],
	'acc.secondOff': ['Double authentification désactivée.', 'Second factor off.'],
	'acc.secretText': ["Saisissez cette clé dans votre application d'authentification, puis le code qu'elle affiche.", 'Enter this key in your authenticator app, then the code that it shows.'],
	'acc.turnOn': ['Activer', 'Turn on'],
	'acc.turnOff': ['Désactiver', 'Turn off'],
	'acc.confirm': ['Confirmer', 'Confirm'],
} as const satisfies Pairs;
