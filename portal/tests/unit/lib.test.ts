// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbers, paths, refusals, differences.
import { describe, expect, it } from 'vitest';
import { phone, phoneTyped, samePhone } from '../../src/lib/phone';
import { match } from '../../src/lib/router';
import { Problem } from '../../src/lib/api';
import { differences } from '../../src/pages/history';
import { fieldName } from '../../src/pages/field-names';
import { participants } from '../../src/pages/ladder';
import { lang } from '../../src/i18n';

describe('numbers', () => {
	it('are grouped by two and unbroken', () => {
		expect(phone('+33639980012')).toBe('06\u00a039\u00a098\u00a000\u00a012');
		expect(phone('0199001234')).toBe('01\u00a099\u00a000\u00a012\u00a034');
		expect(phoneTyped('+33639980012')).toBe('06 39 98 00 12');
	});
	it('of other countries keep their plus', () => expect(phone('+442079460000')).toBe('+442079460000'));
	it('are nothing where withheld', () => expect(phone(null)).toBe(''));
	it('are the same however they are typed', () => {
		expect(samePhone('06.39.98.00.12', '+33639980012')).toBe(true);
		expect(samePhone('0033639980012', '06 39 98 00 12')).toBe(true);
		expect(samePhone('0639980012', '0639980013')).toBe(false);
	});
});

describe('paths', () => {
	it('give their parts', () => expect(match('/lignes/:n/reglages', '/lignes/33639980012/reglages')).toEqual({ n: '33639980012' }));
	it('match as a whole', () => {
		expect(match('/lignes', '/lignes/1')).toBeNull();
		expect(match('/', '/lignes')).toBeNull();
		expect(match('/', '/')).toEqual({});
	});
});

describe('refusals', () => {
	it('come by field', () => {
		const p = new Problem(422, { code: 'refused', detail: 'x', errors: [{ pointer: '/busy/destination/number', code: 'length', detail: 'Saisissez 10 chiffres' }, { pointer: '/busy/destination/number', detail: 'second' }] });
		expect(p.errors).toEqual({ '/busy/destination/number': 'Saisissez 10 chiffres' });
		expect(p.stale).toBe(false);
		expect(new Problem(412, {}).stale).toBe(true);
	});
});

describe('differences', () => {
	it('are the leaves that changed', () => {
		expect(differences({ a: 1, b: { c: 'x', d: 2 } }, { a: 1, b: { c: 'y', d: 2 } })).toEqual([['b.c', 'x', 'y']]);
		expect(differences(null, { n: '+33639980012' })).toEqual([['n', '–', '06\u00a039\u00a098\u00a000\u00a012']]);
		expect(differences({ a: [1, 2] }, { a: [1] })).toEqual([['a.1', '2', '–']]);
	});
	it('say a destination as people do, and fields in their words', () => {
		lang.value = 'fr';
		expect(differences({ to: { kind: 'none', number: null } }, { to: { kind: 'number', number: '+33199001234' } })).toEqual([['to', 'Aucune destination', '01\u00a099\u00a000\u00a012\u00a034']]);
		expect(fieldName('numbers.1.ring_s')).toBe('Numéros appelés · 2 · Sonne');
		expect(fieldName('something_new')).toBe('something_new');
	});
});

describe('ladders', () => {
	it('have switches and the HLR on the left of the node, SIP and media on its right', () => {
		const e = (direction: 'left' | 'right' | 'remark', who: string) => ({ at_ms: 0, direction, with: who, text: 'x' });
		expect(participants({ call: '1', left: 'MSC / HLR', right: 'mpabx', events: [e('right', 'MSC'), e('left', 'media'), e('right', 'SIP trunk'), e('remark', ''), e('left', 'HLR'), e('left', 'SIP core')] }))
			.toEqual(['MSC', 'HLR', 'mpabx', 'SIP trunk', 'SIP core', 'media']);
		expect(participants({ call: '1', left: 'MSC / HLR', right: 'mpabx', events: [{ at_ms: 0, direction: 'right', text: 'x' }] })).toEqual(['MSC / HLR', 'mpabx']);
	});
});
