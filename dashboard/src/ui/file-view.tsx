/** A file in the browser's own viewer, with a link that opens it in a tab. A PDF is drawn here where words of it are pointed out, or where the browser has no viewer: on phones. */
import { Trans } from '@lingui/react/macro';
import { ExternalLink } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import styles from './file-view.module.css';
import { Loading } from './loading';
import { Note } from './page';
import type { Place } from './pdf-pages';

const PdfPages = lazy(() => import('./pdf-pages'));

interface FileViewProps {
  /** Of a file in memory: `useAddress`. */
  address: string;
  /** What a reader hears. */
  title: string;
  /** Its type: images and PDFs are shown as such, all else as text, without scripts. */
  type: string;
  /** The file itself, for a PDF. */
  file?: Blob | undefined;
  /** Whether words of it are pointed out. */
  isPointed?: boolean;
  /** The words, and on which page they are. */
  place?: Place | undefined;
}

export function FileView({ address, title, type, file, isPointed = false, place }: FileViewProps) {
  const [isUnknown, setUnknown] = useState(false);
  const isPdf = type === 'application/pdf';
  const isDrawn = isPdf && file && (isPointed || !navigator.pdfViewerEnabled);
  const framed = <iframe key={address} src={isPdf ? `${address}#navpanes=0&view=FitH` : address} title={title} {...(!isPdf && { sandbox: '' })} />;
  return (
    <div className={styles.file}>
      {isUnknown ? (
        <Note>
          <Trans>Aquest navegador no sap mostrar aquesta imatge.</Trans>
        </Note>
      ) : type.startsWith('image/') ? (
        <img src={address} alt={title} onError={() => setUnknown(true)} />
      ) : isDrawn ? (
        <Suspense fallback={<Loading lines={8} />}>
          <PdfPages file={file} title={title} place={place} otherwise={framed} />
        </Suspense>
      ) : (
        framed
      )}
      <a href={address} target="_blank" rel="noreferrer">
        <ExternalLink aria-hidden /> <Trans>Obre’l en una pestanya</Trans>
      </a>
    </div>
  );
}
