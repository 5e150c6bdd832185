/** What stands in a page's place when drawing it failed: a new release has replaced its chunk, or our own fault. */
import { Trans } from '@lingui/react/macro';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';

export function Broken({ error }: ErrorComponentProps) {
  return (
    <Empty
      title={<Trans>Aquesta pàgina no s’ha pogut mostrar</Trans>}
      action={
        <Button look="primary" onClick={() => location.reload()}>
          <Trans>Torna a carregar</Trans>
        </Button>
      }
    >
      <p>
        <Trans>Potser hi ha una versió nova del tauler, o s’ha tallat la connexió.</Trans>
      </p>
      <details>
        <summary>
          <Trans>Per a qui programa</Trans>
        </summary>
        <code>{String(error)}</code>
      </details>
    </Empty>
  );
}
