/** What a new workflow begins with: nothing, or a definition of the gallery. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { FilePlus2 } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Dialog } from '~/ui/dialog';
import { Loading } from '~/ui/loading';
import { useTemplates } from '../templates';
import styles from '../workflows.module.css';
import { useTriggerNames } from '../words';

// With the graph that is its picture, and what it needs: a chunk of its own.
const TemplateDetail = lazy(() => import('./template-detail').then(({ TemplateDetail: detail }) => ({ default: detail })));

interface Props {
  /** The definition that is looked at. */
  template: string | undefined;
  onBack: () => void;
  onClose: () => void;
}

export function Gallery({ template, onBack, onClose }: Props) {
  const { t } = useLingui();
  const templates = useTemplates();
  const triggers = useTriggerNames();
  return (
    <Dialog title={t`Crea un flux de treball`} kind="wide" onClose={onClose}>
      {template ? (
        <Suspense fallback={<Loading lines={6} />}>
          <TemplateDetail name={template} onBack={onBack} />
        </Suspense>
      ) : (
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
            <Link to="/workflows" search={{ new: true, template: name }} className={styles.template}>
              <strong>{title}</strong>
              <span>{about}</span>
              <span className="quiet">{triggers[trigger]}</span>
            </Link>
          </li>
        ))}
      </ul>
      )}
    </Dialog>
  );
}
