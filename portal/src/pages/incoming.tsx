// SPDX-License-Identifier: AGPL-3.0-or-later
// "Gérer les appels entrants" of one line: together or one after the other, up to five numbers, each with its ring time,
// "press 1" and "allow diverted".
import { useState } from 'preact/hooks';
import { ArrowDown, ArrowUp, FlaskConical, Plus, Trash2 } from 'lucide-preact';
import { useEditor, SaveBar, StaleBox } from '../ui/editor';
import { Bones, Button, Card, IconButton, Note, PageHead, Says } from '../ui/basics';
import { Choices, Errors, ErrorSummary, FieldError, fieldId, NumberField, Tick } from '../ui/fields';
import { UntilField, Warnings } from '../ui/settings';
import { NumberBox } from '../ui/number-box';
import { phone, phoneTyped, samePhone } from '../lib/phone';
import { of, say, type Hunt, type Incoming } from '../lib/model';
import { full, t } from '../i18n';
import { Failed } from './failed';
import { LineName } from './line-name';
import { TryDialog } from './simulator';

const MOST = 5;
const shape = (d: Incoming): Incoming => ({ ...d, numbers: d.numbers.map((n) => ({ ...n, number: phoneTyped(n.number) })) });
const nameOf = (n: Hunt) => (n.kind === 'self' ? t('in.self') : n.name || phone(n.number));

function describe(d: Incoming): [string, string][] {
	return [
		[t('in.activate'), d.customised && d.active ? t('word.yes') : t('word.no')],
		[t('in.mode'), d.mode === 'together' ? t('in.together') : t('in.sequential')],
		...Array.from({ length: MOST }, (_, i): [string, string] => {
			const n = d.numbers[i];
			return [`${i + 1}`, n ? `${phone(n.number)}, ${n.ring_s} s${n.confirm ? `, ${t('in.confirm')}` : ''}${n.allow_diverted ? `, ${t('in.diverted')}` : ''}` : t('word.none')];
		}),
		[t('until.label'), d.until ? full(d.until) : t('until.none')],
	];
}

export function IncomingPage({ line, back }: { line: string; back?: string }) {
	const path = of(`/lines/${line}/incoming`);
	const ed = useEditor<Incoming>(path, shape, { preview: true });
	const [trying, setTrying] = useState(false);
	const [refused, setRefused] = useState('');
	const { draft: d, data } = ed;
	if (ed.error && !d) return <Failed error={ed.error} back={back} />;
	const head = <PageHead back={back} title={t('nav.incoming')} lead={<LineName line={line} />}><Button icon={FlaskConical} onClick={() => setTrying(true)}>{t('act.try')}</Button></PageHead>;
	if (!d || !data) return <>{head}<Bones rows={4} height={72} /></>;
	const may = data.allowed !== false;
	const on = d.customised && d.active;
	const shown = ed.dirty && ed.ahead ? ed.ahead : data;
	const turn = (active: boolean) => {
		ed.change((x) => {
			x.active = active;
			if (active) x.customised = true;
			if (active && x.numbers.length === 0) x.numbers.push({ number: phoneTyped(`+${line}`), ring_s: 25, confirm: false, allow_diverted: false, kind: 'self' });
		});
		if (active) requestAnimationFrame(() => document.getElementById('hunt-add')?.focus());
	};
	const add = (number: string, from?: { name: string; kind: 'line' | 'fixed' }) => {
		if (d.numbers.length >= MOST) return setRefused(t('in.five'));
		if (d.numbers.some((n) => samePhone(n.number, number))) return setRefused(t('in.duplicate'));
		setRefused('');
		ed.change((x) => {
			x.active = true; x.customised = true;
			x.numbers.push({ number, ring_s: 15, confirm: from?.kind === 'fixed', allow_diverted: false, name: from?.name, kind: from?.kind });
		});
	};
	const move = (i: number, by: number) => ed.change((x) => { const [it] = x.numbers.splice(i, 1); if (it) x.numbers.splice(i + by, 0, it); });
	return (
		<form noValidate onSubmit={(e) => { e.preventDefault(); void ed.save(); }}>
			{head}
			<div class="stack">
				<Says saved={ed.saved} after={ed.dirty ? t('fwd.draft') : data.until ? t('until.ends', { when: full(data.until) }) : undefined}>{say(shown.sentence)}</Says>
				{!may && <Note kind="warn">{t('in.noRight')}</Note>}
				<ErrorSummary errors={ed.errors} general={ed.general} />
				<Warnings list={shown.warnings} />
				{shown.notes?.map((n) => <Note key={n.fr}>{say(n)}</Note>)}
				<Errors.Provider value={ed.errors}>
					<Card>
						<div class="two">
							<Tick checked={on} disabled={!may} onValue={turn}>{t('in.activate')}</Tick>
							<Tick checked={!d.customised} disabled={!may} help={t('fwd.boxHelp')} onValue={(v) => ed.change((x) => { x.customised = !v; })}>{t('in.box')}</Tick>
						</div>
						{!d.customised && <Note>{t('fwd.boxTicked')}</Note>}
					</Card>
					<Card title={t('in.numbers')}>
						<div class={on ? 'stack-m' : 'stack-m greyed'}>
							<Choices label={t('in.mode')} name="mode" disabled={!may} value={d.mode} onValue={(v) => ed.change((x) => { x.mode = v as Incoming['mode']; if (x.numbers.length) { x.active = true; x.customised = true; } })} options={[
								{ value: 'together', label: t('in.together'), help: t('in.togetherHelp') }, { value: 'sequential', label: t('in.sequential'), help: t('in.sequentialHelp') },
							]} />
							<p class="small quiet">{t('in.numbersHelp')}</p>
							{d.numbers.length === 0 && <p>{t('in.empty')}</p>}
							<ol>{d.numbers.map((n, i) => <Item key={`${n.number}`} n={n} i={i} last={d.numbers.length - 1} may={may} error={ed.errors[`/numbers/${i}`] ?? ed.errors[`/numbers/${i}/number`]} move={move} change={ed.change} />)}</ol>
							{ed.errors['/numbers'] && <FieldError>{ed.errors['/numbers']}</FieldError>}
							{d.numbers.length < MOST
								? <NumberBox id="hunt-add" label={t('in.add')} help={t('in.addHelp')} button={t('act.add')} icon={Plus} disabled={!may} error={refused} skip={d.numbers.map((n) => n.number)} onPick={add} />
								: <p class="quiet">{t('in.five')}</p>}
						</div>
					</Card>
					<Card title={t('fwd.more')}><UntilField value={d.until} onValue={(v) => ed.change((x) => { x.until = v; })} /></Card>
				</Errors.Provider>
				<SaveBar editor={ed} />
			</div>
			<StaleBox editor={ed} describe={describe} />
			{trying && <TryDialog called={line} draft={ed.dirty ? { line: { number: `+${line}`, incoming: d } } : undefined} onClose={() => setTrying(false)} />}
		</form>
	);
}

type ItemProps = { n: Hunt; i: number; last: number; may: boolean; error?: string; move: (i: number, by: number) => void; change: (edit: (x: Incoming) => void) => void };
function Item({ n, i, last, may, error, move, change }: ItemProps) {
	const name = nameOf(n);
	const set = (edit: (h: Hunt) => void) => change((x) => { const h = x.numbers[i]; if (h) edit(h); });
	return (
		<li class="hunt-item" id={fieldId(`/numbers/${i}`)} tabIndex={-1}>
			<span class="place" aria-hidden="true">{i + 1}</span>
			<div class="stack-s">
				<div><strong>{name}</strong> <span class="quiet num">{name === phone(n.number) ? '' : phone(n.number)}</span></div>
				{error && <FieldError>{error}</FieldError>}
				<div class="row">
					<NumberField at={`/numbers/${i}/ring_s`} label={t('in.ring')} unit={t('unit.seconds')} min={5} max={90} disabled={!may} value={n.ring_s ?? 15} onValue={(v) => set((h) => { h.ring_s = v ?? 0; })} />
					<Tick checked={n.confirm ?? n.kind === 'fixed'} disabled={!may} help={t('in.confirmHelp')} onValue={(v) => set((h) => { h.confirm = v; })}>{t('in.confirm')}</Tick>
					<Tick checked={n.allow_diverted ?? false} disabled={!may} onValue={(v) => set((h) => { h.allow_diverted = v; })}>{t('in.diverted')}</Tick>
				</div>
			</div>
			<div class="btns">
				<IconButton icon={ArrowUp} label={t('in.moveUp', { name })} disabled={!may || i === 0} onClick={() => move(i, -1)} />
				<IconButton icon={ArrowDown} label={t('in.moveDown', { name })} disabled={!may || i === last} onClick={() => move(i, 1)} />
				<IconButton icon={Trash2} label={t('in.remove', { name })} disabled={!may} onClick={() => change((x) => { x.numbers.splice(i, 1); })} />
			</div>
		</li>
	);
}
