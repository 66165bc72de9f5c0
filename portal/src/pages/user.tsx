// SPDX-License-Identifier: AGPL-3.0-or-later
// A user's own pages, phone width first: what happens to my calls now, and the switches that change it.
import { useState } from 'preact/hooks';
import { FlaskConical, PhoneForwarded } from 'lucide-preact';
import { api } from '../lib/api';
import { refresh, useGet } from '../lib/data';
import { nodeUp } from '../lib/live';
import { phone } from '../lib/phone';
import { A } from '../lib/router';
import { digits, myLine, of, say, type MyGroup, type Today } from '../lib/model';
import { full, t } from '../i18n';
import { Bones, Button, Card, LinkButton, Note, PageHead, Says, StateChip } from '../ui/basics';
import { toast } from '../ui/dialog';
import { complain } from '../ui/editor';
import { Switch } from '../ui/fields';
import { Warnings } from '../ui/settings';
import { Failed } from './failed';
import { HistoryList } from './history';
import { CallLine, WhyDialog } from './journal';
import { SettingsForm } from './line-settings';
import { TryDialog } from './simulator';
import { AccountCards } from './account';

export const ownLine = () => digits(myLine.value?.number);

async function switchDnd(active: boolean): Promise<void> {
	try {
		await api.put(of(`/lines/${ownLine()}/dnd`), { active }, null);
		refresh('/me/', of('/lines'));
		toast(t('said.saved'));
	} catch (e) { complain(e); }
}
async function switchGroup(g: MyGroup, connected: boolean): Promise<void> {
	try {
		await api.put(`/me/groups/${g.id}`, { connected }, null);
		refresh('/me/');
		toast(t('said.saved'));
	} catch (e) { complain(e); }
}

export function TodayPage() {
	const { data: d, error } = useGet<Today>('/me/today');
	const [why, setWhy] = useState<string | null>(null);
	const [trying, setTrying] = useState(false);
	if (error && !d) return <Failed error={error} />;
	if (!d) return <><PageHead title={t('nav.today')} /><Bones rows={4} height={88} /></>;
	return (
		<>
			<PageHead title={t('nav.today')} />
			<div class="stack">
				<Says after={d.next_change ? `${t('user.next')} ${full(d.next_change.at)} : ${say(d.next_change.text)}` : undefined}>{say(d.sentence)}</Says>
				{nodeUp.value === false && <Note kind="warn" role="status">{t('app.liveAway')}</Note>}
				<Warnings list={d.warnings} />
				<Card>
					<Switch on={d.dnd.active} onValue={(on) => void switchDnd(on)}>
						<span><strong>{t('lines.dnd')}</strong><span class="cell-sub">{d.dnd.active && d.dnd.until ? `${t('until.label')} ${full(d.dnd.until)}` : t('user.dndHelp')}</span></span>
					</Switch>
				</Card>
				<Card title={t('user.groups')}>
					{d.groups.length === 0 ? <p class="quiet">{t('user.noGroups')}</p> : (
						<ul class="list">{d.groups.map((g) => (
							<li key={g.id}>
								<Switch on={g.connected} onValue={(on) => void switchGroup(g, on)} label={t('user.inGroup', { name: g.name })}>
									<span><strong>{g.name}</strong><span class="cell-sub">{t('user.others', { n: g.others ?? 0 })}</span></span>
								</Switch>
								<StateChip state={!g.connected ? 'disconnected' : g.state === 'ringing' || g.state === 'talking' || g.state === 'resting' ? g.state : 'connected'} />
							</li>
						))}</ul>
					)}
				</Card>
				<div class="btns">
					<LinkButton href="/renvois" icon={PhoneForwarded}>{t('user.forward')}</LinkButton>
					<Button icon={FlaskConical} onClick={() => setTrying(true)}>{t('act.try')}</Button>
				</div>
				<Card title={t('user.calls')} foot={<A href="/journal">{t('home.journal')}</A>}>
					{d.calls.length === 0 ? <p class="quiet">{t('log.noneYet')}</p> : (
						<ul class="list calls slim">{d.calls.map((c) => <CallLine key={c.id} call={c} onWhy={setWhy} />)}</ul>
					)}
				</Card>
			</div>
			{why && <WhyDialog id={why} onClose={() => setWhy(null)} />}
			{trying && <TryDialog called={ownLine()} onClose={() => setTrying(false)} />}
		</>
	);
}

export function UserAccountPage() {
	return (
		<>
			<PageHead title={t('app.account')} lead={<span class="num">{phone(myLine.value?.number)}</span>} />
			<div class="stack">
				<SettingsForm line={ownLine()} />
				<AccountCards />
				<Card title={t('user.history')}><p class="small quiet">{t('user.historyHelp')}</p><HistoryList path="/me/history?limit=25" /></Card>
			</div>
		</>
	);
}
