/** What a step of a run did: when, how often it was tried, what it received and gave. */
import type { InstanceStep } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { JsonView } from '~/ui/code-block';
import { Facts, Note } from '~/ui/page';
import { RunStatus } from '~/ui/run-status';
import { When } from '~/ui/when';
import styles from '../workflows.module.css';
import { Duration, useTypeName } from '../words';

type RunFailure = Record<string, unknown>;

export function StepDetails({ of: step }: { of: InstanceStep }) {
  const { t } = useLingui();
  const typeName = useTypeName();
  return (
    <div className={styles.stack}>
      <div className={`${styles.row} ${styles.spread}`}>
        <h3>{step.name || step.id}</h3>
        <RunStatus of={step.status} />
      </div>
      <Facts
        facts={[
          [t`Tipus`, `${typeName(step.type)} (${step.id})`],
          [t`Començat`, step.started_at && <When key="at" at={step.started_at} as="moment" />],
          [t`Durada`, typeof step.duration_ms === 'number' ? <Duration key="ms" ms={step.duration_ms} /> : undefined],
          [t`Intents`, step.attempts],
          [t`Espera fins`, step.until && <When key="until" at={step.until} as="moment" />],
          [t`Caduca`, step.expires_at && <When key="expires" at={step.expires_at} as="moment" />],
          [t`Pregunta`, step.message],
          [t`Elements`, step.iterations],
        ]}
      />
      {step.error && <RunError error={step.error} />}
      <Value of={step} />
      {(step.attempt_list?.length ?? 0) > 1 && <Attempts of={step} />}
    </div>
  );
}

/** The input and the output. */
function Value({ of: step }: { of: InstanceStep }) {
  const { t } = useLingui();
  const bytes = step.input_bytes ?? 0;
  return (
    <>
      {step.input !== undefined && step.input !== null && (
        <div>
          <h4>{t`Entrada`}</h4>
          <JsonView value={step.input} label={t`Entrada del pas ${step.id}`} />
        </div>
      )}
      {step.input_beginning && (
        <div>
          <h4>{t`Entrada`}</h4>
          <p className="quiet">
            <Trans>És massa gran per desar-la sencera: {bytes} bytes. Comença així:</Trans>
          </p>
          <JsonView value={step.input_beginning} label={t`Inici de l’entrada del pas ${step.id}`} />
        </div>
      )}
      {step.output_omitted && (
        <Note>
          <Trans>La sortida és massa gran per mostrar-la aquí.</Trans>
        </Note>
      )}
      {step.output !== undefined && step.output !== null && (
        <div>
          <h4>{t`Sortida`}</h4>
          <JsonView value={step.output} label={t`Sortida del pas ${step.id}`} />
        </div>
      )}
    </>
  );
}

function Attempts({ of: step }: { of: InstanceStep }) {
  const { t } = useLingui();
  return (
    <div className={styles.wide}>
      <table className={styles.attempts} aria-label={t`Intents del pas ${step.id}`}>
        <thead>
          <tr>
            <th scope="col">{t`Intent`}</th>
            <th scope="col">{t`Començat`}</th>
            <th scope="col">{t`Durada`}</th>
            <th scope="col">{t`Resultat`}</th>
          </tr>
        </thead>
        <tbody>
          {(step.attempt_list ?? []).map((attempt, position) => (
            <tr key={attempt.started_at + position}>
              <td>{position + 1}</td>
              <td>
                <When at={attempt.started_at} as="moment" />
              </td>
              <td>
                <Duration ms={attempt.duration_ms} />
              </td>
              <td>
                <RunStatus of={attempt.status} /> {attempt.error && <code>{String(attempt.error['code'] ?? '')}</code>}
                {attempt.error && <div>{String(attempt.error['message'] ?? '')}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Why a run or a step failed. */
export function RunError({ error, step }: { error: RunFailure; step?: string | null | undefined }) {
  const { t } = useLingui();
  const { code, message, details } = error;
  return (
    <Note tone="warning">
      <strong>{String(message ?? t`Ha fallat.`)}</strong>
      <div>
        <code>{String(code ?? '')}</code>
        {step && (
          <>
            {' · '}
            <Trans>
              pas <code>{step}</code>
            </Trans>
          </>
        )}
      </div>
      {details !== undefined && details !== null && Object.keys(details).length > 0 && <JsonView value={details} label={t`Detalls de l’error`} />}
    </Note>
  );
}
