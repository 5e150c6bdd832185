/** The files of a reply: dropped, pasted or chosen, with how far each has come, or why it does not go. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Paperclip, RotateCcw, X } from 'lucide-react';
import type { QueuedFile } from '~/app/use-file-queue';
import { IconButton } from '~/ui/button';
import { FileChoice } from '~/ui/file-choice';
import { FileFault } from '~/ui/file-fault';
import { sizeOf } from '~/ui/size';
import styles from './conversations.module.css';
import type { AttachedFile } from './reply-values';

const ACCEPTED = 'image/*,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.csv,.txt,.xml,.html,.eml';

/** The button that chooses them. */
export function AttachButton({ onChoose }: { onChoose: (file: File) => void }) {
  return (
    <FileChoice icon={Paperclip} accept={ACCEPTED} isMany onChoose={onChoose}>
      <Trans>Adjunta fitxers</Trans>
    </FileChoice>
  );
}

interface FilesProps {
  files: AttachedFile[];
  uploads: QueuedFile<unknown>[];
  /** Why the API does not take one of them. */
  error: string | undefined;
  onRemove: (file: AttachedFile) => void;
  onTakeBack: (id: number) => void;
  onAgain: (id: number) => void;
}

export function ReplyFiles({ files, uploads, error, onRemove, onTakeBack, onAgain }: FilesProps) {
  const { t, i18n } = useLingui();
  if (!files.length && !uploads.length) return null;
  return (
    <div className={styles.files}>
      <ul aria-label={t`Fitxers adjunts`}>
        {files.map((file) => (
          <li key={file.id}>
            <span className="one-line">{file.name}</span>
            <span className="quiet">{sizeOf(file.bytes, i18n.locale)}</span>
            <IconButton icon={X} label={t`Treu ${file.name}`} onClick={() => onRemove(file)} />
          </li>
        ))}
        {uploads.map((upload) => (
          <li key={upload.id}>
            <span className="one-line">{upload.file.name}</span>
            <State of={upload} />
            {upload.state === 'failed' && <IconButton icon={RotateCcw} label={t`Torna a pujar ${upload.file.name}`} onClick={() => onAgain(upload.id)} />}
            <IconButton icon={X} label={t`Treu ${upload.file.name}`} onClick={() => onTakeBack(upload.id)} />
          </li>
        ))}
      </ul>
      {error && <p className={styles.fault}>{error}</p>}
    </div>
  );
}

function State({ of: upload }: { of: QueuedFile<unknown> }) {
  const { t } = useLingui();
  const { file, state, part } = upload;
  if (state === 'waiting' || state === 'busy') return <progress aria-label={t`Pujada de ${file.name}`} max={1} value={part} />;
  return (
    <span className={styles.fault}>
      <FileFault of={upload} />
    </span>
  );
}
