/** When a person goes on, who, and what is said then. */
import type { Desk } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useActorNames } from '~/app/actors';
import { useForm } from '~/app/use-form';
import { CheckField, SelectField } from '~/ui/field';
import { Form, SaveChanges } from '~/ui/form';
import { changesOf, handOverOf, handOverSent } from './desk-values';
import styles from './front-desk.module.css';
import { PhraseFields } from './phrase-fields';
import { useReasons } from './reasons';

export function HandOver({ of: desk, mayEdit }: { of: Desk; mayEdit: boolean }) {
  const { t } = useLingui();
  const { data: names } = useActorNames();
  const reasons = useReasons();
  const [before, setBefore] = useState(desk); // what one began with, whatever is read meanwhile
  const form = useForm(
    handOverOf(before),
    async (client, values) => {
      const changes = changesOf(handOverSent(handOverOf(before)), handOverSent(values));
      return Object.keys(changes).length ? client.agents.deskUpdate(changes) : before;
    },
    { again: ['agents.deskGet'], done: t`S’han desat els canvis.`, onDone: setBefore },
  );
  const people = [...(names ?? [])].filter(([id]) => id.startsWith('usr_')).map(([value, label]) => ({ value, label }));
  const { hand_over_to: to } = form.values;
  const gone = to && !people.some(({ value }) => value === to) ? [{ value: to, label: to }] : [];
  return (
    <Form form={form} label={t`Quan passa a una persona`}>
      <fieldset disabled={!mayEdit} className={styles.settings}>
        <CheckField
          label={t`Passa la conversa a una persona quan`}
          hint={t`Si no pot respondre de cap manera, ho fa sempre.`}
          {...form.field('hand_over_when')}
          options={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
        />
        <SelectField label={t`A qui`} {...form.field('hand_over_to')} options={[{ value: '', label: t`A qui la vulgui agafar` }, ...gone, ...people]} />
        <PhraseFields label={t`Què diu`} hint={t`Si ho deixes buit: «T’atendrà una persona».`} {...form.field('hand_over_text')} />
      </fieldset>
      <SaveChanges form={form} mayEdit={mayEdit} />
    </Form>
  );
}
