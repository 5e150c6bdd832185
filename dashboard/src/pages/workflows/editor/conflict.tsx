/** What is shown when somebody else saved a version meanwhile: what differs, and the two ways on. */
import type { Workflow } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { Button } from '~/ui/button';
import { CodeBlock } from '~/ui/code-block';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Note } from '~/ui/page';
import { differences } from '../logic/differences';
import styles from '../workflows.module.css';
import { textOf } from './definition-text';

interface Props {
  id: string;
  version: number;
  mine: string;
  onTake: (theirs: Workflow) => void;
  onOverwrite: () => void;
}

export function Conflict({ id, version, mine, onTake, onOverwrite }: Props) {
  const { t } = useLingui();
  const query = useRead(['workflows.get', id, version], (client) => client.workflows.get(id, { version }));
  return (
    <div role="alert">
      <Note tone="warning">
        <div className={styles.stack}>
          <p>
            <strong>
              <Trans>Algú altre ha desat la versió {version} mentre editaves.</Trans>
            </strong>{' '}
            <Trans>Les línies amb − són les seves i les línies amb + són les teves.</Trans>
          </p>
          {query.error ? (
            <ErrorState error={query.error} retry={() => void query.refetch()} />
          ) : query.data ? (
            <>
              <CodeBlock label={t`Diferències`} text={differences(textOf(query.data), mine)} />
              <div className={styles.row}>
                <Button onClick={() => onTake(query.data)}>
                  <Trans>Pren la seva i perd els meus canvis</Trans>
                </Button>
                <Button look="danger" onClick={onOverwrite}>
                  <Trans>Desa la meva igualment</Trans>
                </Button>
              </div>
            </>
          ) : (
            <Loading lines={3} />
          )}
        </div>
      </Note>
    </div>
  );
}
