// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the pages begin: who is signed in decides the frame, the path decides the page.
import '@fontsource-variable/inter/wght.css';
import './style/tokens.css';
import './style/base.css';
import './style/parts.css';
import './style/frame.css';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { SearchX } from 'lucide-preact';
import { signedOut } from './lib/api';
import { match, path, start } from './lib/router';
import { fetchSession, opened, role, session, startModel, takeSession } from './lib/model';
import { lang, t } from './i18n';
import { Button, Empty, LinkButton, PageHead } from './ui/basics';
import { QuestionBox, Toasts } from './ui/dialog';
import { LinePicker } from './ui/picker';
import { Door } from './pages/sign-in';
import { PhoneFrame, startTheme, WideFrame } from './pages/frame';
import { HomePage } from './pages/home';
import { LinePage, LinesPage } from './pages/lines';
import { LineSettingsPage } from './pages/line-settings';
import { ForwardingsPage } from './pages/forwardings';
import { IncomingPage } from './pages/incoming';
import { GroupPage, GroupsPage } from './pages/groups';
import { JournalPage } from './pages/journal';
import { SimulatorPage } from './pages/simulator';
import { CalendarsPage } from './pages/calendars';
import { FixedPage } from './pages/fixed';
import { ImportPage } from './pages/import';
import { AuditPage, HistoryPage } from './pages/history';
import { KeysPage, PeoplePage } from './pages/people';
import { AccountPage } from './pages/account';
import { HelpPage } from './pages/help';
import { ownLine, TodayPage, UserAccountPage } from './pages/user';
import { CallsPage, DialoguesPage, FleetsPage, LinksPage } from './pages/operator';

type Args = Record<string, string>;
type Routes = [string, (a: Args) => JSX.Element][];
const arg = (a: Args, name: string) => a[name] ?? '';

const MANAGER: Routes = [
	['/', () => <HomePage />],
	['/lignes', () => <LinesPage />],
	['/lignes/:n', (a) => <LinePage line={arg(a, 'n')} />],
	['/lignes/:n/reglages', (a) => <LineSettingsPage line={arg(a, 'n')} />],
	['/renvois', () => <><PageHead title={t('nav.forwarding')} lead={t('lines.choose')} /><LinePicker right="forwarding" to={(n) => `/renvois/${n}`} /></>],
	['/renvois/:n', (a) => <ForwardingsPage line={arg(a, 'n')} back="/renvois" />],
	['/appels-entrants', () => <><PageHead title={t('nav.incoming')} lead={t('lines.choose')} /><LinePicker right="incoming" to={(n) => `/appels-entrants/${n}`} /></>],
	['/appels-entrants/:n', (a) => <IncomingPage line={arg(a, 'n')} back="/appels-entrants" />],
	['/groupes', () => <GroupsPage />],
	['/groupes/:id', (a) => <GroupPage id={arg(a, 'id')} />],
	['/journal', () => <JournalPage />],
	['/simuler', () => <SimulatorPage />],
	['/calendriers', () => <CalendarsPage />],
	['/fixes', () => <FixedPage />],
	['/import', () => <ImportPage />],
	['/historique', () => <HistoryPage />],
	['/audit', () => <AuditPage />],
	['/administrateurs', () => <PeoplePage />],
	['/cles', () => <KeysPage />],
	['/compte', () => <AccountPage />],
	['/aide', () => <HelpPage />],
];
const USER: Routes = [
	['/', () => <TodayPage />],
	['/renvois', () => <ForwardingsPage line={ownLine()} />],
	['/appels-entrants', () => <IncomingPage line={ownLine()} />],
	['/journal', () => <JournalPage line={ownLine()} />],
	['/simuler', () => <SimulatorPage />],
	['/compte', () => <UserAccountPage />],
	['/aide', () => <HelpPage />],
];
const OPERATOR: Routes = [
	['/', () => <FleetsPage />],
	['/liens', () => <LinksPage />],
	['/dialogues', () => <DialoguesPage />],
	['/appels', () => <CallsPage />],
	['/audit', () => <AuditPage base="/operator/audit" />],
	['/administrateurs', () => <PeoplePage operators />],
	['/compte', () => <AccountPage />],
	['/aide', () => <HelpPage />],
];

function page(routes: Routes): JSX.Element {
	for (const [pattern, show] of routes) {
		const args = match(pattern, path.value);
		if (args) return show(args);
	}
	return <><PageHead title={t('app.notFound')} /><div class="card"><Empty icon={SearchX} title={t('app.notFound')} action={<LinkButton kind="main" href="/">{t('nav.home')}</LinkButton>}>{t('app.notFoundHelp')}</Empty></div></>;
}

function App() {
	const [away, setAway] = useState(false);
	const [expired, setExpired] = useState(false);
	const load = () => { setAway(false); fetchSession().catch(() => setAway(true)); };
	useEffect(load, []);
	useEffect(() => {
		if (!signedOut.value || !session.value) return;
		setExpired(true);
		takeSession(null);
		signedOut.value = false;
	}, [signedOut.value]);
	useEffect(() => { if (session.value?.user) setExpired(false); }, [session.value]);
	void lang.value;
	const who = role.value;
	if (away) return <main class="door-main"><div class="card"><Empty icon={SearchX} title={t('app.failed')} action={<Button kind="main" onClick={load}>{t('act.again')}</Button>}>{t('app.offline')}</Empty></div></main>;
	if (session.value === undefined) return <main class="door-main"><span class="sr" role="status">{t('said.loading')}</span></main>;
	const out = !who || path.value === '/password';
	return (
		<>
			{out ? <Door expired={expired} /> : who === 'user' ? <PhoneFrame>{page(USER)}</PhoneFrame> : <WideFrame>{page(who === 'operator' && !opened.value ? OPERATOR : MANAGER)}</WideFrame>}
			<QuestionBox /><Toasts />
		</>
	);
}

document.documentElement.lang = lang.value;
startTheme();
start();
startModel();
render(<App />, document.getElementById('app') as HTMLElement);
