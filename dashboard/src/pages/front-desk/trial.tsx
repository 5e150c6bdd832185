/** Trying the desk: a conversation with it, as a client would have it. Nothing is sent to anybody. */
import type { Desk, Invocation } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { MessagesSquare, RotateCcw, Send } from 'lucide-react';
import { useRef, useState } from 'react';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { TextArea } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Note } from '~/ui/page';
import { TableFrame } from '~/ui/table';
import styles from './front-desk.module.css';
import { useReasons } from './reasons';

interface Exchange {
  asked: string;
  answer: Invocation;
}

export function Trial({ of: { agent_id: agent } }: { of: Desk }) {
  const { t } = useLingui();
  const mayTry = useMay('member');
  if (!mayTry) return <Note>{t`Per provar-lo cal el rol de membre.`}</Note>;
  if (agent) return <Conversation agent={agent} />;
  return (
    <TableFrame>
      <Empty icon={MessagesSquare} title={<Trans>Encara no respon ningú</Trans>}>
        <p>
          <Trans>Tria primer l’agent que respon.</Trans>
        </p>
      </Empty>
    </TableFrame>
  );
}

function Conversation({ agent }: { agent: string }) {
  const { t } = useLingui();
  const conversation = useRef<string>(undefined);
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const form = useForm(
    { text: '' },
    async (client, { text }) => {
      conversation.current ??= (await client.agents.conversationsCreate()).id;
      const answer = await client.agents.invoke({ agent_id: agent, input: { text }, conversation_id: conversation.current, front_desk: true });
      return { asked: text, answer };
    },
    {
      again: ['agents.executions', 'agents.list'],
      onDone: (exchange) => {
        setExchanges((former) => [...former, exchange]);
        form.reset();
      },
    },
  );
  const again = () => {
    conversation.current = undefined;
    setExchanges([]);
    form.reset();
  };
  return (
    <div className={styles.trial}>
      <p className={styles.hint}>
        <Trans>Escriu-li com un client. Respon com respondria ara, no envia res a ningú, i gasta crèdits d’IA.</Trans>
      </p>
      {exchanges.length > 0 && (
        <div role="log" aria-label={t`Conversa de prova`} className={styles.log}>
          {exchanges.map(({ asked, answer }) => (
            <Shown key={answer.execution_id} asked={asked} of={answer} />
          ))}
        </div>
      )}
      <Form form={form} label={t`Prova la recepció`}>
        <TextArea label={t`Missatge`} rows={3} {...form.field('text', 'input.text')} />
        <FormError form={form} />
        <div className={styles.row}>
          <SubmitButton form={form}>
            <Send aria-hidden /> {form.isPending ? <Trans>Respon…</Trans> : <Trans>Pregunta</Trans>}
          </SubmitButton>
          {exchanges.length > 0 && (
            <Button icon={RotateCcw} look="quiet" onClick={again}>
              <Trans>Comença de nou</Trans>
            </Button>
          )}
        </div>
      </Form>
    </div>
  );
}

function Shown({ asked, of: { agent_id: id, execution_id: run, output, tools_used: tools, waiting } }: { asked: string; of: Invocation }) {
  const { t } = useLingui();
  const reasons = useReasons();
  const { reply, hand_over: why } = output as { reply?: string; hand_over?: string };
  const isHandedOver = why !== undefined && why !== 'no';
  return (
    <>
      <article className={`${styles.bubble} ${styles.theirs}`} aria-label={t`Client`}>
        {asked}
      </article>
      <article className={styles.bubble} aria-label={t`Assistent`}>
        {reply && <p className={styles.said}>{reply}</p>}
        <footer className={styles.row}>
          {waiting && <Badge tone="warning">{t`esperaria que ho aprovis`}</Badge>}
          {isHandedOver && <Badge tone="warning">{t`passaria a una persona: ${reasons[why] ?? why}`}</Badge>}
          {tools && tools.length > 0 && <small className="quiet">{tools.join(', ')}</small>}
          <Link to="/agents/$id" params={{ id }} search={{ tab: 'runs', run }}>
            <Trans>Què ha fet</Trans>
          </Link>
        </footer>
      </article>
    </>
  );
}
