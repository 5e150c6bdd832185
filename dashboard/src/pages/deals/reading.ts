/** What the pages of deals read: pipelines, the open deals of one, and the sums of its stages. */
import type { ListedDeal, Pipeline, Stage } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { Source } from '~/app/cache-keys';
import { usePerson } from '~/app/session';
import { useList } from '~/app/use-list';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { deals } from './routes';
import { movedTo } from './states';

/** As many deals are on a board; the list has all. */
export const MOST_ON_BOARD = 100;
const KEPT_FOR = 60_000;

export const AGAIN: Source[] = ['deals.list', 'deals.get'];

/** The pipelines that deals may be put into, and the one that the address names, by default the first. */
export function usePipelines() {
  const { pipeline: id } = deals.route.useSearch();
  const read = useRead(['deals.pipelinesList'], (client) => client.deals.pipelinesList(), { staleTime: KEPT_FOR });
  const pipelines: Pipeline[] = read.data?.pipelines ?? [];
  return { ...read, pipelines, pipeline: pipelines.find((one) => one.id === id) ?? pipelines[0] };
}

/** What the address asks of a list of deals. */
export function useAsked() {
  const { q, mine, contact } = deals.route.useSearch();
  const { id } = usePerson();
  return { ...(q && { search: q }), ...(mine && { owner_id: id }), ...(contact && { contact_id: contact }) };
}

/** The newest open deals of a pipeline. */
export function useOpenDeals(pipeline: Pipeline) {
  const asked = { ...useAsked(), pipeline_id: pipeline.id, status: 'open' as const };
  return useList(['deals.list', 'board', asked], 1, (client) => client.deals.list({ ...asked, per_page: MOST_ON_BOARD }));
}

/** The sums of the stages of a pipeline, which count all its deals. */
export function useSums(pipeline: Pipeline) {
  const asked = { ...useAsked(), pipeline_id: pipeline.id };
  return useRead(['deals.list', 'sums', asked], (client) => client.deals.list({ ...asked, per_page: 1 }), {
    placeholderData: (former) => former,
  });
}

export interface Move {
  deal: ListedDeal;
  stage: Stage;
}

/** Move a deal: it is in its new column at once. */
export function useMove() {
  const { t } = useLingui();
  return useWrite((client, { deal, stage }: Move) => client.deals.move(deal.id, { stage_id: stage.id }), {
    at: 'deals.list',
    change: (one, { deal, stage }) => (one.id === deal.id ? movedTo(one, stage) : one),
    again: AGAIN,
    done: ({ title }, { stage }) => t`«${title}» és a «${stage.name}».`,
  });
}
