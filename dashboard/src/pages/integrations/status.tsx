/** Whether a connection works, in a word and a colour. */
import type { Connection } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { Badge } from '~/ui/badge';

export function Status({ of: { status } }: { of: Pick<Connection, 'status'> }) {
  const { t } = useLingui();
  if (status === 'active') return <Badge tone="good">{t`activa`}</Badge>;
  if (status === 'broken') return <Badge tone="bad">{t`no funciona`}</Badge>;
  return <Badge tone="warning">{t`espera el consentiment`}</Badge>;
}
