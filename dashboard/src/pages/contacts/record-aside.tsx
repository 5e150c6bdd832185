/** What stands above the timeline of a contact: notes that are fixed, the people of a company, and who may be the same. */
import type { Contact, ContactNote } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Merge, Plus } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { Button, ButtonLink } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Note, Row, Section } from '~/ui/page';
import { Duplicates } from './duplicate-group';
import { NoteMenu } from './note-menu';
import styles from './record.module.css';

const SHOWN = 8;

/** The notes that are to be seen first. */
export function Pinned({ of: id }: { of: string }) {
  const { t } = useLingui();
  const { data } = useRead(['contacts.notesList', id, 'pinned'], (client) => client.contacts.notesList(id, { pinned: true }));
  if (!data?.notes.length) return null;
  return (
    <ul className={styles.fixed} aria-label={t`Notes fixades`}>
      {data.notes.map((note: ContactNote) => (
        <li key={note.id}>
          <Note>
            <div className={styles.note}>
              <p className={styles.text}>{note.text}</p>
              <NoteMenu of={note} />
            </div>
          </Note>
        </li>
      ))}
    </ul>
  );
}

/** The people of a company. */
export function People({ of: { id, archived_at: archived } }: { of: Contact }) {
  const { t } = useLingui();
  const mayWrite = useMay('member') && !archived;
  const asked = { filter: { field: 'company_id', equals: id }, sort: 'name', per_page: SHOWN };
  const { data } = useRead(['contacts.list', asked], (client) => client.contacts.list(asked));
  const total = data?.pagination.total ?? 0;
  if (!total && !mayWrite) return null;
  return (
    <Section
      title={t`Persones`}
      actions={
        mayWrite && (
          <ButtonLink look="quiet" icon={Plus} to="/contacts" search={{ new: true, company: id }}>
            <Trans>Afegeix una persona</Trans>
          </ButtonLink>
        )
      }
    >
      {total > 0 && (
        <ul className={styles.people}>
          {data?.contacts.map((one) => (
            <li key={one.id}>
              <Link to="/contacts/$id" params={{ id: one.id }}>
                {one.name}
              </Link>{' '}
              <small className="quiet">{[one.job_title, one.email].filter(Boolean).join(' · ')}</small>
            </li>
          ))}
          {total > SHOWN && (
            <li>
              <Link to="/contacts" search={{ company: id }}>
                <Trans>Mostra’ls tots ({total})</Trans>
              </Link>
            </li>
          )}
        </ul>
      )}
    </Section>
  );
}

/** Whether others may be the same person or company: the way to the merge, which opens at the contact. */
export function Likely({ of: contact, isMerging }: { of: Contact; isMerging: boolean }) {
  const { t } = useLingui();
  const change = useChange();
  const mayWrite = useMay('member');
  const { data } = useRead(['contacts.duplicates', contact.id], async (client) => (await client.contacts.duplicates({ contact_id: contact.id })).groups);
  const group = data?.[0];
  if (!group) return null;
  const others = group.contacts.length - 1;
  return (
    <>
      <Note tone="warning">
        <Row>
          <Plural value={others} one="Un altre contacte pot ser el mateix." other="# contactes més poden ser el mateix." />
          <Button icon={Merge} onClick={() => change({ do: 'merge' })}>
            <Trans>Compara’ls</Trans>
          </Button>
        </Row>
      </Note>
      {isMerging && (
        <Dialog kind="wide" title={t`Són el mateix?`} onClose={() => change({ do: undefined })}>
          <Duplicates of={group} mayWrite={mayWrite} />
        </Dialog>
      )}
    </>
  );
}
