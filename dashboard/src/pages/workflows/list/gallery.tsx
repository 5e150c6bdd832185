/** What a new workflow begins with: nothing, or a definition of the gallery. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { FilePlus2 } from 'lucide-react';
import { Dialog } from '~/ui/dialog';
import { useTemplates } from '../templates';
import styles from '../workflows.module.css';
import { useTriggerNames } from '../words';

export function Gallery({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const templates = useTemplates();
  const triggers = useTriggerNames();
  return (
    <Dialog title={t`Crea un flux de treball`} kind="wide" onClose={onClose}>
      <ul className={styles.gallery}>
        <li>
          <Link to="/workflows/new" className={styles.template}>
            <strong>
              <FilePlus2 aria-hidden /> <Trans>En blanc</Trans>
            </strong>
            <span>
              <Trans>Un sol pas, i la resta l’escrius tu.</Trans>
            </span>
          </Link>
        </li>
        {templates.map(({ name, title, about, trigger }) => (
          <li key={name}>
            <Link to="/workflows/new" search={{ template: name }} className={styles.template}>
              <strong>{title}</strong>
              <span>{about}</span>
              <span className="quiet">{triggers[trigger]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
