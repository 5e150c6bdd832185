/** The list of deals: all of them, also those that are won or lost, by status and stage. */
import type { ListedDeal, Pipeline } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ThingLink } from '~/app/thing-link';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { ListView } from '~/ui/list-view';
import { Money } from '~/ui/money';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import { DealBadge } from './badges';
import styles from './deals.module.css';
import { useAsked } from './reading';
import { deals } from './routes';

export function DealList({ pipeline, empty }: { pipeline: Pipeline; empty: ReactNode }) {
  const { t } = useLingui();
  const { status, stage, page = 1 } = deals.route.useSearch();
  const change = useChange();
  const asked = { ...useAsked(), ...(status && { status }), ...(stage && { stage_id: stage }) };
  const list = useList(['deals.list', pipeline.id, asked], page, (client, at) => client.deals.list({ ...at, ...asked, pipeline_id: pipeline.id }));
  const columns = useColumns(pipeline);
  const cleared = { q: undefined, mine: undefined, contact: undefined, status: undefined, stage: undefined, page: undefined };
  return (
    <ListView
      list={list}
      label={t`Oportunitats`}
      columns={columns}
      keyOf={({ id }) => id}
      isFiltered={Object.keys(asked).length > 0}
      clearFilters={() => change(cleared)}
      empty={empty}
    />
  );
}

function useColumns(pipeline: Pipeline): Column<ListedDeal>[] {
  const { t } = useLingui();
  const names = new Map(pipeline.stages.map(({ id, name }) => [id, name]));
  return [
    {
      title: t`Títol`,
      cell: ({ id, title }) => (
        <Link to="." search={(former: object) => ({ ...former, id })} className={styles.title}>
          {title}
        </Link>
      ),
    },
    { title: t`Contacte`, cell: ({ contact_id: contact, company_id: company, contact_name: name }) => (contact ?? company) && <ThingLink id={(contact ?? company) as string} name={name} /> },
    { title: t`Etapa`, as: 'tight', cell: ({ stage_id: stage, status }) => <DealBadge status={status}>{names.get(stage) ?? stage}</DealBadge> },
    { title: t`Import`, as: 'end', cell: ({ amount, currency }) => amount !== undefined && <Money amount={amount} currency={currency} /> },
    { title: t`Tancament previst`, as: 'tight', cell: ({ expected_close: day }) => day && <When at={day} as="day" /> },
    { title: t`Modificada`, as: 'tight', cell: ({ updated_at: at }) => <When at={at} /> },
  ];
}
