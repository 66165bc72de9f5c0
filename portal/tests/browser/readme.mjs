// SPDX-License-Identifier: AGPL-3.0-or-later
// The pictures of the README, from a portal with the demo fleets: MPABX_URL=... MPABX_PASSWORD=... node readme.mjs FOLDER
import { launch, signIn } from './browser.mjs';

const url = process.env.MPABX_URL, password = process.env.MPABX_PASSWORD, out = process.argv[2];
const browser = await launch();

async function sit(login, width, height) {
	const context = await browser.newContext({ viewport: { width, height }, locale: 'fr-FR', timezoneId: 'Europe/Paris', reducedMotion: 'reduce' });
	const page = await context.newPage();
	await signIn(page, url, login, password);
	return page;
}
async function shot(page, name, path) {
	if (path) await page.goto(url + path);
	await page.locator('h1').waitFor();
	await page.waitForFunction(() => !document.querySelector('.bone'));
	await page.waitForTimeout(300);
	await page.screenshot({ path: `${out}/${name}.png` });
}

const manager = await sit('accueil@lefevre.example', 1280, 860);
await shot(manager, 'accueil', '/');
await shot(manager, 'renvois', '/renvois/33639980102');
await manager.goto(url + '/groupes');
await manager.locator('.opener').first().click();
await shot(manager, 'groupes');
await manager.goto(`${url}/simuler?de=${encodeURIComponent('06 39 98 09 90')}&vers=${encodeURIComponent('06 39 98 01 11')}`);
await manager.locator('main form button[type=submit]').click();
await manager.locator('.steps').waitFor();
await shot(manager, 'simuler');
await manager.goto(url + '/');
await manager.locator('.calls .btn').first().click();
await manager.locator('dialog .steps, dialog dl').first().waitFor();
await shot(manager, 'pourquoi');
const user = await sit('bruno@lefevre.example', 390, 844);
await shot(user, 'aujourd-hui', '/');
await browser.close();
