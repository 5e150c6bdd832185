/** What is done with the contacts that are picked in the list: tags, who looks after them, archiving, a merge. */
import type { Contact, ListContacts } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Archive, Merge, Tag, UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import { PickPerson } from '~/app/pick-person';
import type { Picked } from '~/app/use-picked';
import { Dialog } from '~/ui/dialog';
import { RadioField, TextField } from '~/ui/field';
import { Note } from '~/ui/page';
import { Bulk, SelectionBar, SelectionButton, useSelected } from '~/ui/selection';
import { archiving, assigning, type Tagging, tagging } from './bulk';
import { Duplicates } from './duplicate-group';
import { tagsOf } from './fields';

/** The most contacts of one merge: the one that stays, and nine. */
const MOST_MERGED = 10;

interface ContactSelectionProps {
  picked: Picked<Contact>;
  /** How many the list has in all, and what it was asked with. */
  total: number;
  asked: ListContacts;
}

interface Closing {
  onClose: () => void;
}

export function ContactSelection({ picked, total, asked }: ContactSelectionProps) {
  const { t } = useLingui();
  return (
    <SelectionBar
      picked={picked}
      total={total}
      read={(client, at) => client.contacts.list({ ...asked, sort: 'created_at', ...at })}
      again={['contacts.list', 'contacts.get']}
    >
      <SelectionButton icon={Tag} label={t`Etiquetes`}>
        {(close) => <TagThem onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={UserRoundCheck} label={t`Responsable`}>
        {(close) => <AssignThem onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={Archive} label={t`Arxiva`}>
        {(close) => <ArchiveThem onClose={close} />}
      </SelectionButton>
      <MergeButton />
    </SelectionBar>
  );
}

const WORDS = {
  button: (count: number) => <Plural value={count} one="Canvia # contacte" other="Canvia # contactes" />,
  done: (count: number) => <Plural value={count} one="S’ha canviat # contacte." other="S’han canviat # contactes." />,
  undone: (count: number) => <Plural value={count} one="S’ha desfet el canvi de # contacte." other="S’ha desfet el canvi de # contactes." />,
};

function TagThem({ onClose }: Closing) {
  const { t } = useLingui();
  const [how, setHow] = useState<Tagging['how']>('tag');
  const [typed, setTyped] = useState('');
  const tags = tagsOf(typed);
  return (
    <Bulk<Contact> title={t`Canvia les etiquetes`} work={tagging({ how, tags })} isReady={tags.length > 0} {...WORDS} onClose={onClose}>
      <RadioField
        label={t`Què en fem`}
        isInARow
        name="how"
        value={how}
        onChange={setHow}
        error={undefined}
        options={[
          { value: 'tag', label: t`Afegeix-les` },
          { value: 'untag', label: t`Treu-les` },
        ]}
      />
      <TextField label={t`Etiquetes`} hint={t`Separades per comes.`} autoComplete="off" name="tags" value={typed} onChange={setTyped} error={undefined} />
    </Bulk>
  );
}

function AssignThem({ onClose }: Closing) {
  const { t } = useLingui();
  const [owner, setOwner] = useState('');
  return (
    <Bulk<Contact> title={t`Canvia el responsable`} work={assigning(owner)} {...WORDS} onClose={onClose}>
      <PickPerson label={t`Responsable`} name="owner" value={owner} onChange={setOwner} error={undefined} />
    </Bulk>
  );
}

function ArchiveThem({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Bulk<Contact> title={t`Arxiva els contactes`} work={archiving} isDanger {...WORDS} onClose={onClose}>
      <Note tone="warning">
        <Trans>Sortiran de totes les llistes. Les factures i els missatges que tenen es conserven, i els pots recuperar.</Trans>
      </Note>
    </Bulk>
  );
}

function MergeButton() {
  const { t } = useLingui();
  const { rows, read } = useSelected<Contact>();
  if (read || rows.length < 2 || rows.length > MOST_MERGED) return null;
  return (
    <SelectionButton icon={Merge} label={t`Fusiona`}>
      {(close) => <MergePicked of={rows} onClose={close} />}
    </SelectionButton>
  );
}

function MergePicked({ of: contacts, onClose }: Closing & { of: Contact[] }) {
  const { t } = useLingui();
  const [kept] = useState(contacts);
  return (
    <Dialog kind="wide" title={t`Fusiona contactes`} onClose={onClose}>
      <Duplicates of={{ contacts: kept, winner: kept[0]?.id ?? '', reasons: [] }} mayWrite />
    </Dialog>
  );
}
