/** Recovery codes, shown once: after the second factor was switched on, or in place of former ones. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { usePerson } from '~/app/session';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { CopyButton } from '~/ui/copy-button';
import { Actions, Dialog } from '~/ui/dialog';
import { Note, Row } from '~/ui/page';
import { saveAs } from '~/ui/save-as';
import styles from './security.module.css';

/** Asks, and shows the new codes. */
export function RenewCodes({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [codes, setCodes] = useState<string[]>();
  const renew = useWrite((client, _input: void) => client.auth.mfaRecoveryCodes(), {
    again: ['auth.me'],
    onDone: (output) => setCodes(output.recovery_codes),
  });
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  return (
    <Confirm
      title={t`Codis de recuperació nous`}
      action={<Trans>Fes-ne de nous</Trans>}
      onConfirm={() => renew.mutate()}
      onClose={onClose}
      isPending={renew.isPending}
    >
      <p>
        <Trans>Et donarem deu codis nous. Els que tenies deixen de funcionar; l’aplicació continua igual.</Trans>
      </p>
    </Confirm>
  );
}

export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
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
      <Row>
        <CopyButton text={text} label={t`Copia’ls`} hasText />
        <Button icon={Download} onClick={save}>
          <Trans>Baixa’ls</Trans>
        </Button>
      </Row>
      <Actions>
        <Button look="primary" onClick={onClose}>
          <Trans>Ja els he desat</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
