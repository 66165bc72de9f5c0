// SPDX-License-Identifier: AGPL-3.0-or-later
// The tasks that people come for, each as they do it from their home page: the guide's three "En pratique" by its words,
// and every other one whose clicks are counted. `most`: how many the task may take; what comes after is not counted.
import { api, CALLED, equal, most, MANAGER, USER } from './person.mjs';

const FLEET = '/fleets/3';
export const LINE = '33639980101', SHOWN = '06 39 98 01 01';
const spaced = (n) => new RegExp(n.replace(/ /g, '\\s'));
const within = (p, n) => most(p.presses, n, p.keys ? 'keys pressed' : 'clicks');

/** The line of the tests as it was: forwarded nowhere, ringing alone. */
export async function blank(p) {
	const none = { active: false, destination: { kind: 'none' } };
	await api(p, 'PUT', `${FLEET}/lines/${LINE}/forwardings`, { customised: true, immediate: none, busy: none, no_answer: none, unreachable: none, no_answer_s: 25, rings_when_busy: false }, '*');
	await api(p, 'PUT', `${FLEET}/lines/${LINE}/incoming`, { customised: true, active: false, mode: 'sequential', numbers: [] }, '*');
}

export async function groupOf(p, name) {
	return (await api(p, 'GET', `${FLEET}/groups`)).body.items.find((g) => g.name === name);
}

/** "Après avoir sélectionné une ligne": it is searched, and is the one that is left. */
async function select(p) {
	await p.type(p.page.getByRole('searchbox', { name: p.t('lines.search') }), SHOWN);
	await p.page.waitForFunction(() => document.querySelectorAll('.picker li').length === 1);
	await p.press(p.page.getByRole('link', { name: spaced(SHOWN) }));
}

const number = (p, kind) => p.page.locator(`#f-${kind}-destination-number`);
const kind = (p, key) => p.page.getByRole('checkbox', { name: p.t(key), exact: false });
const button = (p, key) => p.page.locator('main').getByRole('button', { name: p.t(key), exact: true });

async function forward(p, most_) {
	await blank(p);
	await p.home();
	await p.open('nav.forwarding');
	await p.h1('nav.forwarding');
	await select(p);
	await p.press(kind(p, 'fwd.noAnswer'));	/* choosing a type activates the function and opens its number */
	await p.type(number(p, 'no_answer'), '01 99 00 12 34');
	await p.press(button(p, 'act.save'));
	await p.saved();
	within(p, most_);
	if (!/25 s.*01 99 00 12 34/.test(await p.sentence())) throw new Error(`the sentence says: ${await p.sentence()}`);
	/* too short is refused beside the field, which keeps what was typed */
	await p.type(number(p, 'no_answer'), '01 99 00 12');
	await p.press(button(p, 'act.save'));
	await p.page.locator('main .error').getByText(p.lang === 'fr' ? 'Saisissez 10 chiffres, par exemple 01 99 00 12 34.' : 'Enter 10 digits, for example 01 99 00 12 34.').first().waitFor();
	equal(await number(p, 'no_answer').inputValue(), '01 99 00 12', 'what was typed is still there');
	await p.type(number(p, 'no_answer'), '01 99 00 56 78');
	await p.press(button(p, 'act.save'));
	await p.page.waitForFunction(() => /01\s99\s00\s56\s78/.test(document.querySelector('[data-sentence]')?.textContent ?? ''));
	await p.saved();
	/* "Je ne souhaite pas personnaliser mes renvois d'appel", and "Activer la fonction" is the other view of it */
	const box = p.page.getByRole('checkbox', { name: p.t('fwd.box') }), active = p.page.getByRole('checkbox', { name: p.t('fwd.activate'), exact: true });
	await p.press(box);
	await p.press(button(p, 'act.save'));
	await p.saved();
	await p.page.getByText(p.t('fwd.boxTicked')).first().waitFor();
	equal(await active.isChecked(), false, '"Activer la fonction"');
	await p.press(active);
	equal(await box.isChecked(), false, 'the box');
	await p.press(button(p, 'act.save'));
	await p.saved();
	equal(await number(p, 'no_answer').inputValue(), '01 99 00 56 78', 'the entry stayed');
}

async function hunt(p, most_) {
	await blank(p);
	await p.home();
	await p.open('nav.incoming');
	await p.h1('nav.incoming');
	await select(p);
	await p.press(p.page.getByRole('checkbox', { name: p.t('in.activate'), exact: true }));
	const add = p.page.getByRole('combobox', { name: p.t('in.add') });
	await p.type(add, '06 39 98 01 02');
	await p.press(button(p, 'act.add'));
	await p.press(button(p, 'act.save'));
	await p.saved();
	within(p, most_);
	equal(await p.page.locator('.hunt-item').count(), 2, 'numbers in the list');
	for (const n of ['06 39 98 01 03', '01 99 00 40 50', '01 99 00 40 51']) { await p.type(add, n); await p.page.keyboard.press('Enter'); }
	await p.page.getByText(p.t('in.five')).first().waitFor();
	equal(await p.page.locator('.hunt-item').count(), 5, 'numbers in the list');
	for (const mode of ['in.together', 'in.sequential']) {
		await p.press(p.page.getByRole('radio', { name: p.t(mode) }));
		await p.press(button(p, 'act.save'));
		await p.saved();
		await p.page.waitForFunction(() => document.querySelector('.save [type=submit]')?.disabled);
	}
	/* each number has its ring time, "press 1" and "allow diverted" */
	const second = p.page.locator('.hunt-item').nth(1);
	await p.type(second.getByRole('spinbutton', { name: p.t('in.ring') }), '20');
	await p.press(second.getByRole('checkbox', { name: p.t('in.confirm') }));
	await p.press(second.getByRole('checkbox', { name: p.t('in.diverted') }));
	await p.press(button(p, 'act.save'));
	await p.saved();
	const kept = (await api(p, 'GET', `${FLEET}/lines/${LINE}/incoming`)).body.numbers[1];
	equal(`${kept.ring_s} ${kept.confirm} ${kept.allow_diverted}`, '20 true true', 'the second number');
}

let runs = 0;
async function group(p, most_) {
	const name = `${p.lang === 'fr' ? 'Essai' : 'Trial'} ${++runs}`, open = p.page.getByRole('button', { name: p.t('groups.membersOf', { name }) });
	await p.home();
	await p.open('nav.groups');
	await p.h1('nav.groups');
	await p.press(button(p, 'act.add'));
	await p.type(p.box().getByLabel(p.t('groups.name')), name);
	await p.type(p.box().getByLabel(p.t('groups.number')), `01 99 00 42 ${10 + runs}`);
	const ticks = p.box().locator('.ticks input:not([disabled])');
	for (let i = 0; i < 4; i++) await p.press(ticks.nth(i));
	await p.press(p.inBox('act.save'));
	const row = p.page.locator('tr[data-row]').filter({ hasText: name }).first();
	await row.waitFor();	/* it appears in the table */
	within(p, most_);
	if ((await open.getAttribute('aria-expanded')) === 'true') await p.press(open);
	await p.press(open);
	await p.page.getByRole('heading', { name: p.t('members.title', { name }) }).waitFor();
	const members = p.page.locator('.members-box'), rows = members.locator('tr[data-row]');
	equal(await rows.count(), 4, 'members');
	await p.press(members.getByRole('button', { name: p.t('act.edit'), exact: true }));	/* Modifier brings members in */
	await p.press(p.box().locator('.ticks input:not(:checked):not([disabled])').first());
	await p.press(p.inBox('act.save'));
	await p.box().waitFor({ state: 'detached' });
	await p.page.waitForFunction(() => document.querySelectorAll('.members-box tr[data-row]').length === 5);
	/* one alone, then all of them */
	const one = members.getByRole('switch').first();
	for (const want of ['false', 'true']) {
		await p.press(one);
		await p.page.waitForFunction((w) => document.querySelector('.members-box [role=switch]')?.getAttribute('aria-checked') === w, want);
	}
	await p.press(members.getByRole('button', { name: p.t('groups.disconnectAll') }));
	await p.box().getByText(p.lang === 'fr' ? 'Déconnecter les 5 membres ?' : 'Disconnect all 5 members?').waitFor();
	await p.press(p.inBox('groups.disconnectAll'));
	await p.page.waitForFunction(() => [...document.querySelectorAll('.members-box [role=switch]')].every((s) => s.getAttribute('aria-checked') === 'false'));
	await members.locator('.chip').first().getByText(p.t('state.disconnected')).waitFor();
	/* codes are masked until asked for */
	const code = row.getByRole('button', { name: p.t('groups.showCode', { code: p.t('groups.codeUser'), name }) });
	await p.press(code);
	await row.locator('[data-code]').waitFor();
	if (!/^\d{4}$/.test((await row.locator('[data-code]').textContent()).trim())) throw new Error('the code is not shown');
	const remove = async () => {
		await p.press(row.getByRole('button', { name: p.t('groups.deleteOf', { name }) }));
		await p.box().getByText(p.t('groups.askDelete', { name })).waitFor();
		await p.press(p.inBox('act.delete'));
		await row.waitFor({ state: 'detached' });
	};
	await remove();
	await p.press(p.page.locator('.toast').getByRole('button', { name: p.t('act.undo'), exact: true }));	/* and it can be undone */
	await row.waitFor();
	await remove();
}

/** A switch, there and back, each in `most_`. */
async function turn(p, target, most_) {
	await p.home();
	const before = await target.getAttribute('aria-checked');
	for (const want of [before === 'true' ? 'false' : 'true', before]) {
		p.presses = 0;
		await p.press(target);
		await target.and(p.page.locator(`[aria-checked=${want}]`)).waitFor();
		within(p, most_);
	}
}

async function forwardAll(p, most_) {
	await p.home();
	await p.open('nav.myForwarding');
	await p.press(kind(p, 'fwd.immediate'));
	await p.type(number(p, 'immediate'), '01 99 00 12 34');
	await p.press(button(p, 'act.save'));
	await p.saved();
	within(p, most_);
	if (!/01 99 00 12 34/.test(await p.sentence())) throw new Error(`the sentence says: ${await p.sentence()}`);
	await p.press(kind(p, 'fwd.immediate'));
	await p.press(button(p, 'act.save'));
	await p.page.waitForFunction(() => !/01\s99\s00\s12\s34/.test(document.querySelector('[data-sentence]')?.textContent ?? ''));
}

async function why(p, most_) {
	await p.home();
	await p.press(p.page.locator('main').getByRole('button', { name: new RegExp(`^${p.t('log.why').replace('?', '\\?')}`) }).first());
	await p.box().getByText(p.t('log.rule')).waitFor();
	within(p, most_);
	await p.page.keyboard.press('Escape');
	await p.box().waitFor({ state: 'detached' });
	equal(await p.page.evaluate(() => document.activeElement?.tagName), 'BUTTON', 'the focus is back on what opened it');
}

async function disconnect(p, most_) {
	const g = await groupOf(p, 'Accueil');
	try {
		await p.home();
		await p.press(p.button('groups.disconnectAllOf', { name: 'Accueil' }));
		await p.press(p.inBox('groups.disconnectAll'));
		await p.page.getByText(p.t('groups.disconnected', { name: 'Accueil' })).first().waitFor();
		within(p, most_);
		equal((await groupOf(p, 'Accueil')).connected, 0, 'members connected afterwards');
	} finally {
		await api(p, 'PUT', `${FLEET}/groups/${g.id}/connections`, { connected: true, members: 'all' });
	}
}

export const TASKS = [
	{ name: 'En pratique: gérer les renvois d\'appel d\'une ligne', who: MANAGER, most: 4, run: forward },
	{ name: 'En pratique: gérer les appels entrants d\'une ligne', who: MANAGER, most: 5, run: hunt },
	{ name: 'En pratique: administrer les groupes d\'appel', who: MANAGER, most: 7, run: group },
	{ name: 'disconnect all', who: MANAGER, most: 2, run: disconnect },
	{ name: 'why this call', who: MANAGER, most: 1, run: why },
	{ name: 'why this call', who: CALLED, most: 1, run: why },
	{ name: 'do not disturb', who: USER, most: 1, run: (p, n) => turn(p, p.page.getByRole('switch', { name: new RegExp(p.t('lines.dnd')) }), n) },
	{ name: 'join or leave a group', who: USER, most: 1, run: (p, n) => turn(p, p.page.getByRole('switch', { name: p.t('user.inGroup', { name: 'Accueil' }) }), n) },
	{ name: 'forward everything now', who: USER, most: 3, run: forwardAll },
];
