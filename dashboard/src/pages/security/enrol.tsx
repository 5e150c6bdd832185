/** Switching the second factor on: the secret for the app, a code of it, and the recovery codes, shown once. */
import type { EnrolledFactor } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { usePerson } from '~/app/session';
import { useForm } from '~/app/use-form';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { CodeField } from '~/ui/code-field';
import { CopyButton } from '~/ui/copy-button';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Form, FormActions } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Note } from '~/ui/page';
import { saveAs } from '~/ui/save-as';
import { Secret } from '~/ui/secret';
import styles from './security.module.css';

const Qr = lazy(() => import('./qr'));

export function Enrol({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [codes, setCodes] = useState<string[]>();
  const begin = useWrite((client, _input: void) => client.auth.mfaEnroll(), { errorsAreShown: true });
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

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useLingui();
  const { email } = usePerson();
  const text = codes.join('\n');
  const save = () => saveAs(new Blob([`BiVelio · ${email}\n\n${text}\n`], { type: 'text/plain' }), 'bivelio-recovery-codes.txt');
  return (
    <Dialog title={t`Els teus codis de recuperació`} onClose={onClose} isFirm>
      <Note tone="warning">
        <Trans>Desa’ls ara: no es tornen a mostrar. Si perds el telèfon, cada codi et deixa entrar una vegada.</Trans>
      </Note>
      <ul className={styles.codes} data-testid="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <CopyButton text={text} label={t`Copia’ls`} hasText />
        <Button icon={Download} onClick={save}>
          <Trans>Baixa’ls</Trans>
        </Button>
      </div>
      <Actions>
        <Button look="primary" onClick={onClose}>
          <Trans>Ja els he desat</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
