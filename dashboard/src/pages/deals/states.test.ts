import type { Deal, Pipeline, StageSum } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { columnsOf, movedTo, targetsOf } from './states';

const stage = (id: string, outcome = 'open', archived = false) => ({ id, name: id, probability: 0, outcome, archived });
const pipeline: Pipeline = {
  id: 'default',
  name: 'Vendes',
  stages: [stage('lead'), stage('won', 'won'), stage('former', 'open', true), stage('older', 'open', true)],
  archived: false,
  version: 0,
};
const deal = (stage_id: string, pipeline_id = 'default') => ({ id: `dl_${stage_id}`, pipeline_id, stage_id, status: 'open' }) as Deal;
const sum = (stage_id: string): StageSum => ({ pipeline_id: 'default', stage_id, count: 3, amounts: [] });

test('an archived stage has a column for as long as a deal is in it, seen or only counted', () => {
  const ids = (deals: Deal[], sums: StageSum[]) => columnsOf(pipeline, deals, sums).map((one) => one.stage.id);
  expect(ids([], [])).toEqual(['lead', 'won']);
  expect(ids([deal('former')], [])).toEqual(['lead', 'won', 'former']);
  expect(ids([], [sum('older')])).toEqual(['lead', 'won', 'older']);
  expect(targetsOf(pipeline).map(({ id }) => id)).toEqual(['lead', 'won']);
});

test('a stage of the same name in another pipeline has its own deals', () => {
  const [lead] = columnsOf(pipeline, [deal('lead'), deal('lead', 'pln_1')], [{ ...sum('lead'), pipeline_id: 'pln_1' }, sum('lead')]);
  expect(lead?.deals).toEqual([deal('lead')]);
  expect(lead?.sum).toEqual(sum('lead'));
});

test('a deal that is moved is what its stage says', () => {
  expect(movedTo(deal('lead'), stage('won', 'won'))).toMatchObject({ stage_id: 'won', status: 'won' });
});
