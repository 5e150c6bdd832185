/** A file above the thread, as large as the window lets it be. */
import { useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { FileView } from '~/ui/file-view';
import { Note } from '~/ui/page';
import { useAddress } from '~/ui/use-address';

interface FileDialogProps {
  id: string;
  name: string;
  type: string;
  onClose: () => void;
}

export default function FileDialog({ id, name, type, onClose }: FileDialogProps) {
  const { t } = useLingui();
  const file = useRead(['documents.download', id], (client) => client.documents.download(id), { staleTime: Number.POSITIVE_INFINITY });
  const address = useAddress(file.data);
  return (
    <Dialog title={name} kind="wide" onClose={onClose}>
      {file.error ? (
        <ErrorState error={file.error} retry={() => void file.refetch()} />
      ) : address ? (
        <FileView address={address} file={file.data} type={type} title={name} />
      ) : (
        <Note>{t`S’està preparant el fitxer…`}</Note>
      )}
    </Dialog>
  );
}
