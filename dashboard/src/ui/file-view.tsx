/** A file in the browser's own viewer, with a link that opens it in a tab. */
import { Trans } from '@lingui/react/macro';
import { ExternalLink } from 'lucide-react';
import styles from './file-view.module.css';

interface FileViewProps {
  /** Of a file in memory: `useAddress`. */
  address: string;
  /** What a reader hears. */
  title: string;
  /** Its type: images and PDFs are shown as such, all else as text, without scripts. */
  type: string;
  /** The page of a PDF to begin with. */
  page?: number | undefined;
}

export function FileView({ address, title, type, page }: FileViewProps) {
  const isPdf = type === 'application/pdf';
  return (
    <div className={styles.file}>
      {type.startsWith('image/') ? (
        <img src={address} alt={title} />
      ) : (
        <iframe key={`${address} ${page}`} src={isPdf ? `${address}#navpanes=0&view=FitH${page ? `&page=${page}` : ''}` : address} title={title} {...(!isPdf && { sandbox: '' })} />
      )}
      <a href={address} target="_blank" rel="noreferrer">
        <ExternalLink aria-hidden /> <Trans>Obre’l en una pestanya</Trans>
      </a>
    </div>
  );
}
