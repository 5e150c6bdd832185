/** Cases: what has to be done for contacts. */
import type { ListedCase } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { FolderKanban, Plus } from 'lucide-react';
import { ActorLink } from '~/app/actor-link';
import { chosenOf, useColumnNames } from '~/app/columns';
import { ThingLink } from '~/app/thing-link';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { usePicked } from '~/app/use-picked';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { ColumnsButton } from '~/ui/columns';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, OrderFilter, SearchFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Page, Stack } from '~/ui/page';
import type { Column, Sorting } from '~/ui/table';
import { Views } from '~/ui/views';
import { When } from '~/ui/when';
import { useContact } from '../contacts/contact-picker';
import { CaseBadge, useCaseWords } from './badges';
import { CasePanel } from './case-panel';
import { CreateCase } from './create-case';
import { cases } from './routes';
import { CaseSelection } from './selection';
import { PRIORITIES, STATUSES } from './states';

/** The columns that the list begins with. */
const FIRST = ['number', 'title', 'contact_id', 'priority', 'status', 'updated_at'];

export default function CasesPage() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const { q, status, priority, contact, sort, page = 1, id, new: isNew } = cases.route.useSearch();
  const change = useChange();
  const filter = (changes: object) => change({ ...changes, page: undefined });
  const asked = { ...(q && { search: q }), ...(status && { status }), ...(priority && { priority }), ...(contact && { contact_id: contact }) };
  const sorted = { ...asked, ...(sort && { sort }) };
  const list = useList(['cases.list', sorted], page, (client, at) => client.cases.list({ ...at, ...sorted }));
  const words = useCaseWords();
  const sorting: Sorting = { sort, onSort: (next) => filter({ sort: next }) };
  const all = useColumns();
  const { names, choose } = useColumnNames(FIRST);
  const picked = usePicked<ListedCase>(asked, ({ number, title }) => `${number} · ${title}`);
  const create = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Obre un cas</Trans>
    </Button>
  );
  return (
    <Page title={t`Casos`} about={t`El que s’ha de fer per als contactes, amb notes i qui se n’encarrega.`} actions={create}>
      <Stack gap="small">
        <Filters
          views={
            <>
              <Views columns={names} />
              <ColumnsButton all={all} names={names} onChoose={choose} />
            </>
          }
        >
          <SearchFilter label={t`Cerca per número, títol o etiqueta`} value={q ?? ''} onChange={(next) => filter({ q: next })} />
          <ChoiceFilter
            label={t`Estat`}
            all={t`Tots els estats`}
            value={status}
            onChange={(next) => filter({ status: next })}
            options={STATUSES.map((value) => ({ value, label: words[value] }))}
          />
          <ChoiceFilter
            label={t`Prioritat`}
            all={t`Totes les prioritats`}
            value={priority}
            onChange={(next) => filter({ priority: next })}
            options={PRIORITIES.map((value) => ({ value, label: words[value] }))}
          />
          <OrderFilter columns={all} sorting={sorting} />
        </Filters>
        {contact && <ContactFilter id={contact} onRemove={() => filter({ contact: undefined })} />}
      </Stack>
      {mayWrite && <CaseSelection picked={picked} total={list.pagination?.total ?? 0} asked={asked} />}
      <ListView
        list={list}
        label={t`Casos`}
        columns={chosenOf(all, names)}
        picking={mayWrite ? picked.picking : undefined}
        sorting={sorting}
        keyOf={(one) => one.id}
        isFiltered={Object.keys(asked).length > 0}
        clearFilters={() => filter({ q: undefined, status: undefined, priority: undefined, contact: undefined })}
        empty={
          <Empty icon={FolderKanban} title={<Trans>Encara no hi ha cap cas</Trans>} action={create}>
            <p>
              <Trans>Un cas recull el que s’ha de fer: de qui és, de quines factures i documents, i les notes.</Trans>
            </p>
          </Empty>
        }
      />
      {isNew && mayWrite && <CreateCase contact={contact} onClose={() => change({ new: undefined })} />}
      {id && <CasePanel key={id} id={id} onClose={() => change({ id: undefined })} />}
    </Page>
  );
}

function ContactFilter({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { data } = useContact(id);
  return <Chips words={[data?.name ?? id]} onRemove={onRemove} />;
}

function useColumns(): Column<ListedCase>[] {
  const { t } = useLingui();
  return [
    { key: 'number', title: t`Número`, onPhone: 'line', as: 'tight', cell: ({ number }) => <code>{number}</code> },
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
    { key: 'contact_id', title: t`Contacte`, onPhone: 'line', cell: ({ contact_id: id, contact_name: name }) => id && <ThingLink id={id} name={name} /> },
    { key: 'assignee', title: t`Encarregat`, cell: ({ assignee: id }) => id && <ActorLink kind="user" id={id} /> },
    { key: 'tags', title: t`Etiquetes`, cell: ({ tags }) => tags.length > 0 && <Chips words={tags} /> },
    { key: 'priority', title: t`Prioritat`, order: 'priority', onPhone: 'line', as: 'tight', cell: ({ priority }) => <CaseBadge of={priority} /> },
    { key: 'status', title: t`Estat`, onPhone: 'side', as: 'tight', cell: ({ status }) => <CaseBadge of={status} /> },
    { key: 'updated_at', title: t`Modificat`, order: 'updated_at', as: 'tight', cell: ({ updated_at: at }) => <When at={at} /> },
    { key: 'created_at', title: t`Obert`, order: 'created_at', as: 'tight', cell: ({ created_at: at }) => <When at={at} as="day" /> },
  ];
}
