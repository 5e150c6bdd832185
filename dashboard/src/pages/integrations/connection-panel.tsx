/** A connection: whether it works, what uses it, what to enter at the service; and the ways to test and disconnect it. */
import type { ConnectedIntegration, Connection, DomainRecord as SendingRecord, ServerTool } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Plug, RotateCw, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ActorLink } from '~/app/actor-link';
import type { Source } from '~/app/cache-keys';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { CopyButton } from '~/ui/copy-button';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { safeUrl } from '~/ui/links';
import { Loading } from '~/ui/loading';
import { Facts, Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import { ChatSettings } from './chat-settings';
import styles from './integrations.module.css';
import { useProviderNames } from './providers';
import type { Provider } from './routes';
import { Settings } from './settings';
import { Status } from './status';
import { ToolsOf } from './tools';
import { UsesOf } from './uses';

const AGAIN: Source[] = ['integrations.list', 'integrations.get', 'mcp.providers', 'mcp.tools'];

export function ConnectionPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const query = useRead(['integrations.get', id], (client) => client.integrations.get(id));
  const one = query.data;
  return (
    <Dialog title={one?.account ?? one?.name ?? t`Connexió`} kind="side" onClose={onClose}>
      {query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {one && <Shown of={one} onClose={onClose} />}
    </Dialog>
  );
}

function Shown({ of: one, onClose }: { of: Connection; onClose: () => void }) {
  const { t } = useLingui();
  const [isLeaving, setLeaving] = useState(false);
  const again = useWrite((client, _input: void) => client.integrations.connect({ provider: 'mcp', name: one.name, mcp: serverOf(one) }), { again: AGAIN });
  const test = useWrite((client, _input: void) => client.integrations.test(one.id), {
    again: AGAIN,
    done: ({ status }) => (status === 'active' ? t`La connexió funciona.` : t`La connexió no funciona.`),
  });
  return (
    <>
      <Actions>
        <Button icon={Trash2} look="danger" onClick={() => setLeaving(true)}>
          <Trans>Desconnecta</Trans>
        </Button>
        <Button icon={Plug} onClick={() => test.mutate()} disabled={test.isPending || one.status === 'pending'}>
          <Trans>Prova la connexió</Trans>
        </Button>
        {isSignedIn(one) && (
          <Button icon={RotateCw} onClick={() => again.mutate()} disabled={again.isPending}>
            <Trans>Torna a iniciar la sessió</Trans>
          </Button>
        )}
      </Actions>
      {again.data && <Consent url={again.data.consent_url} />}
      {one.status === 'broken' && (
        <Note tone="warning">
          <Trans>El servei ja no l’accepta ({one.broken_reason ?? '–'}). Prova-la; si no torna, connecta el compte un altre cop i desconnecta aquesta.</Trans>
        </Note>
      )}
      <Reported of={one} />
      <PastOf phone={one.phone_history} />
      <Described of={one}>
        {one.provider === 'mcp' && one.status === 'active' && (
          <Section title={<Trans>Eines</Trans>}>
            <ToolsOf connection={one} />
          </Section>
        )}
        {one.provider === 'webchat' && (
          <Section title={<Trans>Aspecte del xat</Trans>}>
            <ChatSettings of={one} />
          </Section>
        )}
        <DomainRecords of={one} />
        <Section title={<Trans>Què la fa servir</Trans>}>
          <UsesOf connection={one} />
        </Section>
      </Described>
      {isLeaving && <Disconnect of={one} onClose={() => setLeaving(false)} onDone={onClose} />}
    </>
  );
}

/** Its facts, and what was given to connect it; `children` stand between. */
function Described({ of: one, children }: { of: Connection; children?: ReactNode }) {
  const { t } = useLingui();
  const names = useProviderNames();
  const provider = one.provider as Provider;
  return (
    <>
      <Facts
        facts={[
          [t`Estat`, <Status of={one} />],
          [t`Servei`, names[provider] ?? provider],
          [t`Nom`, one.name],
          [t`Identificador`, <code>{one.id}</code>],
          [t`De qui és`, typeof one.settings.user_id === 'string' && <ActorLink kind="user" id={one.settings.user_id} />],
          [t`Calendari`, one.settings.calendar_id as string | undefined],
          [t`Provada`, <When at={one.checked_at} />],
          [one.provider === 'webchat' ? t`Pàgina del xat` : t`Adreça d’entrada`, one.inbound_url && <Copied text={one.inbound_url} />],
          [t`Línia per a la teva web`, one.snippet && <Copied text={one.snippet} />],
          [t`Correu d’entrada`, one.inbound_address && <Copied text={one.inbound_address} />],
        ]}
      />
      {children}
      <Settings of={one} />
    </>
  );
}

/** The records of the domain that mails come from, as they were when the connection was last tried. */
function DomainRecords({ of: { sending_domain: domain } }: { of: Connection }) {
  if (!domain) {
    return null;
  }
  return (
    <Section title={<Trans>Registres de {domain.domain}</Trans>}>
      {domain.simulated && (
        <p className="quiet">
          <Trans>Simulats: aquí no es pregunta a cap servidor de noms.</Trans>
        </p>
      )}
      <Facts facts={domain.records.map((record) => [RECORDS[record.name] ?? record.name, <DomainRecord of={record} />])} />
    </Section>
  );
}

const RECORDS: Record<string, string> = { spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC', return_path: 'MX' };

function DomainRecord({ of: record }: { of: SendingRecord }) {
  return (
    <>
      {record.message}
      {record.status !== 'ok' && record.advised && (
        <p>
          <code>{record.host}</code> {record.type} <Copied text={record.advised} />
        </p>
      )}
    </>
  );
}

/** What remains to be done at Meta, in the API's words. */
function Reported({ of: { reporting } }: { of: Connection }) {
  if (!reporting) {
    return null;
  }
  return (
    <Note tone={reporting.status === 'told' ? undefined : 'warning'}>
      <p>{reporting.message}</p>
      {reporting.provider_message && <p>{reporting.provider_message}</p>}
    </Note>
  );
}

/** How much of what was written on the number's phone before has come, in the API's words. */
function PastOf({ phone }: { phone: Connection['phone_history'] }) {
  const { t } = useLingui();
  if (!phone) {
    return null;
  }
  return (
    <Note tone={phone.status === 'declined' || phone.status === 'refused' ? 'warning' : undefined}>
      <p>{phone.message}</p>
      {phone.status === 'receiving' && <progress max={100} value={phone.percent ?? 0} aria-label={t`Missatges d’abans que han arribat`} />}
      {phone.provider_message && <p>{phone.provider_message}</p>}
    </Note>
  );
}

/** Whether it is a server to which its owner signs in. */
function isSignedIn(one: Connection): boolean {
  return one.provider === 'mcp' && (one.status === 'pending' || 'oauth' in one.settings);
}

/** The server of a connection, as it was connected. */
function serverOf({ settings }: Connection): { url: string; tools?: Record<string, ServerTool> } {
  const { url, tools } = settings as { url: string; tools?: Record<string, ServerTool> };
  return { url, ...(tools && { tools }) };
}

/** Where the owner of an account has to consent. */
function Consent({ url }: { url: string | null | undefined }) {
  const consent = safeUrl(url);
  if (!consent) return null;
  return (
    <Note>
      <p>
        <Trans>Falta el consentiment del propietari del compte. L’enllaç val deu minuts.</Trans>
      </p>
      <p>
        <a href={consent} rel="noreferrer">
          <Trans>Ves a donar el consentiment</Trans>
        </a>
      </p>
    </Note>
  );
}

function Copied({ text }: { text: string }) {
  return (
    <>
      <code>{text}</code> <CopyButton text={text} />
    </>
  );
}

/** What remains to be done after an account was connected: the owner's consent, or what to enter at the service. */
export function AfterConnecting({ of: one, onClose }: { of: ConnectedIntegration; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog title={one.account ?? one.name} onClose={onClose}>
      <Consent url={one.consent_url} />
      <Reported of={one} />
      {one.provider === 'webchat' && (
        <Note>
          <Trans>Enganxa la línia de sota abans de la fi de cada pàgina de la teva web. Si la web té una política de seguretat (CSP), admet-hi l’adreça de l’API a «script-src» i «connect-src».</Trans>
        </Note>
      )}
      <Described of={one} />
      <Actions>
        <Button look="primary" onClick={onClose} data-first>
          {t`Fet`}
        </Button>
      </Actions>
    </Dialog>
  );
}

function Disconnect({ of: one, onClose, onDone }: { of: Connection; onClose: () => void; onDone: () => void }) {
  const { t } = useLingui();
  const disconnect = useWrite((client, _input: void) => client.integrations.disconnect(one.id), {
    again: ['integrations.list', 'mcp.providers', 'usage.get'],
    done: t`S’ha desconnectat «${one.name}».`,
    onDone,
  });
  return (
    <Confirm
      title={t`Desconnecta «${one.name}»`}
      action={<Trans>Desconnecta</Trans>}
      onConfirm={() => disconnect.mutate()}
      onClose={onClose}
      isPending={disconnect.isPending}
    >
      <div className={styles.ask}>
        <p>
          <Trans>S’esborren les credencials, i no es pot desfer.</Trans>
        </p>
        <UsesOf connection={one} intro={<Trans>Deixarà de funcionar això, si no hi ha cap altra connexió que ho pugui fer:</Trans>} />
      </div>
    </Confirm>
  );
}
