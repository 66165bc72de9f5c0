// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbers as people read them. The server judges and normalises; here they are only grouped and never broken.
const NBSP = '\u00a0';

/** "+33639980012" -> "06 39 98 00 12"; other countries keep their "+" and are left in one piece. */
export function phone(e164: string | null | undefined): string {
	if (!e164) return '';
	const french = /^(?:\+33|0)([1-9]\d{8})$/.exec(e164.replace(/[\s.-]/g, ''));
	if (!french) return e164.replace(/ /g, NBSP);
	return ('0' + french[1]).replace(/(\d\d)(?=\d)/g, `$1${NBSP}`);
}

/** For a field: ordinary spaces, so that what is copied is what was typed. */
export const phoneTyped = (e164: string | null | undefined) => phone(e164).replace(/\u00a0/g, ' ');

/** Do both mean the same number? "0033", "+33", dots and spaces do not count. */
export function samePhone(a: string, b: string): boolean {
	const bare = (s: string) => s.replace(/[\s.()-]/g, '').replace(/^(\+33|0033)/, '0');
	return bare(a) === bare(b);
}
