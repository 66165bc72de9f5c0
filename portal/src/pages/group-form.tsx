// SPDX-License-Identifier: AGPL-3.0-or-later
// One group's fields and members, new or changed. What most groups leave as it is folds away, but never hides an error.
import { useEffect, useState } from 'preact/hooks';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-preact';
import { api, Problem, type FieldErrors } from '../lib/api';
import { put, refresh, useGet } from '../lib/data';
import { phone, phoneTyped } from '../lib/phone';
import { digits, fleet, of, say, type Fleet, type Group, type Member } from '../lib/model';
import { dayTime, t } from '../i18n';
import { Bones, Button, IconButton, Note } from '../ui/basics';
import { Dialog, toast } from '../ui/dialog';
import { Errors, ErrorSummary, NumberField, PhoneField, SelectField, TextField, Tick } from '../ui/fields';
import { LineTicks } from '../ui/picker';
import { DestinationField, PeriodField, typed, UntilField } from '../ui/settings';
import { MODES } from './groups';

const BLANK: Group = { name: '', number: '', mode: 'linear', queue: 1, ring_s: 12, rest_s: 30, wait_s: 0, member_rules: false, members: [], calendar: null,
	overflow: { kind: 'none' }, nobody: { kind: 'none' }, closed: { kind: 'none' }, last_left: { kind: 'none' } };
const ENDS = ['overflow', 'nobody', 'closed', 'last_left'] as const;
const END_TEXT = { overflow: 'groups.toOverflow', nobody: 'groups.toNobody', closed: 'groups.toClosed', last_left: 'groups.toLastLeft' } as const;
const MASK = '••••';

function shape(g: Group): Group {
	const out: Group = { ...BLANK, ...g, number: phoneTyped(g.number), members: (g.members ?? []).map((m) => ({ ...m, number: m.number })) };
	for (const end of ENDS) out[end] = typed(g[end]);
	return out;
}

type Props = { group: Group | null; onClose: () => void; onSaved: (id: number) => void };
export function GroupForm({ group, onClose, onSaved }: Props) {
	/* The list has no tag of one group: it is read by itself before it is changed. */
	const { data, etag } = useGet<Group>(group ? of(`/groups/${group.id}`) : null);
	const { data: own } = useGet<Fleet>(fleet.value ? `/fleets/${fleet.value.id}` : null);
	const [d, setD] = useState<Group | null>(group ? null : BLANK);
	const [tag, setTag] = useState<string | null>(null);
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const [busy, setBusy] = useState(false);
	const [more, setMore] = useState(false);
	useEffect(() => { if (data && !d) { setD(shape(data)); setTag(etag ?? null); } }, [data]);
	const title = group ? t('groups.formEdit', { name: group.name }) : t('groups.formAdd');
	if (!d) return <Dialog title={title} wide onClose={onClose}><Bones rows={5} /></Dialog>;
	const set = (edit: Partial<Group>) => setD({ ...d, ...edit });
	const list = d.members ?? [];
	const toggle = (line: { number: string; name: string }, on: boolean) =>
		set({ members: on ? [...list, { number: line.number, name: line.name, connected: true }] : list.filter((m) => digits(m.number) !== digits(line.number)) });
	const move = (i: number, by: number) => { const next = [...list]; const [it] = next.splice(i, 1); if (it) next.splice(i + by, 0, it); set({ members: next }); };
	const save = async () => {
		setBusy(true);
		const body: Group = { ...d };
		for (const code of ['code_user', 'code_admin'] as const) if (!body[code] || body[code] === MASK) delete body[code];
		try {
			const got = group ? await api.put<Group>(of(`/groups/${group.id}`), body, tag) : await api.post<Group>(of('/groups'), body);
			if (group) put(of(`/groups/${group.id}`), got.data, got.etag);
			refresh(of('/groups'), of('/home'));
			toast(t('said.saved'));
			onSaved(got.data.id ?? 0);
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			const b = e.body as { who?: string; at?: string; etag?: string };
			if (e.stale) {
				setGeneral(b.who && b.at ? t('stale.changed', { who: b.who, time: dayTime(b.at) }) : t('stale.unknown'));
				setTag(b.etag ?? '*');
			} else setGeneral(Object.keys(e.errors).length ? undefined : e.message);
			if (Object.keys(e.errors).some((at) => !/^\/(name|number|members)/.test(at))) setMore(true);
			setBusy(false);
		}
	};
	return (
		<Dialog title={title} wide onClose={onClose} onSubmit={() => void save()} foot={<>
			<Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main" type="submit" busy={busy}>{t('act.save')}</Button>
		</>}>
			<Errors.Provider value={errors}>
				<div class="stack">
					<ErrorSummary errors={errors} general={general} />
					<div class="form-grid">
						<TextField at="/name" label={t('groups.name')} value={d.name} maxLength={63} onValue={(name) => set({ name })} />
						<PhoneField at="/number" label={t('groups.number')} help={t('groups.numberHelp')} value={d.number} onValue={(number) => set({ number })} />
					</div>
					<LineTicks label={t('members.of')} max={10} chosen={list.map((m) => ({ number: m.number, name: m.name ?? '' }))} onToggle={toggle} />
					{list.length > 0 && <MemberOrder list={list} move={move} change={(i, m) => set({ members: list.map((x, k) => (k === i ? m : x)) })} remove={(m) => toggle({ number: m.number, name: '' }, false)} />}
					<details open={more} onToggle={(e) => setMore(e.currentTarget.open)}>
						<summary>{t('groups.moreFields')}</summary>
						<div class="stack">
							<div class="form-grid">
								<TextField at="/code_user" width="w-code" inputMode="numeric" maxLength={4} placeholder={group ? MASK : '0000'} label={t('groups.codeUser')} help={group ? t('groups.codeKeep') : t('groups.codeUserHelp')} value={d.code_user === MASK ? '' : d.code_user ?? ''} onValue={(code_user) => set({ code_user })} />
								<TextField at="/code_admin" width="w-code" inputMode="numeric" maxLength={4} placeholder={group ? MASK : '0000'} label={t('groups.codeAdmin')} help={group ? t('groups.codeKeep') : t('groups.codeAdminHelp')} value={d.code_admin === MASK ? '' : d.code_admin ?? ''} onValue={(code_admin) => set({ code_admin })} />
								<SelectField at="/mode" label={t('groups.mode')} help={t('groups.modeHelp')} value={d.mode ?? 'linear'} onValue={(mode) => set({ mode: mode as Group['mode'] })} options={(Object.keys(MODES) as NonNullable<Group['mode']>[]).map((m) => ({ value: m, label: t(MODES[m]) }))} />
								<NumberField at="/queue" label={t('groups.queue')} help={t('groups.queueHelp')} min={0} max={50} value={d.queue ?? null} onValue={(n) => set({ queue: n ?? 0 })} />
								<NumberField at="/ring_s" label={t('groups.ring')} help={t('groups.ringHelp')} unit={t('unit.seconds')} min={5} max={90} value={d.ring_s ?? null} onValue={(n) => set({ ring_s: n ?? 0 })} />
								<NumberField at="/rest_s" label={t('groups.rest')} help={t('groups.restHelp')} unit={t('unit.seconds')} min={0} max={3600} value={d.rest_s ?? null} onValue={(n) => set({ rest_s: n ?? 0 })} />
							</div>
							<h3>{t('groups.ends')}</h3>
							<div class="form-grid">
								{ENDS.map((end) => <DestinationField key={end} at={`/${end}`} label={t(END_TEXT[end])} none={t('word.nowhere')} voicemail={own?.voicemail ?? false} value={d[end] ?? { kind: 'none' }} onValue={(v) => set({ [end]: v })} />)}
							</div>
							<div class="form-grid">
								<PeriodField label={t('groups.hours')} value={d.calendar} onValue={(calendar) => set({ calendar })} />
								<NumberField at="/wait_s" label={t('groups.wait')} help={t('groups.waitHelp')} unit={t('unit.seconds')} min={0} max={3600} value={d.wait_s ?? null} onValue={(n) => set({ wait_s: n ?? 0 })} />
							</div>
							<Tick checked={!!d.member_rules} help={t('groups.memberRulesHelp')} onValue={(member_rules) => set({ member_rules })}>{t('groups.memberRules')}</Tick>
							<UntilField value={d.until} onValue={(until) => set({ until })} />
						</div>
					</details>
					{data?.warnings?.map((w) => <Note key={w.code} kind="warn">{say(w.text)}</Note>)}
				</div>
			</Errors.Provider>
		</Dialog>
	);
}

type OrderProps = { list: Member[]; move: (i: number, by: number) => void; change: (i: number, m: Member) => void; remove: (m: Member) => void };
function MemberOrder({ list, move, change, remove }: OrderProps) {
	return (
		<fieldset class="stack-s">
			<legend class="legend">{t('members.order')}</legend>
			<ol class="list order">{list.map((m, i) => {
				const name = m.name || phone(m.number);
				return (
					<li key={m.number}>
						<span class="grow">{i + 1}. {name} <span class="quiet small num">{m.name ? phone(m.number) : ''}</span></span>
						<Tick checked={m.connected !== false} aria-label={t('members.switch', { name })} onValue={(connected) => change(i, { ...m, connected })}>{t('state.connected')}</Tick>
						<span class="btns tight">
							<IconButton icon={ArrowUp} label={t('in.moveUp', { name })} disabled={i === 0} onClick={() => move(i, -1)} />
							<IconButton icon={ArrowDown} label={t('in.moveDown', { name })} disabled={i === list.length - 1} onClick={() => move(i, 1)} />
							<IconButton icon={Trash2} label={t('in.remove', { name })} onClick={() => remove(m)} />
						</span>
					</li>
				);
			})}</ol>
		</fieldset>
	);
}
