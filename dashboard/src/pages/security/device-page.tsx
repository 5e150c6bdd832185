/** The page for the code that a program without a browser shows: what asks, from where, and the decision. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useRead } from '~/app/use-read';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { TextField } from '~/ui/field';
import { Loading } from '~/ui/loading';
import { Card, Note, Page } from '~/ui/page';
import { Decision } from './decision';
import styles from './security.module.css';

export default function DevicePage() {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState('');
  const [decided, setDecided] = useState<'allow' | 'refuse'>();
  const read = useRead(['auth.authorize', code], (client) => client.auth.authorize({ user_code: code }), {
    enabled: code !== '' && decided === undefined,
    staleTime: Infinity,
  });
  return (
    <Page title={t`Connecta un programa`} about={t`Per a un programa que no pot obrir el navegador, com la línia d’ordres de BiVelio.`}>
      {decided ? (
        <Note>
          {decided === 'allow' ? (
            <Trans>Fet. Torna al programa: continua sol d’aquí a uns segons.</Trans>
          ) : (
            <Trans>No l’hem deixat entrar. Ja pots tancar aquesta pàgina.</Trans>
          )}
        </Note>
      ) : read.data ? (
        <Decision asked={read.data} of={{ user_code: code }} onDone={(_next, decision) => setDecided(decision)} />
      ) : (
        <Card>
          <form
            className={styles.code}
            aria-label={t`Codi del programa`}
            onSubmit={(event) => {
              event.preventDefault();
              if (typed.trim() === code) void read.refetch();
              setCode(typed.trim());
            }}
          >
            <TextField
              label={t`Codi`}
              hint={t`Les vuit lletres que el programa et mostra ara mateix.`}
              name="user_code"
              value={typed}
              onChange={setTyped}
              error={undefined}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={20}
              required
            />
            {read.error && <ErrorState error={read.error} />}
            {read.isFetching ? (
              <Loading lines={1} />
            ) : (
              <div>
                <Button type="submit" look="primary">
                  <Trans>Continua</Trans>
                </Button>
              </div>
            )}
          </form>
        </Card>
      )}
    </Page>
  );
}
