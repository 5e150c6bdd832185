/** The form of a step: its name, what its type takes, when it is done, what happens when it fails. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { isFields } from '../../logic/access';
import { allSteps, type Placed } from '../../logic/definition';
import { fieldsOf } from '../../logic/schema';
import { BranchesForm } from './branches-form';
import type { TypeOfStep } from './catalogue';
import { ConditionForm } from './condition-form';
import { FIRST } from './field-words';
import { shortType } from './own-id';
import styles from './form.module.css';
import { isPlainMessage, MessageForm } from './message-form';
import { useFaultAt } from './readable';
import { Fields, MapSlot, withField } from './slot';

type Json = Record<string, unknown>;

interface Props {
  placed: Placed;
  /** The step as it is written. */
  raw: Json;
  type: TypeOfStep | undefined;
  onChange: (raw: Json) => void;
}

/** What is drawn in the graph is not typed. */
const DRAWN = new Set(['steps', 'branches']);

export function StepForm({ placed, raw, type, onChange }: Props) {
  const { t } = useLingui();
  const { step, path } = placed;
  const nameError = useFaultAt(`${path}.name`);
  const input = isFields(raw['input']) ? raw['input'] : {};
  const set = (name: string, value: unknown) => onChange(withField(raw, name, value));
  return (
    <div className={styles.form} data-testid="step-form">
      <TextField label={t`Nom del pas`} isOptional name={`${path}.name`} error={nameError} value={step.name ?? ''} onChange={(next) => set('name', next || undefined)} maxLength={100} placeholder={step.id} />
      {type && <InputForm type={type} placed={placed} input={input} onChange={(next) => set('input', next)} />}
      <ConditionForm label={t`Fes-lo només si`} path={`${path}.when`} value={step.when} onChange={(next) => set('when', next)} />
      <FailureForm placed={placed} raw={raw} onChange={onChange} />
      <NoteForm key={path} note={step.note} path={path} onChange={(next) => set('note', next)} />
    </div>
  );
}

function InputForm({ type, placed, input, onChange }: { type: TypeOfStep; placed: Placed; input: Json; onChange: (input: Json) => void }) {
  const { t } = useLingui();
  const { step, path } = placed;
  const at = `${path}.input`;
  if (step.type === 'set') {
    return <MapSlot name="input" label={t`Valors`} schema={{}} schemas={type.schemas} kind="map" isRequired path={at} value={input} onChange={(next) => onChange(isFields(next) ? next : {})} />;
  }
  if (step.type === 'parallel') return <BranchesForm path={at} input={input} onChange={onChange} />;
  const isMessage = shortType(step.type) === 'message.send' && isPlainMessage(input);
  const fields = fieldsOf(type.input, type.schemas).filter(({ name }) => !DRAWN.has(name) && !(isMessage && ['body', 'subject'].includes(name)));
  const instead = isMessage ? { message: <MessageForm path={at} value={input} onChange={onChange} /> } : {};
  return <Fields of={fields} schemas={type.schemas} path={at} value={input} onChange={onChange} first={FIRST[shortType(step.type)]} instead={instead} />;
}

function FailureForm({ placed, raw, onChange }: { placed: Placed; raw: Json; onChange: (raw: Json) => void }) {
  const { t } = useLingui();
  const { step, path } = placed;
  const error = useFaultAt(`${path}.on_error`);
  const given = raw['on_error'];
  const target = isFields(given) ? `to:${String(given['go_to'] ?? '')}` : typeof given === 'string' ? given : 'fail';
  const choices = laterThan(placed).map((one) => ({ value: `to:${one.step.id}`, label: t`Continua a «${one.step.name || one.step.id}»` }));
  const choose = (next: string) => onChange(withField(raw, 'on_error', next === 'fail' ? undefined : next === 'continue' ? 'continue' : { go_to: next.slice(3) }));
  const options = [{ value: 'fail', label: t`L’execució falla` }, { value: 'continue', label: t`Continua igualment` }, ...choices];
  return (
    <details className={styles.more} open={step.onError !== 'fail' || undefined}>
      <summary>
        <Trans>Si falla</Trans>
      </summary>
      <SelectField label={t`Si el pas falla`} name={`${path}.on_error`} error={error} value={target} onChange={choose} options={options.some(({ value }) => value === target) ? options : [...options, { value: target, label: target.slice(3) }]} />
    </details>
  );
}

/** What people want to know of the step; no run reads it. */
function NoteForm({ note, path, onChange }: { note: string | undefined; path: string; onChange: (note: string | undefined) => void }) {
  const { t } = useLingui();
  const error = useFaultAt(`${path}.note`);
  const [isOpen] = useState(note !== undefined); // it stays as it was opened while somebody types
  return (
    <details className={styles.more} open={isOpen || undefined}>
      <summary>
        <Trans>Nota</Trans>
      </summary>
      <TextArea
        label={t`Nota del pas`}
        hint={t`Per què hi és, o què cal saber-ne. Es veu al gràfic; l’execució no la llegeix.`}
        isOptional
        name={`${path}.note`}
        error={error}
        value={note ?? ''}
        onChange={(next) => onChange(next || undefined)}
        maxLength={1000}
        rows={3}
      />
    </details>
  );
}

/** The steps after one in its body, to which it can go on. */
export function laterThan(placed: Placed): Placed[] {
  const { steps } = placed.body;
  return steps.slice(steps.indexOf(placed) + 1).filter(({ step: { id } }) => id);
}

/** The types of all steps of a definition. */
export const typesIn = (definition: unknown): string[] => Array.from(new Set(allSteps(definition).map(({ step: { type } }) => type)));
