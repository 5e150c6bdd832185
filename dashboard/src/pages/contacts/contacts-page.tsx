/** Contacts: a list of any size, each with its record. */
import type { BiVelio, Contact } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Navigate } from '@tanstack/react-router';
import { Building2, Merge, Plus, Upload, UserRound, Users } from 'lucide-react';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { Button, ButtonLink } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, SearchFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Page } from '~/ui/page';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import { useContact } from './contact-picker';
import styles from './contacts.module.css';
import { CreateContact } from './create-contact';
import { ExportButton } from './export-button';
import { contacts } from './routes';

export default function ContactsPage() {
  const { id } = contacts.route.useSearch();
  if (id) return <Navigate to="/contacts/$id" params={{ id }} replace />; // links of before
  return <AllContacts />;
}

function AllContacts() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const { q, type, tags = [], company, page = 1, new: isNew } = contacts.route.useSearch();
  const change = useChange();
  const filter = (changes: object) => change({ ...changes, page: undefined });
  const asked = { ...(q && { search: q }), ...(type && { type }), ...(tags.length && { tags }), ...(company && { filter: { field: 'company_id', equals: company } }) };
  const ask = (client: BiVelio, at: { page: number; per_page: number }) => client.contacts.list({ ...at, ...asked });
  const list = useList(['contacts.list', asked], page, ask);
  const isFollowed = !list.isPlaceholderData && page < (list.pagination?.total_pages ?? 0);
  useList(['contacts.list', asked], page + 1, ask, { enabled: isFollowed }); // read ahead, so that its click is answered at once
  const addTag = (tag: string) => filter({ tags: [...new Set([...tags, tag])] });
  const columns = useColumns(addTag);
  const isFiltered = Object.keys(asked).length > 0;
  const create = mayWrite && (
    <>
      <ButtonLink to="/contacts/import" icon={Upload}>
        <Trans>Importa</Trans>
      </ButtonLink>
      <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
        <Trans>Crea un contacte</Trans>
      </Button>
    </>
  );
  return (
    <Page
      title={t`Contactes`}
      about={t`Les persones i les empreses amb qui tractes.`}
      actions={
        <>
          <ButtonLink to="/contacts/duplicates" icon={Merge}>
            <Trans>Duplicats</Trans>
          </ButtonLink>
          <ExportButton asked={asked} total={list.pagination?.total} />
          {create}
        </>
      }
    >
      <div className={styles.filters}>
        <Filters>
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
          <TagFilter onAdd={addTag} />
        </Filters>
        <Chips words={tags} onRemove={(tag) => filter({ tags: tags.filter((one) => one !== tag) })} />
        {company && <CompanyFilter id={company} onRemove={() => filter({ company: undefined })} />}
      </div>
      <ListView
        list={list}
        label={t`Contactes`}
        columns={columns}
        keyOf={(contact) => contact.id}
        isFiltered={isFiltered}
        clearFilters={() => filter({ q: undefined, type: undefined, tags: undefined, company: undefined })}
        empty={
          <Empty icon={Users} title={<Trans>Encara no hi ha cap contacte</Trans>} action={create}>
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
    { title: t`Nom`, cell: (contact) => <Name of={contact} /> },
    { title: t`Correu electrònic`, cell: ({ email }) => email },
    { title: t`Telèfon`, as: 'tight', cell: ({ phone }) => phone },
    { title: t`Etiquetes`, cell: ({ tags }) => <Chips words={tags} onChoose={onTag} /> },
    { title: t`Modificat`, as: 'tight', cell: ({ updated_at: at }) => <When at={at} /> },
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
