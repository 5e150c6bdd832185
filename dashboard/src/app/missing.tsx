/** The page for addresses that there are not. */
import { Trans } from '@lingui/react/macro';
import { Empty } from '~/ui/empty';
import { ButtonLink } from '~/ui/button';

export function Missing() {
  return (
    <Empty
      title={<Trans>Aquesta pàgina no existeix</Trans>}
      action={
        <ButtonLink to="/" look="primary">
          <Trans>Ves a l’inici</Trans>
        </ButtonLink>
      }
    >
      <p>
        <Trans>L’enllaç és antic o té un error.</Trans>
      </p>
    </Empty>
  );
}
