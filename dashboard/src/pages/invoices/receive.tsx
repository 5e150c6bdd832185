/** Entering a supplier's invoice from its file: the data that it carries make the invoice, else they are read and compared with the page first. */
import type { BiVelio } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { Camera, Check, Circle, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { asSent } from '~/app/photo';
import { apiError } from '~/app/queries';
import { PATIENCE, type SendingOptions } from '~/app/use-file-queue';
import { useWrite } from '~/app/use-write';
import { Dialog } from '~/ui/dialog';
import { DropArea } from '~/ui/drop-area';
import { ErrorState } from '~/ui/error-state';
import { Checkbox } from '~/ui/field';
import { FileChoice } from '~/ui/file-choice';
import { FileQueue } from '~/ui/file-queue';
import { Row, Stack } from '~/ui/page';
import styles from './invoices.module.css';
import { ReceivedBefore } from './received-before';

const ACCEPTED = '.xml,.pdf,.png,.jpg,.jpeg,.heic,.heif,.webp,.tif,.tiff';

/** What is read of a page, for who compares it: more than an extraction reads by itself. */
const FIELDS = [
  ...['invoice_number', 'is_credit_note', 'date', 'due_date', 'issuer', 'recipient', 'line_items', 'taxes', 'subtotal', 'tax'],
  ...['withheld', 'total'],
];

const STEPS = ['upload', 'data', 'read'] as const;
type Step = (typeof STEPS)[number];

interface Chosen {
  file: File;
  mayExtract: boolean;
  onStep: (step: Step) => void;
}

/** What became of a file: an invoice, or a document whose data are to be compared. */
type Outcome = { invoice: string; number: string } | { document: string };

interface ReceiveInvoiceProps {
  /** A file that was dropped: it is read at once. */
  file?: File | undefined;
  /** Told the files where there are several. */
  onMany: (files: File[]) => void;
  onClose: () => void;
}

export function ReceiveInvoice({ file: dropped, onMany, onClose }: ReceiveInvoiceProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [mayExtract, setMayExtract] = useState(true);
  const [step, setStep] = useState<Step>('upload');
  const [part, setPart] = useState(0);
  const receive = useWrite(received, {
    again: ['invoices.list', 'documents.list', 'contacts.list'],
    done: (outcome) => ('number' in outcome ? t`S’ha entrat la factura ${outcome.number}.` : t`Compara les dades amb la factura i comptabilitza-la.`),
    onDone: (outcome) =>
      void ('invoice' in outcome
        ? navigate({ to: '/invoices/$id', params: { id: outcome.invoice } })
        : navigate({ to: '/documents/$id', params: { id: outcome.document } })),
    errorsAreShown: true,
    onPart: setPart,
  });
  const { mutate } = receive;
  const take = (file: File, all: File[]) => {
    setPart(0);
    if (all.length > 1) onMany(all);
    else mutate({ file, mayExtract, onStep: setStep });
  };
  const taken = useRef<File>(undefined);
  useEffect(() => {
    if (!dropped || taken.current === dropped) return;
    taken.current = dropped;
    mutate({ file: dropped, mayExtract: true, onStep: setStep });
  }, [dropped, mutate]);
  return (
    <Dialog title={t`Entra una factura rebuda`} onClose={onClose}>
      <DropArea label={t`Deixa-la anar aquí`} onFile={take} isMany isOff={receive.isPending}>
        <Stack>
          {receive.isPending ? (
            <Progress at={step} part={part} name={receive.variables.file.name} />
          ) : (
            <>
              <p>
                <Trans>Deixa anar aquí el fitxer del proveïdor, o tria’l: un PDF, una foto, o UBL, CII o Facturae en XML. Si el proveïdor no és als contactes, s’hi afegeix.</Trans>
              </p>
              <Checkbox
                name="extract"
                label={t`Si el fitxer no porta les dades a dins, extreu-les amb IA`}
                hint={t`Gasta crèdits.`}
                value={mayExtract}
                onChange={setMayExtract}
              />
              {receive.error && (
                <>
                  <ErrorState error={receive.error} />
                  <ReceivedBefore error={receive.error} />
                </>
              )}
              <Row>
                <FileChoice isPhoto icon={Camera} accept="image/*" onChoose={take}>
                  <Trans>Fes-ne una foto</Trans>
                </FileChoice>
                <FileChoice isPrimary isMany accept={ACCEPTED} onChoose={take}>
                  <Trans>Tria un fitxer</Trans>
                </FileChoice>
              </Row>
            </>
          )}
        </Stack>
      </DropArea>
    </Dialog>
  );
}

/** How far it is: what is done, what is being done, what comes. */
function Progress({ at, part, name }: { at: Step; part: number; name: string }) {
  const { t } = useLingui();
  const words: Record<Step, string> = { upload: t`Es puja el fitxer`, data: t`Es mira si porta les dades a dins`, read: t`Es llegeix la pàgina: pot trigar mig minut` };
  return (
    <div role="status">
      <p>
        <strong>{name}</strong>
      </p>
      <ol className={styles.steps}>
        {STEPS.map((step) => {
          const place = Math.sign(STEPS.indexOf(step) - STEPS.indexOf(at));
          const Icon = place < 0 ? Check : place ? Circle : LoaderCircle;
          return (
            <li key={step} aria-current={place ? undefined : 'step'}>
              <Icon aria-hidden /> {words[step]}
              {step === 'upload' && step === at && <progress aria-label={t`Pujada de ${name}`} max={1} value={part} />}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Several suppliers' files: each becomes an invoice, or a document whose data are to be compared. */
export function ReceiveMany({ files, onClose }: { files: File[]; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <FileQueue
      title={t`Entra factures rebudes`}
      about={t`Si un fitxer no porta les dades a dins, s’extreuen amb IA: gasta crèdits.`}
      files={files}
      send={async (client, file, options) => {
        const outcome = await received(client, { file, mayExtract: true, onStep: () => undefined }, options);
        return 'invoice' in outcome ? (
          <Link to="/invoices/$id" params={{ id: outcome.invoice }}>
            {outcome.number}
          </Link>
        ) : (
          <Link to="/documents/$id" params={{ id: outcome.document }}>
            {t`Compara’n les dades`}
          </Link>
        );
      }}
      again={['invoices.list', 'documents.list', 'contacts.list']}
      onClose={onClose}
    />
  );
}

/** The file is kept as a document, so that it can be seen beside the invoice; a photo as `asSent` makes it. */
async function received(client: BiVelio, { file, mayExtract, onStep }: Chosen, options: Partial<SendingOptions> = { timeout: PATIENCE }): Promise<Outcome> {
  onStep('upload');
  const { document_id } = await client.documents.upload(await asSent(file), {}, options);
  onStep('data');
  try {
    const { id: invoice, number } = await client.invoices.receive({ document_id });
    return { invoice, number };
  } catch (error) {
    const hasNoData = apiError(error)?.errors.some(({ constraint }) => ['no_invoice_data', 'embedded_xml_broken'].includes(constraint ?? ''));
    if (!hasNoData || !mayExtract) throw error;
  }
  onStep('read');
  await client.documents.extract({ document_id, document_type: 'invoice', fields: FIELDS });
  return { document: document_id };
}
