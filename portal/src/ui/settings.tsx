// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields that several pages of settings share: a destination, a period, an end, warnings, what a line lacks.
import { useContext } from 'preact/hooks';
import { ArrowRight } from 'lucide-preact';
import { phoneTyped, phone } from '../lib/phone';
import { useGet } from '../lib/data';
import { of, role, say, type Calendar, type Destination, type Items, type Warning } from '../lib/model';
import { full, t } from '../i18n';
import { LinkButton, Note } from './basics';
import { Choices, Errors, FieldError, PhoneField, SelectField, TextField } from './fields';

export const typed = (d: Destination | undefined): Destination => ({ kind: d?.kind ?? 'none', number: d?.kind === 'number' ? phoneTyped(d.number) : null });
export const destinationText = (d: Destination | undefined): string =>
	!d || d.kind === 'none' ? t('word.nowhere') : d.kind === 'voicemail' ? t('word.voicemail') : phone(d.number);

type Props = { at: string; label?: string; value: Destination; onValue: (d: Destination) => void; voicemail: boolean; none?: string; disabled?: boolean };
export function DestinationField({ at, label = t('fwd.to'), value, onValue, voicemail, none, disabled }: Props) {
	const errors = useContext(Errors);
	const wrong = errors[`${at}/number`] ?? errors[at] ?? errors[`${at}/kind`];
	const kinds = [
		...(none ? [{ value: 'none', label: none }] : []),
		{ value: 'number', label: t('fwd.number') },
		...(voicemail || value.kind === 'voicemail' ? [{ value: 'voicemail', label: t('word.voicemail') }] : []),
	];
	const kind = value.kind === 'none' && !none ? 'number' : value.kind;
	return (
		<div class="stack-s">
			{kinds.length > 1 && <Choices label={label} name={at} value={kind} disabled={disabled} onValue={(k) => onValue({ ...value, kind: k as Destination['kind'] })} options={kinds} />}
			{kind === 'number'
				? <PhoneField at={`${at}/number`} error={wrong} label={kinds.length > 1 ? t('fwd.toNumber') : label} hideLabel={kinds.length > 1} disabled={disabled} value={value.number ?? ''} onValue={(v) => onValue({ kind: 'number', number: v })} />
				: wrong && <FieldError>{wrong}</FieldError>}
		</div>
	);
}

export function PeriodField({ value, onValue, disabled, label = t('fwd.when') }: { value: number | null | undefined; onValue: (id: number | null) => void; disabled?: boolean; label?: string }) {
	const { data } = useGet<Items<Calendar>>(of('/calendars'));
	if (!data || (data.items.length === 0 && !value)) return null;
	return <SelectField label={label} width="w-mid" disabled={disabled} value={String(value ?? '')} onValue={(v) => onValue(v ? Number(v) : null)}
		options={[{ value: '', label: t('word.always') }, ...data.items.map((c) => ({ value: String(c.id), label: c.name }))]} />;
}

/* Ends that people ask for. Hours are those of this browser, which for the fleets' people is Paris. */
function at(days: number, hour: number): Date {
	const d = new Date();
	d.setDate(d.getDate() + days);
	d.setHours(hour, 0, 0, 0);
	return d;
}
const toLocal = (d: Date) => new Date(d.getTime() - d.getTimezoneOffset() * 60000).toISOString().slice(0, 16);

/** A change that expires. */
export function UntilField({ value, onValue }: { value: string | null | undefined; onValue: (until: string | null) => void }) {
	const friday = (5 - new Date().getDay() + 7) % 7;
	const offers: [string, Date][] = [
		[t('until.tonight'), at(0, 18)], [t('until.tomorrow'), at(1, 9)], [t('until.friday'), at(friday, 18)], [t('until.week'), at(7, 9)],
	];
	const open = offers.filter(([, d]) => d.getTime() > Date.now());
	const found = value ? open.find(([, d]) => d.getTime() === new Date(value).getTime()) : undefined;
	const kind = !value ? '' : found ? found[1].toISOString() : 'other';
	return (
		<div class="row end">
			<SelectField label={t('until.label')} width="w-mid" value={kind} onValue={(v) => onValue(v === '' ? null : v === 'other' ? at(1, 12).toISOString() : v)}
				options={[{ value: '', label: t('until.none') }, ...open.map(([label, d]) => ({ value: d.toISOString(), label: `${label} (${full(d)})` })), { value: 'other', label: t('until.other') }]} />
			{kind === 'other' && value && <TextField at="/until" label={t('until.date')} type="datetime-local" width="w-phone" value={toLocal(new Date(value))} onValue={(v) => v && onValue(new Date(v).toISOString())} />}
		</div>
	);
}

export function warningHref(w: Warning): string {
	const user = role.value === 'user';
	switch (w.object) {
	case 'group': case 'connections': return user ? '/' : `/groupes/${w.key}`;
	case 'incoming': return user ? '/appels-entrants' : `/appels-entrants/${w.key}`;
	case 'forwardings': return user ? '/renvois' : `/renvois/${w.key}`;
	case 'calendar': return '/calendriers';
	default: return user ? '/compte' : `/lignes/${w.key}`;
	}
}

export function Warnings({ list, link }: { list: Warning[] | undefined; link?: boolean }) {
	if (!list?.length) return null;
	return (
		<ul class="stack-s" aria-label={t('warn.list')}>
			{list.map((w, i) => (
				<li key={`${w.code}${w.key}${i}`}>
					<Note kind="warn" action={link ? <LinkButton small href={warningHref(w)}>{w.object === 'group' ? t('warn.group') : t('warn.line')}<ArrowRight size={16} aria-hidden="true" /></LinkButton> : undefined}>
						{link && w.title && <strong>{w.title}</strong>}
						<p>{say(w.text)}</p>
					</Note>
				</li>
			))}
		</ul>
	);
}
