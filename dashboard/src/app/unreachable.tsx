/** What stands in place of everything when the dashboard opens and the server does not answer whether there is a session. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Button } from '~/ui/button';
import { EntryCard } from '~/ui/entry-card';
import { ErrorState } from '~/ui/error-state';
import { enterAnew, resume } from './session';

const retry = () => void resume();

export function Unreachable({ error }: { error: unknown }) {
  const { t } = useLingui();
  useEffect(() => {
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, []);
  return (
    <EntryCard title={t`No arribem al servidor`}>
      <p>
        <Trans>No hem pogut saber si la teva sessió continua oberta. Quan el servidor respongui, seguiràs on eres.</Trans>
      </p>
      <ErrorState error={error} retry={retry} />
      <p>
        <Button look="quiet" onClick={enterAnew}>
          <Trans>Torna a iniciar la sessió</Trans>
        </Button>
      </p>
    </EntryCard>
  );
}
