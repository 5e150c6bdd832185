/** The Catalan of an area, which its texts are written in: `es.po?source`, made of the messages that are translated there. */
import { readFileSync } from 'node:fs';
import { createCompiledCatalog } from '@lingui/cli/api';
import { formatter } from '@lingui/format-po';
import type { Plugin } from 'vite';

const QUERY = '?source';

export function sourceCatalogue(): Plugin {
  const po = formatter();
  return {
    name: 'source-catalogue',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(QUERY)) return undefined;
      const filename = id.slice(0, -QUERY.length);
      this.addWatchFile(filename);
      const known = await po.parse(readFileSync(filename, 'utf8'), { locale: 'es', sourceLocale: 'ca', filename });
      const messages = Object.fromEntries(Object.entries(known).map(([name, { message }]) => [name, message ?? name]));
      const { source, errors } = createCompiledCatalog('ca', messages, { namespace: 'es' });
      if (errors.length) this.error(`${filename}: ${errors.map(({ error }) => error.message).join('; ')}`);
      return { code: source, map: null, moduleType: 'js' };
    },
  };
}
