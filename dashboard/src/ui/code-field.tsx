/** The field of a code of the authenticator app, or of a recovery code when the app is not at hand. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FieldProps } from '~/app/use-form';
import { Button } from './button';
import { TextField } from './field';

/** `onlyApp`: no recovery code will do, as when the app is set up. */
export function CodeField({ onlyApp = false, ...field }: FieldProps<string> & { onlyApp?: boolean }) {
  const { t } = useLingui();
  const [isRecovery, setRecovery] = useState(false);
  const change = () => {
    setRecovery(!isRecovery);
    field.onChange('');
  };
  return (
    <>
      {isRecovery ? (
        <TextField key="recovery" label={t`Codi de recuperació`} autoComplete="off" autoCapitalize="none" spellCheck={false} autoFocus {...field} />
      ) : (
        <TextField
          key="app"
          label={t`Codi de l’aplicació`}
          hint={t`Els sis dígits que mostra ara la teva aplicació d’autenticació.`}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          autoFocus
          {...field}
        />
      )}
      {!onlyApp && (
        <div>
          <Button look="quiet" onClick={change}>
            {isRecovery ? <Trans>Fes servir l’aplicació</Trans> : <Trans>Fes servir un codi de recuperació</Trans>}
          </Button>
        </div>
      )}
    </>
  );
}
