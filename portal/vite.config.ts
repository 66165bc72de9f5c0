// SPDX-License-Identifier: AGPL-3.0-or-later
// One page, its scripts and styles beside it with a hash in their names: mpabx-portal serves the folder as it is and lets
// browsers keep /assets for ever. Nothing is inlined, since the policy of the pages allows no inline script or style.
import { defineConfig } from 'vite';

export default defineConfig({
	esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
	build: {
		target: 'es2021',
		outDir: process.env.MPABX_PAGES_OUT || 'dist',
		emptyOutDir: true,
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: true,
	},
	server: { proxy: { '/api': process.env.MPABX_PORTAL || 'http://127.0.0.1:8080' } },
});
