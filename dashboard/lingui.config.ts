import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  sourceLocale: 'ca',
  locales: ['es', 'en'], // the source is its own catalogue: build/source-catalogue.ts
  format: formatter({ lineNumbers: false }),
  // One catalogue for each area of pages, so that people who work on different areas change different files.
  catalogs: [
    { path: 'src/app/locales/{locale}', include: ['src/app', 'src/ui'] },
    { path: 'src/pages/{name}/locales/{locale}', include: ['src/pages/{name}'] },
  ],
});
