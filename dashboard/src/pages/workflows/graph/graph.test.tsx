// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import { Graph } from './graph';

const DEFINITION = {
  name: 'Prova',
  steps: [
    { id: 'avisa', type: 'set', name: 'Avisa', note: 'Només els clients\namb contracte.', input: {} },
    { id: 'fi', type: 'stop', input: {} },
  ],
};

test('the list of steps has the note of each', async () => {
  const { person } = await drawn(<Graph definition={DEFINITION} chosen={undefined} onChoose={() => undefined} />);
  await person.click(screen.getByRole('button', { name: 'Llista' }));
  expect(screen.getByRole('button', { name: /Avisa/ }).textContent).toContain('Només els clients\namb contracte.');
  expect(screen.getByRole('button', { name: /Atura/ }).textContent).not.toContain('contracte');
});
