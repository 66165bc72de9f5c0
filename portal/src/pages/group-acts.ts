// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done to a group's members: connected and disconnected, one, several or all; and a group taken away, with its undo.
import { api } from '../lib/api';
import { put, refresh } from '../lib/data';
import { of, type Group } from '../lib/model';
import { t } from '../i18n';
import { ask, toast } from '../ui/dialog';
import { complain } from '../ui/editor';

export async function connect(id: number, members: string[] | 'all', connected: boolean): Promise<boolean> {
	try {
		const path = of(`/groups/${id}`);
		const got = await api.put<Group>(`${path}/connections`, { connected, members }, null);
		put(path, got.data, got.etag);
		refresh(of('/home'), of('/groups'), of('/live'), '/me/');
		return true;
	} catch (e) {
		complain(e);
		return false;
	}
}

export async function disconnectAll(g: { id?: number; name: string; connected?: number }): Promise<void> {
	if (g.id === undefined) return;
	const n = g.connected ?? 0;
	if (!(await ask({ title: t('groups.askDisconnect', { n }), text: t('groups.askDisconnectText', { name: g.name }), yes: t('groups.disconnectAll'), danger: true }))) return;
	const id = g.id;
	if (await connect(id, 'all', false)) toast(t('groups.disconnected', { name: g.name }));
}

export async function undo(entry: number): Promise<void> {
	try {
		await api.post(of(`/history/${entry}/undo`));
		refresh('/');
		toast(t('said.undone'));
	} catch (e) {
		complain(e);
	}
}

export async function deleteGroup(g: Group, etag: string | null): Promise<boolean> {
	if (!(await ask({ title: t('groups.askDelete', { name: g.name }), text: t('groups.askDeleteText', { n: g.members?.length ?? 0 }), yes: t('act.delete'), danger: true }))) return false;
	try {
		const got = await api.del<{ undo: number }>(of(`/groups/${g.id}`), etag ?? '*');
		refresh(of('/groups'), of('/home'));
		toast(t('said.deleted'), { undo: () => void undo(got.data.undo) });
		return true;
	} catch (e) {
		complain(e);
		return false;
	}
}
