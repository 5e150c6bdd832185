import { fileURLToPath } from 'node:url';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { chunks } from './build/chunks';
import { eventCatalogue } from './build/event-catalogue';
import { operationRights } from './build/operation-rights';
import { operationTitles } from './build/operation-titles';
import { sourceCatalogue } from './build/source-catalogue';
import { stepCatalogue } from './build/step-catalogue';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The platform that `npm run dev` sends requests to: `make run` in another terminal. */
const PLATFORM = process.env['BIVELIO_URL'] ?? 'http://localhost:8080';

export default defineConfig({
  base: '/app/',
  plugins: [react(), lingui({ macroTransform: true }), sourceCatalogue(), eventCatalogue(at('../openapi.json')), stepCatalogue(at('../openapi.json')), operationTitles(at('../openapi.json'), at('../site/texts')), operationRights(at('../openapi.json'))],
  resolve: {
    alias: { '@bivelio/sdk': at('../sdks/javascript/src/index.ts'), '~': at('src') },
  },
  server: {
    fs: { allow: [at('.'), at('../sdks/javascript/src'), at('../site/src/styles')] },
    proxy: Object.fromEntries(['/v1', '/sandbox', '/app/config.json', '/docs', '/openapi.json'].map((path) => [path, PLATFORM])),
  },
  build: {
    outDir: process.env['DASHBOARD_OUTPUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    cssCodeSplit: false, // 15 kB for all pages
    assetsInlineLimit: 0, // the content security policy has no data: for scripts and styles
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: chunks() } },
  },
});
