/** The form of a person: the name, the hours of each day, and the days with others. */
import type { PersonHours } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { apiError } from '~/app/queries';
import { useForm } from '~/app/use-form';
import { Button, IconButton } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { TimeField } from '~/ui/time-field';
import styles from './bookings.module.css';
import { HoursField } from '~/ui/hours-field';
import { type Exception, faultOn, hoursOf, valuesOf } from './person-values';
import { AGAIN } from './reading';
import { useWeekdays, WEEKDAYS } from '~/ui/weekdays';

interface PersonDialogProps {
  of: PersonHours | undefined;
  /** Whether nobody can be booked yet. */
  isFirst: boolean;
  onClose: () => void;
}

export function PersonDialog({ of: given, isFirst, onClose }: PersonDialogProps) {
  const { t } = useLingui();
  const [person] = useState(given); // what one began with, whatever is read meanwhile
  const names = useWeekdays();
  const form = useForm(valuesOf(person, isFirst), (client, values) => client.calendar.availabilitySet(hoursOf(values, person)), {
    again: AGAIN,
    done: ({ name }) => t`S’han desat les hores de «${name}».`,
    onDone: onClose,
  });
  const title = person ? t`Hores de «${person.name}»` : t`Afegeix una persona`;
  const faults = apiError(form.error)?.errors ?? [];
  return (
    <Dialog title={title} kind="wide" onClose={onClose}>
      <Form form={form} label={title}>
        <TextField label={t`Nom`} autoComplete="off" {...form.field('name')} />
        <fieldset className={styles.group}>
          <legend>{t`Hores de cada dia`}</legend>
          <p className="quiet">{t`Per exemple 9:00-13:00, 15:30-20:00. Deixa buit el dia que no n’hi ha.`}</p>
          <div className={styles.week}>
            {WEEKDAYS.map((day) => (
              <HoursField key={day} label={names[day]} {...form.field(day, 'weekly')} error={faultOn(day, form.values, faults)} />
            ))}
          </div>
        </fieldset>
        <SelectField
          label={t`Festius`}
          {...form.field('holidays')}
          hint={t`Aquests dies no s’ofereix cap hora. Els del teu poble els pots afegir a sota.`}
          options={[
            { value: 'ES-CT', label: t`Els de Catalunya` },
            { value: 'ES', label: t`Els d’Espanya` },
            { value: '', label: t`Cap: també s’obre els festius` },
          ]}
        />
        <Exceptions
          value={form.values.exceptions}
          onChange={(exceptions) => form.setValues({ ...form.values, exceptions })}
          faultAt={(at, name) => {
            form.field('exceptions', `exceptions[${at}].${name}`);
            return faults.find(({ field }) => field?.startsWith(`exceptions[${at}].${name}`))?.message;
          }}
        />
        <TextField
          label={t`Calendari`}
          isOptional
          autoComplete="off"
          hint={t`On van les cites. «primary» és el que es manté igual que Google Calendar; cada persona hauria de tenir-ne un de seu.`}
          {...form.field('calendar', 'calendars')}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

interface ExceptionsProps {
  value: Exception[];
  onChange: (exceptions: Exception[]) => void;
  faultAt: (at: number, name: string) => string | undefined;
}

/** Days with other hours: holidays, a Saturday that is open. */
function Exceptions({ value, onChange, faultAt }: ExceptionsProps) {
  const { t } = useLingui();
  const put = (at: number, changes: Partial<Exception>) => onChange(value.map((one, index) => (index === at ? { ...one, ...changes } : one)));
  return (
    <fieldset className={styles.group}>
      <legend>{t`Dies diferents`}</legend>
      <p className="quiet">{t`Vacances, festes locals, un dissabte que obres.`}</p>
      {value.map((one, at) => (
        <div key={at} className={styles.exception}>
          <TimeField label={t`Des del dia`} name={`date-${at}`} value={one.date} onChange={(date) => put(at, { date })} error={faultAt(at, 'date')} />
          <TimeField
            label={t`Fins al dia`}
            isOptional
            name={`until-${at}`}
            value={one.until}
            onChange={(until) => put(at, { until })}
            error={faultAt(at, 'until')}
          />
          <HoursField label={t`Hores`} name={`hours-${at}`} value={one.hours} onChange={(hours) => put(at, { hours })} error={faultAt(at, 'hours')} />
          <IconButton icon={Trash2} label={t`Treu aquests dies`} onClick={() => onChange(value.filter((_, index) => index !== at))} />
        </div>
      ))}
      <div>
        <Button icon={Plus} onClick={() => onChange([...value, { date: '', until: '', hours: '' }])}>
          <Trans>Afegeix dies</Trans>
        </Button>
      </div>
    </fieldset>
  );
}
