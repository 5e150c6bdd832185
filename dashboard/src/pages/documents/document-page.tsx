/** A document: its file beside the data that were taken from it. */
import type { Document, FieldMeta } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { Download, ScanText, Tags, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { Confirm } from '~/ui/confirm';
import { Facts, Note, Page, Sides, Stack } from '~/ui/page';
import { saveAs } from '~/ui/save-as';
import { sizeOf } from '~/ui/size';
import { When } from '~/ui/when';
import { UnreadPage } from '~/ui/unread-page';
import { Extracted } from './extracted';
import { DocumentFile } from './file';
import { useKindNames } from './kind';
import { document } from './routes';

const PAUSE = 2_000;
const AGAIN: Source[] = ['documents.list', 'documents.get', 'documents.extractionsGet'];

export default function DocumentPage() {
  const { t } = useLingui();
  const { id } = document.route.useParams() as { id: string };
  const read = useRead<Document>(['documents.get', id], (client) => client.documents.get(id), {
    refetchInterval: ({ state: { data } }) => (data && data.status !== 'stored' ? PAUSE : false),
  });
  const [at, look] = useState<FieldMeta>();
  const back = <Link to="/documents">{t`Documents`}</Link>;
  if (read.error || !read.data) return <UnreadPage title={t`Document`} back={back} of={read} />;
  return (
    <Page title={read.data.filename} back={back} actions={<Buttons of={read.data} />}>
      <Sides>
        <DocumentFile of={read.data} at={at} />
        <Stack>
          {read.data.extraction_id ? (
            <Extracted id={read.data.extraction_id} onLook={look} />
          ) : (
            <Note>
              <Trans>Encara no se n’ha extret res. Extreure’n les dades gasta crèdits d’IA, si el fitxer no les porta a dins.</Trans>
            </Note>
          )}
          <About of={read.data} />
        </Stack>
      </Sides>
    </Page>
  );
}

function Buttons({ of: { document_id: id, filename, extraction_id: extraction } }: { of: Document }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const mayWrite = useMay('member');
  const [isDeleting, setDeleting] = useState(false);
  const download = useWrite(async (client, name: string) => saveAs(await client.documents.download(id), name));
  const extract = useWrite((client, document_id: string) => client.documents.extract({ document_id }), {
    again: AGAIN,
    done: t`S’han extret les dades.`,
  });
  const classify = useWrite((client, document_id: string) => client.documents.classify({ document_id }), {
    again: AGAIN,
    done: t`S’ha classificat.`,
  });
  const remove = useWrite((client, document_id: string) => client.documents.delete(document_id), {
    again: ['documents.list'],
    done: t`S’ha esborrat «${filename}».`,
    onDone: () => void navigate({ to: '/documents' }),
  });
  const isBusy = extract.isPending || classify.isPending;
  return (
    <>
      <Button icon={Download} onClick={() => download.mutate(filename)}>
        <Trans>Baixa’l</Trans>
      </Button>
      {mayWrite && (
        <>
          <Button icon={Trash2} look="danger" onClick={() => setDeleting(true)}>
            <Trans>Esborra</Trans>
          </Button>
          <Button icon={Tags} disabled={isBusy} onClick={() => classify.mutate(id)}>
            {classify.isPending ? <Trans>Es classifica…</Trans> : <Trans>Classifica</Trans>}
          </Button>
          <Button icon={ScanText} look={extraction ? 'plain' : 'primary'} disabled={isBusy} onClick={() => extract.mutate(id)}>
            {extract.isPending ? <Trans>S’extreu…</Trans> : <Trans>Extreu les dades</Trans>}
          </Button>
        </>
      )}
      {isDeleting && (
        <Confirm
          title={t`Esborra «${filename}»`}
          action={<Trans>Esborra el document</Trans>}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate(id)}
          onClose={() => setDeleting(false)}
        >
          <p>
            <Trans>S’esborra el fitxer i el que se n’havia extret. No es pot desfer.</Trans>
          </p>
        </Confirm>
      )}
    </>
  );
}

function About({ of: one }: { of: Document }) {
  const { t, i18n } = useLingui();
  const names = useKindNames();
  const { classification: found, document_type: type } = one;
  return (
    <Facts
      facts={[
        [t`Tipus`, type && <Badge>{names[type] ?? type}</Badge>],
        [t`Classificat com a`, found && `${names[found.type] ?? found.type} · ${percent(found.confidence, i18n.locale)}`],
        [t`Pàgines`, one.pages],
        [t`Mida`, sizeOf(one.size_bytes, i18n.locale)],
        [t`Carpeta`, one.folder],
        [t`Etiquetes`, one.tags.length > 0 && <Chips words={one.tags} />],
        [t`Pujat`, <When at={one.uploaded_at} as="moment" />],
      ]}
    />
  );
}

/** A share in the reader's language. */
function percent(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
}
