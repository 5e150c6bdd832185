/** The module `virtual:operation-rights`: the scope of each operation that can be a step, and whether it changes something. From openapi.json. */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ID = 'virtual:operation-rights';

interface Document {
  paths: Record<string, { post?: { operationId: string; parameters?: { name: string }[]; 'x-scope'?: string } }>;
  components: { schemas: { Step: { discriminator: { mapping: Record<string, string> } } } };
}

export function operationRights(openapi: string): Plugin {
  return {
    name: 'operation-rights',
    resolveId: (id) => (id === ID ? `\0${id}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return undefined;
      this.addWatchFile(openapi);
      return `export default ${JSON.stringify(rightsOf(JSON.parse(readFileSync(openapi, 'utf8')) as Document))}`;
    },
  };
}

/** What takes an `Idempotency-Key` changes something: a reading operation has no use for one. */
function rightsOf({ paths, components }: Document): Record<string, { scope: string; changes: boolean }> {
  const { mapping } = components.schemas.Step.discriminator;
  const rights = Object.values(paths).flatMap(({ post }) => {
    if (!post || !(post.operationId in mapping)) return [];
    const { operationId: name, 'x-scope': level = '', parameters = [] } = post;
    return [[name, { scope: `${name.split('.')[0]}:${level}`, changes: parameters.some((one) => one.name === 'Idempotency-Key') }] as const];
  });
  return Object.fromEntries(rights);
}
