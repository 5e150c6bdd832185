/** An error, in words that say what to do: the API's own, with the request's id to name to support. */
import { Trans, useLingui } from '@lingui/react/macro';
import { APIConnectionError, APITimeoutError, type FieldError } from '@bivelio/sdk';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { UnreadablePhoto } from '~/app/photo';
import { apiError } from '~/app/queries';
import { useSession } from '~/app/session';
import { Button } from './button';
import { CopyButton } from './copy-button';
import styles from './empty.module.css';
import { safeUrl } from './links';

interface ErrorStateProps {
  error: unknown;
  /** What the button "Torna-ho a provar" does; without it there is none. */
  retry?: () => void;
  /** Faults to name besides: those of a form that no field shows. */
  faults?: FieldError[];
}

export function ErrorState({ error, retry, faults = [] }: ErrorStateProps) {
  return (
    <div className={styles.error} role="alert">
      <strong>
        <ErrorText error={error} />
      </strong>
      {faults.length > 0 && (
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.field} ${fault.message}`}>{fault.message}</li>
          ))}
        </ul>
      )}
      <div className={styles.foot}>
        {retry && (
          <Button onClick={retry}>
            <Trans>Torna-ho a provar</Trans>
          </Button>
        )}
        {isUnexpected(error) && <RequestId error={error} />}
      </div>
      <ForPrograms error={error} />
    </div>
  );
}

/** The sentence of an error: the API's own; of any other one what to do, since its text is for programs. */
export function ErrorText({ error }: { error: unknown }): ReactNode {
  const { t } = useLingui();
  if (error instanceof APITimeoutError) return t`El servidor no ha respost a temps. Torna-ho a provar d’aquí a una estona.`;
  if (error instanceof APIConnectionError) return t`No s’ha pogut connectar. Comprova la connexió i torna-ho a provar.`;
  if (error instanceof UnreadablePhoto) return t`Aquest navegador no pot obrir la foto. Si és HEIC, d’un iPhone, desa-la com a JPEG o fes-la des del mòbil.`;
  return apiError(error)?.message || t`Ha fallat alguna cosa. Torna-ho a provar.`;
}

/** Whether an error is none that a person can put right: its request is named, to ask for help with. */
export function isUnexpected(error: unknown): boolean {
  const status = apiError(error)?.status;
  return status === undefined || status >= 500;
}

/** What the API says to whoever writes programs: its remedy names operations and fields. Of a refusal the request too. */
function ForPrograms({ error }: { error: unknown }): ReactNode {
  const { remedy, docUrl, requestId } = apiError(error) ?? {};
  const href = safeUrl(docUrl);
  const isNamed = requestId && !isUnexpected(error);
  if (!remedy && !href && !isNamed) return null;
  return (
    <details className={styles.programs}>
      <summary>
        <Trans>Per a qui programa</Trans>
      </summary>
      {remedy && <p>{remedy}</p>}
      {href && (
        <a href={href} target="_blank" rel="noreferrer">
          <Trans>Què vol dir</Trans>
        </a>
      )}
      {isNamed && <RequestId error={error} />}
    </details>
  );
}

/** The request's id, which leads to what the log has of it, with a button that copies it. */
export function RequestId({ error }: { error: unknown }): ReactNode {
  const { t } = useLingui();
  const isIn = useSession().is === 'in';
  const id = apiError(error)?.requestId;
  if (!id) return null;
  return (
    <span className={styles.request}>
      <span className="quiet">
        <Trans>Petició</Trans>
      </span>
      {isIn ? (
        <Link to="/logs" search={{ id }}>
          <code>{id}</code>
        </Link>
      ) : (
        <code>{id}</code>
      )}
      <CopyButton text={id} label={t`Copia l’identificador de la petició`} />
    </span>
  );
}
