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
import { useToolWords } from './tool-words';
import { Seconds } from '~/ui/seconds';

export function Playground({ of: agent }: { of: Agent }) {
  const { t } = useLingui();
  const mayRun = useMay('member');
  const wordsOf = useToolWords();
  const [answer, setAnswer] = useState<Invocation>();
  const form = useForm(
    { text: '', context: '', writes: false },
    (client, { text, context, writes }) =>
      client.agents.invoke({
        agent_id: agent.id,
        input: { text, ...(context.trim() && { context: contextOf(context) }) },
        ...(writes && { allow_writes: true }),
      }),
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
        <TextArea
          label={t`Context`}
          isOptional
          rows={4}
          spellCheck={false}
          hint={t`Un objecte JSON amb el que més hagi de saber.`}
          {...form.field('context', 'input.context')}
        />
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

/** The context as JSON; text that is none goes as it is, so that the API says what is wrong with it. */
function contextOf(typed: string): Record<string, unknown> {
  try {
    return JSON.parse(typed);
  } catch {
    return typed as never;
  }
}

function Answer({ of: answer }: { of: Invocation }) {
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
      <div>
        <Button onClick={() => change({ tab: 'runs', run: answer.execution_id })}>
          <Trans>Mira’n la traça</Trans>
        </Button>
      </div>
    </Section>
  );
}
