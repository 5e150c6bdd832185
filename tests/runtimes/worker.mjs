// Runs a bundled worker in workerd, as Cloudflare does, and prints what it answers.
import { readFileSync } from 'node:fs';
import { Miniflare } from 'miniflare';

const [file] = process.argv.slice(2);
const worker = new Miniflare({
  modules: true,
  script: readFileSync(file, 'utf8'),
  compatibilityDate: '2026-07-01',
  host: '127.0.0.1',
});
try {
  const answer = await worker.dispatchFetch('http://worker.example/');
  console.log(await answer.text());
} finally {
  await worker.dispose();
}
