// SPDX-License-Identifier: AGPL-3.0-or-later
// "Accueil" of a manager: which groups have somebody connected, what wants a look, the last calls.
import { useState } from 'preact/hooks';
import { Clock, Coffee, Phone, PhoneForwarded, PhoneIncoming, BellRing, Users, UserX } from 'lucide-preact';
import { useGet } from '../lib/data';
import { nodeUp } from '../lib/live';
import { phone } from '../lib/phone';
import { A } from '../lib/router';
import { fleet, of, say, type CallSummary, type GroupSummary, type Warning } from '../lib/model';
import { t } from '../i18n';
import { Bones, Button, Card, Chip, Dot, Empty, LinkButton, Note, PageHead } from '../ui/basics';
import { Warnings } from '../ui/settings';
import { Failed } from './failed';
import { disconnectAll } from './group-acts';
import { CallLine, WhyDialog } from './journal';

type Home = { lines: number; groups: GroupSummary[]; warnings: Warning[]; calls: CallSummary[] };

export function HomePage() {
	const { data, error } = useGet<Home>(of('/home'));
	const [why, setWhy] = useState<string | null>(null);
	const [all, setAll] = useState(false);
	if (error && !data) return <Failed error={error} />;
	return (
		<>
			<PageHead title={t('nav.home')} lead={data ? t('home.lead', { fleet: fleet.value?.name ?? '', n: data.lines }) : undefined} />
			{!data ? <Bones rows={4} height={140} /> : (
				<div class="stack">
					<div class="quick">
						<LinkButton href="/renvois" icon={PhoneForwarded}>{t('nav.forwarding')}</LinkButton>
						<LinkButton href="/appels-entrants" icon={PhoneIncoming}>{t('nav.incoming')}</LinkButton>
					</div>
					{nodeUp.value === false && <Note kind="warn" role="status">{t('app.liveAway')}</Note>}
					<div class="two">
						<Card title={t('home.groups')} foot={data.groups.length ? <LinkButton href="/groupes" icon={Users}>{t('nav.groups')}</LinkButton> : undefined}>
							{data.groups.length === 0
								? <Empty icon={Users} title={t('groups.none')} action={<LinkButton kind="main" href="/groupes?ajouter=1">{t('act.add')}</LinkButton>}>{t('groups.noneHelp')}</Empty>
								: <><ul class="list">{data.groups.map((g) => <GroupRow key={g.id} g={g} />)}</ul><GroupLegend /></>}
						</Card>
						<div class="stack">
							<Card title={t('lines.warningsHead')}>
								{data.warnings.length === 0
									? <Note kind="good">{t('home.allWell')}</Note>
									: <><Warnings link list={all ? data.warnings : data.warnings.slice(0, 3)} />
										{data.warnings.length > 3 && <div class="card-foot"><Button onClick={() => setAll(!all)}>{all ? t('home.fewer') : t('home.more', { n: data.warnings.length - 3 })}</Button></div>}</>}
							</Card>
							<Card title={t('home.calls')} foot={data.calls.length ? <LinkButton href="/journal">{t('home.journal')}</LinkButton> : undefined}>
								{data.calls.length === 0 ? <p class="quiet">{t('log.noneYetHelp')}</p> : (
									<ul class="list calls slim">
										{data.calls.map((c) => <CallLine key={c.id} call={c} onWhy={setWhy} />)}
									</ul>
								)}
							</Card>
						</div>
					</div>
				</div>
			)}
			{why && <WhyDialog id={why} onClose={() => setWhy(null)} />}
		</>
	);
}

export function GroupLegend() {
	return (
		<p class="legend-line small quiet"><span>{t('groups.legend')}</span>
			<span class="row-when"><Dot on />{t('groups.someone')}</span>
			<span class="row-when"><Dot on={false} />{t('groups.noOne')}</span>
		</p>
	);
}

function GroupRow({ g }: { g: GroupSummary }) {
	return (
		<li class="group-row">
			<span class="grow stack-s">
				<span class="row apart"><A href={`/groupes/${g.id}`}><strong>{g.name}</strong></A><span class="num quiet small">{phone(g.number)}</span></span>
				<span class="group-line"><GroupState g={g} />{g.connected > 0 && <Button small kind="plain" icon={UserX} aria-label={t('groups.disconnectAllOf', { name: g.name })} onClick={() => void disconnectAll(g)}>{t('groups.disconnectAll')}</Button>}</span>
				{g.connected === 0 && g.nobody && <span class="small">{say(g.nobody)}</span>}
			</span>
		</li>
	);
}

export function GroupState({ g }: { g: Pick<GroupSummary, 'connected' | 'ringing' | 'talking' | 'resting' | 'waiting' | 'open'> }) {
	return (
		<span class="row chips">
			{g.connected > 0 ? <Chip kind="connected" icon="on">{t('groups.connected', { n: g.connected })}</Chip> : <Chip icon="off">{t('groups.noOne')}</Chip>}
			{!!g.ringing && <Chip kind="ringing" icon={BellRing}>{t('groups.ringing', { n: g.ringing })}</Chip>}
			{!!g.talking && <Chip kind="talking" icon={Phone}>{t('groups.talking', { n: g.talking })}</Chip>}
			{!!g.resting && <Chip kind="resting" icon={Coffee}>{t('groups.resting', { n: g.resting })}</Chip>}
			{!!g.waiting && <Chip kind="waiting" icon={Users}>{t('groups.waiting', { n: g.waiting })}</Chip>}
			{g.open === false && <Chip icon={Clock}>{t('groups.closedNow')}</Chip>}
		</span>
	);
}
