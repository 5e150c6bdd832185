/** Whose an account of Google Calendar is, and which calendar of ours it is kept in step with. */
import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { useActorNames } from '~/app/actors';
import { usePerson } from '~/app/session';
import type { FieldProps } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { SelectField, TextField } from '~/ui/field';
import type { Given } from './asked-fields';

const [OWNER, CALENDAR] = ['google_calendar.user_id', 'google_calendar.calendar_id'];

interface Props {
  form: { field: (name: 'given', at: string) => FieldProps<Given> };
}

export function GoogleAccount({ form }: Props) {
  const { t } = useLingui();
  const suggestions = useId();
  const { id: user } = usePerson();
  const { data: names } = useActorNames();
  const { data: people = [] } = useRead(['calendar.availabilityGet'], async (client) => (await client.calendar.availabilityGet()).people);
  const [owner, calendar] = [form.field('given', OWNER), form.field('given', CALENDAR)];
  const others = [...(names ?? [])].filter(([id]) => id.startsWith('usr_') && id !== user);
  return (
    <>
      <SelectField
        label={t`De qui és el compte`}
        name={OWNER}
        value={owner.value[OWNER] ?? ''}
        onChange={(next) => owner.onChange({ ...owner.value, [OWNER]: next })}
        error={owner.error}
        options={[
          { value: '', label: t`De l’organització` },
          { value: user, label: t`Meu` },
          ...others.map(([value, label]) => ({ value, label })),
        ]}
      />
      <TextField
        label={t`Calendari`}
        isOptional
        hint={t`Buit, el de l’organització. Cada persona de Reserves en té un de seu.`}
        name={CALENDAR}
        list={suggestions}
        autoComplete="off"
        value={calendar.value[CALENDAR] ?? ''}
        onChange={(next) => calendar.onChange({ ...calendar.value, [CALENDAR]: next })}
        error={calendar.error}
      />
      <datalist id={suggestions}>
        {people.map(({ person_id: id, name, calendars: [first] }) => (
          <option key={id} value={first} label={name} />
        ))}
      </datalist>
    </>
  );
}
