import { APIConnectionError, type BiVelio } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { carryOut, each, gather, takeBack, type Work } from './bulk';

interface Row {
  id: string;
  is: string;
  version: number;
}

const client = {} as BiVelio;
const MANY: Row[] = Array.from({ length: 250 }, (_, at) => ({ id: `r${at}`, is: 'open', version: 2 }));
const always = () => true;

/** Work that sends a hundred together; a server refuses one row, and keeps how many each request had. */
function closing(refused = '') {
  const sizes: number[] = [];
  const work: Work<Row> = {
    size: 100,
    concerns: ({ is }) => is !== 'closed',
    send: async (_, rows) => {
      sizes.push(rows.length);
      return rows.map((row) => (row.id === refused ? { error: 'ha canviat' } : { after: { ...row, is: 'closed', version: 3 } }));
    },
    undo: async (_, changed) => changed.map(({ before, after }) => ({ after: { ...after, is: before.is } })),
  };
  return { work, sizes };
}

test('a change goes in portions, tells its progress, leaves what is so already and names what was refused', async () => {
  const { work, sizes } = closing('r120');
  const told: number[] = [];
  const { changed, failed, same, left } = await carryOut(client, work, [...MANY, { id: 'r999', is: 'closed', version: 1 }], (done) => told.push(done) > 0);
  expect([sizes, told]).toEqual([[100, 100, 50], [100, 200, 250]]);
  expect([changed.length, failed, same, left]).toEqual([249, [{ row: MANY[120], error: 'ha canviat' }], 1, []]);
});

test('it stops where it is told to, and what it had changed and not tried is known', async () => {
  const { work, sizes } = closing();
  const { changed, left } = await carryOut(client, work, MANY, () => false);
  expect([sizes, changed.length, left.length, left[0]?.id]).toEqual([[100], 100, 150, 'r100']);
});

test('where nobody answers it stops: its rows failed, the others were not tried', async () => {
  const error = new APIConnectionError('no answer');
  const lost: Work<Row> = { size: 100, send: () => Promise.reject(error) };
  const { changed, failed, left } = await carryOut(client, lost, MANY, always);
  expect([changed, failed.length, failed[0]?.error, left.length]).toEqual([[], 100, error, 150]);
});

test('a change without a batch goes some at once, and an answer adds to what was known', async () => {
  let under = 0;
  let most = 0;
  const work = each<Row>(async (_, { id }) => {
    under += 1;
    most = Math.max(most, under);
    await Promise.resolve();
    under -= 1;
    if (id === 'r3') throw new Error('no');
    return { version: 9 };
  });
  const { changed, failed } = await carryOut(client, work, MANY.slice(0, 12), always);
  expect([most, changed.length, changed[0]?.after, failed.map(({ row }) => row.id)]).toEqual([5, 11, { id: 'r0', is: 'open', version: 9 }, ['r3']]);
  expect('undo' in work).toBe(false);
});

test('it is taken back from what each row has become', async () => {
  const versions: number[] = [];
  const work = each<Row>(async () => ({ is: 'closed', version: 3 }), {
    undo: async (_, { before, after }) => {
      versions.push(after.version);
      return { is: before.is };
    },
  });
  const { changed } = await carryOut(client, work, MANY.slice(0, 7), always);
  const back = await takeBack(client, work, changed, always);
  expect(back.changed.map(({ after }) => after.is)).toEqual(Array(7).fill('open'));
  expect(versions).toEqual(Array(7).fill(3));
});

test('all that match are read page by page, and none is twice in them', async () => {
  const read = async (_: BiVelio, { page }: { page: number }) => ({ items: MANY.slice(Math.max(0, (page - 1) * 100 - 1), page * 100), pagination: { total_pages: 3 } });
  const all = await gather(client, read, always);
  expect([all.length, new Set(all.map(({ id }) => id)).size]).toEqual([250, 250]);
  expect(await gather(client, read, () => false)).toHaveLength(100);
});
