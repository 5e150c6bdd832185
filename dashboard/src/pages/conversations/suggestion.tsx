/** A draft of the answer, by the agent of the front desk: put into the message, where one changes and sends it. */
import type { Agent, Desk } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Sparkles } from 'lucide-react';
import { useState } from 'react';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import styles from './conversations.module.css';
import { useReasons } from './reasons';

interface Props {
  contact: string;
  onSuggest: (text: string) => void;
}

export function Suggestion({ contact, onSuggest }: Props) {
  const { t } = useLingui();
  const reasons = useReasons();
  const [said, setSaid] = useState<{ credits: number; why: string }>();
  const desk = useRead<Desk>(['agents.deskGet'], (client) => client.agents.deskGet());
  const id = desk.data?.agent_id ?? '';
  const agent = useRead<Agent>(['agents.get', id], (client) => client.agents.get(id), { enabled: id !== '' });
  const suggest = useWrite(
    (client, wish: string) => client.agents.invoke({ agent_id: id, conversation_id: contact, suggests_reply: true, input: { text: wish } }),
    {
      again: ['agents.executions', 'agents.get'],
      onDone: ({ output, credits_consumed: credits }) => {
        const { reply, hand_over: why } = output;
        setSaid({ credits, why: typeof why === 'string' ? why : 'no' });
        if (typeof reply === 'string') onSuggest(reply);
      },
    },
  );
  if (agent.data?.status !== 'active') return null;
  return (
    <div className={styles.line}>
      <Button look="quiet" icon={Sparkles} onClick={() => suggest.mutate(t`Proposa què li responem.`)} disabled={suggest.isPending}>
        {suggest.isPending ? <Trans>S’ho pensa…</Trans> : <Trans>Suggereix una resposta</Trans>}
      </Button>
      <span className="quiet" aria-live="polite">
        {said ? (
          <>
            <Trans>Crèdits d’IA gastats: {said.credits}.</Trans> {said.why !== 'no' && t`L’assistent la passaria a una persona: ${reasons[said.why] ?? said.why}.`}
          </>
        ) : (
          <Trans>Gasta crèdits d’IA, {agent.data.maximum_credits} com a màxim. No s’envia res.</Trans>
        )}
      </span>
    </div>
  );
}
