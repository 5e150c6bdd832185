/** Asks who is there, before what needs a recent sign-in: the password, or a code of the second factor. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CodeField } from '~/ui/code-field';
import { Dialog } from '~/ui/dialog';
import { TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import type { Question } from './recent';
import { usePerson } from './session';
import { useForm } from './use-form';

export default function ProofDialog({ of: { method, answer } }: { of: Question }) {
  const { t } = useLingui();
  const { email } = usePerson();
  const form = useForm(
    { password: '', code: '' },
    (client, { password, code }) => client.auth.confirm(method === 'code' ? { code: code.trim() } : { password }),
    { onDone: () => answer(true) },
  );
  return (
    <Dialog title={t`Confirma que ets tu`} onClose={() => answer(false)}>
      <p>
        <Trans>Això demana que hagis entrat fa menys de quinze minuts. Després continua tot sol.</Trans>
      </p>
      <Form form={form} isDroppable>
        {method === 'code' ? (
          <CodeField {...form.field('code')} />
        ) : (
          <>
            <input type="hidden" autoComplete="username" value={email} readOnly />
            <TextField label={t`La teva contrasenya`} type="password" autoComplete="current-password" {...form.field('password')} />
          </>
        )}
        <FormActions form={form} onCancel={() => answer(false)}>
          <Trans>Continua</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
