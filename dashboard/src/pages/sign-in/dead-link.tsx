/** A link of a mail that cannot be used: why, and what to do about it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link2Off } from 'lucide-react';
import type { ReactNode } from 'react';
import { apiError } from '~/app/queries';
import { Empty } from '~/ui/empty';
import { EntryCard } from '~/ui/entry-card';

const REASONS = ['link_used', 'link_expired', 'link_replaced', 'link_unknown'] as const;
export type Reason = (typeof REASONS)[number];

/** Why the API does not take a link; undefined when it refused for something else. */
export function reasonOf(error: unknown): Reason | undefined {
  const faults = apiError(error)?.errors ?? [];
  return REASONS.find((reason) => faults.some(({ constraint }) => constraint === reason));
}

interface DeadLinkProps {
  title: string;
  reason: Reason;
  /** What to do for each reason, and the button that does it. */
  children: ReactNode;
  action: ReactNode;
}

export function DeadLink({ title, reason, children, action }: DeadLinkProps) {
  const { t } = useLingui();
  const reasons: Record<Reason, string> = {
    link_used: t`Aquest enllaç ja s’ha fet servir`,
    link_expired: t`Aquest enllaç ha caducat`,
    link_replaced: t`Hi ha un enllaç més nou`,
    link_unknown: t`Aquest enllaç no és vàlid`,
  };
  return (
    <EntryCard title={title}>
      <Empty icon={Link2Off} title={reasons[reason]} action={action}>
        {reason === 'link_replaced' && (
          <p>
            <Trans>Obre el de l’últim correu que t’hem enviat: els d’abans ja no funcionen.</Trans>
          </p>
        )}
        {reason === 'link_unknown' && (
          <p>
            <Trans>Potser s’ha copiat a mitges. Torna’l a obrir des del correu.</Trans>
          </p>
        )}
        {children}
      </Empty>
    </EntryCard>
  );
}
