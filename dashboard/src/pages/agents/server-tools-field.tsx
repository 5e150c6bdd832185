/** The tools of connected MCP servers, each with what the agent may do with it, beside what its server says of it. */
import type { McpTool } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button, IconButton } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Checkbox, RadioField } from '~/ui/field';
import { Loading } from '~/ui/loading';
import { Note } from '~/ui/page';
import styles from './agents.module.css';
import { ChangedTool } from './changed-tool';
import type { ToolValues } from './grants';
import { grantFor, grantName, hasChanged, isGrantable, partsOf, renewed, type Server, serversOf, type Use, chosenUse, useProviders, useToolsOf } from './server-tools';

interface ServerToolsFieldProps {
  /** The agent that has them; none that is not made yet. */
  agentId?: string | undefined;
  value: ToolValues[];
  onChange: (value: ToolValues[]) => void;
  /** What the API says is wrong with a tool. */
  faultOf: (tool: ToolValues) => string | undefined;
}

export function ServerToolsField({ agentId, value, onChange, faultOf }: ServerToolsFieldProps) {
  const providers = useProviders();
  if (providers.error) return <ErrorState error={providers.error} retry={() => void providers.refetch()} />;
  if (!providers.data) return null;
  const servers = serversOf(providers.data, value);
  if (!servers.length) return null;
  /** Put a grant in the place of the one of its name, or take that away. */
  const put = (name: string, grant: ToolValues | undefined) => {
    const isNew = !value.some((tool) => tool.name === name);
    if (isNew) return onChange(grant ? [...value, grant] : value);
    onChange(value.flatMap((tool) => (tool.name !== name ? [tool] : grant ? [grant] : [])));
  };
  return (
    <fieldset className={styles.servers}>
      <legend>
        <Trans>Eines dels servidors connectats</Trans>
      </legend>
      <p className="quiet">
        <Trans>El que en diu cada servidor és cosa seva: llegeix-ho abans d’acceptar una eina. Si ho canvia, no es crida fins que la tornis a acceptar.</Trans>
      </p>
      {servers.map((server) => (
        <OneServer key={server.connection} agentId={agentId} of={server} put={put} faultOf={faultOf} />
      ))}
    </fieldset>
  );
}

interface OneServerProps {
  agentId: string | undefined;
  of: Server;
  put: (name: string, grant: ToolValues | undefined) => void;
  faultOf: (tool: ToolValues) => string | undefined;
}

function OneServer({ agentId, of: server, put, faultOf }: OneServerProps) {
  const { connection, provider, grants } = server;
  const [isOpen, setOpen] = useState(grants.length > 0);
  return (
    <details className={styles.server} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{connection}</strong>{' '}
        <small className="quiet">
          {provider && <bdi>{hostOf(provider.url)}</bdi>} {grants.length > 0 && <Plural value={grants.length} one="# eina acceptada" other="# eines acceptades" />}
        </small>{' '}
        <Standing of={server} />
      </summary>
      {isOpen && provider?.status === 'active' && <ToolsOfServer agentId={agentId} of={server} put={put} faultOf={faultOf} />}
      {isOpen && provider?.status !== 'active' && (
        <>
          <Note tone="warning">
            {provider ? (
              <Trans>El servidor ja no accepta la connexió, i les seves eines no es criden. Torna-hi a iniciar la sessió des de Connexions.</Trans>
            ) : (
              <Trans>Aquesta connexió ja no hi és, i les seves eines no es criden.</Trans>
            )}
          </Note>
          <Gone grants={grants} put={put} />
        </>
      )}
    </details>
  );
}

function Standing({ of: { provider } }: { of: Server }) {
  if (provider?.status === 'active') return null;
  return <Badge tone="bad">{provider ? <Trans>no funciona</Trans> : <Trans>ja no hi és</Trans>}</Badge>;
}

function ToolsOfServer({ agentId, of: { connection, grants }, put, faultOf }: OneServerProps) {
  const read = useToolsOf(connection);
  const { refetch } = read;
  const isFaulty = grants.some((grant) => faultOf(grant) !== undefined);
  // A tool that was refused may have changed since it was read.
  useEffect(() => {
    if (isFaulty) void refetch();
  }, [isFaulty, refetch]);
  if (read.error) {
    return (
      <>
        <ErrorState error={read.error} retry={() => void refetch()} />
        <Gone grants={grants} put={put} />
      </>
    );
  }
  if (!read.data) return <Loading lines={3} />;
  const tools = read.data;
  const gone = grants.filter(({ name }) => !tools.some((tool) => grantName(connection, tool.name) === name));
  return (
    <>
      {gone.length > 0 && (
        <>
          <Note tone="warning">
            <Trans>El servidor ja no té aquestes eines, i no es criden.</Trans>
          </Note>
          <Gone grants={gone} put={put} />
        </>
      )}
      <ul className={styles.granted}>
        {tools.map((tool) => {
          const grant = grants.find(({ name }) => name === grantName(connection, tool.name));
          return (
            <li key={tool.name} className={styles.tool}>
              <OneTool agentId={agentId} of={tool} connection={connection} grant={grant} put={put} error={grant && faultOf(grant)} />
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Tools that were granted and of which no server says anything now. */
function Gone({ grants, put }: Pick<OneServerProps, 'put'> & { grants: ToolValues[] }) {
  const { t } = useLingui();
  return (
    <ul className={styles.granted}>
      {grants.map(({ name }) => {
        const [, tool] = partsOf(name);
        return (
          <li key={name} className={`${styles.tool} ${styles.toolHead}`}>
            <code>{tool}</code>
            <IconButton icon={X} label={t`Treu «${tool}»`} onClick={() => put(name, undefined)} />
          </li>
        );
      })}
    </ul>
  );
}

interface OneToolProps extends Pick<OneServerProps, 'agentId' | 'put'> {
  of: McpTool;
  connection: string;
  grant: ToolValues | undefined;
  error: string | undefined;
}

function OneTool({ agentId, of: tool, connection, grant, put, error }: OneToolProps) {
  const { t } = useLingui();
  const name = grantName(connection, tool.name);
  const title = tool.title ?? tool.name;
  const choose = (use: Use) => put(name, use === 'no' ? undefined : grantFor(connection, tool, use, grant));
  const options: { value: Use; label: string }[] = [
    { value: 'no', label: t`No la pot fer servir` },
    ...(tool.read_only ? [{ value: 'yes' as const, label: t`La pot fer servir` }] : []),
    { value: 'asks', label: t`Només si una persona ho aprova` },
  ];
  return (
    <>
      <RadioField
        label={<bdi>{title}</bdi>}
        isInARow
        name={`use-${name}`}
        error={error}
        value={chosenUse(tool, grant)}
        onChange={choose}
        options={isGrantable(tool) ? options : options.slice(0, 1)}
      />
      {!isGrantable(tool) && (
        <Note>
          <Trans>Un agent no pot dir aquest nom: posa-n’hi un de teu a la connexió.</Trans>
        </Note>
      )}
      {hasChanged(tool, grant) && grant && <ChangedTool agentId={agentId} name={name} now={tool} accept={() => put(name, renewed(grant, tool))} />}
      {grant && !tool.allowed && <NotAllowed of={tool} connection={connection} />}
      <Said of={tool} />
      {grant && (
        <Checkbox
          label={t`També en converses amb contactes`}
          name={`reach-${name}`}
          value={grant.reachesAll}
          onChange={(reachesAll) => put(name, { ...grant, reachesAll })}
        />
      )}
    </>
  );
}

/** A tool that its connection lets nobody call. */
function NotAllowed({ of: tool, connection }: { of: McpTool; connection: string }) {
  const { t } = useLingui();
  const title = tool.title ?? tool.name;
  const allow = useWrite((client) => client.mcp.allow({ provider: connection, tools: { [tool.name]: true } }), {
    again: ['mcp.tools'],
    done: t`L’eina «${title}» es pot cridar.`,
  });
  return (
    <Note tone="warning">
      <p>
        <Trans>La connexió encara no la deixa cridar a ningú.</Trans>
      </p>
      <Button disabled={allow.isPending} onClick={() => allow.mutate(undefined)}>
        <Trans>Deixa que es cridi</Trans>
      </Button>
    </Note>
  );
}

/** All that a server says of a tool for people, as its words. */
function Said({ of: tool }: { of: McpTool }) {
  return (
    <div className={styles.said}>
      <span className={styles.row}>
        <span className="quiet">
          <Trans>Segons el servidor:</Trans>
        </span>
        {tool.read_only ? (
          <Badge tone="good">
            <Trans>només llegeix</Trans>
          </Badge>
        ) : tool.destructive ? (
          <Badge tone="bad">
            <Trans>pot canviar o esborrar dades</Trans>
          </Badge>
        ) : (
          <Badge tone="warning">
            <Trans>afegeix dades, i no n’esborra</Trans>
          </Badge>
        )}
        <code>{tool.name}</code>
      </span>
      {tool.description && <blockquote dir="auto">{tool.description}</blockquote>}
    </div>
  );
}

/** The host of a server's address; the address itself where it has none. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
