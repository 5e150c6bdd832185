/** The list of deals: all of them, also those that are won or lost, by status and stage. */
import type { ListedDeal, Pipeline } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ActorLink } from '~/app/actor-link';
import { chosenOf, useColumnNames } from '~/app/columns';
import { ThingLink } from '~/app/thing-link';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { usePicked } from '~/app/use-picked';
import { Chips } from '~/ui/chips';
import { ColumnsButton } from '~/ui/columns';
import { OrderFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Money } from '~/ui/money';
import { Stack } from '~/ui/page';
import type { Column, Sorting } from '~/ui/table';
import { Views } from '~/ui/views';
import { When } from '~/ui/when';
import { DealBadge } from './badges';
import { useAsked } from './reading';
import { deals } from './routes';
import { DealSelection } from './selection';

/** The columns that the list begins with. */
const FIRST = ['title', 'contact_id', 'stage_id', 'amount', 'expected_close', 'updated_at'];

export function DealList({ pipeline, empty }: { pipeline: Pipeline; empty: ReactNode }) {
  const { t } = useLingui();
  const { status, stage, sort, page = 1 } = deals.route.useSearch();
  const sorting = useSorting();
  const change = useChange();
  const mayWrite = useMay('member');
  const chosen = { ...useAsked(), ...(status && { status }), ...(stage && { stage_id: stage }) };
  const asked = { ...chosen, pipeline_id: pipeline.id };
  const sorted = { ...asked, ...(sort && { sort }) };
  const list = useList(['deals.list', sorted], page, (client, at) => client.deals.list({ ...at, ...sorted }));
  const all = useColumns(pipeline);
  const { names } = useColumnNames(FIRST);
  const picked = usePicked<ListedDeal>(asked, ({ title }) => title);
  const cleared = { q: undefined, mine: undefined, contact: undefined, status: undefined, stage: undefined, page: undefined };
  return (
    <Stack>
      {mayWrite && <DealSelection picked={picked} total={list.pagination?.total ?? 0} asked={asked} pipeline={pipeline} />}
      <ListView
        list={list}
        label={t`Oportunitats`}
        columns={chosenOf(all, names)}
        picking={mayWrite ? picked.picking : undefined}
        sorting={sorting}
        keyOf={({ id }) => id}
        isFiltered={Object.keys(chosen).length > 0}
        clearFilters={() => change(cleared)}
        empty={empty}
      />
    </Stack>
  );
}

/** The views of the list, and the choice of its columns. */
export function DealColumns({ pipeline }: { pipeline: Pipeline }) {
  const all = useColumns(pipeline);
  const { names, choose } = useColumnNames(FIRST);
  return (
    <>
      <Views columns={names} />
      <ColumnsButton all={all} names={names} onChoose={choose} />
    </>
  );
}

/** The order of the list, where headings do not sort it. */
export function DealOrder({ pipeline }: { pipeline: Pipeline }) {
  return <OrderFilter columns={useColumns(pipeline)} sorting={useSorting()} />;
}

function useSorting(): Sorting {
  const { sort } = deals.route.useSearch();
  const change = useChange();
  return { sort, onSort: (next) => change({ sort: next, page: undefined }) };
}

function useColumns(pipeline: Pipeline): Column<ListedDeal>[] {
  const { t } = useLingui();
  const names = new Map(pipeline.stages.map(({ id, name }) => [id, name]));
  return [
    {
      key: 'title',
      title: t`Títol`,
      onPhone: 'title',
      cell: ({ id, title }) => (
        <Link to="." search={(former: object) => ({ ...former, id })}>
          {title}
        </Link>
      ),
    },
    { key: 'contact_id', title: t`Contacte`, onPhone: 'line', cell: ({ contact_id: contact, company_id: company, contact_name: name }) => (contact ?? company) && <ThingLink id={(contact ?? company) as string} name={name} /> },
    { key: 'stage_id', title: t`Etapa`, onPhone: 'line', as: 'tight', cell: ({ stage_id: stage, status }) => <DealBadge status={status}>{names.get(stage) ?? stage}</DealBadge> },
    { key: 'amount', title: t`Import`, order: 'amount', onPhone: 'side', as: 'end', cell: ({ amount, currency }) => amount !== undefined && <Money amount={amount} currency={currency} /> },
    { key: 'expected_close', title: t`Tancament previst`, order: 'expected_close', onPhone: 'line', as: 'tight', cell: ({ expected_close: day }) => day && <When at={day} as="day" /> },
    { key: 'owner_id', title: t`Encarregat`, cell: ({ owner_id: id }) => id && <ActorLink kind="user" id={id} /> },
    { key: 'tags', title: t`Etiquetes`, cell: ({ tags }) => tags.length > 0 && <Chips words={tags} /> },
    { key: 'created_at', title: t`Creada`, order: 'created_at', as: 'tight', cell: ({ created_at: at }) => <When at={at} as="day" /> },
    { key: 'updated_at', title: t`Modificada`, order: 'updated_at', as: 'tight', cell: ({ updated_at: at }) => <When at={at} /> },
  ];
}
