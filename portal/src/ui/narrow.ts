// SPDX-License-Identifier: AGPL-3.0-or-later
// Is the window a phone's? For what looks different there by its content, not only by its style.
import { useEffect, useState } from 'preact/hooks';

const narrowly = typeof matchMedia === 'function' ? matchMedia('(max-width: 720px)') : null;
export function useNarrow(): boolean {
	const [is, set] = useState(narrowly?.matches ?? false);
	useEffect(() => {
		const put = () => set(narrowly?.matches ?? false);
		narrowly?.addEventListener('change', put);
		return () => narrowly?.removeEventListener('change', put);
	}, []);
	return is;
}
