/** The tools of a connected server: which may be called, by workflows, agents and programs, with a switch for each. */
import type { BiVelio, Connection, McpTool, ToolPage } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Checkbox } from '~/ui/field';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import styles from './integrations.module.css';

const MOST = 100;

export function ToolsOf({ connection: { name } }: { connection: Connection }) {
  const query = useRead(['mcp.tools', name], (client: BiVelio): PromiseLike<ToolPage> => client.mcp.tools({ provider: name, per_page: MOST }));
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading lines={3} />;
  const { tools, pagination } = query.data;
  return (
    <>
      <p className="quiet">
        <Trans>Només es criden les que estan marcades. Les que poden esborrar o canviar dades comencen sense marcar.</Trans>
      </p>
      <ul className={styles.tools}>
        {tools.map((tool) => (
          <Tool key={tool.name} of={tool} provider={name} />
        ))}
      </ul>
      {pagination.total > tools.length && (
        <p className="quiet">
          <Plural value={pagination.total - tools.length} one="I # eina més." other="I # eines més." />
        </p>
      )}
    </>
  );
}

function Tool({ of: tool, provider }: { of: McpTool; provider: string }) {
  const { t } = useLingui();
  const allow = useWrite((client, allowed: boolean) => client.mcp.allow({ provider, tools: { [tool.name]: allowed } }), {
    again: ['mcp.tools'],
    done: (_output, allowed) => (allowed ? t`L’eina «${tool.name}» es pot cridar.` : t`L’eina «${tool.name}» ja no es crida.`),
  });
  const isAllowed = allow.isPending ? allow.variables : tool.allowed;
  return (
    <li>
      <Checkbox label={tool.title ?? tool.name} name={`tool-${tool.name}`} value={isAllowed} onChange={(next) => allow.mutate(next)} hint={tool.description} />
      <span className={styles.marks}>
        <code>{tool.name}</code>
        {tool.changed && <Badge tone="warning">{t`ha canviat: torna-la a permetre`}</Badge>}
        {tool.read_only && <Badge tone="good">{t`només llegeix`}</Badge>}
        {tool.destructive && <Badge tone="bad">{t`pot canviar o esborrar dades`}</Badge>}
      </span>
    </li>
  );
}
