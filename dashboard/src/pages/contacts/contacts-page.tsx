/** Contacts: a list of any size, each with its record. */
import type { BiVelio, Contact } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Navigate } from '@tanstack/react-router';
import { Building2, Merge, Plus, Upload, UserRound, Users } from 'lucide-react';
import { ActorLink } from '~/app/actor-link';
import { chosenOf, useColumnNames } from '~/app/columns';
import { usePerson } from '~/app/session';
import { ThingLink } from '~/app/thing-link';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { usePicked } from '~/app/use-picked';
import { Button, ButtonLink } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { ColumnsButton } from '~/ui/columns';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, OrderFilter, SearchFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Page, Stack } from '~/ui/page';
import { type PageAction, PageActions } from '~/ui/page-actions';
import type { Column, Sorting } from '~/ui/table';
import { When } from '~/ui/when';
import { useContact } from './contact-picker';
import styles from './contacts.module.css';
import { ContactViews, useContactViews } from './contact-views';
import { CreateContact } from './create-contact';
import { taxIdLine } from './fiscal';
import { contacts } from './routes';
import { ContactSelection } from './selection';
import { useExport } from './use-export';
import { askedOf, type Shown, without } from './view-filter';

/** The columns that the list begins with. */
const FIRST = ['name', 'email', 'phone', 'tags', 'updated_at'];

export default function ContactsPage() {
  const { id } = contacts.route.useSearch();
  if (id) return <Navigate to="/contacts/$id" params={{ id }} replace />; // links of before
  return <AllContacts />;
}

function AllContacts() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const { q, type, tags = [], company, owner, view, sort, page = 1, new: isNew } = contacts.route.useSearch();
  const { id: me } = usePerson();
  const change = useChange();
  const filter = (changes: object) => change({ ...changes, page: undefined });
  const shown: Shown = { q, type, tags, company, owner, sort, me };
  const views = useContactViews();
  const open = views.data?.find(({ id }) => id === view);
  const chosen = askedOf(shown, view);
  const asked = { ...chosen, ...(sort && { sort }) };
  const ask = (client: BiVelio, at: { page: number; per_page: number }) => client.contacts.list({ ...at, ...asked });
  const list = useList(['contacts.list', asked], page, ask);
  const isFollowed = !list.isPlaceholderData && page < (list.pagination?.total_pages ?? 0);
  useList(['contacts.list', asked], page + 1, ask, { enabled: isFollowed }); // read ahead, so that its click is answered at once
  const addTag = (tag: string) => filter({ tags: [...new Set([...tags, tag])] });
  const sorting: Sorting = { sort, onSort: (next) => filter({ sort: next }) };
  const all = useColumns(addTag);
  const { names, choose } = useColumnNames(FIRST, open?.columns);
  const isFiltered = Object.keys(chosen).length > 0;
  const picked = usePicked<Contact>(chosen, ({ name }) => name);
  const download = useExport(chosen, list.pagination?.total);
  const create = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Crea un contacte</Trans>
    </Button>
  );
  const start = mayWrite && (
    <>
      <ButtonLink to="/contacts/import" icon={Upload}>
        <Trans>Importa</Trans>
      </ButtonLink>
      {create}
    </>
  );
  const others: PageAction[] = [
    { icon: Merge, label: t`Duplicats`, to: '/contacts/duplicates' },
    download,
    ...(mayWrite ? [{ icon: Upload, label: t`Importa`, to: '/contacts/import' } as const] : []),
  ];
  return (
    <Page title={t`Contactes`} about={t`Les persones i les empreses amb qui tractes.`} actions={<PageActions main={create} others={others} />}>
      <Stack gap="small">
        <Filters
          views={
            <>
              <ContactViews views={views.data ?? []} shown={shown} open={open} columns={names} />
              <ColumnsButton all={all} names={names} onChoose={choose} />
            </>
          }
        >
          <SearchFilter label={t`Cerca per nom, correu, telèfon o NIF`} value={q ?? ''} onChange={(next) => filter({ q: next })} />
          <ChoiceFilter
            label={t`Tipus`}
            all={t`Persones i empreses`}
            value={type}
            onChange={(next) => filter({ type: next })}
            options={[
              { value: 'person', label: t`Persones` },
              { value: 'company', label: t`Empreses` },
            ]}
          />
          <ChoiceFilter
            label={t`Responsable`}
            all={t`De tothom`}
            value={owner}
            onChange={(next) => filter({ owner: next })}
            options={[
              { value: 'mine', label: t`Meus` },
              { value: 'nobody', label: t`Sense responsable` },
            ]}
          />
          <TagFilter onAdd={addTag} />
          <OrderFilter columns={all} sorting={sorting} />
        </Filters>
        <Chips words={tags} onRemove={(tag) => filter({ tags: tags.filter((one) => one !== tag) })} />
        {company && <CompanyFilter id={company} onRemove={() => filter({ company: undefined })} />}
      </Stack>
      {mayWrite && <ContactSelection picked={picked} total={list.pagination?.total ?? 0} asked={chosen} />}
      <ListView
        list={list}
        label={t`Contactes`}
        columns={chosenOf(all, names)}
        picking={mayWrite ? picked.picking : undefined}
        sorting={sorting}
        keyOf={(contact) => contact.id}
        isFiltered={isFiltered}
        clearFilters={() => change(without)}
        empty={
          <Empty icon={Users} title={<Trans>Encara no hi ha cap contacte</Trans>} action={start}>
            <p>
              <Trans>Crea’n un, o porta’ls tots d’un full de càlcul desat com a CSV.</Trans>
            </p>
          </Empty>
        }
      />
      {isNew && mayWrite && <CreateContact company={company} onClose={() => change({ new: undefined })} />}
    </Page>
  );
}

function CompanyFilter({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { data } = useContact(id);
  return <Chips words={[data?.name ?? id]} onRemove={onRemove} />;
}

/** A tag to filter by: added with Enter, taken away at its chip. */
function TagFilter({ onAdd }: { onAdd: (tag: string) => void }) {
  const { t } = useLingui();
  return (
    <form
      className={styles.tag}
      onSubmit={(event) => {
        event.preventDefault();
        const field = event.currentTarget.elements.namedItem('tag') as HTMLInputElement;
        const tag = field.value.trim();
        field.value = '';
        if (tag) onAdd(tag);
      }}
    >
      <input name="tag" aria-label={t`Filtra per una etiqueta`} placeholder={t`Etiqueta i Retorn`} autoComplete="off" maxLength={100} />
    </form>
  );
}

function useColumns(onTag: (tag: string) => void): Column<Contact>[] {
  const { t } = useLingui();
  return [
    { key: 'name', title: t`Nom`, onPhone: 'title', order: 'name', cell: (contact) => <Name of={contact} /> },
    { key: 'email', title: t`Correu electrònic`, onPhone: 'line', cell: ({ email }) => email },
    { key: 'phone', title: t`Telèfon`, onPhone: 'line', as: 'tight', cell: ({ phone }) => phone },
    { key: 'tax_id', title: t`NIF`, as: 'tight', cell: ({ tax_id: number }) => taxIdLine(number) },
    { key: 'city', title: t`Població`, cell: ({ addresses }) => addresses?.[0]?.city },
    { key: 'company_id', title: t`Empresa`, cell: ({ company_id: id }) => id && <ThingLink id={id} /> },
    { key: 'job_title', title: t`Càrrec`, cell: ({ job_title: title }) => title },
    { key: 'owner_id', title: t`Responsable`, cell: ({ owner_id: id }) => id && <ActorLink kind="user" id={id} /> },
    { key: 'tags', title: t`Etiquetes`, cell: ({ tags }) => <Chips words={tags} onChoose={onTag} /> },
    { key: 'last_activity_at', title: t`Última activitat`, as: 'tight', order: 'last_activity_at', cell: ({ last_activity_at: at }) => at && <When at={at} /> },
    { key: 'created_at', title: t`Creat`, as: 'tight', order: 'created_at', cell: ({ created_at: at }) => <When at={at} as="day" /> },
    { key: 'updated_at', title: t`Modificat`, onPhone: 'side', as: 'tight', order: 'updated_at', cell: ({ updated_at: at }) => <When at={at} /> },
  ];
}

function Name({ of: { id, name, type } }: { of: Contact }) {
  const { t } = useLingui();
  const Icon = type === 'company' ? Building2 : UserRound;
  return (
    <span className={styles.name}>
      <Icon aria-label={type === 'company' ? t`Empresa` : t`Persona`} />
      <Link to="/contacts/$id" params={{ id }}>
        {name}
      </Link>
    </span>
  );
}
