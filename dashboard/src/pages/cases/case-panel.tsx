/** A case at the right of the list: its state, what it is about, and its notes. */
import type { CaseWithNotes } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActorLink } from '~/app/actor-link';
import type { Source } from '~/app/cache-keys';
import { ThingLink } from '~/app/thing-link';
import { useMay } from '~/app/use-may';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Chips } from '~/ui/chips';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { SelectField, TextArea } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Facts, Row, Section } from '~/ui/page';
import { When } from '~/ui/when';
import { CaseBadge, useCaseWords } from './badges';
import styles from './cases.module.css';
import { PRIORITIES, type Priority, type Status, STATUSES } from './states';

const AGAIN: Source[] = ['cases.list', 'cases.get'];

export function CasePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const read = useRead<CaseWithNotes>(['cases.get', id], (client) => client.cases.get(id));
  return (
    <Dialog kind="side" title={read.data ? `${read.data.number} · ${read.data.title}` : t`Cas`} onClose={onClose}>
      {read.error ? <ErrorState error={read.error} retry={() => void read.refetch()} /> : read.data ? <Shown of={read.data} /> : <Loading />}
    </Dialog>
  );
}

function Shown({ of: one }: { of: CaseWithNotes }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  return (
    <>
      {mayWrite ? (
        <Standing of={one} />
      ) : (
        <Row>
          <CaseBadge of={one.status} />
          <CaseBadge of={one.priority} />
        </Row>
      )}
      {one.description && <p className={styles.text}>{one.description}</p>}
      <Facts
        facts={[
          [t`Contacte`, one.contact_id && <ThingLink id={one.contact_id} />],
          [t`Encarregat`, one.assignee && <ActorLink kind="user" id={one.assignee} />],
          [t`Factures`, one.invoice_ids.length > 0 && <Things ids={one.invoice_ids} />],
          [t`Documents`, one.document_ids.length > 0 && <Things ids={one.document_ids} />],
          [t`Missatges`, one.message_ids.length > 0 && <Things ids={one.message_ids} />],
          [t`Etiquetes`, one.tags.length > 0 && <Chips words={one.tags} />],
          [t`Obert`, <When at={one.created_at} as="moment" />],
          [t`Tancat`, one.closed_at && <When at={one.closed_at} as="moment" />],
        ]}
      />
      <Notes of={one} mayWrite={mayWrite} />
    </>
  );
}

function Things({ ids }: { ids: string[] }) {
  return (
    <Row>
      {ids.map((id) => (
        <ThingLink key={id} id={id} />
      ))}
    </Row>
  );
}

/** The state and the priority: a change is shown in the list at once. */
function Standing({ of: { id, status, priority, version } }: { of: CaseWithNotes }) {
  const { t } = useLingui();
  const words = useCaseWords();
  type Changes = { status?: Status; priority?: Priority };
  const update = useWrite((client, changes: Changes) => client.cases.update(id, { ...changes, version }), {
    at: 'cases.list',
    change: (one, changes) => (one.id === id ? { ...one, ...changes } : one),
    again: AGAIN,
    done: t`S’ha desat.`,
  });
  const shared = { error: undefined, disabled: update.isPending };
  return (
    <div className={styles.two}>
      <SelectField
        label={t`Estat`}
        name="status"
        value={status as Status}
        onChange={(next) => update.mutate({ status: next })}
        options={STATUSES.map((value) => ({ value, label: words[value] }))}
        {...shared}
      />
      <SelectField
        label={t`Prioritat`}
        name="priority"
        value={priority as Priority}
        onChange={(next) => update.mutate({ priority: next })}
        options={PRIORITIES.map((value) => ({ value, label: words[value] }))}
        {...shared}
      />
    </div>
  );
}

function Notes({ of: { id, notes }, mayWrite }: { of: CaseWithNotes; mayWrite: boolean }) {
  const { t } = useLingui();
  const form = useForm({ note: '' }, (client, { note }) => client.cases.update(id, { note: note.trim() }), {
    again: AGAIN,
    onDone: () => form.reset(),
  });
  const kinds: Record<string, string> = { user: t`una persona`, api_key: t`una clau d’API`, workflow: t`un flux de treball` };
  return (
    <Section title={t`Notes`}>
      {!notes.length && (
        <p className="quiet">
          <Trans>Encara no n’hi ha cap.</Trans>
        </p>
      )}
      <ol className={styles.notes}>
        {notes.map(({ number, text, author, created_at: at }) => (
          <li key={number}>
            <p className={styles.text}>{text}</p>
            <p className="quiet">
              {kinds[author.kind] ?? author.kind} <ActorLink kind={author.kind} id={author.id} /> · <When at={at} />
            </p>
          </li>
        ))}
      </ol>
      {mayWrite && (
        <Form form={form} label={t`Afegeix una nota`}>
          <TextArea label={t`Nota`} rows={3} {...form.field('note')} />
          <FormError form={form} />
          <div>
            <SubmitButton form={form}>
              <Trans>Afegeix la nota</Trans>
            </SubmitButton>
          </div>
        </Form>
      )}
    </Section>
  );
}
