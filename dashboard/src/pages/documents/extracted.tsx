/** The data of a document beside it: a person compares them, corrects them and, of an invoice, books it. */
import type { CheckResult, ExtractionRecord, FieldMeta } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { Badge } from '~/ui/badge';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import styles from './documents.module.css';
import { ExtractedForm } from './extracted-form';

const PAUSE = 2_000;

interface ExtractedProps {
  id: string;
  /** Told where a value was read, when somebody looks at it. */
  onLook: (at: FieldMeta) => void;
}

export function Extracted({ id, onLook }: ExtractedProps) {
  const { t } = useLingui();
  const read = useRead<ExtractionRecord>(['documents.extractionsGet', id], (client) => client.documents.extractionsGet(id), {
    refetchInterval: ({ state: { data } }) => (data?.status === 'processing' ? PAUSE : false),
  });
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return <Loading />;
  const { status, error, extracted, checks = [], needs_review: isOpen, reviewed_at: at } = read.data;
  if (status === 'processing') return <Note>{t`S’estan extraient les dades…`}</Note>;
  if (status === 'failed') {
    return (
      <Note tone="warning">
        <Trans>No s’han pogut extreure les dades.</Trans> {error?.message}
      </Note>
    );
  }
  return (
    <Section
      title={t`Dades extretes`}
      actions={
        at ? (
          <Badge tone="good">
            <Trans>
              revisades <When at={at} />
            </Trans>
          </Badge>
        ) : (
          isOpen && <Badge tone="warning">{t`per revisar`}</Badge>
        )
      }
    >
      <Checks of={checks} />
      {extracted && <ExtractedForm key={id} of={read.data} extracted={extracted} onLook={onLook} />}
    </Section>
  );
}

/** What was checked and does not agree. */
function Checks({ of: checks }: { of: CheckResult[] }) {
  const { t } = useLingui();
  const names: Record<string, string> = {
    lines_total: t`La suma de les línies no és el total.`,
    tax_amount: t`L’import de l’IVA no correspon a la base i el tipus.`,
    totals: t`La base i els impostos no sumen el total.`,
    issuer_nif: t`El NIF de l’emissor no supera la comprovació.`,
    recipient_nif: t`El NIF del destinatari no supera la comprovació.`,
    iban: t`L’IBAN no supera la comprovació.`,
    duplicate_number: t`Ja hi ha un altre document amb aquest número del mateix proveïdor.`,
    one_invoice: t`El fitxer sembla que té més d’una factura.`,
    embedded_xml_broken: t`El PDF porta dades a dins, i no es poden llegir: compara-les amb la pàgina.`,
  };
  const failed = checks.filter(({ passed }) => passed === false);
  if (!failed.length) return null;
  return (
    <Note tone="warning">
      <ul className={styles.checks}>
        {failed.map(({ name, expected, found }) => (
          <li key={name}>
            {names[name] ?? name}
            {expected !== undefined && expected !== null && ` ${String(found)} ≠ ${String(expected)}`}
          </li>
        ))}
      </ul>
    </Note>
  );
}
