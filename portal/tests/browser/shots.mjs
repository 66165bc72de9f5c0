// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of every page and dialog of every role, to be looked at: MPABX_URL=... MPABX_PASSWORD=... node shots.mjs FOLDER
// [LANGUAGE [WIDTH...]], light and dark each. What the pages are is the list of everywhere.mjs.
import { mkdir } from 'node:fs/promises';
import { browser, drawn, sit, theme, url } from './person.mjs';
import { NOBODY, PAGES } from './everywhere.mjs';
import { groupOf } from './tasks.mjs';

const [out, lang = 'fr', ...widths] = process.argv.slice(2);
await mkdir(out, { recursive: true });
for (const width of widths.length ? widths.map(Number) : [1440, 390]) for (const [login, pages] of [['', NOBODY], ...Object.entries(PAGES)]) {
	const p = await sit(login || null, { lang, width });
	await p.page.goto(url + '/');
	const group = login.startsWith('accueil') ? (await groupOf(p, 'Accueil')).id : 0;
	for (const [path, open, what] of pages) try {
		await p.page.goto(url + path.replace('{group}', group));
		await drawn(p);
		if (open) await open(p);
		await p.page.waitForTimeout(200);
		for (const dark of [false, true]) {
			await theme(p, dark);
			await p.page.screenshot({ path: `${out}/${width}-${dark ? 'dark' : 'light'}-${login.split('@')[0] || 'nobody'}-${path.replace(/\W+/g, '_')}${what ? `-${what.replace(/ /g, '_')}` : ''}.png`, fullPage: !what || !/dialog/.test(String(open)) });
		}
	} catch (e) { console.log(`${login} ${path} ${what ?? ''}: ${String(e.message).split('\n')[0]}`); }
	await p.context.close();
}
await browser.close();
