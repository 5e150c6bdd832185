/** What stands in a page's place while the organisation waits for the person's second factor (`AUTH_MFA_NOT_ENROLLED`). */
import { Trans } from '@lingui/react/macro';
import { Outlet, useMatches } from '@tanstack/react-router';
import { ShieldAlert } from 'lucide-react';
import { ButtonLink } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { useMe } from './organisation';

const WHERE = '/settings/security';

/** The page, or the way to the one that switches the second factor on. */
export function Content() {
  const { data: me } = useMe();
  const isThere = useMatches({ select: (matches) => matches.at(-1)?.fullPath === WHERE });
  if (isThere || !me?.mfa.required || me.mfa.enabled) return <Outlet />;
  const enrol = (
    <ButtonLink look="primary" to={WHERE}>
      <Trans>Activa el segon factor</Trans>
    </ButtonLink>
  );
  return (
    <Empty icon={ShieldAlert} title={<Trans>Cal un segon factor</Trans>} action={enrol}>
      <p>
        <Trans>{me.organisation.name} el demana als propietaris. Quan l’hagis activat, tot torna a funcionar de seguida.</Trans>
      </p>
    </Empty>
  );
}
