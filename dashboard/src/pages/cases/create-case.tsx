/** The form of a new case. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { PickContact } from '../contacts/contact-picker';
import { useCaseWords } from './badges';
import { PRIORITIES, type Priority } from './states';

export function CreateCase({ contact = '', onClose }: { contact?: string | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const words = useCaseWords();
  const change = useChange();
  const form = useForm(
    { title: '', description: '', priority: 'normal' as Priority, contact_id: contact },
    (client, { title, description, priority, contact_id }) =>
      client.cases.create({
        title: title.trim(),
        priority,
        ...(description.trim() && { description: description.trim() }),
        ...(contact_id && { contact_id }),
      }),
    { again: ['cases.list'], done: ({ number }) => t`S’ha obert el cas ${number}.`, onDone: ({ id }) => change({ new: undefined, id }) },
  );
  return (
    <Dialog title={t`Obre un cas`} onClose={onClose}>
      <Form form={form}>
        <TextField label={t`Títol`} {...form.field('title')} />
        <PickContact label={t`Contacte`} isOptional {...form.field('contact_id')} />
        <SelectField label={t`Prioritat`} {...form.field('priority')} options={PRIORITIES.map((value) => ({ value, label: words[value] }))} />
        <TextArea label={t`Descripció`} isOptional {...form.field('description')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Obre el cas</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
