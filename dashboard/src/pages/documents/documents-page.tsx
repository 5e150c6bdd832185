/** Documents: the list with its filters, and uploading. */
import type { Document } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { FileText, Upload } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { useUpload } from '~/app/use-upload';
import { Badge } from '~/ui/badge';
import { Chips } from '~/ui/chips';
import { DropArea } from '~/ui/drop-area';
import { Empty } from '~/ui/empty';
import { FileChoice } from '~/ui/file-choice';
import { FileQueue } from '~/ui/file-queue';
import { ChoiceFilter, Filters, SearchFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Page, Stack } from '~/ui/page';
import { sizeOf } from '~/ui/size';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import styles from './documents.module.css';
import { useKindNames } from './kind';
import { KINDS } from './kinds';
import { documents } from './routes';

const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.webp,.tif,.tiff,.xml,.txt,.docx,.xlsx,.eml,.html';

export default function DocumentsPage() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const navigate = useNavigate();
  const { q, type, folder, page = 1 } = documents.route.useSearch();
  const change = useChange();
  const filter = (changes: object) => change({ ...changes, page: undefined });
  const asked = { ...(q && { search: q }), ...(type && { type }), ...(folder && { folder }) };
  const list = useList(['documents.list', asked], page, (client, at) => client.documents.list({ ...at, ...asked }));
  const names = useKindNames();
  const columns = useColumns((next) => filter({ folder: next }));
  const upload = useUpload({
    done: ({ filename }) => t`S’ha pujat «${filename}».`,
    onDone: ({ document_id: id }) => void navigate({ to: '/documents/$id', params: { id } }),
  });
  const [many, setMany] = useState<File[]>([]);
  const take = (file: File, all: File[]) => (all.length > 1 ? setMany(all) : upload.mutate(file));
  const choose = mayWrite && (
    <FileChoice icon={Upload} isPrimary isMany accept={ACCEPTED} onChoose={take}>
      {upload.isPending ? <Trans>S’està pujant…</Trans> : <Trans>Puja un document</Trans>}
    </FileChoice>
  );
  return (
    <DropArea label={t`Deixa’ls anar per pujar-los`} onFile={take} isMany isOff={!mayWrite || many.length > 0}>
    <Page title={t`Documents`} about={t`Fitxers, amb les dades que se n’extreuen. Fins a 20 MB cada un.`} actions={choose}>
      <Stack gap="small">
        <Filters>
          <SearchFilter label={t`Cerca pel nom del fitxer`} value={q ?? ''} onChange={(next) => filter({ q: next })} />
          <ChoiceFilter
            label={t`Tipus`}
            all={t`Tots els tipus`}
            value={type}
            onChange={(next) => filter({ type: next })}
            options={KINDS.map((value) => ({ value, label: names[value] }))}
          />
        </Filters>
        {folder && <Chips words={[folder]} onRemove={() => filter({ folder: undefined })} />}
      </Stack>
      <ListView
        list={list}
        label={t`Documents`}
        columns={columns}
        keyOf={({ document_id: id }) => id}
        isFiltered={Object.keys(asked).length > 0}
        clearFilters={() => filter({ q: undefined, type: undefined, folder: undefined })}
        empty={
          <Empty icon={FileText} title={<Trans>Encara no hi ha cap document</Trans>} action={choose}>
            <p>
              <Trans>Puja’n un: després en pots extreure les dades i revisar-les al costat del fitxer.</Trans>
            </p>
          </Empty>
        }
      />
      {many.length > 0 && (
        <FileQueue
          title={t`Puja documents`}
          files={many}
          send={async (client, file, options) => {
            const { document_id: id } = await client.documents.upload(file, {}, options);
            return <Link to="/documents/$id" params={{ id }}>{t`Obre’l`}</Link>;
          }}
          again={['documents.list']}
          onClose={() => setMany([])}
        />
      )}
    </Page>
    </DropArea>
  );
}

function useColumns(onFolder: (folder: string) => void): Column<Document>[] {
  const { t, i18n } = useLingui();
  const names = useKindNames();
  return [
    { title: t`Nom`, onPhone: 'title', cell: (one) => <Name of={one} /> },
    { title: t`Tipus`, onPhone: 'line', as: 'tight', cell: ({ document_type: type }) => type && <Badge>{names[type] ?? type}</Badge> },
    { title: t`Carpeta`, cell: ({ folder }) => folder && <Chips words={[folder]} onChoose={onFolder} /> },
    { title: t`Etiquetes`, cell: ({ tags }) => <Chips words={tags} /> },
    { title: t`Mida`, onPhone: 'side', as: 'end', cell: ({ size_bytes: bytes }) => sizeOf(bytes, i18n.locale) },
    { title: t`Pujat`, onPhone: 'line', as: 'tight', cell: ({ uploaded_at: at }) => <When at={at} /> },
  ];
}

function Name({ of: { document_id: id, filename, extraction_id } }: { of: Document }) {
  const { t } = useLingui();
  return (
    <span className={styles.name}>
      <Link to="/documents/$id" params={{ id }}>
        {filename}
      </Link>
      {extraction_id && <Badge tone="good">{t`dades extretes`}</Badge>}
    </span>
  );
}
