// SPDX-License-Identifier: AGPL-3.0-or-later
// French and English complete: no text missing in either, none unused, none written into a page by hand.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TEXTS } from '../../src/i18n/texts';
import { fill } from '../../src/i18n';

const root = join(__dirname, '../../src');
const walk = (dir: string): string[] => readdirSync(dir).flatMap((f) => (statSync(join(dir, f)).isDirectory() ? walk(join(dir, f)) : [join(dir, f)]));
const sources = walk(root).filter((f) => /\.tsx?$/.test(f) && !f.includes('/i18n/') && !f.endsWith('.d.ts')).map((f) => ({ name: f.slice(root.length + 1), text: readFileSync(f, 'utf8') }));
const blanks = (s: string) => [...new Set([...s.matchAll(/\{(\w+)\}|\[\[(\w+)\|/g)].map((m) => m[1] ?? m[2]))].sort();

describe('texts', () => {
	it('say the same in both languages', () => {
		for (const [key, [fr, en]] of Object.entries(TEXTS)) {
			expect(fr.trim(), key).not.toBe('');
			expect(en.trim(), key).not.toBe('');
			expect(blanks(en), key).toEqual(blanks(fr));
			expect(`${fr}${en}`, `${key}: one apostrophe everywhere, the straight one of the service's texts`).not.toMatch(/[’‘]/);
		}
	});
	it('are each defined once', () => {
		const keys = walk(join(root, 'i18n')).flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/^\t'([\w.-]+)': \[/gm)].map((m) => m[1]));
		expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([]);
	});
	it('are all used', () => {
		const all = sources.map((s) => s.text).join('\n');
		expect(Object.keys(TEXTS).filter((k) => !all.includes(`'${k}'`))).toEqual([]);
	});
	it('are all there where they are asked for', () => {
		const missing = sources.flatMap((s) => [...s.text.matchAll(/\bt\('([^']+)'/g)].filter((m) => !((m[1] ?? '') in TEXTS)).map((m) => `${s.name}: ${m[1]}`));
		expect(missing).toEqual([]);
	});
	it('stand nowhere else: no words between tags, in labels, titles or placeholders', () => {
		const bare = sources.flatMap((s) => [
			...[...s.text.matchAll(/<\/?[A-Za-z][\w.]*(?:\s[^<>{}]*)?>([^<>{}\n]*[A-Za-zÀ-ÿ]{3,}[^<>{}\n]*)<\//g)].map((m) => `${s.name}: ${m[1]}`),
			...[...s.text.matchAll(/\b(?:aria-label|title|placeholder|label)="([^"]*[A-Za-zÀ-ÿ]{3,}[^"]*)"/g)].map((m) => `${s.name}: ${m[1]}`),
		]);
		expect(bare).toEqual([]);
	});
	it('keep the words of the guide', () => {
		for (const [key, fr] of [['nav.home', 'Accueil'], ['nav.forwarding', "Gérer les renvois d'appel"], ['nav.incoming', 'Gérer les appels entrants'], ['nav.groups', "Administrer les groupes d'appel"],
			['act.add', 'Ajouter'], ['act.save', 'Valider'], ['act.edit', 'Modifier'], ['act.delete', 'Supprimer'], ['groups.disconnectAll', 'Déconnecter tous les membres'], ['lines.identity', "Prendre l'identité"],
			['fwd.activate', 'Activer la fonction'], ['fwd.box', "Je ne souhaite pas personnaliser mes renvois d'appel"], ['groups.acts', 'Modification / Suppression'], ['members.title', "Membres du groupe d'appel : {name}"],
			['groups.someone', 'Au moins un membre connecté'], ['groups.noOne', 'Aucun membre connecté'], ['app.help', "Besoin d'aide ?"], ['act.back', 'Retour'], ['said.saved', 'Enregistré. Valable dès le prochain appel.']] as const)
			expect(TEXTS[key][0]).toBe(fr);
	});
	it('count by the language', () => {
		expect(fill('[[n|# appel|# appels]]', { n: 0 }, 'fr')).toBe('0 appel');
		expect(fill('[[n|# appel|# appels]]', { n: 2 }, 'fr')).toBe('2 appels');
		expect(fill('[[n|# call|# calls]]', { n: 0 }, 'en')).toBe('0 calls');
		expect(fill('[[n|# call|# calls]] of {who}', { n: 1, who: 'A' }, 'en')).toBe('1 call of A');
	});
});
