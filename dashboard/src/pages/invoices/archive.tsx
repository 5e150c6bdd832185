/** Everything of a quarter in a file: made by a worker, then downloaded or sent to the adviser. */
import type { InvoiceArchive, Settings } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Archive as Box, Download, Send } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Card, Row } from '~/ui/page';
import styles from './invoices.module.css';
import { nameOf, type Quarter } from './quarters';
import { books } from './routes';
import { saveFrom } from './save-from';

const PAUSE = 2_000;

export function Archive({ quarter, settings: { adviser_email: adviser } }: { quarter: Quarter; settings: Settings }) {
  const { t } = useLingui();
  const change = useChange();
  const mayChange = useMay('admin');
  const { archive: id } = books.route.useSearch();
  const [isNaming, setNaming] = useState(false);
  const make = useWrite((api, send: boolean) => api.invoices.archiveCreate({ ...quarter, formats: ['pdf'], send }), {
    done: (_, send) => (send ? t`S’enviarà a ${adviser} quan estigui escrit.` : t`S’està escrivint el fitxer.`),
    onDone: (made) => change({ archive: made.id, quarter: nameOf(quarter) }),
  });
  return (
    <Card>
      <h3>
        <Trans>Tot en un fitxer</Trans>
      </h3>
      <p className="quiet">
        <Trans>Un ZIP amb els PDF de les factures emeses, els llibres en Excel i una llista del que hi ha. Les rebudes són als llibres.</Trans>
      </p>
      {adviser && <p>{t`La gestoria: ${adviser}`}</p>}
      <Row>
        <Button icon={Box} look={adviser ? 'plain' : 'primary'} disabled={make.isPending} onClick={() => make.mutate(false)}>
          <Trans>Prepara el ZIP</Trans>
        </Button>
        {adviser ? (
          <Button icon={Send} look="primary" disabled={make.isPending} onClick={() => make.mutate(true)}>
            <Trans>Envia-l’hi per correu</Trans>
          </Button>
        ) : (
          mayChange && <Button onClick={() => setNaming(true)}>{t`Digues el correu de la gestoria`}</Button>
        )}
      </Row>
      {id && <Made id={id} />}
      {isNaming && <Adviser onClose={() => setNaming(false)} />}
    </Card>
  );
}

/** An archive that was asked for: how far it is, then its file. */
function Made({ id }: { id: string }) {
  const { t, i18n } = useLingui();
  const read = useRead<InvoiceArchive>(['invoices.archiveGet', id], (api) => api.invoices.archiveGet(id), {
    refetchInterval: ({ state: { data } }) => (data?.status === 'running' ? PAUSE : false),
  });
  const save = useWrite(async (api, archive: string) => {
    const { url = '', period } = await api.invoices.archiveGet(archive); // its address may have expired meanwhile
    await saveFrom(url, `factures-${period}.zip`);
  });
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return null;
  const { status, progress, invoices = 0, missing = 0, sent_to: to } = read.data;
  const share = new Intl.NumberFormat(i18n.locale, { style: 'percent' }).format(progress);
  if (status === 'running') {
    return (
      <p role="status">
        <progress value={progress} aria-label={t`Com va el fitxer`} /> {share}
      </p>
    );
  }
  return (
    <div role="status" className={styles.lines}>
      <p>
        {to ? t`Enviat a ${to}.` : t`A punt.`} <Plural value={invoices} one="Té # factura." other="Té # factures." />
        {missing > 0 && ` ${t`De ${missing} no s’ha pogut fer el PDF; la llista del fitxer diu quines.`}`}
      </p>
      <div>
        <Button icon={Download} look="primary" aria-busy={save.isPending} onClick={() => save.mutate(id)}>
          <Trans>Baixa el ZIP</Trans>
        </Button>
      </div>
    </div>
  );
}

function Adviser({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const form = useForm({ adviser_email: '' }, (api, { adviser_email }) => api.invoices.settingsUpdate({ adviser_email: adviser_email.trim() }), {
    again: ['invoices.settingsGet'],
    done: t`S’ha desat el correu de la gestoria.`,
    onDone: onClose,
  });
  return (
    <Dialog title={t`El correu de la gestoria`} onClose={onClose}>
      <Form form={form}>
        <TextField type="email" label={t`Correu electrònic`} {...form.field('adviser_email')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
