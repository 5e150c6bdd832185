/** How far an import or its check is, and what became of the rows. */
import type { Import } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { faultWords } from '~/app/fault-words';
import { Button } from '~/ui/button';
import { safeUrl } from '~/ui/links';
import { Figure } from '~/ui/money';
import { Note, Row, Section } from '~/ui/page';
import { Table, TableFrame } from '~/ui/table';
import styles from './contacts.module.css';

/** How what is wrong is put right on the page: what the file says there, and what somebody types in its place. */
export interface Correcting {
  valueOf: (row: number, field: string) => string | undefined;
  correct: (row: number, field: string, value: string) => void;
}

interface ImportResultProps {
  of: Import;
  isCheck?: boolean;
  /** There is none for what has been imported. */
  correcting?: Correcting;
}

export function ImportResult({ of: state, isCheck = false, correcting }: ImportResultProps) {
  const { t } = useLingui();
  const standing = useStanding(state, isCheck);
  const counts: [string, number][] = [
    [isCheck ? t`Es crearan` : t`Creats`, state.created],
    [isCheck ? t`Es canviaran` : t`Canviats`, state.updated],
    [t`Sense canvis`, state.unchanged],
    [t`Amb errors`, state.failed],
    [t`Amb avisos`, state.warned],
  ];
  return (
    <Section title={standing}>
      {state.status === 'running' && (
        <progress className={styles.progress} value={state.progress} max={1} aria-label={isCheck ? t`Comprovació` : t`Importació`} />
      )}
      <p role="status" className="for-readers">
        {standing}
      </p>
      <dl className={styles.counts}>
        {counts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Figure value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {state.errors.length > 0 && (
        <Faults
          title={isCheck ? t`Files que no s’importaran` : t`Files que no s’han importat`}
          rows={state.errors.map((error) => ({ ...error, message: faultWords({ ...error }) }))}
          correcting={correcting}
          isCut={state.failed > state.errors.length}
        />
      )}
      {state.warnings.length > 0 && (
        <Faults title={t`Avisos`} rows={state.warnings} correcting={correcting} isCut={state.warned > state.warnings.length} />
      )}
      <Report of={state} />
    </Section>
  );
}

function useStanding({ status }: Import, isCheck: boolean): string {
  const { t } = useLingui();
  if (status === 'failed') return t`No s’ha pogut acabar`;
  if (status === 'completed') return isCheck ? t`Comprovat: encara no s’ha importat res` : t`S’ha acabat la importació`;
  return isCheck ? t`S’està comprovant` : t`S’està important`;
}

interface FaultsProps {
  title: string;
  rows: { row: number; field: string; message: string }[];
  correcting: Correcting | undefined;
  isCut: boolean;
}

function Faults({ title: label, rows, correcting, isCut }: FaultsProps) {
  const { t } = useLingui();
  const field = ({ row, field: at }: FaultsProps['rows'][number]) => {
    const value = correcting?.valueOf(row, at);
    if (value === undefined) return null;
    return <input className={styles.cell} aria-label={t`Fila ${row}: corregeix-ho`} value={value} onChange={({ target }) => correcting?.correct(row, at, target.value)} />;
  };
  return (
    <>
      <h3>{label}</h3>
      <TableFrame>
        <Table
          label={label}
          rows={rows.map((one, at) => ({ ...one, at }))}
          keyOf={({ at }) => at}
          columns={[
            { title: t`Fila`, as: 'tight', cell: ({ row }) => row },
            { title: t`Què hi passa`, cell: ({ message }) => message },
            ...(correcting ? [{ title: t`El que hi diu`, cell: field }] : []),
          ]}
        />
      </TableFrame>
      {isCut && (
        <p className="quiet">
          <Trans>Aquí hi ha els primers; l’informe els té tots.</Trans>
        </p>
      )}
    </>
  );
}

/** A CSV with the result of each row. */
function Report({ of: { report_url, failed, warned } }: { of: Import }) {
  const { t } = useLingui();
  const href = safeUrl(report_url);
  if (!href || !(failed || warned)) return null;
  return (
    <Note>
      <Row>
        <Trans>El resultat de cada fila:</Trans>
        <Button icon={Download} onClick={() => window.open(href, '_blank', 'noopener,noreferrer')}>
          {t`Baixa l’informe`}
        </Button>
      </Row>
    </Note>
  );
}
