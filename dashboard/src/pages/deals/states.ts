/** What a deal is, as the API names it, and how a board is made of deals, stages and sums. */
import type { ListedDeal, Pipeline, Stage, StageSum } from '@bivelio/sdk';

export const STATUSES = ['open', 'won', 'lost'] as const;
export type Status = (typeof STATUSES)[number];

export interface BoardColumn {
  stage: Stage;
  deals: ListedDeal[];
  sum: StageSum | undefined;
}

/** The columns of a pipeline: stages that deals move to, and archived ones that still have some. */
export function columnsOf(pipeline: Pipeline, deals: ListedDeal[], sums: StageSum[]): BoardColumn[] {
  const columns = pipeline.stages.map((stage) => ({
    stage,
    deals: deals.filter((one) => one.pipeline_id === pipeline.id && one.stage_id === stage.id),
    sum: sums.find((one) => one.pipeline_id === pipeline.id && one.stage_id === stage.id),
  }));
  return columns.filter(({ stage, deals: own, sum }) => !stage.archived || own.length > 0 || sum);
}

/** The stages that a deal may be moved to. */
export function targetsOf(pipeline: Pipeline): Stage[] {
  return pipeline.stages.filter((stage) => !stage.archived);
}

/** The deal after a move that the API has not answered yet. */
export function movedTo(deal: ListedDeal, { id, outcome }: Stage): ListedDeal {
  return { ...deal, stage_id: id, status: outcome };
}
