/** Cases: what has to be done for contacts. */
import type { ListedCase } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { FolderKanban, Plus } from 'lucide-react';
import { ThingLink } from '~/app/thing-link';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, SearchFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Page } from '~/ui/page';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import { useContact } from '../contacts/contact-picker';
import { CaseBadge, useCaseWords } from './badges';
import { CasePanel } from './case-panel';
import styles from './cases.module.css';
import { CreateCase } from './create-case';
import { cases } from './routes';
import { PRIORITIES, STATUSES } from './states';

export default function CasesPage() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const { q, status, priority, contact, page = 1, id, new: isNew } = cases.route.useSearch();
  const change = useChange();
  const filter = (changes: object) => change({ ...changes, page: undefined });
  const asked = { ...(q && { search: q }), ...(status && { status }), ...(priority && { priority }), ...(contact && { contact_id: contact }) };
  const list = useList(['cases.list', asked], page, (client, at) => client.cases.list({ ...at, ...asked }));
  const words = useCaseWords();
  const columns = useColumns();
  const create = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Obre un cas</Trans>
    </Button>
  );
  return (
    <Page title={t`Casos`} about={t`El que s’ha de fer per als contactes, amb notes i qui se n’encarrega.`} actions={create}>
      <div className={styles.filters}>
        <Filters>
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
        </Filters>
        {contact && <ContactFilter id={contact} onRemove={() => filter({ contact: undefined })} />}
      </div>
      <ListView
        list={list}
        label={t`Casos`}
        columns={columns}
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
    { title: t`Número`, as: 'tight', cell: ({ number }) => <code>{number}</code> },
    {
      title: t`Títol`,
      cell: ({ id, title }) => (
        <Link to="." search={(former: object) => ({ ...former, id })} className={styles.title}>
          {title}
        </Link>
      ),
    },
    { title: t`Contacte`, cell: ({ contact_id: id, contact_name: name }) => id && <ThingLink id={id} name={name} /> },
    { title: t`Prioritat`, as: 'tight', cell: ({ priority }) => <CaseBadge of={priority} /> },
    { title: t`Estat`, as: 'tight', cell: ({ status }) => <CaseBadge of={status} /> },
    { title: t`Modificat`, as: 'tight', cell: ({ updated_at: at }) => <When at={at} /> },
  ];
}
