/** A contact at the right of the list: what is known of it, what it has to do with, and its changes. */
import type { Consent, Contact, ContactAddress } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Archive, Pencil } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { language } from '~/app/language';
import { ThingLink } from '~/app/thing-link';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { Confirm } from '~/ui/confirm';
import { CopyButton } from '~/ui/copy-button';
import { countryName, HOME } from '~/ui/countries';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Facts, Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import styles from './contacts.module.css';
import { EditContact } from './edit-contact';
import { addressLine, taxIdLine } from './fiscal';
import { contacts } from './routes';

export function ContactPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const { edit } = contacts.route.useSearch();
  const mayWrite = useMay('member');
  const contact = useRead(['contacts.get', id], (client) => client.contacts.get(id));
  return (
    <Dialog kind="side" title={contact.data?.name ?? t`Contacte`} onClose={onClose}>
      {contact.error ? (
        <ErrorState error={contact.error} retry={() => void contact.refetch()} />
      ) : !contact.data ? (
        <Loading />
      ) : edit && mayWrite && !contact.data.archived_at ? (
        <EditContact of={contact.data} />
      ) : (
        <Shown of={contact.data} mayWrite={mayWrite} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Shown({ of: contact, mayWrite, onClose }: { of: Contact; mayWrite: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const change = useChange();
  const [isArchiving, setArchiving] = useState(false);
  const custom = Object.entries(contact.custom_fields);
  const [primary, ...others] = contact.addresses ?? [];
  return (
    <>
      <div className={styles.row}>
        <Badge>{contact.type === 'company' ? t`empresa` : t`persona`}</Badge>
        {contact.archived_at && <Badge tone="quiet">{t`arxivat`}</Badge>}
        <Chips words={contact.tags} />
      </div>
      {mayWrite && !contact.archived_at && (
        <div className={styles.row}>
          <Button icon={Pencil} onClick={() => change({ edit: true })}>
            <Trans>Edita</Trans>
          </Button>
          <Button icon={Archive} look="quiet" onClick={() => setArchiving(true)}>
            <Trans>Arxiva</Trans>
          </Button>
        </div>
      )}
      <Facts
        facts={[
          [t`Correu electrònic`, contact.email],
          [t`Telèfon`, contact.phone],
          ...othersOf(contact.emails).map((one): [string, ReactNode] => [one.label ?? t`Un altre correu`, one.address]),
          ...othersOf(contact.phones).map((one): [string, ReactNode] => [one.label ?? t`Un altre telèfon`, one.number]),
          [t`Nom de pila`, contact.first_name],
          [t`Cognoms`, contact.last_name],
          [t`Càrrec`, contact.job_title],
          [t`Empresa`, contact.company_id && <ThingLink id={contact.company_id} />],
          [t`NIF`, taxIdLine(contact.tax_id)],
          [t`Adreça`, primary && <Address of={primary} />],
          ...others.map((one): [string, ReactNode] => [one.label ?? t`Una altra adreça`, <Address of={one} />]),
          [t`Idioma`, contact.language],
          [t`Aniversari`, contact.birthday],
          ...(contact.websites ?? []).map((one): [string, ReactNode] => [t`Web`, one]),
          ...(contact.consents ?? []).map((one): [string, ReactNode] => [t`Publicitat`, <ConsentLine of={one} />]),
          [t`Creat`, <When at={contact.created_at} as="moment" />],
          [t`Modificat`, <When at={contact.updated_at} as="moment" />],
          [
            t`Identificador`,
            <span className={styles.row}>
              <code>{contact.id}</code>
              <CopyButton text={contact.id} label={t`Copia l’identificador`} />
            </span>,
          ],
        ]}
      />
      {custom.length > 0 && (
        <Section title={t`Camps propis`}>
          <Facts facts={custom.map(([name, value]) => [name, typeof value === 'string' ? value : <code>{JSON.stringify(value)}</code>])} />
        </Section>
      )}
      <Cases of={contact.id} />
      <Section title={t`Més`}>
        <ul className={styles.links}>
          <li>
            <Link to="/deals" search={{ contact: contact.id }}>
              <Trans>Les seves oportunitats</Trans>
            </Link>
          </li>
          <li>
            <Link to="/invoices" search={{ client: contact.id }}>
              <Trans>Les seves factures</Trans>
            </Link>
          </li>
          <li>
            <Link to="/conversations" search={{ with: contact.id }}>
              <Trans>La conversa</Trans>
            </Link>
          </li>
        </ul>
      </Section>
      {isArchiving && <ArchiveContact of={contact} onClose={() => setArchiving(false)} onDone={onClose} />}
    </>
  );
}

function Address({ of: one }: { of: ContactAddress }) {
  const country = one.country === HOME ? [] : [countryName(one.country, language())];
  return <>{[addressLine(one), ...country].join(', ')}</>;
}

/** The addresses or phones that are not the primary one, which is shown by its own name. */
function othersOf<Entry extends { is_primary: boolean }>(entries: Entry[]): Entry[] {
  return entries.filter((one) => !one.is_primary);
}

/** A channel on which advertising may be sent, or no longer may. */
function ConsentLine({ of: one }: { of: Consent }) {
  const { t } = useLingui();
  const channels: Record<Consent['channel'], string> = {
    email: t`correu electrònic`,
    sms: t`SMS`,
    whatsapp: t`WhatsApp`,
    telegram: t`Telegram`,
    phone: t`telèfon`,
    post: t`correu postal`,
  };
  return (
    <>
      {channels[one.channel]}, <When at={one.at} as="moment" /> {one.withdrawn_at && <Badge tone="quiet">{t`retirat`}</Badge>}
    </>
  );
}

const SHOWN_CASES = 5;

/** The newest cases of a contact. */
function Cases({ of: id }: { of: string }) {
  const { t } = useLingui();
  const list = useRead(['cases.list', { contact_id: id }], (client) => client.cases.list({ contact_id: id, per_page: SHOWN_CASES }));
  const total = list.data?.pagination.total ?? 0;
  return (
    <Section title={t`Casos`}>
      {list.error ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading lines={2} />
      ) : !total ? (
        <p className="quiet">
          <Trans>No en té cap.</Trans>
        </p>
      ) : (
        <ul className={styles.links}>
          {list.data.cases.map((one) => (
            <li key={one.id}>
              <Link to="/cases" search={{ id: one.id }}>
                {one.number} · {one.title}
              </Link>
              <When at={one.updated_at} />
            </li>
          ))}
          {total > SHOWN_CASES && (
            <li>
              <Link to="/cases" search={{ contact: id }}>
                <Trans>Mostra’ls tots ({total})</Trans>
              </Link>
            </li>
          )}
        </ul>
      )}
    </Section>
  );
}

interface ArchiveProps {
  of: Contact;
  onClose: () => void;
  onDone: () => void;
}

function ArchiveContact({ of: contact, onClose, onDone }: ArchiveProps) {
  const { t } = useLingui();
  const archive = useWrite((client, { id }: Contact) => client.contacts.archive(id), {
    at: 'contacts.list',
    change: (one: Contact, archived) => (one.id === archived.id ? undefined : one),
    again: ['contacts.list', 'contacts.get'],
    done: t`S’ha arxivat «${contact.name}».`,
  });
  const confirm = () => {
    archive.mutate(contact);
    onDone();
  };
  return (
    <Confirm title={t`Arxiva «${contact.name}»`} action={<Trans>Arxiva el contacte</Trans>} onConfirm={confirm} onClose={onClose}>
      <Note tone="warning">
        <Trans>Sortirà de totes les llistes i ja no es podrà canviar. Les factures i els missatges que té es conserven.</Trans>
      </Note>
    </Confirm>
  );
}
