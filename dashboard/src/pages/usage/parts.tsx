/** The requests by operation, by key or person, and by status; a row narrows the page to it, or leads to the log. */
import type { Usage, UsageOfActor, UsageOfOperation, UsageOfStatus } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useActorName } from '~/app/actors';
import { useChange } from '~/app/use-change';
import { TextButton } from '~/ui/button';
import { Figure } from '~/ui/money';
import { Section } from '~/ui/page';
import { type Column, Table, TableFrame } from '~/ui/table';
import { usage } from './routes';
import styles from './usage.module.css';

const MOST = 10;
const { route } = usage;

export function Parts({ of: usage }: { of: Usage }) {
  const { t } = useLingui();
  const nameOf = useActorName();
  const change = useChange();
  const numbers: Column<{ requests: number; failed: number }>[] = [
    { title: t`Peticions`, onPhone: 'side', as: 'end', cell: ({ requests }) => <Figure value={requests} /> },
    { title: t`Amb error`, onPhone: 'named', as: 'end', cell: ({ failed }) => <Figure value={failed} /> },
  ];
  const chooses = (label: string, search: object) => (
    <TextButton onClick={() => change(search as Record<string, unknown>)}>{label}</TextButton>
  );
  const operations: Column<UsageOfOperation>[] = [
    { title: t`Operació`, onPhone: 'title', cell: ({ operation }) => chooses(operation, { operation }) },
    ...numbers,
  ];
  const actors: Column<UsageOfActor>[] = [
    { title: t`Clau o persona`, onPhone: 'title', cell: ({ actor }) => chooses(nameOf(actor), { actor }) },
    ...numbers,
  ];
  const statuses: Column<UsageOfStatus>[] = [
    { title: t`Estat`, onPhone: 'title', cell: ({ status }) => <StatusLink of={status} /> },
    { title: t`Peticions`, onPhone: 'side', as: 'end', cell: ({ requests }) => <Figure value={requests} /> },
  ];
  return (
    <div className={styles.columns}>
      <Part title={t`Per operació`} columns={operations} rows={usage.by_operation} keyOf={({ operation }) => operation} />
      <Part title={t`Per clau o persona`} columns={actors} rows={usage.by_actor} keyOf={({ actor }) => actor} />
      <Part title={t`Per estat`} columns={statuses} rows={usage.by_status} keyOf={({ status }) => status} />
    </div>
  );
}

function StatusLink({ of: status }: { of: number }): ReactNode {
  if (status < 400) return status;
  return (
    <Link to="/logs" search={{ status }}>
      {status}
    </Link>
  );
}

interface PartProps<Row> {
  title: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string | number;
}

function Part<Row>({ title, columns, rows, keyOf }: PartProps<Row>) {
  const { all } = route.useSearch();
  const change = useChange();
  const shown = all ? rows : rows.slice(0, MOST);
  const others = rows.length - shown.length;
  return (
    <Section title={title}>
      {rows.length ? (
        <TableFrame>
          <Table label={title} columns={columns} rows={shown} keyOf={keyOf} />
        </TableFrame>
      ) : (
        <p className="quiet">
          <Trans>No s’ha fet cap petició en aquest període.</Trans>
        </p>
      )}
      {others > 0 && (
        <p className="quiet">
          <TextButton onClick={() => change({ all: true })}>
            <Trans>Mostra’n {others} més</Trans>
          </TextButton>
        </p>
      )}
    </Section>
  );
}
