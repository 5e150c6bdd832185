/** The form of a new contact. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { RadioField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { ContactFields } from './contact-fields';
import { customOf, EMPTY, profileOf, tagsOf } from './fields';
import { fiscalFields } from './fiscal';

export function CreateContact({ company = '', onClose }: { company?: string | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const form = useForm(
    { ...EMPTY, company_id: company, type: (company ? 'person' : 'company') as 'company' | 'person' },
    (client, values) => {
      const { type, name, email, phone, company_id, tags, custom } = values;
      const { tax_id, addresses } = fiscalFields(values);
      return client.contacts.create({
        type,
        name: name.trim(),
        ...(email.trim() && { email: email.trim() }),
        ...(phone.trim() && { phone: phone.trim() }),
        ...(type === 'person' && { ...profileOf(values), ...(company_id && { company_id }) }),
        ...(tax_id && { tax_id }),
        addresses,
        tags: tagsOf(tags),
        custom_fields: customOf(custom),
      });
    },
    {
      again: ['contacts.list'],
      done: ({ name }) => t`S’ha creat el contacte «${name}».`,
      onDone: ({ id }) => void navigate({ to: '/contacts/$id', params: { id } }),
    },
  );
  return (
    <Dialog title={t`Crea un contacte`} onClose={onClose}>
      <Form form={form}>
        <RadioField
          label={t`Tipus`}
          isInARow
          {...form.field('type')}
          options={[
            { value: 'company', label: t`Empresa` },
            { value: 'person', label: t`Persona` },
          ]}
        />
        <ContactFields form={form} isPerson={form.values.type === 'person'} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Crea el contacte</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
