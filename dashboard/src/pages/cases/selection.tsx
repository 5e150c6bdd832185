/** What is done with the cases that are picked in the list: who is in charge, how far they are, how urgent. */
import type { ListCases, ListedCase, UpdateCase } from '@bivelio/sdk';
import { Plural, useLingui } from '@lingui/react/macro';
import { CircleDot, Flag, UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import { useActorName } from '~/app/actors';
import { each, type Work } from '~/app/bulk';
import { PickPerson } from '~/app/pick-person';
import type { Picked } from '~/app/use-picked';
import { SelectField } from '~/ui/field';
import { Bulk, SelectionBar, SelectionButton } from '~/ui/selection';
import { SelectionExport } from '~/ui/selection-export';
import { useCaseWords } from './badges';
import { PRIORITIES, type Priority, type Status, STATUSES } from './states';

interface CaseSelectionProps {
  picked: Picked<ListedCase>;
  total: number;
  asked: ListCases;
}

interface Closing {
  onClose: () => void;
}

export function CaseSelection({ picked, total, asked }: CaseSelectionProps) {
  const { t } = useLingui();
  return (
    <SelectionBar picked={picked} total={total} read={(client, at) => client.cases.list({ ...asked, ...at })} again={['cases.list', 'cases.get']}>
      <SelectionButton icon={UserRoundCheck} label={t`Encarregat`}>
        {(close) => <AssignThem onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={CircleDot} label={t`Estat`}>
        {(close) => <SetStatus onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={Flag} label={t`Prioritat`}>
        {(close) => <SetPriority onClose={close} />}
      </SelectionButton>
      <ExportThem />
    </SelectionBar>
  );
}

/** Who is in charge is read when something is picked. */
function ExportThem() {
  const { t } = useLingui();
  const nameOf = useActorName();
  const words = useCaseWords();
  return (
    <SelectionExport<ListedCase>
      name={t`casos.csv`}
      columns={[
        [t`Número`, ({ number }) => number],
        [t`Títol`, ({ title }) => title],
        [t`Contacte`, ({ contact_name: name }) => name],
        [t`Encarregat`, ({ assignee }) => assignee && nameOf(assignee)],
        [t`Prioritat`, ({ priority }) => words[priority as Priority] ?? priority],
        [t`Estat`, ({ status }) => words[status as Status] ?? status],
        [t`Etiquetes`, ({ tags }) => tags.join(', ')],
        [t`Obert`, ({ created_at: at }) => at.slice(0, 10)],
        [t`Tancat`, ({ closed_at: at }) => at?.slice(0, 10)],
      ]}
    />
  );
}

const WORDS = {
  button: (count: number) => <Plural value={count} one="Canvia # cas" other="Canvia # casos" />,
  done: (count: number) => <Plural value={count} one="S’ha canviat # cas." other="S’han canviat # casos." />,
  undone: (count: number) => <Plural value={count} one="S’ha desfet el canvi de # cas." other="S’ha desfet el canvi de # casos." />,
};

type Fields = Pick<UpdateCase, 'assignee' | 'status' | 'priority'>;

/** Work that sets one field, unless the case has it so; it is refused where somebody else changed the case since it was read. */
function setting<F extends keyof Fields>(field: F, value: Fields[F]): Work<ListedCase> {
  return each<ListedCase>((client, { id, version }) => client.cases.update(id, { version, [field]: value }), {
    concerns: (one) => (one[field] ?? null) !== value,
    undo: (client, { before, after: { id, version } }) => client.cases.update(id, { version, [field]: before[field] ?? null }),
  });
}

function AssignThem({ onClose }: Closing) {
  const { t } = useLingui();
  const [person, setPerson] = useState('');
  return (
    <Bulk<ListedCase> title={t`Canvia qui se n’encarrega`} work={setting('assignee', person || null)} {...WORDS} onClose={onClose}>
      <PickPerson label={t`Encarregat`} name="assignee" value={person} onChange={setPerson} error={undefined} />
    </Bulk>
  );
}

function SetStatus({ onClose }: Closing) {
  const { t } = useLingui();
  const words = useCaseWords();
  const [status, setStatus] = useState<Status>('closed');
  return (
    <Bulk<ListedCase> title={t`Canvia l’estat`} work={setting('status', status)} {...WORDS} onClose={onClose}>
      <SelectField label={t`Estat`} name="status" value={status} onChange={setStatus} error={undefined} options={STATUSES.map((value) => ({ value, label: words[value] }))} />
    </Bulk>
  );
}

function SetPriority({ onClose }: Closing) {
  const { t } = useLingui();
  const words = useCaseWords();
  const [priority, setPriority] = useState<Priority>('high');
  return (
    <Bulk<ListedCase> title={t`Canvia la prioritat`} work={setting('priority', priority)} {...WORDS} onClose={onClose}>
      <SelectField label={t`Prioritat`} name="priority" value={priority} onChange={setPriority} error={undefined} options={PRIORITIES.map((value) => ({ value, label: words[value] }))} />
    </Bulk>
  );
}
