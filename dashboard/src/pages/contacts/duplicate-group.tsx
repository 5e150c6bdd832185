/** A group of contacts that may be the same: who stays, whose values, a look at the result, the merge, its undoing. */
import type { Contact, DuplicateGroup, MergedContacts } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { SelectField } from '~/ui/field';
import { Beside, Card, Facts, Note, Row } from '~/ui/page';
import styles from './contacts.module.css';
import { type Choice, differences, losersOf, type MergedField, requestOf } from './merging';

export function Duplicates({ of: { contacts, winner, reasons }, mayWrite }: { of: DuplicateGroup; mayWrite: boolean }) {
  const { t } = useLingui();
  const [choice, setChoice] = useState<Choice>({ winner, apart: [], owners: {} });
  const [preview, setPreview] = useState<Contact>();
  const [merged, setMerged] = useState<MergedContacts>();
  const request = requestOf(contacts, choice);
  const choose = (changes: Partial<Choice>) => {
    setChoice({ ...choice, ...changes });
    setPreview(undefined);
  };
  const look = useWrite((client) => client.contacts.merge({ ...request, dry_run: true }), { onDone: ({ contact }) => setPreview(contact) });
  const merge = useWrite((client) => client.contacts.merge(request), {
    again: ['contacts.list', 'contacts.get'],
    done: t`S’han fusionat`,
    onDone: setMerged,
  });
  const undo = useWrite((client, id: string) => client.contacts.unmerge({ merge_id: id }), {
    again: ['contacts.list', 'contacts.get'],
    done: t`S’ha desfet la fusió`,
    onDone: () => setMerged(undefined),
  });
  const words = useReasons();
  if (merged) {
    const { contact, merge_id: id } = merged;
    return (
      <Card>
        <Note>
          <Trans>Fusionats en {contact.name}.</Trans>
        </Note>
        <Summary of={contact} />
        <Row>
          {id && (
            <Button disabled={undo.isPending} onClick={() => undo.mutate(id)}>
              <Trans>Desfés la fusió</Trans>
            </Button>
          )}
        </Row>
      </Card>
    );
  }
  return (
    <Card>
      <Row>
        {[...new Set(reasons.map(({ reason }) => reason))].map((reason) => (
          <Badge key={reason}>{words[reason] ?? reason}</Badge>
        ))}
      </Row>
      <fieldset className={styles.group} disabled={!mayWrite}>
        <legend>
          <Trans>Quin es queda?</Trans>
        </legend>
        {contacts.map((one) => (
          <Candidate key={one.id} of={one} choice={choice} among={contacts} onChoose={choose} />
        ))}
      </fieldset>
      {mayWrite && (
        <>
          <Fields of={contacts} choice={choice} onChoose={choose} />
          {preview && <Summary of={preview} />}
          <Row>
            <Button disabled={!request.losers.length || look.isPending} onClick={() => look.mutate()}>
              <Trans>Mostra com quedaria</Trans>
            </Button>
            <Button look="primary" disabled={!request.losers.length || merge.isPending} onClick={() => merge.mutate()}>
              <Trans>Fusiona</Trans>
            </Button>
          </Row>
        </>
      )}
    </Card>
  );
}

interface Choosing {
  choice: Choice;
  onChoose: (changes: Partial<Choice>) => void;
}

function Candidate({ of: one, choice, among, onChoose }: Choosing & { of: Contact; among: Contact[] }) {
  const { t } = useLingui();
  const isWinner = one.id === choice.winner;
  const isPart = losersOf(among, choice).some(({ id }) => id === one.id);
  const others = choice.apart.filter((id) => id !== one.id);
  return (
    <div className={styles.candidate}>
      <label>
        <input type="radio" checked={isWinner} onChange={() => onChoose({ winner: one.id, apart: others })} /> {one.name}
      </label>
      <span className="quiet">{[one.email, one.phone, one.tax_id?.number, ...one.tags].filter(Boolean).join(' · ')}</span>
      <Link to="/contacts/$id" params={{ id: one.id }} aria-label={t`Obre ${one.name}`}>
        <Trans>Obre</Trans>
      </Link>
      {!isWinner && (
        <label>
          <input type="checkbox" checked={isPart} onChange={() => onChoose({ apart: isPart ? [...others, one.id] : others })} />{' '}
          <Trans>Fusiona’l</Trans>
        </label>
      )}
    </div>
  );
}

/** Whose value stays, for each field that is not alike. */
function Fields({ of: contacts, choice, onChoose }: Choosing & { of: Contact[] }) {
  const words = useFields();
  return (
    <Beside>
      {differences(contacts, choice).map(({ field, owners }) => (
        <SelectField
          key={field}
          label={words[field]}
          name={field}
          error={undefined}
          value={choice.owners[field] ?? owners[0]?.[0] ?? ''}
          onChange={(owner) => onChoose({ owners: { ...choice.owners, [field]: owner } })}
          options={owners.map(([value, label]) => ({ value, label }))}
        />
      ))}
    </Beside>
  );
}

function Summary({ of: one }: { of: Contact }) {
  const { t } = useLingui();
  const words = useFields();
  return (
    <Facts
      facts={[
        [words.name, one.name],
        [words.job_title, one.job_title],
        [words.email, one.emails?.map(({ address }) => address).join(', ') ?? one.email],
        [words.phone, one.phones?.map(({ number }) => number).join(', ') ?? one.phone],
        [t`Etiquetes`, one.tags.join(', ')],
        [words.external_id, one.external_id],
      ]}
    />
  );
}

function useFields(): Record<MergedField, string> {
  const { t } = useLingui();
  return {
    name: t`Nom`,
    email: t`Correu electrònic`,
    phone: t`Telèfon`,
    job_title: t`Càrrec`,
    language: t`Llengua`,
    birthday: t`Aniversari`,
    external_id: t`Id d’un altre programa`,
  };
}

function useReasons(): Record<string, string> {
  const { t } = useLingui();
  return {
    same_email: t`Mateix correu`,
    same_phone: t`Mateix telèfon`,
    same_tax_number: t`Mateix número fiscal`,
    same_name: t`Mateix nom`,
  };
}
