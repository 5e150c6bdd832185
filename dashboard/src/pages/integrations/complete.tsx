/** The way back from a service: what it sent people with completes the connection, when they say so. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useChange } from '~/app/use-change';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Note } from '~/ui/page';

interface Back {
  /** It begins with the connection's id (docs/integrations.md). */
  state: string;
  code: string | undefined;
  iss: string | undefined;
  /** Why there is no code. */
  error: string | undefined;
}

export function Complete({ state, code, iss, error }: Back) {
  const { t } = useLingui();
  const change = useChange();
  const leave = () => change({ state: undefined, code: undefined, iss: undefined, error: undefined }, { replace: true });
  const id = state.split('.')[0] ?? '';
  const complete = useWrite((client, given: string) => client.integrations.complete({ id, state, code: given, ...(iss && { iss }) }), {
    again: ['integrations.list', 'integrations.get', 'mcp.providers', 'mcp.tools'],
    done: t`El compte està connectat.`,
    onDone: () => change({ state: undefined, code: undefined, iss: undefined, error: undefined, id }, { replace: true }),
  });
  return (
    <Note {...(!code && { tone: 'warning' as const })}>
      <p>
        {code ? (
          <Trans>El servei ha acceptat el consentiment. Completa la connexió en els deu minuts següents.</Trans>
        ) : (
          <Trans>El servei no ha donat el consentiment ({error}). Pots tornar-lo a demanar des de la connexió.</Trans>
        )}
      </p>
      <p>
        {code && (
          <>
            <Button look="primary" onClick={() => complete.mutate(code)} disabled={complete.isPending}>
              <Trans>Completa la connexió</Trans>
            </Button>{' '}
          </>
        )}
        <Button look="quiet" onClick={leave}>
          {code ? <Trans>Deixa-ho estar</Trans> : <Trans>D’acord</Trans>}
        </Button>
      </p>
    </Note>
  );
}
