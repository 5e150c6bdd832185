/** A definition of the gallery: its picture, what it needs, and the two ways to take it. */
import type { Connection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, Check, Pencil, Rocket, TriangleAlert } from 'lucide-react';
import { language } from '~/app/language';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button, ButtonLink } from '~/ui/button';
import { Actions } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Graph } from '../graph/graph';
import { type Need, needsOf, SERVICES } from '../logic/needs';
import { templateOf, useTemplates } from '../templates';
import styles from '../workflows.module.css';

type Json = Record<string, unknown>;

/** A definition of the gallery, named and described in the reader's language. */
function useTemplate(name: string) {
  const [templates, locale] = [useTemplates(), language()];
  const { title, about } = templates.find((one) => one.name === name) ?? {};
  const query = useRead(['template', name, locale], async () => (await templateOf(name, locale)) ?? null, { staleTime: Infinity });
  const definition = query.data && title ? { ...query.data, name: title, description: about || query.data['description'] } : query.data;
  return { ...query, definition };
}

export function TemplateDetail({ name, onBack }: { name: string; onBack: () => void }) {
  const { error, refetch, definition } = useTemplate(name);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!definition) return <Loading lines={6} />;
  return <Detail key={name} name={name} definition={definition} onBack={onBack} />;
}

function Detail({ name, definition, onBack }: { name: string; definition: Json; onBack: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const check = useRead(['workflows.validate', name, definition['name']], (client) => client.workflows.validate({ definition }), { staleTime: 60_000 });
  const create = useWrite((client, given: object) => client.workflows.create(given as Parameters<typeof client.workflows.create>[0]), {
    again: ['workflows.list', 'workflows.stats'],
    done: t`S’ha creat el flux de treball.`,
    errorsAreShown: true,
    onDone: ({ id }) => void navigate({ to: '/workflows/$id', params: { id } }),
  });
  const missing = check.data?.missing_scopes ?? [];
  const isReady = check.data?.valid === true && missing.length === 0;
  return (
    <div className={styles.stack}>
      <div>
        <Button look="quiet" icon={ArrowLeft} onClick={onBack}>
          <Trans>Totes les plantilles</Trans>
        </Button>
      </div>
      <h3>{String(definition['name'])}</h3>
      <p>{String(definition['description'] ?? '')}</p>
      <div className={styles.two}>
        <Graph definition={definition} chosen={undefined} onChoose={() => undefined} />
        <section className={styles.stack} aria-label={t`Què necessita`}>
          <h4>
            <Trans>Què necessita</Trans>
          </h4>
          <Needs of={definition} />
          {(check.data?.errors ?? []).map(({ field, message, reason }) => (
            <p key={`${field} ${message}`} className={styles.row}>
              <TriangleAlert aria-hidden /> {reason ?? message}
            </p>
          ))}
          {check.data && check.data.scopes.length > 0 && (
            <p className="quiet">
              <Trans>Permisos: {check.data.scopes.join(', ')}</Trans>
            </p>
          )}
          {missing.length > 0 && (
            <p className={styles.bad}>
              <Trans>Et falten permisos: {missing.join(', ')}</Trans>
            </p>
          )}
        </section>
      </div>
      {create.error && <ErrorState error={create.error} />}
      <Actions>
        <ButtonLink to="/workflows/new" search={{ template: name }} icon={Pencil}>
          <Trans>Obre’l a l’editor</Trans>
        </ButtonLink>
        <Button look="primary" icon={Rocket} disabled={!isReady || create.isPending} onClick={() => create.mutate(definition)}>
          <Trans>Posa’l en marxa</Trans>
        </Button>
      </Actions>
    </div>
  );
}

const MOST = 100;

function Needs({ of }: { of: Json }) {
  const { t } = useLingui();
  const needs = needsOf(of);
  const connections = useRead(['integrations.list', 'needed'], async (client) => (await client.integrations.list({ per_page: MOST })).items);
  const secrets = useRead(['secrets.list', 'needed'], (client) => client.secrets.list(), { enabled: needs.some(({ kind }) => kind === 'secret') });
  const agents = useRead(['agents.list', 'needed'], async (client) => (await client.agents.list({ per_page: MOST, status: 'active' })).items, { enabled: needs.some(({ kind }) => kind === 'agent') });
  const channels: Record<string, string> = { whatsapp: 'WhatsApp', telegram: 'Telegram', email: t`Correu electrònic`, webchat: t`Xat del web` };
  const words: Record<Need['kind'], (name: string) => string> = {
    channel: (name) => t`Una connexió de ${channels[name] ?? name}`,
    server: (name) => t`El servidor MCP «${name}»`,
    secret: (name) => t`El secret «${name}»`,
    agent: (name) => t`L’agent ${name}`,
    address: (name) => t`El teu servei en lloc de ${name}`,
  };
  const isThere = ({ kind, name }: Need): boolean | undefined => {
    if (kind === 'channel') return connections.data?.some((one) => one.status === 'active' && SERVICES[name]?.includes(one.provider));
    if (kind === 'server') return connections.data?.some((one: Connection) => one.status === 'active' && one.provider === 'mcp' && one.name === name);
    if (kind === 'secret') return secrets.data?.secrets.some((one) => one.name === name);
    return kind === 'agent' ? agents.data?.some(({ id }) => id === name) : undefined;
  };
  if (!needs.length) {
    return (
      <p>
        <Check aria-hidden /> <Trans>Res: pot començar ara mateix.</Trans>
      </p>
    );
  }
  return (
    <ul className={styles.needs}>
      {needs.map((need) => {
        const has = isThere(need);
        return (
          <li key={`${need.kind} ${need.name}`} className={styles.row}>
            {has ? <Check aria-label={t`Ja hi és`} /> : <TriangleAlert aria-label={t`Falta`} />}
            <span>{words[need.kind](need.name)}</span>
            {has === false && (need.kind === 'channel' || need.kind === 'server') && (
              <Link to="/settings/integrations" search={{ new: true }}>
                <Trans>Connecta-la</Trans>
              </Link>
            )}
            {has === false && need.kind === 'agent' && (
              <Link to="/agents">
                <Trans>Tria’n un o crea’l</Trans>
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
