/** Making a collection, and changing what it is called. */
import type { Collection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import type { Source } from '~/app/cache-keys';
import { type FieldProps, useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Checkbox, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { nameOf } from './names';

export const AGAIN: Source[] = ['knowledge.collectionsList', 'knowledge.list'];

interface Values extends Record<string, unknown> {
  title: string;
  description: string;
  vectors: boolean;
}

const filled = ({ title, description }: Values) => ({
  title: title.trim(),
  ...(description.trim() && { description: description.trim() }),
});

export function CreateCollection({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const empty: Values = { title: '', description: '', vectors: false };
  const form = useForm(
    empty,
    (client, values) =>
      client.knowledge.collectionsDefine({ collection: nameOf(values.title), ...filled(values), ...(values.vectors && { vectors: true }) }),
    {
      again: AGAIN,
      done: ({ title }) => t`S’ha creat «${title}».`,
      onDone: ({ collection: name }) => void navigate({ to: '/knowledge/$name', params: { name } }),
    },
  );
  return (
    <Dialog title={t`Crea una col·lecció`} onClose={onClose}>
      <Form form={form} label={t`Crea una col·lecció`}>
        <CollectionFields field={form.field} />
        <VectorsField value={form.values.vectors} onChange={(vectors) => form.setValues({ ...form.values, vectors })} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Crea la col·lecció</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

export function EditCollection({ of: { collection, title, description = '', vectors }, onClose }: { of: Collection; onClose: () => void }) {
  const { t } = useLingui();
  const before: Values = { title, description, vectors };
  const form = useForm(
    before,
    (client, values) =>
      client.knowledge.collectionsDefine({ collection, ...filled(values), ...(values.vectors !== vectors && { vectors: values.vectors }) }),
    { again: AGAIN, done: t`S’han desat els canvis.`, onDone: onClose },
  );
  return (
    <Dialog title={t`Edita «${title}»`} onClose={onClose}>
      <Form form={form} label={t`Edita la col·lecció`}>
        <CollectionFields field={form.field} />
        <VectorsField value={form.values.vectors} onChange={(vectors) => form.setValues({ ...form.values, vectors })} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

function CollectionFields({ field }: { field: (name: 'title' | 'description') => FieldProps<string> }) {
  const { t } = useLingui();
  return (
    <>
      <TextField label={t`Títol`} autoComplete="off" {...field('title')} />
      <TextArea
        label={t`Què hi ha`}
        isOptional
        rows={3}
        hint={t`L’assistent ho llegeix per saber si ha de cercar aquí: «Horaris, enviaments i devolucions».`}
        {...field('description')}
      />
    </>
  );
}

function VectorsField({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  const { t } = useLingui();
  return (
    <Checkbox
      label={t`Cerca també per significat`}
      hint={t`Troba respostes que no tenen cap paraula de la pregunta. Costa un crèdit per cada 20.000 caràcters de text.`}
      name="vectors"
      value={value}
      onChange={onChange}
    />
  );
}
