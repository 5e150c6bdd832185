// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { CheckCheck } from 'lucide-react';
import { expect, test } from 'vitest';
import { each } from '~/app/bulk';
import { usePicked } from '~/app/use-picked';
import { type Answer, type Asked, drawn } from '~/testing/drawn';
import { ListView } from './list-view';
import { Bulk, SelectionBar, SelectionButton } from './selection';

interface Row {
  id: string;
  title: string;
  status: string;
}

const ROWS: Row[] = ['Comanda', 'Factura mal feta', 'Devolució'].map((title, at) => ({ id: `cs_${at}`, title, status: at ? 'open' : 'closed' }));

const closing = each<Row>((client, { id }) => client.cases.update(id, { status: 'closed' }), {
  concerns: ({ status }) => status !== 'closed',
  undo: (client, { before }) => client.cases.update(before.id, { status: before.status as 'open' }),
});

function Cases() {
  const picked = usePicked<Row>({}, ({ title }) => title);
  return (
    <>
      <SelectionBar picked={picked} total={40} read={(client, at) => client.cases.list(at)} again={['cases.list']}>
        <SelectionButton icon={CheckCheck} label="Tanca’ls">
          {(close) => (
            <Bulk<Row> title="Tanca els casos" work={closing} button={(count) => `Tanca ${count}`} done={(count) => `Tancats: ${count}.`} undone={(count) => `Oberts: ${count}.`} onClose={close} />
          )}
        </SelectionButton>
      </SelectionBar>
      <ListView<Row>
        list={{ items: ROWS, isPending: false, error: null, refetch: () => undefined }}
        label="Casos"
        columns={[{ title: 'Títol', cell: ({ title }) => title }]}
        keyOf={({ id }) => id}
        picking={picked.picking}
        empty={null}
      />
    </>
  );
}

const keys: string[] = [];

/** Pick all rows and press the button; the API answers as it is told to. */
async function closed(answer: (asked: Asked) => Answer) {
  const { person, asked } = await drawn(<Cases />, answer);
  const send = globalThis.fetch;
  keys.length = 0;
  globalThis.fetch = (input, init) => {
    keys.push(new Headers(init?.headers).get('Idempotency-Key') ?? '');
    return send(input, init);
  };
  await person.click(screen.getByRole('checkbox', { name: 'Selecciona tota la pàgina' }));
  await person.click(within(screen.getByRole('region', { name: 'Selecció' })).getByRole('button', { name: 'Tanca’ls' }));
  const dialog = within(screen.getByRole('dialog', { name: 'Tanca els casos' }));
  await person.click(dialog.getByRole('button', { name: 'Tanca 2' }));
  return { person, asked, dialog };
}

const idOf = ({ data }: Asked) => (data as { id: string }).id;

test('only the rows that it is for are sent, and the button says how many', async () => {
  const { asked, dialog } = await closed(() => ({ data: {} }));
  expect((await dialog.findByRole('status')).textContent).toContain('Tancats: 2. 1 s’ha quedat com estava.');
  expect(asked.filter(({ operation }) => operation === 'cases/update').map(idOf)).toEqual(['cs_1', 'cs_2']);
});

test('who is refused is named with the reason, and the others are taken back', async () => {
  const { person, asked, dialog } = await closed((one) =>
    idOf(one) === 'cs_2' ? { faults: [{ field: 'status', constraint: 'enum', message: "El camp 'status' no pot ser aquest." }] } : { data: {} },
  );
  expect((await dialog.findByRole('listitem')).textContent).toBe('Devolució: No pot ser aquest.');
  await person.click(dialog.getByRole('button', { name: 'Desfés-ho' }));
  expect((await dialog.findByText(/Oberts: 1\./)).textContent).toContain('Oberts: 1.');
  expect(asked.filter(({ operation }) => operation === 'cases/update').at(-1)?.data).toMatchObject({ id: 'cs_1', status: 'open' });
});

test('what nobody answered goes on under the keys of before, so that nothing is done twice', async () => {
  let isDown = true;
  const { person, dialog } = await closed(() => {
    if (isDown) throw new TypeError('fetch failed');
    return { data: {} };
  });
  const more = await dialog.findByRole('button', { name: 'Continua amb la resta' });
  const before = new Set(keys);
  isDown = false;
  await person.click(more);
  expect((await dialog.findByText(/Tancats: 2\./)).textContent).not.toContain('no s’ha');
  expect([before.size, new Set(keys)]).toEqual([2, before]);
});
