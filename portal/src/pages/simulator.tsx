// SPDX-License-Identifier: AGPL-3.0-or-later
// "Que se passe-t-il si ... appelle ... ?": the answer as a sentence, the steps as a list, the same as a strip of a minute or
// more. A draft that is not saved yet is answered beside what stands.
import { useEffect, useState } from 'preact/hooks';
import { FlaskConical } from 'lucide-preact';
import { api, Problem, type FieldErrors } from '../lib/api';
import { phone, phoneTyped } from '../lib/phone';
import { query } from '../lib/router';
import { myLine, of, role, say, type Answer, type Question } from '../lib/model';
import { seconds, t, timeSeconds } from '../i18n';
import { Button, Card, Empty, Note, PageHead, Says } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { useNarrow } from '../ui/narrow';
import { Errors, ErrorSummary, PhoneField, SelectField, TextField, Tick } from '../ui/fields';

type Draft = Question['draft'];
type Result = { live: Answer; draft: Answer | null; same: boolean; at: string };
type Half = Answer['halves'][number];

function useSimulator(start: { calling?: string; called?: string; draft?: Draft }) {
	const [calling, setCalling] = useState(start.calling ?? '');
	const [withheld, setWithheld] = useState(false);
	const [called, setCalled] = useState(start.called ?? '');
	const [now, setNow] = useState(true);
	const [at, setAt] = useState('');
	const [phoneIs, setPhone] = useState<NonNullable<Question['phone']>>('normal');
	const [result, setResult] = useState<Result>();
	const [errors, setErrors] = useState<FieldErrors>({});
	const [general, setGeneral] = useState<string>();
	const [busy, setBusy] = useState(false);
	const run = async () => {
		setBusy(true);
		const when = now || !at ? null : new Date(at).toISOString();
		try {
			const { data } = await api.post<Omit<Result, 'at'>>(of('/simulate'), { calling: withheld ? '' : calling, called, at: when, phone: phoneIs, ...(start.draft ? { draft: start.draft } : {}) });
			setResult({ ...data, at: when ?? new Date().toISOString() });
			setErrors({});
			setGeneral(undefined);
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			setErrors(e.errors);
			setGeneral(Object.keys(e.errors).length ? undefined : e.message);
		}
		setBusy(false);
	};
	const form = (
		<Errors.Provider value={errors}>
			<div class="stack-m">
				<ErrorSummary errors={errors} general={general} />
				<div class="form-grid four">
					<div>
						<PhoneField at="/calling" label={t('sim.calling')} disabled={withheld} placeholder="06 39 98 00 20" value={calling} onValue={setCalling} />
						<Tick checked={withheld} onValue={setWithheld}>{t('word.withheld')}</Tick>
					</div>
					<PhoneField at="/called" label={t('sim.called')} help={t('sim.calledHelp')} value={called} onValue={setCalled} />
					<div class="stack-s">
						<SelectField label={t('sim.when')} value={now ? 'now' : 'date'} onValue={(v) => setNow(v === 'now')} options={[{ value: 'now', label: t('sim.now') }, { value: 'date', label: t('sim.date') }]} />
						{!now && <TextField at="/at" label={t('until.date')} type="datetime-local" width="w-phone" value={at} onValue={setAt} />}
					</div>
					<SelectField label={t('sim.phone')} value={phoneIs} onValue={(v) => setPhone(v as typeof phoneIs)} options={[
						{ value: 'normal', label: t('sim.normal') }, { value: 'off', label: t('sim.off') }, { value: 'busy', label: t('sim.busy') }, { value: 'no-answer', label: t('sim.noAnswer') },
					]} />
				</div>
			</div>
		</Errors.Provider>
	);
	return { form, run, busy, result };
}

export function SimulatorPage() {
	const q = query.value;
	const sim = useSimulator({ calling: q.get('de') ?? '', called: q.get('vers') ?? (role.value === 'user' ? phoneTyped(myLine.value?.number) : '') });
	return (
		<>
			<PageHead title={t('nav.simulate')} lead={t('sim.lead')} />
			<div class="stack">
				<Card>
					<form noValidate class="stack-m" onSubmit={(e) => { e.preventDefault(); void sim.run(); }}>
						{sim.form}
						<div><Button kind="main" type="submit" busy={sim.busy} icon={FlaskConical}>{t('sim.run')}</Button></div>
					</form>
				</Card>
				<div aria-live="polite" class="stack">
					{sim.result ? <Results result={sim.result} /> : <Card><Empty icon={FlaskConical} title={t('sim.empty')}>{t('sim.emptyHelp')}</Empty></Card>}
				</div>
			</div>
		</>
	);
}

export function TryDialog({ called, draft, onClose }: { called: string; draft?: Draft; onClose: () => void }) {
	const sim = useSimulator({ called: phoneTyped(`+${called}`), draft });
	return (
		<Dialog title={t('act.try')} wide onClose={onClose} onSubmit={() => void sim.run()} foot={<>
			<Button onClick={onClose}>{t('act.close')}</Button>
			<Button kind="main" type="submit" busy={sim.busy} icon={FlaskConical}>{t('sim.run')}</Button>
		</>}>
			<div class="stack">
				{draft && <Note>{t('sim.withDraft')}</Note>}
				{sim.form}
				<div aria-live="polite">{sim.result && <Results result={sim.result} />}</div>
			</div>
		</Dialog>
	);
}

function Results({ result }: { result: Result }) {
	const [which, setWhich] = useState<'draft' | 'live'>(result.draft ? 'draft' : 'live');
	useEffect(() => setWhich(result.draft ? 'draft' : 'live'), [result]);
	const answer = which === 'draft' && result.draft ? result.draft : result.live;
	return (
		<div class="stack">
			{result.draft && (
				<div class="row apart">
					<div class="seg" role="group" aria-label={t('sim.which')}>
						<button type="button" aria-pressed={which === 'draft'} onClick={() => setWhich('draft')}>{t('sim.draft')}</button>
						<button type="button" aria-pressed={which === 'live'} onClick={() => setWhich('live')}>{t('sim.live')}</button>
					</div>
					{result.same && <span class="quiet">{t('sim.same')}</span>}
				</div>
			)}
			<Says>{say(answer.sentence)}</Says>
			{answer.halves.map((h, i) => <HalfView key={i} half={h} at={result.at} many={answer.halves.length > 1} />)}
		</div>
	);
}

function HalfView({ half, at, many }: { half: Half; at: string; many: boolean }) {
	const start = new Date(at).getTime();
	return (
		<Card title={many ? (half.side === 'made' ? t('sim.made', { who: half.served.name || half.served.text }) : t('sim.received', { who: half.served.name || half.served.text })) : t('sim.steps')}>
			<div class="stack-m">
				<Strip half={half} />
				<ol class="steps">
					{half.steps.map((s, i) => (
						<li key={i}>
							<div>
								<p><span class="time num">{s.at_s == null ? t('sim.then') : i === 0 ? timeSeconds(start) : `+${seconds(s.at_s)}`}</span> {say(s.text)}</p>
								<p class="why">{s.because.rule_text && `${t('sim.rule')} ${say(s.because.rule_text)}${s.because.version ? `, ${t('sim.version', { n: s.because.version })}` : ''}. `}{say(s.because.text)}</p>
							</div>
						</li>
					))}
				</ol>
				{half.shown && <p class="small">{t('sim.shown')} <strong class="num">{half.shown.text || t('word.withheld')}</strong></p>}
				{half.rejected.length > 0 && (
					<details>
						<summary>{t('sim.rejected', { n: half.rejected.length })}</summary>
						<ul class="dot-lines stack-s">{half.rejected.map((r, i) => <li key={i} class="small">{say(r.text)}</li>)}</ul>
					</details>
				)}
				{half.notes.map((n) => <Note key={n.fr}>{say(n)}</Note>)}
			</div>
		</Card>
	);
}

/** The same for people who look rather than read; the list above is its table. */
function Strip({ half }: { half: Half }) {
	const narrow = useNarrow();
	const bars = half.steps.filter((s) => s.at_s != null && (s.ring_s ?? 0) > 0).map((s) => ({ from: s.at_s ?? 0, long: s.ring_s ?? 0, who: s.targets.map((x) => x.name || phone(x.number)).join(', ') || say(s.text) }));
	if (bars.length === 0) return null;
	const end = Math.max(60, ...bars.map((b) => b.from + b.long));
	const width = narrow ? 340 : 900;
	const x = (s: number) => 8 + (s / end) * (width - 16);
	const step = narrow || end > 90 ? 30 : 10;
	const height = 28 + bars.length * 30;
	return (
		<svg class="strip" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('sim.strip')}>
			{Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => (
				<g key={i}>
					<line class="axis" x1={x(i * step)} x2={x(i * step)} y1="0" y2={height - 18} />
					<text class="tickmark" x={Math.min(x(i * step), width - 24)} y={height - 4} text-anchor={i ? 'middle' : 'start'}>{i * step} s</text>
				</g>
			))}
			{bars.map((b, i) => {
				const wide = x(b.from + b.long) - x(b.from);
				const within = wide > b.who.length * 7 + 12;
				const left = !within && x(b.from + b.long) > width * 0.66;
				return (
					<g key={i}>
						<rect class={`b${i % 4}`} x={x(b.from)} y={4 + i * 30} width={wide} height="24" rx="6" />
						<text x={within ? x(b.from) + 8 : left ? x(b.from) - 6 : x(b.from + b.long) + 6} y={21 + i * 30} text-anchor={left ? 'end' : 'start'}>{b.who}</text>
					</g>
				);
			})}
		</svg>
	);
}

