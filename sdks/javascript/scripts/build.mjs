/** Builds dist: one file for ESM and one for CommonJS, and the types of both. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const DIST = join(ROOT, 'dist');

/** Names that neither a caller nor the API ever sees are shortened: consumers' bundlers cannot do it. */
const INTERNAL = /^(takesKey|isRepeatable|isBare|hasMore|streams|inner|isStream|credential|wake|rest|idle|user)$/;

rmSync(DIST, { recursive: true, force: true });
for (const [format, extension] of [['esm', '.js'], ['cjs', '.cjs']]) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/index.ts'],
    outdir: 'dist',
    outExtension: { '.js': extension },
    bundle: true,
    format,
    platform: 'neutral',
    target: 'es2022',
    mangleProps: INTERNAL,
    logLevel: 'warning',
  });
}
execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', '.'], { cwd: ROOT, stdio: 'inherit' });
for (const name of readdirSync(DIST).filter((one) => one.endsWith('.d.ts'))) {
  const text = readFileSync(join(DIST, name), 'utf8');
  const common = text.replace(/(from |import\()(['"])(\.\/[\w-]+)\.js\2/g, '$1$2$3.cjs$2');
  writeFileSync(join(DIST, name.replace(/\.d\.ts$/, '.d.cts')), common);
}
