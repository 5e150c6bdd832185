/** Switching the second factor on: the secret for the app, a code of it, and the recovery codes, shown once. */
import type { EnrolledFactor } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useForm } from '~/app/use-form';
import { useWrite } from '~/app/use-write';
import { CodeField } from '~/ui/code-field';
import { CopyButton } from '~/ui/copy-button';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Form, FormActions } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Secret } from '~/ui/secret';
import { RecoveryCodes } from './recovery-codes';
import styles from './security.module.css';

const Qr = lazy(() => import('./qr'));

export function Enrol({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [codes, setCodes] = useState<string[]>();
  const begin = useWrite((client, _input: void) => client.auth.mfaEnroll(), { errorsAreShown: true, mayBeLeft: true });
  const { mutate } = begin;
  useEffect(() => mutate(), [mutate]);
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  return (
    <Dialog title={t`Activa el segon factor`} onClose={onClose}>
      {begin.error && <ErrorState error={begin.error} retry={() => mutate()} />}
      {begin.data && <Confirmation of={begin.data} onDone={setCodes} onClose={onClose} />}
      {!begin.error && !begin.data && <Loading lines={4} />}
    </Dialog>
  );
}

interface ConfirmationProps {
  of: EnrolledFactor;
  onDone: (codes: string[]) => void;
  onClose: () => void;
}

function Confirmation({ of: { secret, uri }, onDone, onClose }: ConfirmationProps) {
  const { t } = useLingui();
  const form = useForm({ code: '' }, (client, { code }) => client.auth.mfaConfirm({ code: code.trim() }), {
    again: ['auth.me'],
    onDone: (output) => onDone(output.recovery_codes),
  });
  return (
    <>
      <div className={styles.enrol}>
        <Suspense fallback={<div className={styles.qr} />}>
          <Qr text={uri} label={t`Codi QR amb el secret`} />
        </Suspense>
        <div>
          <p>
            <Trans>Escaneja’l amb una aplicació d’autenticació, o escriu-hi aquest secret:</Trans>
          </p>
          <Secret text={secret}>
            <CopyButton text={secret} label={t`Copia el secret`} />
          </Secret>
        </div>
      </div>
      <Form form={form}>
        <CodeField onlyApp {...form.field('code')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Activa’l</Trans>
        </FormActions>
      </Form>
    </>
  );
}
