// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of pages: node tests/browser/shots.mjs URL LOGIN:PASSWORD OUT PATH... at 1440 and 390 px; for who works on the look.
import { mkdir } from 'node:fs/promises';
import { launch, signIn } from './browser.mjs';

const [url, who, out, ...paths] = process.argv.slice(2);
const [login, password] = who.split(':');
await mkdir(out, { recursive: true });
const browser = await launch();
for (const width of (process.env.WIDTHS ?? '1440,390').split(',').map(Number)) {
	const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 }, locale: process.env.LANGUAGE_ ?? 'fr-FR', timezoneId: 'Europe/Paris', colorScheme: process.env.DARK ? 'dark' : 'light' });
	const page = await context.newPage();
	page.on('console', (m) => { if (m.type() === 'error') console.log('console:', m.text()); });
	page.on('pageerror', (e) => console.log('error:', e.message));
	if (login) await signIn(page, url, login, password);
	for (const path of paths) {
		await page.goto(url + path);
		await page.waitForTimeout(500);
		await page.screenshot({ path: `${out}/${path.replace(/[/?=&]/g, '_')}-${width}.png`, fullPage: true });
	}
	await context.close();
}
await browser.close();
