/** A step of a trial: what it received and gave, and where that comes from. */
import type { TriedStep as Tried } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { JsonView } from '~/ui/code-block';
import { RunStatus } from '~/ui/run-status';
import { RunError } from '../runs/step-details';
import styles from '../workflows.module.css';

export function TriedStep({ of: tried, inner = [] }: { of: Tried; inner?: Tried[] }) {
  const { t } = useLingui();
  const sources: Record<Tried['source'], string> = {
    evaluated: t`calculat`,
    sandbox: t`fet a l’entorn de proves`,
    simulated: t`simulat: no s’ha enviat res`,
    mock: t`de la resposta fixada (mock)`,
    assumed: t`suposat: no s’ha fet`,
  };
  const id = tried.step_id;
  return (
    <div className={styles.stack} data-testid="tried">
      <p className={styles.row}>
        <code>{id}</code>
        {tried.iteration !== '0' && <Trans>element {tried.iteration}</Trans>}
        <RunStatus of={tried.status} />
        <span className="quiet">{sources[tried.source]}</span>
      </p>
      {tried.error && <RunError error={tried.error} />}
      {tried.input !== undefined && tried.input !== null && <JsonView value={tried.input} label={t`Entrada del pas ${id}`} />}
      {tried.output !== undefined && tried.output !== null && <JsonView value={tried.output} label={t`Sortida del pas ${id}`} />}
      {inner.map((one) => (
        <details key={`${one.step_id} ${one.iteration} ${one.branch ?? ''}`}>
          <summary>
            {one.step_id} · {one.branch ?? one.iteration}
          </summary>
          <TriedStep of={one} />
        </details>
      ))}
    </div>
  );
}
