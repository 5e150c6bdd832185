/** The way back from Google: what it sent people with completes the connection, when they say so. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useChange } from '~/app/use-change';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Note } from '~/ui/page';

/** `state` begins with the connection's id (docs/integrations.md). */
export function Complete({ state, code }: { state: string; code: string }) {
  const { t } = useLingui();
  const change = useChange();
  const leave = () => change({ state: undefined, code: undefined }, { replace: true });
  const complete = useWrite((client, _input: void) => client.integrations.complete({ id: state.split('.')[0] ?? '', state, code }), {
    again: ['integrations.list', 'integrations.get'],
    done: t`El compte de Google està connectat.`,
    onDone: leave,
  });
  return (
    <Note>
      <p>
        <Trans>Google ha acceptat el consentiment. Completa la connexió en els deu minuts següents.</Trans>
      </p>
      <p>
        <Button look="primary" onClick={() => complete.mutate()} disabled={complete.isPending}>
          <Trans>Completa la connexió</Trans>
        </Button>{' '}
        <Button look="quiet" onClick={leave}>
          <Trans>Deixa-ho estar</Trans>
        </Button>
      </p>
    </Note>
  );
}
