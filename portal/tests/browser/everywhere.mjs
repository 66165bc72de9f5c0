// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page and every dialog of every role: what axe-core says of it in light and in dark, that nothing is wider than the
// window, and that a French page holds no English word and an English page no French one.
import { api, check, drawn, lint, sit, theme, TEXTS, MANAGER, USER, OPERATOR, url } from './person.mjs';
import { groupOf } from './tasks.mjs';

const act = (key) => async (p) => { await p.page.locator('main').getByRole('button', { name: p.t(key), exact: true }).first().click(); };
const first = (selector) => async (p) => { await p.page.locator(selector).first().click(); };
const ask = async (p) => {
	await p.page.getByLabel(p.t('sim.calling')).fill('06 39 98 09 90');
	await p.page.getByLabel(p.t('sim.called')).fill('06 39 98 01 11');
	await act('sim.run')(p);
	await p.page.locator('.steps li').first().waitFor();
};
const boxed = (open, inside = 'h2') => async (p) => { await open(p); await p.page.locator(`dialog[open] ${inside}`).first().waitFor(); await drawn(p); };
const refused = async (p) => { await p.page.locator('main [type=submit]').first().click(); await p.page.locator('[role=alert]').first().waitFor(); };

export const NOBODY = [['/'], ['/', refused, 'refused'], ['/mot-de-passe'], ['/password?token=0000']];
export const PAGES = {
	[MANAGER]: [
		['/'], ['/', boxed(first('.calls .btn'), 'dl'), 'why'], ['/lignes'], ['/lignes?q=zzz'], ['/lignes/33639980111'], ['/lignes/33639980111', boxed(act('act.edit')), 'edit'],
		['/lignes/33639980111', boxed(act('lines.identity')), 'identity'], ['/lignes/33639980108/reglages'], ['/renvois'], ['/renvois/33639980102'],
		['/renvois/33639980102', boxed(act('act.try')), 'try'], ['/appels-entrants'], ['/appels-entrants/33639980111'], ['/groupes'], ['/groupes', boxed(act('act.add')), 'add'],
		['/groupes', first('.opener'), 'members'], ['/groupes/{group}'], ['/groupes/{group}', boxed(act('act.edit'), '.order'), 'edit'], ['/journal'], ['/journal?resultat=refused&numero=9999'],
		['/simuler'], ['/simuler', ask, 'answered'], ['/calendriers'], ['/calendriers', boxed(act('act.add')), 'add'], ['/fixes'], ['/fixes', boxed(act('act.add')), 'add'],
		['/historique'], ['/historique', first('details summary'), 'details'], ['/import'], ['/audit'], ['/administrateurs'], ['/administrateurs', boxed(act('act.add')), 'add'],
		['/cles'], ['/cles', boxed(act('act.add')), 'add'], ['/compte'], ['/aide'], ['/nulle-part'],
	],
	[USER]: [['/'], ['/', boxed(act('act.try')), 'try'], ['/renvois'], ['/appels-entrants'], ['/journal'], ['/simuler'], ['/compte'], ['/aide']],
	[OPERATOR]: [
		['/'], ['/', boxed(act('act.add')), 'add'], ['/', boxed(first('tr[data-row] .acts .btn'), 'fieldset'), 'edit'], ['/liens'], ['/dialogues'], ['/appels'],
		['/appels', boxed(first('tr[data-row] .acts .btn')), 'ladder'], ['/audit'], ['/administrateurs'], ['/administrateurs', boxed(act('act.add')), 'add'],
		['/', async (p) => { await p.page.locator('.opener').first().click(); await p.h1('nav.home'); }, 'a fleet opened'],
	],
};

const wordsOf = (text) => text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
/** The words that only one of the two languages has, of all texts of the pages. */
function vocabulary() {
	const said = [new Set(), new Set()];
	for (const pair of Object.values(TEXTS)) for (const i of [0, 1]) for (const w of wordsOf(pair[i].replace(/\{\w+\}/g, ' ').replace(/\[\[\w+\|/g, ' '))) said[i].add(w);
	const only = (a, b) => new Set([...a].filter((w) => !b.has(w)));
	return { fr: only(said[0], said[1]), en: only(said[1], said[0]) };
}

/** What somebody reads or hears: text, labels, placeholders; not protocol messages, which have no language. */
const heard = (p) => p.page.evaluate(() => {
	const out = [document.title];
	const foreign = (e) => e?.closest('.code, .ladder, [data-machine], [lang]:not(html), script, style, option[value=fr], option[value=en]');
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		if (n.nodeType === Node.TEXT_NODE) { if (!foreign(n.parentElement)) out.push(n.data); continue; }
		if (!foreign(n)) for (const a of ['aria-label', 'placeholder', 'title', 'alt']) if (n.getAttribute(a)) out.push(n.getAttribute(a));
	}
	return out;
});

/** Names that people gave: they may be of any language. */
async function names(p) {
	const out = new Set();
	const take = (text) => wordsOf(text ?? '').forEach((w) => out.add(w));
	const fleets = p.login === OPERATOR ? [1, 2, 3] : [3];
	const lists = ['', '/lines?limit=100', '/groups', '/fixed?limit=100', '/calendars', '/users?limit=100', '/tokens'];
	for (const path of ['/session', '/me/today', '/operator/users', ...fleets.flatMap((n) => lists.map((x) => `/fleets/${n}${x}`))]) {
		const { body } = await api(p, 'GET', path);
		for (const it of body?.items ?? [body ?? {}]) [it.name, it.login, it.title, it.user?.name, it.line?.name, ...(it.groups ?? []).map?.((g) => g.name) ?? []].forEach(take);
	}
	return out;
}

async function oneLanguage(p, only, allowed) {
	const other = p.lang === 'fr' ? 'en' : 'fr';
	const found = [];
	for (const text of await heard(p)) for (const w of wordsOf(text)) if (only[other].has(w) && !allowed.has(w)) found.push(`"${w}" in "${text.trim().slice(0, 70)}"`);
	if (found.length) throw new Error(`${other} on a page in ${p.lang}: ${found.slice(0, 4).join(', ')}`);
}

export async function everyPage() {
	const only = vocabulary();
	for (const [lang, width] of [['fr', 1440], ['en', 390]]) for (const [login, pages] of [['', NOBODY], ...Object.entries(PAGES)]) {
		const p = await sit(login || null, { lang, width });
		await p.page.goto(url + '/');
		const allowed = login ? await names(p) : new Set();
		for (const w of wordsOf('accueil opérateur camille lefèvre anne bruno caron')) allowed.add(w);
		const id = login === MANAGER ? (await groupOf(p, 'Accueil')).id : 0;
		for (const [path, open, what] of pages) await check(`${login.split('@')[0] || 'nobody'} ${path}${what ? ` (${what})` : ''}, ${lang}, ${width} px`, async () => {
			await p.page.goto(url + path.replace('{group}', id));
			await drawn(p);
			if (open) await open(p);
			await lint(p, 'light');
			await oneLanguage(p, only, allowed);
			await theme(p, true);
			await lint(p, 'dark', ['color-contrast']);
		});
		await p.context.close();
	}
}
