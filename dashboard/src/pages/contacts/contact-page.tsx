/** A contact as a record: what is known of it at the left, what happens with it at the right, and what is begun from it. */
import type { Contact } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Archive, ArchiveRestore, CalendarPlus, Ellipsis, FolderPlus, Handshake, MessageSquare, ReceiptText } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button, ButtonLink, IconButton } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { Confirm } from '~/ui/confirm';
import { Menu, MenuItem } from '~/ui/menu';
import { Note, Page, Row, Section } from '~/ui/page';
import { UnreadPage } from '~/ui/unread-page';
import { dayOf } from '../calendar/days';
import { Channels } from './channels';
import { Likely, People, Pinned } from './record-aside';
import { RecordFacts } from './record-facts';
import styles from './record.module.css';
import { contact } from './routes';
import { Timeline, useTimeline } from './timeline';

export default function ContactPage() {
  const { id } = contact.route.useParams() as { id: string };
  return <Record key={id} id={id} />;
}

function Record({ id }: { id: string }) {
  const { t } = useLingui();
  const { do: doing } = contact.route.useSearch();
  const read = useRead<Contact>(['contacts.get', id], (client) => client.contacts.get(id));
  const feed = useTimeline(id);
  const back = <Link to="/contacts">{t`Contactes`}</Link>;
  const one = read.data;
  if (!one) return <UnreadPage title={t`Contacte`} back={back} of={read} />;
  const isOpen = !one.archived_at;
  return (
    <Page title={one.name} back={back} actions={<Actions of={one} />}>
      <Row>
        <Badge>{one.type === 'company' ? t`empresa` : t`persona`}</Badge>
        {!isOpen && <Badge tone="quiet">{t`arxivat`}</Badge>}
        <Chips words={one.tags} />
      </Row>
      {isOpen ? <Likely of={one} isMerging={doing === 'merge'} /> : <Archived of={one} />}
      <div className={styles.record}>
        <div className={styles.side}>
          <RecordFacts of={one} />
          <Channels of={one} />
        </div>
        <div className={styles.side}>
          <Pinned of={id} />
          {one.type === 'company' && <People of={one} />}
          <Timeline id={id} feed={feed} isOpen={isOpen} />
          <Section title={t`Més`}>
            <ul className={styles.people}>
              <li>
                <Link to="/invoices" search={{ client: id }}>
                  <Trans>Les seves factures</Trans>
                </Link>
              </li>
              <li>
                <Link to="/cases" search={{ contact: id }}>
                  <Trans>Els seus casos</Trans>
                </Link>
              </li>
              <li>
                <Link to="/deals" search={{ contact: id }}>
                  <Trans>Les seves oportunitats</Trans>
                </Link>
              </li>
            </ul>
          </Section>
        </div>
      </div>
    </Page>
  );
}

/** What is begun from here, with the contact filled in. */
function Actions({ of: { id, name, email, archived_at: archived } }: { of: Contact }) {
  const { t } = useLingui();
  const mayWrite = useMay('member') && !archived;
  const [isArchiving, setArchiving] = useState(false);
  return (
    <>
      <ButtonLink icon={MessageSquare} to="/conversations" search={{ with: id }}>
        {mayWrite ? <Trans>Escriu-li</Trans> : <Trans>La conversa</Trans>}
      </ButtonLink>
      {mayWrite && (
        <>
          <ButtonLink icon={ReceiptText} to="/invoices" search={{ new: true, client: id }}>
            <Trans>Fes-li una factura</Trans>
          </ButtonLink>
          <ButtonLink icon={CalendarPlus} to="/calendar" search={{ new: dayOf(new Date()), name, ...(email && { guest: email }) }}>
            <Trans>Dona-li hora</Trans>
          </ButtonLink>
          <ButtonLink icon={FolderPlus} to="/cases" search={{ new: true, contact: id }}>
            <Trans>Obre un cas</Trans>
          </ButtonLink>
          <ButtonLink icon={Handshake} to="/deals" search={{ new: true, contact: id }}>
            <Trans>Crea una oportunitat</Trans>
          </ButtonLink>
          <Menu trigger={<IconButton icon={Ellipsis} label={t`Més accions`} />}>
            <MenuItem icon={Archive} onSelect={() => setArchiving(true)}>
              <Trans>Arxiva</Trans>
            </MenuItem>
          </Menu>
        </>
      )}
      {isArchiving && <ArchiveContact of={{ id, name }} onClose={() => setArchiving(false)} />}
    </>
  );
}

type Named = Pick<Contact, 'id' | 'name'>;

function ArchiveContact({ of: one, onClose }: { of: Named; onClose: () => void }) {
  const { t } = useLingui();
  const change = useChange();
  const archive = useWrite((client, { id }: Named) => client.contacts.archive(id), {
    at: 'contacts.list',
    change: (each: Contact, archived) => (each.id === archived.id ? undefined : each),
    again: ['contacts.list', 'contacts.get'],
    done: t`S’ha arxivat «${one.name}».`,
  });
  const confirm = () => {
    archive.mutate(one);
    change({ edit: undefined, do: undefined });
    onClose();
  };
  return (
    <Confirm title={t`Arxiva «${one.name}»`} action={<Trans>Arxiva el contacte</Trans>} onConfirm={confirm} onClose={onClose}>
      <Note tone="warning">
        <Trans>Sortirà de totes les llistes i no es podrà canviar fins que el recuperis. Les factures i els missatges que té es conserven.</Trans>
      </Note>
    </Confirm>
  );
}

/** An archived contact says so, with the way back. */
function Archived({ of: { id, name } }: { of: Contact }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const restore = useWrite((client) => client.contacts.restore(id), {
    again: ['contacts.list', 'contacts.get'],
    done: t`S’ha recuperat «${name}».`,
  });
  return (
    <Note tone="warning">
      <Row>
        <Trans>Aquest contacte està arxivat: no surt a les llistes ni es pot canviar.</Trans>
        {mayWrite && (
          <Button icon={ArchiveRestore} disabled={restore.isPending} onClick={() => restore.mutate()}>
            <Trans>Recupera’l</Trans>
          </Button>
        )}
      </Row>
    </Note>
  );
}
