/** The form of a workflow as a whole: its name, and what starts it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { Card } from '~/ui/page';
import { eventName } from '~/app/event-types';
import { isFields } from '../../logic/access';
import { STARTS, type Start, startOf, withStart } from '../../logic/trigger';
import { ConditionForm } from './condition-form';
import { useCatalogue } from './catalogue';
import styles from './form.module.css';
import { InputFields } from './input-fields';
import { useFaultAt } from './readable';
import { ScheduleForm } from './schedule-form';
import { Slot, withField } from './slot';

type Json = Record<string, unknown>;

interface Props {
  definition: Json;
  onEdit: (definition: Json) => void;
}

export function StartForm({ definition, onEdit }: Props) {
  const { t } = useLingui();
  const start = startOf(definition);
  const starts: Record<Start, string> = {
    event: t`Quan passa alguna cosa`,
    cron: t`Un dia i a una hora`,
    form: t`Quan algú omple un formulari`,
    inbound: t`Quan un altre programa crida un URL`,
    manual: t`Quan algú prem «Executa»`,
    api: t`Quan un programa ho demana per l’API`,
  };
  const set = (name: string, value: unknown) => onEdit(withField(definition, name, value));
  const trigger = isFields(definition['trigger']) ? definition['trigger'] : {};
  const [nameError, inputError] = [useFaultAt('name'), useFaultAt('input_schema')];
  return (
    <Card>
      <div className={styles.form} data-testid="start-form">
        <TextField label={t`Nom del flux`} name="name" error={nameError} value={textOf(definition['name'])} onChange={(next) => set('name', next)} maxLength={200} />
        <TextArea label={t`Per a què serveix`} isOptional name="description" error={undefined} value={textOf(definition['description'])} onChange={(next) => set('description', next || undefined)} maxLength={2000} rows={2} />
        <SelectField label={t`Quan comença`} name="start" error={undefined} value={start} onChange={(next) => onEdit(withStart(definition, next))} options={STARTS.map((one) => ({ value: one, label: starts[one] }))} />
        {start === 'event' && <EventForm value={trigger} onChange={(next) => set('trigger', next)} />}
        {start === 'cron' && <ScheduleForm value={trigger} onChange={(next) => set('trigger', next)} />}
        {(start === 'form' || start === 'manual' || start === 'api') && <InputFields error={inputError} isForm={start === 'form'} value={definition['input_schema']} onChange={(next) => set('input_schema', next)} />}
        {(start === 'form' || start === 'inbound') && (
          <p className="quiet">
            <Trans>L’adreça es fa quan es desa: la trobaràs a la pestanya «Inici» del flux.</Trans>
          </p>
        )}
      </div>
    </Card>
  );
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const BEFORE = ['15m', '30m', '1h', '2h', '24h', '2d', '1w'];

function EventForm({ value, onChange }: { value: Json; onChange: (value: Json) => void }) {
  const { t } = useLingui();
  const { events } = useCatalogue([]);
  const event = textOf(value['event']);
  const [before, error] = [textOf(value['before']), useFaultAt('trigger.before')];
  const known: Record<string, string> = { '15m': t`15 minuts`, '30m': t`30 minuts`, '1h': t`1 hora`, '2h': t`2 hores`, '24h': t`24 hores`, '2d': t`2 dies`, '1w': t`1 setmana` };
  const said = eventName(event);
  // A condition on the data of another event would compare what is not there.
  const choose = (next: unknown) => onChange({ event: next ?? '', ...(next === 'calendar.starting' && { before: '24h' }) });
  return (
    <>
      <Slot name="event" label={t`Què passa`} schema={{ type: 'string' }} schemas={{}} kind="text" isRequired path="trigger.event" value={event} onChange={choose} />
      {(event === 'calendar.starting' || before !== '') && (
        <SelectField
          label={t`Quant abans`}
          name="before"
          error={error}
          value={before}
          onChange={(next) => onChange(withField(value, 'before', next || undefined))}
          options={Array.from(new Set([...BEFORE, before])).map((one) => ({ value: one, label: known[one] ?? one }))}
        />
      )}
      <ConditionForm
        label={t`Només si`}
        hint={t`Sense condicions comença cada vegada: ${said}.`}
        isFilter
        example={events[event]?.example.data}
        path="trigger.filter"
        value={typeof value['filter'] === 'string' ? value['filter'] : undefined}
        onChange={(next) => onChange(withField(value, 'filter', next))}
      />
    </>
  );
}
