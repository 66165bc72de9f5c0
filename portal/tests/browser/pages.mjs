// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages in a real Chromium against a real mpabx-portal with the demo fleets: each "En pratique" of the guide by its
// words, every task within its clicks, every page through axe-core, both languages, both widths, the keyboard alone, two
// browsers at once.
//   MPABX_URL=http://... MPABX_PASSWORD=... node tests/browser/pages.mjs [PART...]     last line: N passed, N failed
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';
import { launch, signIn } from './browser.mjs';

const url = process.env.MPABX_URL, password = process.env.MPABX_PASSWORD;
const MANAGER = 'accueil@lefevre.example', USER = 'camille@lefevre.example', OPERATOR = 'operateur@mpabx.example';
const wanted = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* The texts of the pages, as the pages have them. */
const TEXTS = {};
for (const name of ['common', 'manager', 'lines', 'groups', 'calls', 'user', 'operator']) {
	const { code } = await transformWithEsbuild(readFileSync(here(`../../src/i18n/${name}.ts`), 'utf8'), `${name}.ts`);
	Object.assign(TEXTS, ...Object.values(await import('data:text/javascript,' + encodeURIComponent(code))));
}

let passed = 0, failed = 0;
async function check(name, what) {
	const start = Date.now();
	try {
		await what();
		passed++;
		console.log(`ok ${name} (${Date.now() - start} ms)`);
	} catch (e) {
		failed++;
		console.log(`FAILED ${name}: ${String(e.message ?? e).split('\n').slice(0, 6).join(' | ')}`);
		if (process.env.MPABX_SHOTS && person) await person.page.screenshot({ path: `${process.env.MPABX_SHOTS}/${name.replace(/\W+/g, '_')}.png` }).catch(() => {});
	}
}
const part = (name) => wanted.length === 0 || wanted.includes(name);
function equal(got, want, what) { if (got !== want) throw new Error(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`); }
function most(got, want, what) { if (got > want) throw new Error(`${what}: ${got}, more than ${want}`); }

const browser = await launch();
let person = null;

/** Somebody before a screen: counts the clicks, knows the words of the language, notes what the page complains of. */
async function sit(login, { lang = 'fr', width = 1440, dark = false } = {}) {
	const context = await browser.newContext({
		viewport: { width, height: width < 500 ? 844 : 900 }, locale: lang === 'fr' ? 'fr-FR' : 'en-GB', timezoneId: 'Europe/Paris',
		colorScheme: dark ? 'dark' : 'light', hasTouch: width < 500, reducedMotion: 'reduce',
	});
	await context.addInitScript((l) => localStorage.setItem('mpabx.lang', l), lang);
	const page = await context.newPage();
	page.setDefaultTimeout(8000);
	const p = { context, page, lang, width, clicks: 0, complaints: [] };
	page.on('pageerror', (e) => p.complaints.push(e.message));
	page.on('console', (m) => { if (m.type() === 'error' && !/status of (401|409|412|422|403|404)/.test(m.text())) p.complaints.push(m.text()); });
	p.t = (key, args = {}) => TEXTS[key][lang === 'fr' ? 0 : 1].replace(/\{(\w+)\}/g, (w, n) => args[n] ?? w);
	p.click = async (target) => { await target.click(); p.clicks++; };
	p.button = (key, args) => page.getByRole('button', { name: p.t(key, args), exact: true });
	p.link = (key) => page.getByRole('link', { name: p.t(key), exact: true });
	p.h1 = async (key) => page.getByRole('heading', { level: 1, name: p.t(key), exact: true }).waitFor();
	/** By the menu, as people go: on the phone it stands behind "Menu". */
	p.menu = async (key) => {
		if (width < 961 && login !== USER) {
			await p.click(p.button('app.menu'));
			p.clicks--;	/* the budgets are those of the desk; the phone's sheet is one more */
			await p.click(page.locator('dialog.sheet').getByRole('link', { name: p.t(key), exact: true }));
		} else await p.click(page.getByRole('navigation', { name: p.t('app.mainMenu') }).getByRole('link', { name: p.t(key), exact: true }));
	};
	p.home = async () => { await page.goto(url + '/'); await page.locator('h1').waitFor(); await page.waitForLoadState('load'); p.clicks = 0; };
	p.saved = async () => page.getByText(p.t('said.saved')).first().waitFor();
	p.sentence = async () => (await page.locator('[data-sentence]').first().textContent()).replace(/\s/g, ' ');
	p.calm = () => { const c = p.complaints.splice(0); if (c.length) throw new Error(`the page complains: ${c[0]}`); };
	if (login) await signIn(page, url, login, password);
	person = p;
	return p;
}

/** Through the portal's own API, with the page's session: to put things back. */
const api = (p, method, path, body, etag) => p.page.evaluate(async ([m, u, b, e]) => {
	const s = await (await fetch('/api/v1/session')).json();
	const r = await fetch(`/api/v1${u}`, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf, ...(e ? { 'If-Match': e } : {}) }, body: b ? JSON.stringify(b) : undefined });
	return { status: r.status, body: r.status === 204 ? null : await r.json().catch(() => null) };
}, [method, path, body, etag]);

async function lint(p, name) {
	await p.page.evaluate(axe);
	const found = await p.page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((r) => r.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`)));
	if (found.length) throw new Error(`${name}: ${found.join(' | ')}`);
	const wide = await p.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	if (wide > 0) throw new Error(`${name}: ${wide} px wider than the window`);
	p.calm();
}

/* ---- the way in ---- */
if (part('door')) await check('the way in says what is wrong and lets in', async () => {
	const p = await sit(null);
	await p.page.goto(url + '/');
	await p.page.getByLabel(p.t('door.login')).fill(MANAGER);
	await p.page.getByLabel(p.t('door.password'), { exact: true }).fill('not it at all');
	await p.page.keyboard.press('Enter');
	await p.page.getByText(p.t('door.wrong')).first().waitFor();
	await lint(p, 'sign-in');
	await p.page.getByLabel(p.t('door.password'), { exact: true }).fill(password);
	await p.page.keyboard.press('Enter');
	await p.h1('nav.home');
	const size = await p.page.evaluate(() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).reduce((n, r) => n + (r.transferSize || 0), 0));
	console.log(`figure portal.first_page_kb ${Math.round(size / 1024)}`);
	most(size, 200 * 1024, 'bytes of the first page');
	await p.context.close();
});

/* ---- En pratique ---- */
const LINE = '33639980101', SHOWN = '06 39 98 01 01';
async function blank(p) {
	const none = { active: false, destination: { kind: 'none' } };
	await api(p, 'PUT', `/fleets/3/lines/${LINE}/forwardings`, { customised: true, immediate: none, busy: none, no_answer: none, unreachable: none, no_answer_s: 25, rings_when_busy: false }, '*');
	await api(p, 'PUT', `/fleets/3/lines/${LINE}/incoming`, { customised: true, active: false, mode: 'sequential', numbers: [] }, '*');
}

async function practiceForwarding(p) {
	await blank(p);
	await p.home();
	await p.menu('nav.forwarding');
	await p.h1('nav.forwarding');
	await p.page.getByRole('searchbox', { name: p.t('lines.search') }).fill(SHOWN);
	await p.click(p.page.getByRole('link', { name: new RegExp(SHOWN.replace(/ /g, '\\s')) }).first());
	await p.page.getByLabel(p.t('fwd.box')).waitFor();
	/* choosing a type activates the function and opens its number */
	await p.click(p.page.getByRole('checkbox', { name: p.t('fwd.noAnswer') }));
	await p.page.locator('#f-no_answer-destination-number').fill('01 99 00 12');
	await p.click(p.button('act.save'));
	await p.page.getByText(p.lang === 'fr' ? 'Saisissez 10 chiffres' : 'Enter 10 digits').first().waitFor();
	equal(await p.page.locator('#f-no_answer-destination-number').inputValue(), '01 99 00 12', 'what was typed is still there');
	p.clicks--;	/* the try that was refused */
	await p.page.locator('#f-no_answer-destination-number').fill('01 99 00 12 34');
	await p.click(p.button('act.save'));
	await p.saved();
	if (!/01 99 00 12 34/.test(await p.sentence())) throw new Error(`the sentence says: ${await p.sentence()}`);
	if (!/25 s/.test(await p.sentence())) throw new Error(`the sentence says: ${await p.sentence()}`);
	most(p.clicks, 4, 'clicks to forward for a user');
	/* "Je ne souhaite pas personnaliser mes renvois d'appel" and back */
	await p.page.getByLabel(p.t('fwd.box')).check();
	await p.button('act.save').click();
	await p.saved();
	await p.page.getByText(p.t('fwd.boxTicked')).first().waitFor();
	equal(await p.page.getByLabel(p.t('fwd.activate')).isChecked(), false, '"Activer la fonction" is the other view of the box');
	await p.page.getByLabel(p.t('fwd.box')).uncheck();
	await p.button('act.save').click();
	await p.saved();
	equal(await p.page.locator('#f-no_answer-destination-number').inputValue(), '01 99 00 12 34', 'the entry stayed');
	p.calm();
}

async function practiceIncoming(p) {
	await blank(p);
	await p.home();
	await p.menu('nav.incoming');
	await p.page.getByRole('searchbox', { name: p.t('lines.search') }).fill(SHOWN);
	await p.click(p.page.getByRole('link', { name: new RegExp(SHOWN.replace(/ /g, '\\s')) }).first());
	await p.click(p.page.getByLabel(p.t('in.activate')));
	const box = p.page.getByRole('combobox', { name: p.t('in.add') });
	await box.fill('06 39 98 01 02');
	await p.click(p.button('act.add'));
	await p.click(p.button('act.save'));
	await p.saved();
	most(p.clicks, 5, 'clicks for a hunt list of two');
	for (const n of ['06 39 98 01 03', '01 99 00 40 50', '01 99 00 40 51']) { await box.fill(n); await box.press('Enter'); }
	await p.page.getByText(p.t('in.five')).first().waitFor();
	await p.page.getByRole('radio', { name: p.t('in.together') }).check();
	await p.button('act.save').click();
	await p.saved();
	equal(await p.page.locator('.hunt-item').count(), 5, 'numbers in the list');
	await p.page.getByRole('radio', { name: p.t('in.sequential') }).check();
	await p.button('act.save').click();
	await p.saved();
	p.calm();
}

const NEW = { fr: 'Essai', en: 'Trial' };
async function practiceGroups(p, number) {
	const name = `${NEW[p.lang]} ${p.width}`;
	await p.home();
	await p.menu('nav.groups');
	await p.h1('nav.groups');
	await p.click(p.button('act.add'));
	const form = p.page.getByRole('dialog');
	await form.getByLabel(p.t('groups.name')).fill(name);
	await form.getByLabel(p.t('groups.number')).fill(number);
	const ticks = form.locator('.ticks input:not([disabled])');
	await ticks.first().waitFor();
	for (let i = 0; i < 4; i++) await p.click(ticks.nth(i));
	await p.click(form.getByRole('button', { name: p.t('act.save'), exact: true }));
	const row = p.page.locator('tr[data-row]').filter({ hasText: name }).first();
	await row.waitFor();
	most(p.clicks, 7, 'clicks for a group of four');
	/* it opens by itself; close it and open it by its name */
	const opener = p.page.getByRole('button', { name: p.t('groups.membersOf', { name }) });
	if ((await opener.getAttribute('aria-expanded')) !== 'true') await opener.click();
	await p.page.getByRole('heading', { name: p.t('members.title', { name }) }).waitFor();
	const members = p.page.locator('.members-box tr[data-row]');
	equal(await members.count(), 4, 'members');
	/* Modifier brings another member in */
	await p.page.locator('.members-box').getByRole('button', { name: p.t('act.edit'), exact: true }).click();
	await form.locator('.ticks input:not(:checked):not([disabled])').first().check();
	await form.getByRole('button', { name: p.t('act.save'), exact: true }).click();
	await form.waitFor({ state: 'detached' });
	await p.page.waitForFunction(() => document.querySelectorAll('.members-box tr[data-row]').length === 5);
	await p.page.locator('.members-box').getByRole('button', { name: p.t('groups.disconnectAll') }).click();
	await p.page.getByRole('dialog').getByRole('button', { name: p.t('groups.disconnectAll') }).click();
	await p.page.waitForFunction(() => [...document.querySelectorAll('.members-box [role=switch]')].every((s) => s.getAttribute('aria-checked') === 'false'));
	await p.page.locator('.members-box .chip').first().getByText(p.t('state.disconnected')).waitFor();
	/* codes are masked until asked for */
	await p.page.getByRole('button', { name: p.t('groups.showCode', { code: p.t('groups.codeUser'), name }) }).click();
	if (!/^\d{4}$/.test((await p.page.locator('[data-code]').first().textContent()).trim())) throw new Error('the code is not shown');
	await p.page.getByRole('button', { name: p.t('groups.deleteOf', { name }) }).click();
	await p.page.getByText(p.t('groups.askDelete', { name })).waitFor();
	await p.page.getByRole('dialog').getByRole('button', { name: p.t('act.delete'), exact: true }).click();
	await row.waitFor({ state: 'detached' });
	/* and it can be undone */
	await p.page.locator('.toast').getByRole('button', { name: p.t('act.undo'), exact: true }).click();
	await row.waitFor();
	await p.page.getByRole('button', { name: p.t('groups.deleteOf', { name }) }).click();
	await p.page.getByRole('dialog').getByRole('button', { name: p.t('act.delete'), exact: true }).click();
	await row.waitFor({ state: 'detached' });
	p.calm();
}

if (part('practice')) for (const [lang, width] of [['fr', 1440], ['en', 390], ['fr', 390], ['en', 1440]]) {
	const p = await sit(MANAGER, { lang, width });
	await check(`En pratique: renvois, ${lang}, ${width} px`, () => practiceForwarding(p));
	await check(`En pratique: appels entrants, ${lang}, ${width} px`, () => practiceIncoming(p));
	await check(`En pratique: groupes, ${lang}, ${width} px`, () => practiceGroups(p, `01 99 00 41 ${lang === 'fr' ? 1 : 2}${width === 390 ? 0 : 1}`));
	await blank(p);
	await p.context.close();
}

/* ---- the other tasks within their clicks ---- */
if (part('clicks')) for (const lang of ['fr', 'en']) {
	const u = await sit(USER, { lang, width: 390 });
	await check(`a user's tasks within their clicks, ${lang}`, async () => {
		await u.home();
		const dnd = u.page.getByRole('switch', { name: new RegExp(u.t('lines.dnd')) });
		await dnd.waitFor();
		for (const on of ['true', 'false']) {
			u.clicks = 0;
			await u.click(dnd);
			await u.page.waitForFunction((want) => document.querySelector('[role=switch]')?.getAttribute('aria-checked') === want, on);
			most(u.clicks, 1, 'clicks for do not disturb');
		}
		const group = u.page.getByRole('switch', { name: u.t('user.inGroup', { name: 'Accueil' }) });
		const before = await group.getAttribute('aria-checked');
		for (const want of [before === 'true' ? 'false' : 'true', before]) {
			u.clicks = 0;
			await u.click(group);
			await u.page.waitForFunction(([name, w]) => document.querySelector(`[role=switch][aria-label="${name}"]`)?.getAttribute('aria-checked') === w, [u.t('user.inGroup', { name: 'Accueil' }), want]);
			most(u.clicks, 1, 'clicks to join or leave a group');
		}
		await u.home();
		await u.menu('nav.myForwarding');
		await u.click(u.page.getByRole('checkbox', { name: u.t('fwd.immediate') }));
		await u.page.keyboard.type('01 99 00 12 34');
		await u.click(u.button('act.save'));
		await u.saved();
		most(u.clicks, 3, 'clicks to forward everything now');
		await u.page.getByRole('checkbox', { name: u.t('fwd.immediate') }).uncheck();
		await u.button('act.save').click();
		await u.saved();
		u.calm();
	});
	await u.context.close();
	const m = await sit(MANAGER, { lang });
	await check(`a manager's tasks within their clicks, ${lang}`, async () => {
		await m.home();
		await m.click(m.page.getByRole('button', { name: new RegExp(`^${m.t('log.why').replace('?', '\\?')}`) }).first());
		await m.page.getByRole('dialog').getByText(m.t('log.rule')).waitFor();
		most(m.clicks, 1, 'clicks to know why');
		await m.page.keyboard.press('Escape');
		await m.home();
		await m.click(m.page.getByRole('button', { name: m.t('groups.disconnectAllOf', { name: 'Accueil' }) }));
		await m.click(m.page.getByRole('dialog').getByRole('button', { name: m.t('groups.disconnectAll') }));
		await m.page.getByText(m.t('groups.disconnected', { name: 'Accueil' })).first().waitFor();
		most(m.clicks, 2, 'clicks to disconnect all');
		const groups = await api(m, 'GET', '/fleets/3/groups');
		const g = groups.body.items.find((x) => x.name === 'Accueil');
		equal(g.connected, 0, 'members connected afterwards');
		await api(m, 'PUT', `/fleets/3/groups/${g.id}/connections`, { connected: true, members: 'all' });
		m.calm();
	});
	await m.context.close();
}

/* ---- what happens if ---- */
if (part('simulate')) await check('que se passe-t-il si ... : the answer in one sentence, draft against live', async () => {
	const p = await sit(MANAGER);
	await blank(p);
	await p.home();
	await p.menu('nav.simulate');
	await p.page.getByLabel(p.t('sim.calling')).fill('06 39 98 09 90');
	await p.page.getByLabel(p.t('sim.called')).fill('06 39 98 01 02');
	await p.page.getByLabel(p.t('sim.phone')).selectOption('no-answer');
	await p.page.locator('main').getByRole('button', { name: p.t('sim.run'), exact: true }).click();
	await p.page.locator('.steps li').first().waitFor();
	if (!/01 99 00 40 22/.test((await p.page.locator('main').textContent()).replace(/\s/g, ' '))) throw new Error('the answer does not name 01 99 00 40 22');
	await p.page.goto(`${url}/renvois/${LINE}`);
	await p.page.getByRole('checkbox', { name: p.t('fwd.immediate') }).check();
	await p.page.keyboard.type('01 99 00 12 34');
	await p.page.getByText(p.t('fwd.draft')).waitFor();
	await p.page.waitForFunction(() => /01\s99\s00\s12\s34/.test(document.querySelector('[data-sentence]')?.textContent ?? ''));
	await p.button('act.try').click();
	const box = p.page.getByRole('dialog');
	await box.getByLabel(p.t('sim.calling')).fill('06 39 98 09 90');
	await box.getByRole('button', { name: p.t('sim.run'), exact: true }).click();
	await box.getByRole('button', { name: p.t('sim.draft') }).waitFor();
	if (!/01 99 00 12 34/.test((await box.locator('[data-sentence]').textContent()).replace(/\s/g, ' '))) throw new Error('the draft is not answered');
	await box.getByRole('button', { name: p.t('sim.live') }).click();
	if (/01 99 00 12 34/.test((await box.locator('[data-sentence]').textContent()).replace(/\s/g, ' '))) throw new Error('the live answer follows the draft');
	p.calm();
	await p.context.close();
});

/* ---- the next call ---- */
if (part('call') && process.env.MPABX_NEXT_CALL) await check('what is saved here decides the next call through osmo-stp', async () => {
	const p = await sit(MANAGER);
	await blank(p);
	await p.page.goto(`${url}/renvois/${LINE}`);
	await p.page.getByRole('checkbox', { name: p.t('fwd.immediate') }).check();
	await p.page.locator('#f-immediate-destination-number').fill('01 99 00 12 34');
	await p.button('act.save').click();
	await p.saved();
	const { spawnSync } = await import('node:child_process');
	const call = spawnSync(process.env.MPABX_NEXT_CALL, { encoding: 'utf8', timeout: 20000 });
	await blank(p);
	if (call.status !== 0) throw new Error(`the call went elsewhere: ${call.stdout}${call.stderr}`);
	await p.context.close();
});

/* ---- two browsers ---- */
if (part('two')) await check('two browsers see each other\'s change; the slower one compares', async () => {
	const a = await sit(MANAGER), b = await sit(MANAGER);
	await blank(a);
	for (const p of [a, b]) { await p.page.goto(`${url}/renvois/${LINE}`); await p.page.getByLabel(p.t('fwd.box')).waitFor(); }
	await a.page.getByRole('checkbox', { name: a.t('fwd.busy') }).check();
	await a.page.keyboard.type('01 99 00 12 34');
	await a.button('act.save').click();
	await a.saved();
	const start = Date.now();
	await b.page.waitForFunction(() => document.querySelector('#f-busy-destination-number')?.value === '01 99 00 12 34', null, { timeout: 5000 });
	console.log(`figure pages.seen_by_other_ms ${Date.now() - start}`);
	await b.page.locator('#f-busy-destination-number').fill('01 99 00 56 78');
	await a.page.locator('#f-busy-destination-number').fill('01 99 00 99 99');
	await a.button('act.save').click();
	await a.saved();
	await b.button('act.save').click();
	await b.page.getByRole('dialog', { name: b.t('stale.title') }).waitFor();
	const box = (await b.page.getByRole('dialog').textContent()).replace(/\s/g, ' ');
	for (const n of ['01 99 00 99 99', '01 99 00 56 78']) if (!box.includes(n)) throw new Error(`${n} is not compared`);
	await b.button('stale.keep').click();
	await b.saved();
	await a.page.waitForFunction(() => document.querySelector('#f-busy-destination-number')?.value === '01 99 00 56 78', null, { timeout: 5000 });
	/* tabs of one browser share one stream */
	const streams = [];
	a.context.on('request', (r) => { if (r.url().endsWith('/events')) streams.push(r.url()); });
	const tab = await a.context.newPage();
	await tab.goto(url + '/groupes');
	await tab.locator('h1').waitFor();
	await tab.waitForTimeout(500);
	equal(streams.length, 0, 'streams of the second tab');
	await api(b, 'PUT', '/fleets/3/groups/' + (await api(b, 'GET', '/fleets/3/groups')).body.items.find((g) => g.name === 'Accueil').id + '/connections', { connected: false, members: 'all' });
	await tab.waitForFunction(() => [...document.querySelectorAll('tr[data-row]')].some((r) => r.textContent.includes('Accueil') && r.querySelector('svg:not(.filled)[role=img]')), null, { timeout: 5000 });
	await api(b, 'PUT', '/fleets/3/groups/' + (await api(b, 'GET', '/fleets/3/groups')).body.items.find((g) => g.name === 'Accueil').id + '/connections', { connected: true, members: 'all' });
	await blank(a);
	await a.context.close();
	await b.context.close();
});

/* ---- the identity of a line ---- */
if (part('identity')) await check('Prendre l\'identité: a band says so, and the user can read of it', async () => {
	const p = await sit(MANAGER);
	await p.page.goto(`${url}/lignes/33639980121`);
	await p.button('lines.identity').click();
	await p.page.getByRole('dialog').getByRole('button', { name: p.t('lines.identity') }).click();
	await p.page.locator('.taken').waitFor();
	await p.h1('nav.today');
	await lint(p, 'taken identity');
	await p.button('app.takenBack').click();
	await p.page.locator('.taken').waitFor({ state: 'detached' });
	await p.context.close();
	const u = await sit(USER, { width: 390 });
	await u.page.goto(`${url}/compte`);
	await u.page.getByText('Anne Lefèvre').or(u.page.getByText(MANAGER)).first().waitFor();
	u.calm();
	await u.context.close();
});

/* ---- the keyboard alone ---- */
if (part('keyboard')) await check('the keyboard alone: sign in, forward a line, answer a dialog', async () => {
	const p = await sit(null);
	const key = (k) => p.page.keyboard.press(k);
	/** Tab until the focus stands on what has this name, as somebody does who does not see. */
	const reach = async (name, most_ = 80) => {
		for (let i = 0; i < most_; i++) {
			const at = await p.page.evaluate(() => { const e = document.activeElement; return (e?.getAttribute('aria-label') ?? (e?.labels?.[0]?.textContent || e?.textContent || '')).trim().replace(/\s/g, ' '); });
			if (typeof name === 'string' ? at.startsWith(name) : name.test(at)) {
				const seen = await p.page.evaluate(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; });
				if (!seen) throw new Error(`the focus on "${at}" is not seen`);
				return;
			}
			await key('Tab');
		}
		throw new Error(`"${name}" is not reached`);
	};
	await p.page.goto(url + '/');
	await p.page.locator('h1').waitFor();
	await reach(p.t('door.login'));
	await p.page.keyboard.type(MANAGER);
	await key('Tab');
	await p.page.keyboard.type(password);
	await key('Enter');
	await p.h1('nav.home');
	await reach(p.t('nav.forwarding'));
	await key('Enter');
	await p.page.waitForFunction(() => document.activeElement?.type === 'search');
	await p.page.keyboard.type('06 39 98 01 01');
	await p.page.getByRole('link', { name: /06\s39\s98\s01\s01/ }).first().waitFor();
	await p.page.waitForFunction(() => document.querySelectorAll('.picker li').length === 1);
	await reach(/06 39 98 01 01/);
	await key('Enter');
	await p.page.getByLabel(p.t('fwd.box')).waitFor();
	await reach(p.t('fwd.unreachable'));
	await key('Space');
	await p.page.waitForFunction(() => document.activeElement?.id === 'f-unreachable-destination-number');
	await p.page.keyboard.type('01 99 00 12 34');
	await reach(p.t('act.save'));
	await key('Enter');
	await p.saved();
	await p.page.goto(`${url}/groupes`);
	await p.page.locator('tr[data-row]').first().waitFor();
	await reach(new RegExp('^' + p.t('groups.deleteOf', { name: '' })));
	await key('Enter');
	await p.page.getByRole('dialog').waitFor();
	await key('Escape');
	await p.page.getByRole('dialog').waitFor({ state: 'detached' });
	await p.page.waitForFunction((want) => document.activeElement?.getAttribute('aria-label')?.startsWith(want), p.t('groups.deleteOf', { name: '' }));
	await blank(p);
	p.calm();
	await p.context.close();
});

/* ---- every page ---- */
const PAGES = {
	[MANAGER]: ['/', '/lignes', '/lignes/33639980111', '/lignes/33639980108/reglages', '/renvois', '/renvois/33639980102', '/appels-entrants', '/appels-entrants/33639980111', '/groupes', '/groupes?ajouter=1', '/groupes/1', '/journal', '/simuler', '/calendriers', '/fixes', '/historique', '/import', '/audit', '/administrateurs', '/cles', '/compte', '/aide', '/nulle-part'],
	[USER]: ['/', '/renvois', '/appels-entrants', '/journal', '/compte', '/aide'],
	[OPERATOR]: ['/', '/liens', '/dialogues', '/appels', '/audit', '/administrateurs'],
};
if (part('axe')) for (const [lang, width, dark] of [['fr', 1440, false], ['en', 390, true]]) for (const [login, paths] of Object.entries(PAGES)) {
	const p = await sit(login, { lang, width, dark });
	for (const path of paths) await check(`axe ${login.split('@')[0]} ${path}, ${lang}, ${width} px${dark ? ', dark' : ''}`, async () => {
		let to = path;
		if (path === '/groupes/1') to = `/groupes/${(await api(p, 'GET', '/fleets/3/groups')).body.items[0].id}`;
		await p.page.goto(url + to);
		await p.page.locator('h1').waitFor();
		await p.page.waitForFunction(() => !document.querySelector('.bone'));
		await lint(p, path);
	});
	await p.context.close();
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
