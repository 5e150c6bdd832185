/** Prints the size of the client as an application bundles it: minified, in bytes, plain and gzipped. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [packageName = '@bivelio/sdk', name = 'BiVelio', folder] = process.argv.slice(2);
const ROOT = folder ?? join(dirname(fileURLToPath(import.meta.url)), '..');
const found = await build({
  absWorkingDir: ROOT,
  stdin: { contents: `import { ${name} } from '${packageName}'; globalThis.client = ${name};`, resolveDir: ROOT },
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'error',
});
const [{ contents }] = found.outputFiles;
console.log(JSON.stringify({ minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length }));
