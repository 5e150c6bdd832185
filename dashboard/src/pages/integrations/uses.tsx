/** What goes by a connection: workflows with the steps that do, and the parts of the platform, with links. */
import type { BiVelio, Connection, ConnectionUse, ConnectionUsePage } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRead } from '~/app/use-read';
import { Badge } from '~/ui/badge';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import styles from './integrations.module.css';

const MOST = 100;

/** Read what uses a connection: as much as a person looks through, and how much there is. */
export function useUsesOf({ id }: Connection) {
  return useRead(['integrations.uses', id], (client: BiVelio): PromiseLike<ConnectionUsePage> => client.integrations.uses(id, { per_page: MOST }));
}

/** All that uses it; `intro` is a sentence before, when something does. */
export function UsesOf({ connection, intro }: { connection: Connection; intro?: ReactNode }) {
  const query = useUsesOf(connection);
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading lines={2} />;
  const { uses, pagination, left_out: leftOut } = query.data;
  return (
    <>
      {uses.length > 0 && intro && <p>{intro}</p>}
      {uses.length > 0 && <UseList uses={uses} />}
      {uses.length === 0 && !leftOut && (
        <p className="quiet">
          <Trans>Ara mateix no la fa servir res.</Trans>
        </p>
      )}
      {pagination.total > uses.length && (
        <p className="quiet">
          <Plural value={pagination.total - uses.length} one="I # flux més." other="I # fluxos més." />
        </p>
      )}
    </>
  );
}

function UseList({ uses }: { uses: ConnectionUse[] }) {
  return (
    <ul className={styles.uses}>
      {uses.map((use) => (
        <li key={use.id ?? use.kind}>{use.kind === 'workflow' ? <WorkflowUse of={use} /> : <PartUse of={use} />}</li>
      ))}
    </ul>
  );
}

function WorkflowUse({ of: use }: { of: ConnectionUse }) {
  const { t } = useLingui();
  return (
    <>
      <span>
        <Link to="/workflows/$id" params={{ id: use.id ?? '' }}>
          {use.name}
        </Link>{' '}
        {use.status !== 'active' && <Badge tone="quiet">{t`inactiu`}</Badge>}
      </span>
      <span className={styles.steps}>
        {(use.steps ?? []).map((step) => (
          <span key={step.id}>
            {step.name} {step.how !== 'default' && <How of={step.how} />}
          </span>
        ))}
      </span>
    </>
  );
}

/** How a step chooses it, unless it is as usual: because the step names none. */
function How({ of: how }: { of: string }) {
  return <em>{how === 'named' ? <Trans>(l’anomena)</Trans> : <Trans>(potser: ho decideix una expressió)</Trans>}</em>;
}

function PartUse({ of: { kind } }: { of: ConnectionUse }) {
  const { t } = useLingui();
  const parts: Record<string, [to: string, name: ReactNode]> = {
    messages: ['/conversations', t`Els missatges que no anomenen cap connexió`],
    invoices: ['/invoices', t`Les factures que s’envien per correu`],
    calendar: ['/calendar', t`El calendari`],
  };
  const [to, name] = parts[kind] ?? ['/', kind];
  return <Link to={to}>{name}</Link>;
}
