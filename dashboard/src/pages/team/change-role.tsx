/** Another role for a member or an invitation. The last owner cannot have one, which the API says. */
import type { Person } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import type { Role } from '~/app/session';
import { useForm } from '~/app/use-form';
import { Button } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { RadioField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { useRoleOptions } from './roles';

export function ChangeRole({ of: { id, email, name, role }, onClose }: { of: Person; onClose: () => void }) {
  const { t } = useLingui();
  const who = name ?? email;
  const form = useForm({ role: role as Role }, (client, values) => client.users.update(id, values), {
    again: ['users.list', 'auth.me'],
    done: t`S’ha canviat el rol de ${who}.`,
    onDone: onClose,
  });
  return (
    <Dialog title={t`Rol de ${who}`} onClose={onClose}>
      <Form form={form}>
        <RadioField label={t`Rol`} {...form.field('role')} options={useRoleOptions()} />
        <FormError form={form} />
        <p className="quiet">
          <Trans>El canvi val d’aquí a mig minut, també a les sessions obertes.</Trans>
        </p>
        <Actions>
          <Button onClick={onClose}>
            <Trans>Cancel·la</Trans>
          </Button>
          <SubmitButton form={form}>
            <Trans>Desa el rol</Trans>
          </SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}
