// SPDX-License-Identifier: AGPL-3.0-or-later
// One Chromium for the tests and pictures: Debian's, headless, and silent on the network beside what the page asks for.
import { chromium } from 'playwright-core';

export const launch = () => chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

export async function signIn(page, url, login, password) {
	await page.goto(url + '/');
	await page.locator('input[autocomplete=username]').fill(login);
	await page.locator('input[autocomplete=current-password]').fill(password);
	await page.locator('button[type=submit]').click();
	await page.locator('h1').first().waitFor();
	await page.waitForFunction(() => !document.querySelector('.door'));
}
