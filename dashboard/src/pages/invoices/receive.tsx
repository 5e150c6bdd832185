/** Keeping a supplier's invoice, from its file: the data that it carries, else those that a model takes from it. */
import type { BiVelio } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { apiError } from '~/app/queries';
import { useWrite } from '~/app/use-write';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Checkbox } from '~/ui/field';
import { FileChoice } from '~/ui/file-choice';
import { Note, Stack } from '~/ui/page';

const ACCEPTED = '.xml,.pdf,.png,.jpg,.jpeg,.webp,.tif,.tiff';

interface Chosen {
  file: File;
  mayExtract: boolean;
}

export function ReceiveInvoice({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [mayExtract, setMayExtract] = useState(true);
  const receive = useWrite(received, {
    again: ['invoices.list', 'documents.list', 'contacts.list'],
    done: ({ number }) => t`S’ha entrat la factura ${number}.`,
    onDone: ({ id }) => void navigate({ to: '/invoices/$id', params: { id } }),
    errorsAreShown: true,
  });
  return (
    <Dialog title={t`Entra una factura rebuda`} onClose={onClose}>
      <Stack>
        <p>
          <Trans>Tria el fitxer del proveïdor: UBL, CII o Facturae en XML, un PDF o una foto. Si el proveïdor no és als contactes, s’hi afegeix.</Trans>
        </p>
        <Checkbox
          name="extract"
          label={t`Si el fitxer no porta les dades a dins, extreu-les amb IA`}
          hint={t`Gasta crèdits.`}
          value={mayExtract}
          onChange={setMayExtract}
        />
        {receive.error && <Failed error={receive.error} />}
        <div>
          {receive.isPending ? (
            <Note>
              <span role="status">
                <Trans>S’està llegint la factura…</Trans>
              </span>
            </Note>
          ) : (
            <FileChoice isPrimary accept={ACCEPTED} onChoose={(file) => receive.mutate({ file, mayExtract })}>
              <Trans>Tria un fitxer</Trans>
            </FileChoice>
          )}
        </div>
      </Stack>
    </Dialog>
  );
}

/** What went wrong; an invoice that is already there is a link away. */
function Failed({ error }: { error: Error }) {
  const former = apiError(error)?.details['invoice_id'];
  return (
    <>
      <ErrorState error={error} />
      {typeof former === 'string' && (
        <Link to="/invoices/$id" params={{ id: former }}>
          <Trans>Obre la que ja hi és</Trans>
        </Link>
      )}
    </>
  );
}

/** An XML file goes as its text. Any other is kept as a document, from which the invoice is read. */
async function received(client: BiVelio, { file, mayExtract }: Chosen) {
  if (/\.xml$/i.test(file.name)) return client.invoices.receive({ xml: await file.text() });
  const { document_id } = await client.documents.upload(file);
  try {
    return await client.invoices.receive({ document_id });
  } catch (error) {
    const hasNoData = apiError(error)?.errors.some(({ constraint }) => constraint === 'no_invoice_data');
    if (!hasNoData || !mayExtract) throw error;
  }
  const { extraction_id } = await client.documents.extract({ document_id, document_type: 'invoice' });
  return client.invoices.receive({ extraction_id });
}
