/** An invitation of somebody else's: who invites, what we have answered, and the buttons that answer. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Check, CircleHelp, X } from 'lucide-react';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Note } from '~/ui/page';
import styles from './calendar.module.css';

type Answer = 'accepted' | 'tentative' | 'declined';

export function Invitation({ of: { id, version, invitation }, mayAnswer }: { of: CalendarEvent; mayAnswer: boolean }) {
  const { t } = useLingui();
  const answered: Record<string, string> = {
    accepted: t`Has dit que hi aniràs.`,
    tentative: t`Has dit que potser hi aniràs.`,
    declined: t`Has dit que no hi aniràs.`,
    needs_action: t`Encara no has respost, i l’hora continua lliure.`,
  };
  const write = useWrite((client, answer: Answer) => client.calendar.update(id, { answer, version }), {
    again: ['calendar.events', 'calendar.get'],
    done: t`S’envia la resposta a qui convida.`,
  });
  if (!invitation) return null;
  const who = invitation.organizer_name ?? invitation.organizer;
  const choices = [
    ['accepted', Check, t`Accepta`],
    ['tentative', CircleHelp, t`Potser`],
    ['declined', X, t`Rebutja`],
  ] as const;
  return (
    <Note>
      <p>
        <Trans>{who} t’hi convida.</Trans> {answered[invitation.answer]}
      </p>
      {mayAnswer && (
        <div className={styles.bar}>
          {choices.map(([answer, icon, label]) => (
            <Button
              key={answer}
              icon={icon}
              look={answer === 'accepted' && invitation.answer !== 'accepted' ? 'primary' : 'plain'}
              aria-pressed={invitation.answer === answer}
              disabled={write.isPending}
              onClick={() => write.mutate(answer)}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </Note>
  );
}
