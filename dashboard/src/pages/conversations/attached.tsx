/** A file of a message, where it was sent: a picture is shown, a PDF opened above the thread, a sound or a film played. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Paperclip, Play } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useRead } from '~/app/use-read';
import { TextButton } from '~/ui/button';
import { ErrorText } from '~/ui/error-state';
import { useAddress } from '~/ui/use-address';
import { kindOf } from './content';
import styles from './conversations.module.css';

const FileDialog = lazy(() => import('./file-dialog'));

interface AttachedProps {
  id: string;
  name: string;
  /** The type that it was told with, if it was. */
  type: string | undefined;
}

export function Attached({ id, name, type }: AttachedProps) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const kind = kindOf(name, type);
  const open = () => setOpen(true);
  return (
    <>
      {kind === 'picture' && <Picture id={id} name={name} onOpen={open} />}
      {(kind === 'sound' || kind === 'film') && <Played id={id} name={name} kind={kind} />}
      <p className={styles.file}>
        <Paperclip aria-hidden />
        <Link to="/documents/$id" params={{ id }}>
          {name}
        </Link>
        {kind === 'pdf' && <TextButton onClick={open} aria-label={t`Mostra’l: ${name}`}>{t`Mostra’l`}</TextButton>}
      </p>
      {isOpen && (
        <Suspense>
          <FileDialog id={id} name={name} type={kind === 'pdf' ? 'application/pdf' : 'image/*'} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

const useFile = (id: string, isWanted: boolean) =>
  useRead(['documents.download', id], (client) => client.documents.download(id), { enabled: isWanted, staleTime: Number.POSITIVE_INFINITY });

/** It is read when somebody comes near it, and its place is kept for it, so that the thread stays where it is. */
function Picture({ id, name, onOpen }: { id: string; name: string; onOpen: () => void }) {
  const { t } = useLingui();
  const [place, isNear] = useNear();
  const file = useFile(id, isNear);
  const address = useAddress(file.data);
  return (
    <button ref={place} type="button" className={styles.picture} onClick={onOpen} aria-label={t`Obre ${name}`}>
      {address ? <img src={address} alt="" /> : <Wait error={file.error} />}
    </button>
  );
}

function Played({ id, name, kind }: { id: string; name: string; kind: 'sound' | 'film' }) {
  const { t } = useLingui();
  const [isWanted, setWanted] = useState(false);
  const [isUnplayable, setUnplayable] = useState(false);
  const file = useFile(id, isWanted);
  const address = useAddress(file.data);
  if (isUnplayable) return <p className="quiet">{t`Aquest navegador no el pot reproduir: obre’l pel seu nom.`}</p>;
  if (!isWanted) {
    const words = kind === 'sound' ? t`Escolta’l` : t`Mira’l`;
    return (
      <p className={styles.file}>
        <Play aria-hidden />
        <TextButton onClick={() => setWanted(true)} aria-label={`${words}: ${name}`}>
          {words}
        </TextButton>
      </p>
    );
  }
  if (!address) return <Wait error={file.error} />;
  const Player = kind === 'sound' ? 'audio' : 'video';
  return <Player className={styles.player} src={address} controls autoPlay aria-label={name} onError={() => setUnplayable(true)} />;
}

function Wait({ error }: { error: unknown }): ReactNode {
  return <span className="quiet">{error ? <ErrorText error={error} /> : <Trans>S’està preparant el fitxer…</Trans>}</span>;
}

/** Whether something has been near what is seen. */
function useNear() {
  const place = useRef<HTMLButtonElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    const watching = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: '300px' });
    watching.observe(current);
    return () => watching.disconnect();
  }, []);
  return [place, isNear] as const;
}
