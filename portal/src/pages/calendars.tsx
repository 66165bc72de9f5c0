// SPDX-License-Identifier: AGPL-3.0-or-later
// "Calendriers": opening hours, dates, French public holidays computed by the server.
import { useState } from 'preact/hooks';
import { CalendarDays, Check, Pencil, Plus, Trash2, X } from 'lucide-preact';
import { api, Problem, type FieldErrors } from '../lib/api';
import { refresh, useGet } from '../lib/data';
import { of, say, type Calendar, type Items, type Text } from '../lib/model';
import { date, full, t, weekday } from '../i18n';
import { Bones, Button, Card, Chip, Empty, IconButton, PageHead } from '../ui/basics';
import { ask, Dialog, toast } from '../ui/dialog';
import { complain, staleText, useTag } from '../ui/editor';
import { Choices, Errors, ErrorSummary, SelectField, TextField } from '../ui/fields';
import { Failed } from './failed';

type Hours = NonNullable<Calendar['hours']>[number];
type Dates = NonNullable<Calendar['dates']>[number];
const DAYS = [1, 2, 3, 4, 5, 6, 7];

export function CalendarsPage() {
	const { data, error } = useGet<Items<Calendar>>(of('/calendars'));
	const [editing, setEditing] = useState<Calendar | 'new' | null>(null);
	if (error && !data) return <Failed error={error} />;
	const add = <Button kind="main" icon={Plus} onClick={() => setEditing('new')}>{t('act.add')}</Button>;
	return (
		<>
			<PageHead title={t('nav.calendars')} lead={t('cal.lead')}>{add}</PageHead>
			<div class="stack">
				{!data ? <Bones rows={3} height={96} /> : data.items.length === 0 ? <Card><Empty icon={CalendarDays} title={t('cal.none')} action={add}>{t('cal.noneHelp')}</Empty></Card>
					: data.items.map((c) => <One key={c.id} c={c} onEdit={() => setEditing(c)} />)}
				<Holidays />
			</div>
			{editing && <CalendarForm calendar={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
		</>
	);
}

function One({ c, onEdit }: { c: Calendar; onEdit: () => void }) {
	const remove = async () => {
		if (!(await ask({ title: t('cal.askDelete', { name: c.name }), text: c.used_by ? t('cal.used', { n: c.used_by }) : undefined, yes: t('act.delete'), danger: true }))) return;
		try { await api.del(of(`/calendars/${c.id}`), '*'); refresh(of('/calendars')); toast(t('said.deleted')); } catch (e) { complain(e); }
	};
	return (
		<Card title={c.name} action={<span class="btns">
			<Button small icon={Pencil} aria-label={t('groups.editOf', { name: c.name })} onClick={onEdit}>{t('act.edit')}</Button>
			<Button small kind="danger" icon={Trash2} aria-label={t('groups.deleteOf', { name: c.name })} onClick={remove}>{t('act.delete')}</Button>
		</span>}>
			<div class="stack-s">
				<p>{say(c.sentence)}</p>
				<div class="row">
					{c.inside_now ? <Chip kind="connected" icon={Check}>{t('cal.inside')}</Chip> : <Chip icon={X}>{t('cal.outside')}</Chip>}
					{c.next_change && <span class="small quiet">{t('cal.until', { when: full(c.next_change) })}</span>}
					<span class="small quiet">{t('cal.used', { n: c.used_by ?? 0 })}</span>
				</div>
			</div>
		</Card>
	);
}

function Holidays() {
	const [year, setYear] = useState(new Date().getFullYear());
	const { data } = useGet<Items<{ date: string; name: Text }>>(`/holidays?year=${year}`);
	return (
		<Card title={t('cal.holidays')} action={<SelectField hideLabel label={t('cal.year')} width="w-code" value={String(year)} onValue={(v) => setYear(Number(v))} options={[0, 1, 2].map((n) => String(new Date().getFullYear() + n)).map((y) => ({ value: y, label: y }))} />}>
			{!data ? <Bones rows={3} /> : <dl class="kv">{data.items.map((h) => <><dt key={h.date}>{date(h.date)}</dt><dd>{say(h.name)}</dd></>)}</dl>}
		</Card>
	);
}

function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose: () => void }) {
	const [d, setD] = useState<Calendar>(calendar ?? { name: '', holidays: 'outside', hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }], dates: [] });
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const [busy, setBusy] = useState(false);
	const hours = d.hours ?? [], dates = d.dates ?? [];
	const setHours = (i: number, h: Partial<Hours>) => setD({ ...d, hours: hours.map((x, k) => (k === i ? { ...x, ...h } : x)) });
	const setDates = (i: number, h: Partial<Dates>) => setD({ ...d, dates: dates.map((x, k) => (k === i ? { ...x, ...h } : x)) });
	const { tag, ready, failed } = useTag(calendar ? of(`/calendars/${calendar.id}`) : null, d, setD);
	const save = async () => {
		setBusy(true);
		try {
			if (calendar) await api.put(of(`/calendars/${calendar.id}`), d, tag.current);
			else await api.post(of('/calendars'), d);
			refresh(of('/calendars'));
			toast(t('said.saved'));
			onClose();
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			setGeneral(e.stale ? staleText(e, tag) : Object.keys(e.errors).length ? undefined : e.message);
			setBusy(false);
		}
	};
	const today = new Date().toISOString().slice(0, 10);
	return (
		<Dialog wide title={calendar ? t('groups.formEdit', { name: calendar.name }) : t('cal.add')} onClose={onClose} onSubmit={() => void save()} foot={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main" type="submit" disabled={!ready} busy={busy}>{t('act.save')}</Button></>}>
			<Errors.Provider value={errors}>
				<div class="stack">
					<ErrorSummary errors={errors} general={general ?? failed} />
					<TextField at="/name" label={t('lines.name')} maxLength={63} value={d.name} onValue={(name) => setD({ ...d, name })} />
					<fieldset class="stack-s">
						<legend class="legend">{t('cal.hours')}</legend>
						{hours.length === 0 && <p class="quiet small">{t('cal.noHours')}</p>}
						{hours.map((h, i) => (
							<div class="row end hours" key={i}>
								<div class="days" role="group" aria-label={t('cal.days')}>{DAYS.map((n) => (
									<button key={n} type="button" aria-pressed={h.days.includes(n)} title={weekday(n)} onClick={() => setHours(i, { days: h.days.includes(n) ? h.days.filter((x) => x !== n) : [...h.days, n].sort() })}>{weekday(n, 'short')}</button>
								))}</div>
								<TextField at={`/hours/${i}/from`} label={t('cal.from')} type="time" width="w-time" value={h.from} onValue={(from) => setHours(i, { from })} />
								<TextField at={`/hours/${i}/to`} label={t('cal.to')} type="time" width="w-time" value={h.to === '24:00' ? '23:59' : h.to} onValue={(to) => setHours(i, { to })} />
								<IconButton icon={Trash2} label={t('cal.removeHours', { n: i + 1 })} onClick={() => setD({ ...d, hours: hours.filter((_, k) => k !== i) })} />
							</div>
						))}
						<div><Button small icon={Plus} onClick={() => setD({ ...d, hours: [...hours, { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }] })}>{t('cal.addHours')}</Button></div>
					</fieldset>
					<Choices label={t('cal.holidays')} name="holidays" value={d.holidays ?? 'ordinary'} onValue={(v) => setD({ ...d, holidays: v as NonNullable<Calendar['holidays']> })} options={[
						{ value: 'outside', label: t('cal.hOutside') }, { value: 'inside', label: t('cal.hInside') }, { value: 'ordinary', label: t('cal.hOrdinary') }]} />
					<fieldset class="stack-s">
						<legend class="legend">{t('cal.dates')}</legend>
						{dates.map((h, i) => (
							<div class="row end" key={i}>
								<TextField at={`/dates/${i}/from`} label={t('cal.fromDay')} type="date" width="w-phone" value={h.from} onValue={(from) => setDates(i, { from })} />
								<TextField at={`/dates/${i}/to`} label={t('cal.toDay')} type="date" width="w-phone" value={h.to} onValue={(to) => setDates(i, { to })} />
								<SelectField label={t('cal.is')} width="w-phone" value={h.inside ? 'in' : 'out'} onValue={(v) => setDates(i, { inside: v === 'in' })} options={[{ value: 'in', label: t('cal.inside') }, { value: 'out', label: t('cal.outside') }]} />
								<IconButton icon={Trash2} label={t('cal.removeDates', { n: i + 1 })} onClick={() => setD({ ...d, dates: dates.filter((_, k) => k !== i) })} />
							</div>
						))}
						<div><Button small icon={Plus} onClick={() => setD({ ...d, dates: [...dates, { from: today, to: today, inside: false }] })}>{t('cal.addDates')}</Button></div>
					</fieldset>
				</div>
			</Errors.Provider>
		</Dialog>
	);
}
