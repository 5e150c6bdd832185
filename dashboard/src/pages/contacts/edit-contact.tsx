/** Changing a contact. When somebody else changed it meanwhile, both versions are shown and nothing is lost. */
import type { Contact } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { apiError } from '~/app/queries';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { useDrop, useHeld } from '~/ui/draft';
import { Form, FormActions } from '~/ui/form';
import { useState } from 'react';
import { ContactFields } from './contact-fields';
import { changesOf, valuesOf } from './fields';
import { BothVersions } from './both-versions';

export function EditContact({ of: contact }: { of: Contact }) {
  const { t } = useLingui();
  const change = useChange();
  const [before] = useState(contact); // what the person began with, whatever is read meanwhile
  const done = () => change({ edit: undefined });
  const form = useForm(
    valuesOf(before),
    async (client, values) => {
      const changes = changesOf(before, values);
      return Object.keys(changes).length ? client.contacts.update(before.id, { ...changes, version: before.version }) : before;
    },
    { again: ['contacts.list', 'contacts.get'], done: t`S’han desat els canvis.`, onDone: done },
  );
  useHeld(form.isChanged); // also while both versions stand in the form's place
  const drop = useDrop();
  const saved = () => {
    drop();
    done();
  };
  const error = apiError(form.error);
  if (error?.code === 'CONFLICT' && error.details['reason'] === 'version') {
    return <BothVersions before={before} mine={changesOf(before, form.values)} onDone={saved} onBack={form.clearError} />;
  }
  return (
    <Form form={form} label={t`Edita el contacte`}>
      <ContactFields form={form} isPerson={before.type === 'person'} />
      <FormActions form={form} onCancel={done}>
        <Trans>Desa</Trans>
      </FormActions>
    </Form>
  );
}
