/** A request: who asked what and when, and the bodies, from which the API has taken the credentials out. */
import { type BiVelio, NotFoundError, type RequestDetails } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useActorName } from '~/app/actors';
import { clientOf } from '~/app/client';
import { apiUrl, useEnvironment } from '~/app/environment';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button, TextButton } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { CopyButton } from '~/ui/copy-button';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Facts, Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import { curlOf, isWhole } from './curl';
import { HttpStatus } from './status';
import styles from './logs.module.css';

const TRIES = 4;
const PAUSE = 1_500;
const FIRST_FAILURE = 400;
const MINUTES = 60;

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
          <Trans>Torna-la a cercar</Trans>
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
      <Again of={one} />
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
          {one.status < FIRST_FAILURE && <KeepGood />}
        </Note>
      )}
      <Body title={t`Què s’ha enviat`} text={one.request_body} />
      <Body title={t`Què s’ha respost`} text={one.response_body} />
    </>
  );
}

/** The request as a command. What the log has left out is said, since it has to be put in again. */
function Again({ of: one }: { of: RequestDetails }) {
  const { t } = useLingui();
  const url = apiUrl(useEnvironment());
  return (
    <>
      <Actions>
        <CopyButton hasText label={t`Copia com a curl`} text={curlOf(one, url)} />
      </Actions>
      <p className="quiet">
        {one.request_body && isWhole(one.request_body) ? (
          <Trans>
            Posa la clau a <code>BIVELIO_API_KEY</code>. Les credencials que hem tret del cos, les hi has de tornar a posar.
          </Trans>
        ) : (
          <Trans>
            Posa la clau a <code>BIVELIO_API_KEY</code> i el cos al fitxer <code>request.json</code>: no el conservem sencer.
          </Trans>
        )}
      </p>
    </>
  );
}

/** Has the bodies of good requests kept for an hour. The organisation is the same in both environments. */
function KeepGood() {
  const { t } = useLingui();
  const isAdmin = useMay('admin');
  const keep = useWrite(
    (_client, minutes: number) => clientOf('live').organisation.update({ retention: { success_bodies_minutes: minutes } }),
    { again: ['organisation.get'], done: t`Durant una hora es conserven també els cossos d’una mostra de les que van bé.` },
  );
  if (!isAdmin) return null;
  return (
    <p>
      <Button onClick={() => keep.mutate(MINUTES)} disabled={keep.isPending}>
        <Trans>Conserva’ls també de les que van bé, durant una hora</Trans>
      </Button>
    </p>
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
