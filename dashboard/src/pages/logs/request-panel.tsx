/** A request: who asked what and when, and the bodies, from which the API has taken the credentials out. */
import { type BiVelio, NotFoundError, type RequestDetails } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useActorName } from '~/app/actors';
import { useRead } from '~/app/use-read';
import { TextButton } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { CopyButton } from '~/ui/copy-button';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Facts, Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import { HttpStatus } from './status';
import styles from './logs.module.css';

const TRIES = 4;
const PAUSE = 1_500;

/** Read a request. It is in the log some seconds after its answer: a fresh one is asked for again. */
async function requestOf(client: BiVelio, id: string, tries = TRIES): Promise<RequestDetails> {
  try {
    return await client.requests.get(id);
  } catch (error) {
    if (!(error instanceof NotFoundError) || tries <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    return requestOf(client, id, tries - 1);
  }
}

export function RequestPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const query = useRead(['requests.get', id], (client) => requestOf(client, id));
  return (
    <Dialog title={query.data?.operation ?? t`Petició`} kind="side" onClose={onClose}>
      {query.isPending && <Loading />}
      {query.error instanceof NotFoundError ? (
        <Absent id={id} retry={() => void query.refetch()} />
      ) : (
        query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && <Shown of={query.data} />}
    </Dialog>
  );
}

/** It is not kept: it succeeded, is too old, or was one of too many. */
function Absent({ id, retry }: { id: string; retry: () => void }) {
  return (
    <Note>
      <p>
        <Trans>
          No conservem la petició <code className={styles.wraps}>{id}</code>. Es conserven les que fallen, durant uns dies, i una de cada vint de les altres.
        </Trans>
      </p>
      <p>
        <TextButton onClick={retry}>
          <Trans>Torna-la a buscar</Trans>
        </TextButton>
      </p>
    </Note>
  );
}

function Shown({ of: one }: { of: RequestDetails }) {
  const { t } = useLingui();
  const nameOf = useActorName();
  return (
    <>
      <Facts
        facts={[
          [t`Estat`, <HttpStatus of={one.status} />],
          [t`Error`, one.code && <code>{one.code}</code>],
          [
            t`Identificador`,
            <>
              <code>{one.id}</code> <CopyButton text={one.id} label={t`Copia l’identificador de la petició`} />
            </>,
          ],
          [t`Quan`, <When at={one.at} as="moment" />],
          [t`Qui`, nameOf(one.actor)],
          [t`Programa`, one.user_agent],
          [t`Ha trigat`, `${one.latency_ms} ms`],
        ]}
      />
      {one.bodies === 'not_allowed' && (
        <Note>
          <Trans>Per veure què s’ha enviat i respost cal poder modificar el recurs de la petició.</Trans>
        </Note>
      )}
      {one.bodies === 'not_kept' && (
        <Note>
          <Trans>No en conservem els cossos: ha anat bé, tracta de credencials, no en tenia, o l’organització ha triat no desar-los.</Trans>
        </Note>
      )}
      <Body title={t`Què s’ha enviat`} text={one.request_body} />
      <Body title={t`Què s’ha respost`} text={one.response_body} />
    </>
  );
}

function Body({ title, text }: { title: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <Section title={title}>
      <JsonView label={title} value={text} />
    </Section>
  );
}
