// SPDX-License-Identifier: AGPL-3.0-or-later
// "Gérer les renvois d'appel" of one line, for its manager and for its user: the sentence, the function, the four types.
import { useState } from 'preact/hooks';
import { useEditor, SaveBar, StaleBox } from '../ui/editor';
import { Bones, Button, Card, Note, PageHead, Says } from '../ui/basics';
import { Errors, ErrorSummary, NumberField, Tick } from '../ui/fields';
import { destinationText, DestinationField, PeriodField, typed, UntilField, Warnings } from '../ui/settings';
import { of, role, say, type Forwarding, type Forwardings } from '../lib/model';
import { full, t, type Key } from '../i18n';
import { Failed } from './failed';
import { LineName } from './line-name';
import { TryDialog } from './simulator';
import { FlaskConical } from 'lucide-preact';

export const KINDS = ['immediate', 'busy', 'no_answer', 'unreachable'] as const;
export type ForwardingName = (typeof KINDS)[number];
export const KIND_TEXT: Record<ForwardingName, Key> = {
	immediate: 'fwd.immediate', busy: 'fwd.busy', no_answer: 'fwd.noAnswer', unreachable: 'fwd.unreachable',
};
const KIND_HELP: Record<ForwardingName, Key> = {
	immediate: 'fwd.immediateHelp', busy: 'fwd.busyHelp', no_answer: 'fwd.noAnswerHelp', unreachable: 'fwd.unreachableHelp',
};

function shape(f: Forwardings): Forwardings {
	const out = { ...f };
	for (const k of KINDS) out[k] = { ...f[k], destination: typed(f[k].destination) };
	return out;
}

function describe(f: Forwardings): [string, string][] {
	const one = (x: Forwarding) => (x.active ? destinationText(x.destination) : `${t('fwd.off')} (${destinationText(x.destination)})`);
	return [
		[t('fwd.activate'), f.customised ? t('word.yes') : t('word.no')],
		...KINDS.map((k): [string, string] => [t(KIND_TEXT[k]), one(f[k])]),
		[t('fwd.after'), `${f.no_answer_s} s`], [t('fwd.second'), f.rings_when_busy ? t('word.yes') : t('word.no')],
		[t('until.label'), f.until ? full(f.until) : t('until.none')],
	];
}

export function ForwardingsPage({ line, back }: { line: string; back?: string }) {
	const path = of(`/lines/${line}/forwardings`);
	const ed = useEditor<Forwardings>(path, shape, { preview: true });
	const [trying, setTrying] = useState(false);
	const { draft: d, data } = ed;
	if (ed.error && !d) return <Failed error={ed.error} back={back} />;
	const head = <PageHead back={back} title={t('nav.forwarding')} lead={<LineName line={line} />}><Button icon={FlaskConical} onClick={() => setTrying(true)}>{t('act.try')}</Button></PageHead>;
	if (!d || !data) return <>{head}<Bones rows={4} height={72} /></>;
	const may = data.allowed !== false;
	const shown = ed.dirty && ed.ahead ? ed.ahead : data;
	const over = d.immediate.active && d.customised && KINDS.some((k) => k !== 'immediate' && d[k].active);
	return (
		<form noValidate onSubmit={(e) => { e.preventDefault(); void ed.save(); }}>
			{head}
			<div class="stack">
				<Says saved={ed.saved} after={ed.dirty ? t('fwd.draft') : data.until ? t('until.ends', { when: full(data.until) }) : undefined}>{say(shown.sentence)}</Says>
				{!may && <Note kind="warn">{t('fwd.noRight')}</Note>}
				<ErrorSummary errors={ed.errors} general={ed.general} />
				<Warnings list={shown.warnings} />
				<Errors.Provider value={ed.errors}>
					<Card>
						<div class="two">
							<Tick checked={d.customised} disabled={!may} onValue={(on) => ed.change((x) => { x.customised = on; })}>{t('fwd.activate')}</Tick>
							<Tick checked={!d.customised} disabled={!may} onValue={(on) => ed.change((x) => { x.customised = !on; })} help={t('fwd.boxHelp')}>{t('fwd.box')}</Tick>
						</div>
						{!d.customised && <Note>{t('fwd.boxTicked')}</Note>}
						<div class={d.customised ? 'types' : 'types greyed'}>
							{KINDS.map((k) => <Type key={k} kind={k} d={d} may={may} voicemail={data.voicemail !== false} ahead={shown[k]} change={ed.change} />)}
						</div>
						{over && <Note kind="warn">{t('fwd.overridden')}</Note>}
					</Card>
					<Card title={t('fwd.more')}>
						<div class="stack-m">
							<Tick checked={d.rings_when_busy} disabled={!may} onValue={(on) => ed.change((x) => { x.rings_when_busy = on; })} help={t('fwd.secondHelp')}>{t('fwd.second')}</Tick>
							<UntilField value={d.until} onValue={(v) => ed.change((x) => { x.until = v; })} />
						</div>
					</Card>
				</Errors.Provider>
				<SaveBar editor={ed} />
			</div>
			<StaleBox editor={ed} describe={describe} />
			{trying && <TryDialog called={line} draft={ed.dirty ? { line: { number: `+${line}`, forwardings: d } } : undefined} onClose={() => setTrying(false)} />}
		</form>
	);
}

type TypeProps = { kind: ForwardingName; d: Forwardings; may: boolean; voicemail: boolean; ahead: Forwarding; change: (edit: (x: Forwardings) => void) => void };
function Type({ kind, d, may, voicemail, ahead, change }: TypeProps) {
	const f = d[kind];
	const turn = (on: boolean) => change((x) => {
		x[kind].active = on;
		if (on) x.customised = true;
		if (on && x[kind].destination.kind === 'none') x[kind].destination = { kind: 'number', number: '' };
		if (on) requestAnimationFrame(() => (document.getElementById(`f-${kind}-destination-number`) as HTMLInputElement | null)?.select());
	});
	return (
		<section class={`type${f.active && d.customised ? ' on' : ''}`} aria-label={t(KIND_TEXT[kind])}>
			<Tick checked={f.active} disabled={!may} onValue={turn} help={t(KIND_HELP[kind])}><strong>{t(KIND_TEXT[kind])}</strong></Tick>
			{f.active && (
				<div class="type-body">
					<div class="row top">
						<DestinationField at={`/${kind}/destination`} value={f.destination} voicemail={voicemail} disabled={!may || !d.customised} onValue={(v) => change((x) => { x[kind].destination = v; })} />
						{kind === 'no_answer' && <NumberField at="/no_answer_s" label={t('fwd.after')} unit={t('unit.seconds')} min={5} max={90} value={d.no_answer_s} disabled={!may || !d.customised} onValue={(n) => change((x) => { x.no_answer_s = n ?? 0; })} />}
						<PeriodField value={f.calendar} disabled={!may || !d.customised} onValue={(v) => change((x) => { x[kind].calendar = v; })} />
					</div>
					{d.customised && ahead.active && ahead.sentence && role.value !== null && <p class="small quiet">{say(ahead.sentence)}</p>}
				</div>
			)}
		</section>
	);
}
