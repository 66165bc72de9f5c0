// SPDX-License-Identifier: AGPL-3.0-or-later
// Do not disturb, blocked callers, displayed number of one line.
import { useState } from 'preact/hooks';
import { Ban, Trash2 } from 'lucide-preact';
import { useGet } from '../lib/data';
import { phone, phoneTyped, samePhone } from '../lib/phone';
import { of, role, say, type Fleet, type Group, type Items, type MyGroup, type Settings } from '../lib/model';
import { fleet } from '../lib/model';
import { full, t } from '../i18n';
import { Bones, Card, IconButton, Note, PageHead, Says } from '../ui/basics';
import { SaveBar, StaleBox, useEditor } from '../ui/editor';
import { Choices, Errors, ErrorSummary, FieldError, SelectField, Switch, Tick } from '../ui/fields';
import { NumberBox } from '../ui/number-box';
import { destinationText, DestinationField, typed, UntilField, Warnings } from '../ui/settings';
import { Failed } from './failed';
import { LineName } from './line-name';

const shape = (s: Settings): Settings => ({ ...s, dnd: { ...s.dnd, destination: typed(s.dnd.destination) }, blocked: s.blocked.map((n) => phoneTyped(n)) });
const describe = (s: Settings): [string, string][] => [
	[t('lines.dnd'), s.dnd.active ? t('word.yes') : t('word.no')], [t('set.dndTo'), destinationText(s.dnd.destination)],
	[t('set.blocked'), s.blocked.map((n) => phone(n)).join(', ') || t('word.none')], [t('set.withheld'), s.block_withheld ? t('word.yes') : t('word.no')],
	[t('set.shown'), s.shown.kind === 'line' ? t('set.shownLine') : s.shown.kind === 'group' ? t('set.shownGroup') : t('set.shownWithheld')],
];

export function SettingsForm({ line }: { line: string }) {
	const ed = useEditor<Settings>(of(`/lines/${line}/settings`), shape, { preview: true });
	const user = role.value === 'user';
	const groups = useGet<Items<Group | MyGroup>>(user ? '/me/groups' : of('/groups'));
	const { data: own } = useGet<Fleet>(user || !fleet.value ? null : `/fleets/${fleet.value.id}`);
	const [refused, setRefused] = useState('');
	const { draft: d, data } = ed;
	if (ed.error && !d) return <Failed error={ed.error} />;
	if (!d || !data) return <Bones rows={3} height={96} />;
	const shown = ed.dirty && ed.ahead ? ed.ahead : data;
	const block = (number: string) => {
		if (d.blocked.some((n) => samePhone(n, number))) return setRefused(t('in.duplicate'));
		setRefused('');
		ed.change((x) => { x.blocked.push(number); });
	};
	return (
		<form noValidate class="stack" onSubmit={(e) => { e.preventDefault(); void ed.save(); }}>
			<Says saved={ed.saved} after={ed.dirty ? t('fwd.draft') : data.until ? t('until.ends', { when: full(data.until) }) : undefined}>{say(shown.sentence)}</Says>
			<ErrorSummary errors={ed.errors} general={ed.general} />
			<Warnings list={shown.warnings} />
			<Errors.Provider value={ed.errors}>
				<Card title={t('lines.dnd')}>
					<div class="stack-m">
						<Switch on={d.dnd.active} onValue={(on) => ed.change((x) => { x.dnd.active = on; })}><span><strong>{t('lines.dnd')}</strong><span class="cell-sub">{t('set.dndHelp')}</span></span></Switch>
						<DestinationField at="/dnd/destination" label={t('set.dndTo')} none={t('set.dndBusy')} voicemail={own?.voicemail ?? true} value={d.dnd.destination} onValue={(v) => ed.change((x) => { x.dnd.destination = v; })} />
						<UntilField value={d.until} onValue={(v) => ed.change((x) => { x.until = v; })} />
					</div>
				</Card>
				<Card title={t('set.blocked')}>
					<div class="stack-m">
						<p class="quiet small">{t('set.blockedHelp')}</p>
						<Tick checked={!!d.block_withheld} onValue={(on) => ed.change((x) => { x.block_withheld = on; })}>{t('set.withheld')}</Tick>
						{d.blocked.length === 0 ? <p>{t('set.blockedNone')}</p> : (
							<ul class="list">{d.blocked.map((n, i) => (
								<li key={n}><span class="grow"><span class="num">{phone(n)}</span>{ed.errors[`/blocked/${i}`] && <FieldError>{ed.errors[`/blocked/${i}`]}</FieldError>}</span>
									<IconButton icon={Trash2} label={t('set.unblock', { number: phone(n) })} onClick={() => ed.change((x) => { x.blocked.splice(i, 1); })} /></li>
							))}</ul>
						)}
						<NumberBox id="block-add" label={t('set.blockAdd')} button={t('act.add')} icon={Ban} error={refused} fixed={false} onPick={block} />
					</div>
				</Card>
				<Card title={t('set.shown')}>
					<div class="stack-m">
						{shown.shown_sentence && <p>{say(shown.shown_sentence)}</p>}
						<Choices label={t('set.shown')} hideLabel down name="shown" value={d.shown.kind} onValue={(v) => ed.change((x) => { x.shown.kind = v as Settings['shown']['kind']; if (v === 'group') x.shown.group ??= groups.data?.items[0]?.id ?? null; })} options={[
							{ value: 'line', label: t('set.shownLine') },
							...(groups.data?.items.length || d.shown.kind === 'group' ? [{ value: 'group', label: t('set.shownGroup') }] : []),
							{ value: 'withheld', label: t('set.shownWithheld') },
						]} />
						{d.shown.kind === 'group' && <SelectField at="/shown/group" label={t('set.group')} value={String(d.shown.group ?? '')} onValue={(v) => ed.change((x) => { x.shown.group = Number(v); })} options={(groups.data?.items ?? []).map((g) => ({ value: String(g.id), label: `${g.name} (${phone(g.number)})` }))} />}
						{ed.errors['/shown'] && <Note kind="bad">{ed.errors['/shown']}</Note>}
					</div>
				</Card>
			</Errors.Provider>
			<SaveBar editor={ed} />
			<StaleBox editor={ed} describe={describe} />
		</form>
	);
}

export function LineSettingsPage({ line }: { line: string }) {
	return <><PageHead back={`/lignes/${line}`} title={t('lines.other')} lead={<LineName line={line} />} /><SettingsForm line={line} /></>;
}
