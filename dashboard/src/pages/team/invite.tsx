/** The form of an invitation: the address, the role, the language of the mail. */
import { Trans, useLingui } from '@lingui/react/macro';
import { LANGUAGES, type Language, language, NAMES } from '~/app/language';
import type { Role } from '~/app/session';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { RadioField, SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { useRoleOptions } from './roles';

export function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const options = useRoleOptions();
  const form = useForm(
    { email: '', role: 'member' as Role, language: language() as Language },
    (client, { email, ...others }) => client.users.invite({ email: email.trim(), ...others }),
    { again: ['users.list'], done: (made) => t`S’ha enviat la invitació a ${made.email}.`, onDone: onClose },
  );
  return (
    <Dialog title={t`Convida algú`} onClose={onClose}>
      <Form form={form}>
        <TextField
          label={t`Correu electrònic`}
          hint={t`Hi enviarem un enllaç que val durant set dies i només per a aquesta adreça.`}
          type="email"
          autoComplete="off"
          {...form.field('email')}
        />
        <RadioField label={t`Rol`} {...form.field('role')} options={options} />
        <SelectField
          label={t`Llengua del correu`}
          {...form.field('language')}
          options={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Envia la invitació</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
