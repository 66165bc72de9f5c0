// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody before a screen, for the tests of the pages: knows the words of the language, works with the mouse or with the
// keyboard alone, counts what is pressed, and notes what a page complains of.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';
import { launch, signIn } from './browser.mjs';

export const url = process.env.MPABX_URL, password = process.env.MPABX_PASSWORD;
export const MANAGER = 'accueil@lefevre.example', USER = 'camille@lefevre.example', CALLED = 'bruno@lefevre.example', OPERATOR = 'operateur@mpabx.example';
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* The texts of the pages, as the pages have them. */
export const TEXTS = {};
for (const name of ['common', 'manager', 'lines', 'groups', 'calls', 'user', 'operator']) {
	const { code } = await transformWithEsbuild(readFileSync(here(`../../src/i18n/${name}.ts`), 'utf8'), `${name}.ts`);
	Object.assign(TEXTS, ...Object.values(await import('data:text/javascript,' + encodeURIComponent(code))));
}

export const browser = await launch();
const counts = { passed: 0, failed: 0 };
let person = null;

/** `MPABX_ONLY`: a regular expression of what to run, for who works on one of them. */
export async function check(name, what) {
	if (process.env.MPABX_ONLY && !new RegExp(process.env.MPABX_ONLY).test(name)) return;
	const start = Date.now();
	try {
		await what();
		counts.passed++;
		console.log(`ok ${name} (${Date.now() - start} ms)`);
	} catch (e) {
		counts.failed++;
		console.log(`FAILED ${name}: ${String(e.message ?? e).split('\n').slice(0, 6).join(' | ')}`);
		if (process.env.MPABX_SHOTS && person) await person.page.screenshot({ path: `${process.env.MPABX_SHOTS}/${name.replace(/\W+/g, '_')}.png` }).catch(() => {});
	}
}
export async function finish() {
	await browser.close();
	console.log(`${counts.passed} passed, ${counts.failed} failed`);
	process.exit(counts.failed ? 1 : 0);
}
export function equal(got, want, what) { if (got !== want) throw new Error(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`); }
export function most(got, want, what) { if (got > want) throw new Error(`${what}: ${got}, more than ${want}`); }

const kept = new Map();
/** One sign-in an account, whatever the language and the window: what is kept is the session's cookie. */
async function cookiesOf(login) {
	if (!kept.has(login)) {
		const context = await browser.newContext();
		await signIn(await context.newPage(), url, login, password);
		kept.set(login, await context.storageState());
		await context.close();
	}
	return kept.get(login);
}

/** `login` null: nobody has signed in. `own`: a session of one's own, which may change (a taken identity). */
export async function sit(login, { lang = 'fr', width = 1440, dark = false, own = false } = {}) {
	const context = await browser.newContext({
		viewport: { width, height: width < 500 ? 844 : 900 }, locale: lang === 'fr' ? 'fr-FR' : 'en-GB', timezoneId: 'Europe/Paris',
		colorScheme: dark ? 'dark' : 'light', hasTouch: width < 500, reducedMotion: 'reduce',
		storageState: login && !own ? { cookies: (await cookiesOf(login)).cookies, origins: [] } : undefined,
	});
	await context.addInitScript((l) => localStorage.setItem('mpabx.lang', l), lang);
	const page = await context.newPage();
	page.setDefaultTimeout(20000);
	const p = { context, page, lang, width, login, keys: false, presses: 0, complaints: [] };
	page.on('pageerror', (e) => p.complaints.push(e.message));
	page.on('console', (m) => { if (m.type() === 'error' && !/status of (401|409|412|422|403|404)/.test(m.text())) p.complaints.push(m.text()); });
	Object.assign(p, words(p), hands(p));
	if (login && own) await signIn(page, url, login, password);
	person = p;
	return p;
}

const words = (p) => ({
	t: (key, args = {}) => TEXTS[key][p.lang === 'fr' ? 0 : 1].replace(/\{(\w+)\}/g, (w, n) => args[n] ?? w),
	button: (key, args) => p.page.getByRole('button', { name: p.t(key, args), exact: true }),
	box: () => p.page.getByRole('dialog'),
	inBox: (key, args) => p.page.getByRole('dialog').getByRole('button', { name: p.t(key, args), exact: true }),
	h1: (key) => p.page.getByRole('heading', { level: 1, name: p.t(key), exact: true }).waitFor(),
	saved: () => p.page.getByText(p.t('said.saved')).first().waitFor(),
	sentence: async () => (await p.page.locator('[data-sentence]').first().textContent()).replace(/\s/g, ' '),
	calm: () => { const c = p.complaints.splice(0); if (c.length) throw new Error(`the page complains: ${c[0]}`); },
	home: async () => { await p.page.goto(url + '/'); await p.page.locator('h1').waitFor(); await p.page.waitForLoadState('load'); await drawn(p); p.presses = 0; },
});

/** What a page shows has come: nothing stands in for it any more. */
export const drawn = (p) => p.page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.bone'));

const focused = (h) => h.evaluate((el) => el === document.activeElement);

/* `press` is one click, or Tab until the focus stands there and one key. Moving the focus and typing are not counted. */
const hands = (p) => {
	const reach = async (target, tabs = 160) => {
		const h = await target.elementHandle();
		/* Most of the way at once, the last steps one by one. */
		const far = await h.evaluate((el) => {
			const within = document.querySelector('dialog[open]') ?? document;
			const all = [...within.querySelectorAll('a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), summary, [tabindex="0"]')].filter((e) => e.checkVisibility() && e.tabIndex >= 0 && !(e.type === 'radio' && !e.checked));
			const from = all.findIndex((e) => e === document.activeElement || document.activeElement?.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
			return all.indexOf(el) - Math.max(from, 0);
		});
		await Promise.all(Array.from({ length: Math.max(0, far - 3) }, () => p.page.keyboard.press('Tab')));
		for (let i = 0; i <= tabs; i++) {
			if (await focused(h)) {
				const ring = await h.evaluate((el) => { const s = getComputedStyle(el); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; });
				if (!ring) throw new Error(`the focus is not seen on ${await h.evaluate((el) => el.outerHTML.slice(0, 120))}`);
				return h;
			}
			await p.page.keyboard.press('Tab');
		}
		throw new Error(`the keyboard does not reach ${await h.evaluate((el) => el.outerHTML.slice(0, 120))}`);
	};
	/* Of a group of radio buttons only the chosen one is reached; arrows go on from it. */
	const radio = async (target) => {
		const name = await target.getAttribute('name');
		await reach(p.page.locator(`input[type=radio][name="${name}"]:checked`));
		for (let i = 0; i < 8 && !(await target.isChecked()); i++) await p.page.keyboard.press('ArrowDown');
	};
	const press = async (target) => {
		await target.waitFor();
		p.presses++;
		if (!p.keys) return target.click();
		const kind = await target.evaluate((el) => el.getAttribute('role') ?? el.type ?? '');
		if (kind === 'radio') return radio(target);
		await reach(target);
		await p.page.keyboard.press(kind === 'checkbox' || kind === 'switch' ? 'Space' : 'Enter');
	};
	/* Where the page has put the focus already, or one Tab further on, one just types; else it is a click more. */
	const type = async (target, text) => {
		await target.waitFor();
		const h = await target.elementHandle();
		for (let i = 0; i < 20 && !(await focused(h)); i++) await p.page.waitForTimeout(20);
		if (p.keys) await reach(target);
		for (let i = 0; i < 2 && !(await focused(h)); i++) await p.page.keyboard.press('Tab');
		if (!(await focused(h))) { p.presses++; await target.click(); }
		await p.page.keyboard.press('Control+a');
		await p.page.keyboard.type(text);
	};
	const choose = async (target, value) => {
		p.presses++;
		if (!p.keys) return target.selectOption(value);
		await reach(target);
		for (let i = 0; i < 20 && (await target.inputValue()) !== value; i++) await p.page.keyboard.press('ArrowDown');
		equal(await target.inputValue(), value, 'what the keyboard chose');
	};
	/* From the home page: by the menu on the desk, by the page's own doors on a phone, where the menu is one press away. */
	const open = (key) => {
		const nav = p.page.getByRole('navigation', { name: p.t('app.mainMenu') });
		const within = p.login === MANAGER && p.width < 961 ? p.page.locator('main') : nav;
		return press(within.getByRole('link', { name: p.t(key), exact: true }));
	};
	return { reach, press, type, choose, open };
};

/** Through the portal's own API, with the page's session: to put things back. */
export const api = (p, method, path, body, etag) => p.page.evaluate(async ([m, u, b, e]) => {
	const s = await (await fetch('/api/v1/session')).json();
	const r = await fetch(`/api/v1${u}`, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf, ...(e ? { 'If-Match': e } : {}) }, body: b ? JSON.stringify(b) : undefined });
	return { status: r.status, body: r.status === 204 ? null : await r.json().catch(() => null) };
}, [method, path, body, etag]);

export const theme = (p, dark) => p.page.evaluate((d) => { document.documentElement.dataset.theme = d ? 'dark' : 'light'; }, dark);

/** axe-core, WCAG 2.2 AA; `rules`: only these. And nothing wider than the window. */
export async function lint(p, name, rules) {
	if (!(await p.page.evaluate(() => 'axe' in window))) await p.page.evaluate(axe);
	/* As long as the page: what sticks to the window's edge is not taken for what it covers at this moment. */
	const tall = await p.page.evaluate(() => (document.querySelector('.tabbar, .save') ? document.documentElement.scrollHeight + 100 : 0));
	if (tall) await p.page.setViewportSize({ width: p.width, height: Math.max(tall, 844) });
	const only = rules ? { type: 'rule', values: rules } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
	const found = await p.page.evaluate((o) => window.axe.run(document, { runOnly: o, resultTypes: ['violations'] })
		.then((r) => r.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`)), only);
	if (found.length) throw new Error(`${name}: ${found.join(' | ')}`);
	const wide = await p.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	if (wide > 0) throw new Error(`${name}: ${wide} px wider than the window`);
	p.calm();
}
