/** The file of a document, where the browser has a way to show it. */
import type { Document, FieldMeta } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { ErrorState } from '~/ui/error-state';
import { FileView } from '~/ui/file-view';
import { Note } from '~/ui/page';
import { useAddress } from '~/ui/use-address';

interface DocumentFileProps {
  of: Document;
  /** Where to look: the page and the words on it. */
  at?: FieldMeta | undefined;
}

export function DocumentFile({ of: { document_id: id, mime_type: type = '', filename, status }, at }: DocumentFileProps) {
  const { t } = useLingui();
  const isStored = status !== 'awaiting_upload';
  const isShown = type.startsWith('image/') || type === 'application/pdf' || type === 'text/plain';
  const file = useRead(['documents.download', id], (client) => client.documents.download(id), { enabled: isStored && isShown, staleTime: Infinity });
  const address = useAddress(file.data);
  if (!isStored) return <Note>{t`Encara no s’ha pujat el fitxer.`}</Note>;
  if (!isShown) return <Note>{t`Aquest tipus de fitxer no es pot veure aquí.`}</Note>;
  if (file.error) return <ErrorState error={file.error} retry={() => void file.refetch()} />;
  if (!address) return <Note>{t`S’està preparant el fitxer…`}</Note>;
  const place = at?.page && at.evidence ? { page: at.page, words: at.evidence } : undefined;
  return <FileView address={address} file={file.data} type={type} title={type.startsWith('image/') ? filename : t`Fitxer ${filename}`} isPointed place={place} />;
}
