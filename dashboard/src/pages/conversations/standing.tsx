/** What there is to do with a conversation, who is in charge, its labels, and whether the assistant or a person answers. */
import type { Conversation, UpdateConversation } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { AlarmClock, Bot, Check, RotateCcw, UserRound } from 'lucide-react';
import { useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { useActorNames } from '~/app/actors';
import { usePerson } from '~/app/session';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { SelectField } from '~/ui/field';
import { Menu, MenuItem } from '~/ui/menu';
import { When } from '~/ui/when';
import styles from './conversations.module.css';
import { useReasons } from './reasons';
import { snoozes, StateBadge } from './states';

export const AGAIN: Source[] = ['messages.conversations', 'messages.conversationsGet'];

type Changes = Omit<UpdateConversation, 'contact_id'>;

export function Standing({ of: one }: { of: Conversation }) {
  const { t } = useLingui();
  const reasons = useReasons();
  const update = useWrite((client, changes: Changes) => client.messages.conversationsUpdate(one.contact_id, { ...changes, version: one.version }), {
    at: 'messages.conversations',
    change: (row, changes) => (row.contact_id === one.contact_id ? ({ ...row, ...changes } as Conversation) : row),
    again: AGAIN,
    done: t`S’ha desat.`,
  });
  const change = (changes: Changes) => update.mutate(changes);
  return (
    <div className={styles.standing}>
      <div className={styles.doing}>
        <StateBadge of={one.state} />
        {one.snoozed_until && <When at={one.snoozed_until} />}
        {one.state === 'closed' || one.state === 'snoozed' ? (
          <Button
            look="quiet"
            icon={RotateCcw}
            onClick={() => change({ state: 'open' })}
            disabled={update.isPending}
            aria-keyshortcuts={one.state === 'closed' ? 'e' : undefined}
          >
            <Trans>Reobre</Trans>
          </Button>
        ) : (
          <Snooze onChoose={(until) => change({ state: 'snoozed', snoozed_until: until.toISOString() })} />
        )}
        {one.state !== 'closed' && (
          <Button look="quiet" icon={Check} onClick={() => change({ state: 'closed' })} disabled={update.isPending} aria-keyshortcuts="e">
            <Trans>Tanca</Trans>
          </Button>
        )}
        <Handling of={one} />
      </div>
      <div className={styles.doing}>
        <Assignee of={one} onChoose={(assignee) => change({ assignee })} />
        <Labels of={one} onChange={(labels) => change({ labels })} />
      </div>
      {one.handed_over && (
        <p className="quiet">
          {one.handed_over.why === 'person_wrote' ? (
            <Trans>
              Una persona hi ha escrit <When at={one.handed_over.at} />; l’assistent no hi respon.
            </Trans>
          ) : (
            <Trans>
              La porta una persona (<When at={one.handed_over.at} />): {reasons[one.handed_over.why] ?? one.handed_over.why}
            </Trans>
          )}
        </p>
      )}
    </div>
  );
}

function Snooze({ onChoose }: { onChoose: (until: Date) => void }) {
  const { hours, tomorrow, week } = snoozes();
  return (
    <Menu
      align="start"
      trigger={
        <Button look="quiet" icon={AlarmClock}>
          <Trans>Ajorna</Trans>
        </Button>
      }
    >
      <MenuItem onSelect={() => onChoose(hours)}>
        <Trans>Tres hores</Trans>
      </MenuItem>
      <MenuItem onSelect={() => onChoose(tomorrow)}>
        <Trans>Fins demà al matí</Trans>
      </MenuItem>
      <MenuItem onSelect={() => onChoose(week)}>
        <Trans>Fins dilluns</Trans>
      </MenuItem>
    </Menu>
  );
}

/** The assistant or a person: each can have it, and give it to the other. */
function Handling({ of: { contact_id: contact, handled_by: by } }: { of: Conversation }) {
  const { t } = useLingui();
  const { id } = usePerson();
  const take = useWrite((client, to: string) => client.messages.handOver({ contact_id: contact, why: t`Me n’encarrego jo.`, to }), { again: AGAIN });
  const give = useWrite((client, to: string) => client.messages.giveBack(to), { again: AGAIN });
  if (by === 'assistant') {
    return (
      <Button look="quiet" icon={UserRound} onClick={() => take.mutate(id)} disabled={take.isPending}>
        <Trans>Me n’encarrego</Trans>
      </Button>
    );
  }
  return by === 'person' ? (
    <Button look="quiet" icon={Bot} onClick={() => give.mutate(contact)} disabled={give.isPending}>
      <Trans>Torna-la a l’assistent</Trans>
    </Button>
  ) : null;
}

function Assignee({ of: { assignee = '', assignee_email: email }, onChoose }: { of: Conversation; onChoose: (user: string | null) => void }) {
  const { t } = useLingui();
  const { data: names } = useActorNames();
  const people = [...(names ?? [])].filter(([id]) => id.startsWith('usr_')).map(([value, label]) => ({ value, label }));
  const isNamed = !assignee || people.some(({ value }) => value === assignee);
  return (
    <SelectField
      label={t`Encarregat`}
      name="assignee"
      error={undefined}
      value={assignee}
      onChange={(next) => onChoose(next || null)}
      options={[{ value: '', label: t`Ningú` }, ...(isNamed ? [] : [{ value: assignee, label: email ?? assignee }]), ...people]}
    />
  );
}

function Labels({ of: { labels }, onChange }: { of: Conversation; onChange: (labels: string[]) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const add = () => {
    const label = typed.trim();
    setTyped('');
    if (label && !labels.includes(label)) onChange([...labels, label]);
  };
  return (
    <form
      className={styles.labels}
      aria-label={t`Etiquetes`}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Chips words={labels} onRemove={(label) => onChange(labels.filter((one) => one !== label))} />
      <input aria-label={t`Afegeix una etiqueta`} placeholder={t`Afegeix una etiqueta`} value={typed} maxLength={50} onChange={(event) => setTyped(event.target.value)} />
    </form>
  );
}
