/** How far an import or its check is, and what became of the rows. */
import type { Import } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { Button } from '~/ui/button';
import { safeUrl } from '~/ui/links';
import { Figure } from '~/ui/money';
import { Note, Section } from '~/ui/page';
import { Table, TableFrame } from '~/ui/table';
import styles from './contacts.module.css';

export function ImportResult({ of: state, isCheck = false }: { of: Import; isCheck?: boolean }) {
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
          rows={state.errors.map(({ row, message }) => ({ row, message }))}
          isCut={state.failed > state.errors.length}
        />
      )}
      {state.warnings.length > 0 && (
        <Faults title={t`Avisos`} rows={state.warnings.map(({ row, message }) => ({ row, message }))} isCut={state.warned > state.warnings.length} />
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
  rows: { row: number; message: string }[];
  isCut: boolean;
}

function Faults({ title: label, rows, isCut }: FaultsProps) {
  const { t } = useLingui();
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
      <div className={styles.row}>
        <Trans>El resultat de cada fila:</Trans>
        <Button icon={Download} onClick={() => window.open(href, '_blank', 'noopener,noreferrer')}>
          {t`Baixa l’informe`}
        </Button>
      </div>
    </Note>
  );
}
