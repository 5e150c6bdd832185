/** Trying an agent: a text goes in, and what comes out is shown with what it cost. */
import type { Agent, Invocation } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { Button } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { Checkbox, TextArea } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Figure } from '~/ui/money';
import { Facts, Note, Section, Sides } from '~/ui/page';
import { toolName } from './agent-values';
import styles from './agents.module.css';
import { ContextFields } from './context-fields';
import { NO_CONTEXT, type PlaygroundValues, type Told, toldOf } from './context-values';
import { useToolWords } from './tool-words';
import { Seconds } from '~/ui/seconds';

/** What came of an invocation, and what the agent was told beside the text. */
interface Answered {
  invocation: Invocation;
  context: Told['context'];
}

export function Playground({ of: agent }: { of: Agent }) {
  const { t } = useLingui();
  const mayRun = useMay('member');
  const wordsOf = useToolWords();
  const [answer, setAnswer] = useState<Answered>();
  const form = useForm<PlaygroundValues, Answered>(
    { text: '', writes: false, ...NO_CONTEXT },
    async (client, { text, writes, ...about }) => {
      const { context, ...conversation } = await toldOf(client, about);
      const input = { text, ...(context && { context }) };
      const invocation = await client.agents.invoke({ agent_id: agent.id, input, ...conversation, ...(writes && { allow_writes: true }) });
      return { invocation, context };
    },
    { again: ['agents.executions', 'agents.list'], onDone: setAnswer },
  );
  if (!mayRun) return <Note>{t`Per provar-lo cal el rol de membre.`}</Note>;
  const isActive = agent.status === 'active';
  const changing = agent.tools.map((tool) => wordsOf(toolName(tool))).flatMap(({ title, changes }) => (changes ? [title] : []));
  return (
    <Sides>
      <Form form={form} label={t`Prova l’agent`}>
        {!isActive && (
          <Note tone="warning">
            <Trans>L’agent és inactiu: no respondrà.</Trans>
          </Note>
        )}
        <TextArea label={t`Text`} rows={8} {...form.field('text', 'input.text')} />
        <ContextFields field={form.field} />
        {changing.length > 0 && (
          <Checkbox
            label={t`Pot fer servir les eines que canvien dades`}
            hint={changing.join(' · ')}
            name="writes"
            value={form.values.writes}
            onChange={(writes) => form.setValues({ ...form.values, writes })}
          />
        )}
        <FormError form={form} />
        <div className={styles.row}>
          <SubmitButton form={form}>
            <Play aria-hidden /> {form.isPending ? <Trans>Respon…</Trans> : <Trans>Executa</Trans>}
          </SubmitButton>
          <span className="quiet">
            <Trans>Gasta crèdits d’IA, {agent.maximum_credits} com a màxim.</Trans>
          </span>
        </div>
      </Form>
      <div aria-live="polite">{answer && <Answer of={answer} />}</div>
    </Sides>
  );
}

function Answer({ of: { invocation: answer, context } }: { of: Answered }) {
  const { t } = useLingui();
  const change = useChange();
  const { text } = answer.output;
  const isText = typeof text === 'string' && Object.keys(answer.output).length === 1;
  return (
    <Section title={t`Resposta`}>
      {isText ? <p className={styles.text}>{text}</p> : <JsonView value={answer.output} label={t`Resposta`} />}
      <Facts
        facts={[
          [t`Temps`, <Seconds ms={answer.duration_ms} />],
          [t`Crèdits`, <Figure value={answer.credits_consumed} />],
          [t`Tokens`, <Figure value={answer.tokens_used} />],
          [t`Model`, <code>{answer.model}</code>],
          [t`Eines que ha fet servir`, answer.tools_used?.join(', ')],
        ]}
      />
      {context && (
        <details>
          <summary>
            <Trans>Què se li ha dit, a més del text</Trans>
          </summary>
          <JsonView value={context} label={t`Què se li ha dit, a més del text`} />
        </details>
      )}
      <div>
        <Button onClick={() => change({ tab: 'runs', run: answer.execution_id })}>
          <Trans>Mira’n la traça</Trans>
        </Button>
      </div>
    </Section>
  );
}
