// SPDX-License-Identifier: AGPL-3.0-or-later
// What pages do besides the tasks: a change that expires and is undone, warnings, live cards during a call, one call's
// ladder, a file imported, an operator suspended.
import { spawn } from 'node:child_process';
import { signIn } from './browser.mjs';
import { api, check, drawn, equal, lint, password, sit, MANAGER, OPERATOR, url } from './person.mjs';
import { blank, groupOf, LINE } from './tasks.mjs';

async function expires() {
	const p = await sit(MANAGER);
	await p.page.goto(url + '/');
	await blank(p);
	await p.page.goto(`${url}/renvois/${LINE}`);
	await p.page.getByRole('checkbox', { name: p.t('fwd.immediate') }).check();
	await p.page.keyboard.type('01 99 00 12 34');
	const until = p.page.getByLabel(p.t('until.label'));
	await until.selectOption({ index: 2 });
	await p.button('act.save').click();
	await p.saved();
	await p.page.getByText(/^Jusqu'au .*, puis retour au réglage précédent\.$/).waitFor();
	/* who looks later reads it too, and takes it back from the line's history */
	await p.page.goto(`${url}/historique?ligne=${LINE}`);
	const entry = p.page.locator('.entry').first();
	await entry.getByText(new RegExp(p.t('until.label'))).waitFor();
	await entry.locator('summary').click();
	await entry.getByRole('rowheader', { name: `${p.t('fwd.immediate')} · ${p.t('field.active')}` }).waitFor();
	await entry.getByRole('button', { name: new RegExp(`^${p.t('hist.undo')}`) }).click();
	await p.inBox('hist.undo').click();
	await p.page.getByText(p.t('said.undone')).first().waitFor();
	const now = (await api(p, 'GET', `/fleets/3/lines/${LINE}/forwardings`)).body;
	equal(`${now.immediate.active} ${now.until ?? null}`, 'false null', 'immediate forwarding and its end after the undo');
	p.calm();
	await p.context.close();
}

async function warns() {
	const p = await sit(MANAGER);
	await p.home();
	const look = p.page.locator('.card').filter({ has: p.page.getByRole('heading', { name: p.t('lines.warningsHead') }) });
	await look.getByText(/Aucun membre connecté\s:\sles appels vont\svers/).first().waitFor();
	await look.getByRole('link', { name: p.t('warn.group') }).first().click();
	await p.page.getByRole('heading', { level: 1 }).waitFor();
	await p.page.waitForURL(/\/groupes\/\d+$/);
	p.calm();
	await p.context.close();
	if (!process.env.MPABX_FOREIGN_URL) return;
	/* a network whose own forwarding comes first says so beside the setting */
	const f = await sit(null);
	await signIn(f.page, process.env.MPABX_FOREIGN_URL, MANAGER, password);
	await f.page.goto(`${process.env.MPABX_FOREIGN_URL}/renvois/33639980102`);
	await f.page.getByText("Le renvoi de l'opérateur peut passer avant le vôtre").first().waitFor();
	await f.context.close();
}

async function live() {
	const p = await sit(MANAGER);
	await p.page.goto(url + '/');
	const g = await groupOf(p, 'Accueil');
	await p.page.goto(`${url}/groupes/${g.id}`);
	const card = p.page.locator('.member').first();
	await card.getByText(p.t('state.connected')).waitFor();
	const l = await sit(MANAGER, { own: true });
	await l.page.goto(url + '/lignes');
	const row = l.page.locator('tr', { hasText: '06 39 98 01 21' });
	await row.waitFor();
	equal(await row.getByText(p.t('state.talking')).count(), 0, 'a free line has no chip');
	const call = spawn(process.env.MPABX_LIVE_CALL, { stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	call.stdout.on('data', (x) => { said += x; });
	call.stderr.on('data', (x) => { said += x; });
	const over = new Promise((resolve) => call.on('close', resolve));
	await card.getByText(p.t('state.talking')).waitFor({ timeout: 15000 });
	await p.page.locator('.chips').getByText('1 en appel').waitFor();
	await row.getByText(p.t('state.talking')).waitFor();
	equal(await over, 0, `the call's end (${said.slice(-300)})`);
	await card.getByText(p.t('state.connected')).waitFor();
	await row.getByText(p.t('state.talking')).waitFor({ state: 'detached' });
	p.calm();
	l.calm();
	await p.context.close();
	await l.context.close();
	/* its messages, for the operator */
	const o = await sit(OPERATOR);
	await o.page.goto(`${url}/appels`);
	await drawn(o);
	await o.page.locator('tr[data-row] .acts .btn').first().click();
	const box = o.box();
	await box.locator('svg .msg').first().waitFor({ state: 'attached' });
	await box.locator('svg text').getByText(/InitialDP/).first().waitFor();
	for (const head of ['MSC', 'mpabx']) await box.locator('svg text.head').getByText(head, { exact: true }).waitFor();
	await lint(o, 'ladder');
	await o.context.close();
}

async function imports() {
	const p = await sit(MANAGER);
	await p.page.goto(url + '/');
	await blank(p);
	const csv = await p.page.evaluate(async () => (await fetch('/api/v1/fleets/3/export?lang=fr&semicolon=true')).text());
	const put = async (text) => {
		await p.page.goto(`${url}/import`);
		await p.page.locator('#csv').setInputFiles({ name: 'flotte.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
	};
	await put(csv);
	await p.page.getByText(p.t('imp.same')).waitFor();
	await put(csv.replace('Chloé Diallo', 'Chloé Diallo-Martin'));
	await p.page.getByText('1 modification', { exact: true }).waitFor();
	await p.button('imp.commit').click();
	await p.page.getByText('1 modification enregistrée. Valable dès le prochain appel.').waitFor();
	await put(csv.replace('Chloé Diallo', 'Chloé Diallo').replace('01 99 00 40 22', '01 99').replace('+33199004022', '+331'));
	await p.page.getByText(/ligne refusée|lignes refusées/).first().waitFor();	/* all or nothing */
	equal(await p.button('imp.commit').count(), 0, 'a way to import what was refused');
	await put(csv);
	await p.page.getByText('1 modification', { exact: true }).waitFor();
	await p.button('imp.commit').click();
	await p.page.getByText('1 modification enregistrée. Valable dès le prochain appel.').waitFor();
	p.calm();
	await p.context.close();
}

async function operators() {
	const p = await sit(OPERATOR);
	await p.page.goto(`${url}/administrateurs`);
	await p.button('act.add').click();
	await p.box().getByLabel(p.t('people.login')).fill('nuit@mpabx.example');
	await p.box().getByLabel(p.t('acc.name')).fill('Équipe de nuit');
	await p.inBox('act.save').click();
	const row = p.page.locator('tr[data-row]').filter({ hasText: 'Équipe de nuit' });
	await row.getByText(p.t('people.active')).waitFor();
	await row.getByRole('button', { name: p.t('groups.editOf', { name: 'Équipe de nuit' }) }).click();
	await p.box().getByRole('checkbox', { name: p.t('people.suspend') }).check();
	await p.inBox('act.save').click();
	await row.getByText(p.t('people.suspended')).waitFor();
	await row.getByRole('button', { name: p.t('groups.deleteOf', { name: 'Équipe de nuit' }) }).click();
	await p.inBox('act.delete').click();
	await row.waitFor({ state: 'detached' });
	p.calm();
	await p.context.close();
}

export async function more() {
	await check('a change expires, is read in the history, and is undone', expires);
	await check('warnings say what to look at and lead there', warns);
	if (process.env.MPABX_LIVE_CALL) await check('live cards during a call, and its ladder', live);
	await check('a file is previewed, refused by row, imported as a whole', imports);
	await check('an operator is added, suspended, removed', operators);
}
