/** A test of an agent as it is written: new, or another than it was. What is written, and what each answer must be like. */
import type { Agent, AgentTest } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useForm } from '~/app/use-form';
import { Button, IconButton } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Checkbox, CheckField, type Option, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions, SubmitButton } from '~/ui/form';
import { Row } from '~/ui/page';
import { toolName } from './agent-values';
import styles from './agents.module.css';
import { isExpectant, MOST_TURNS, NEW_TURN, testOf, testValuesOf, toolsFor, type TurnValues } from './test-values';
import { useToolWords } from './tool-words';

interface TestDialogProps {
  of: Agent;
  /** The test that is changed; a new one without it. Its name stays: another name is another test. */
  test?: AgentTest | undefined;
  onClose: () => void;
  /** Runs it, when it is saved so. */
  run: (name: string) => void;
}

export function TestDialog({ of: agent, test, onClose, run }: TestDialogProps) {
  const { t } = useLingui();
  const runsThen = useRef(false);
  const [first] = useState(() => testValuesOf(test));
  const form = useForm(first, (client, values) => client.agents.testsSave(testOf(values, agent.id)), {
    again: ['agents.testsList'],
    done: t`S’ha desat la prova.`,
    onDone: ({ name }) => {
      onClose();
      if (runsThen.current) run(name);
    },
  });
  const wordsOf = useToolWords();
  const { turns, front_desk } = form.values;
  const tools = toolsFor(agent.tools.map(toolName), first.turns).map((name) => ({ value: name, label: wordsOf(name).title }));
  const setTurns = (next: TurnValues[]) => form.field('turns').onChange(next);
  const name = test?.name;
  const title = name ? t`Edita «${name}»` : t`Afegeix una prova`;
  return (
    <Dialog title={title} kind="wide" onClose={onClose}>
      <Form form={form} label={title}>
        {!test && <TextField label={t`Nom`} {...form.field('name')} />}
        <Checkbox
          label={t`Respon com a la recepció`}
          hint={t`Amb la configuració de la recepció, i sense saber amb qui parla.`}
          name="front_desk"
          value={front_desk}
          onChange={(next) => form.setValues({ ...form.values, front_desk: next })}
        />
        {turns.map((turn, at) => (
          <TurnFields
            key={at}
            number={at + 1}
            of={turn}
            put={(changes) => setTurns(turns.map((one, index) => (index === at ? { ...one, ...changes } : one)))}
            remove={turns.length > 1 ? () => setTurns(turns.filter((_, index) => index !== at)) : undefined}
            faultAt={(part) => form.field('turns', `turns[${at}].${part}`).error}
            tools={tools}
            isAtDesk={front_desk}
          />
        ))}
        {turns.length < MOST_TURNS && (
          <div>
            <Button look="quiet" icon={Plus} onClick={() => setTurns([...turns, NEW_TURN])}>
              <Trans>Afegeix un missatge</Trans>
            </Button>
          </div>
        )}
        <FormActions
          form={form}
          onCancel={onClose}
          onSend={() => {
            runsThen.current = false;
          }}
          before={
            <SubmitButton
              form={form}
              look="plain"
              onClick={() => {
                runsThen.current = true;
              }}
            >
              <Trans>Desa i passa-la</Trans>
            </SubmitButton>
          }
        >
          <Trans>Desa la prova</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

interface TurnFieldsProps {
  number: number;
  of: TurnValues;
  put: (changes: Partial<TurnValues>) => void;
  /** Absent for the only message. */
  remove: (() => void) | undefined;
  /** What the API says is wrong with a part of it. */
  faultAt: (part: keyof TurnValues) => string | undefined;
  tools: Option<string>[];
  isAtDesk: boolean;
}

/** A message, and below it what is expected of the answer. */
function TurnFields({ number, of: turn, put, remove, faultAt, tools, isAtDesk }: TurnFieldsProps) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(number === 1 || isExpectant(turn));
  const own = <Part extends keyof TurnValues>(part: Part) => ({
    name: `turns[${number - 1}].${part}`,
    value: turn[part],
    onChange: (value: TurnValues[Part]) => put({ [part]: value }),
    error: faultAt(part),
  });
  const expected = { says: own('says'), never_says: own('never_says'), calls: own('calls'), never_calls: own('never_calls'), hands_over: own('hands_over') };
  const isFaulty = Object.values(expected).some(({ error }) => error !== undefined);
  const words = t`Una expressió a cada línia.`;
  return (
    <fieldset className={styles.turn}>
      <legend>
        <Trans>Missatge {number}</Trans>
      </legend>
      <Row>
        <div className={styles.grows}>
          <TextArea label={t`Què se li escriu`} rows={2} {...own('text')} />
        </div>
        {remove && <IconButton icon={Trash2} label={t`Treu el missatge ${number}`} onClick={remove} />}
      </Row>
      <details className={styles.expected} open={isOpen || isFaulty} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <Trans>Què s’espera de la resposta</Trans>
        </summary>
        <TextArea label={t`Ha de dir`} isOptional rows={2} hint={words} {...expected.says} />
        <TextArea label={t`No ha de dir`} isOptional rows={2} hint={words} {...expected.never_says} />
        {tools.length > 0 && (
          <>
            <CheckField label={t`Ha de fer servir les eines`} isOptional isInARow {...expected.calls} options={tools} />
            <CheckField label={t`I no pot fer servir`} isOptional isInARow {...expected.never_calls} options={tools} />
          </>
        )}
        {isAtDesk && (
          <SelectField
            label={t`Després de la resposta`}
            {...expected.hands_over}
            options={[
              { value: 'any', label: t`Tant és qui continuï` },
              { value: 'yes', label: t`Ha de continuar una persona` },
              { value: 'no', label: t`Ha de continuar l’assistent` },
            ]}
          />
        )}
      </details>
    </fieldset>
  );
}
