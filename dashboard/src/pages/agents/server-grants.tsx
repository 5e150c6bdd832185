/** What an agent has of the tools of connected servers, and how each of them stands now. */
import type { McpTool } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Badge } from '~/ui/badge';
import { Section } from '~/ui/page';
import styles from './agents.module.css';
import type { ToolValues } from './grants';
import { grantName, hasChanged, isServerTool, partsOf, type Server, serversOf, chosenUse, useProviders, useToolsOf } from './server-tools';

export function ServerGrants({ of: tools }: { of: ToolValues[] }) {
  return tools.some(({ name }) => isServerTool(name)) ? <Granted of={tools} /> : null;
}

function Granted({ of: tools }: { of: ToolValues[] }) {
  const { t } = useLingui();
  const providers = useProviders();
  if (!providers.data) return null;
  const servers = serversOf(providers.data, tools).filter(({ grants }) => grants.length > 0);
  return (
    <Section title={t`Eines dels servidors connectats`}>
      <ul className={styles.granted} aria-label={t`Eines dels servidors connectats`}>
        {servers.map((server) =>
          server.provider?.status === 'active' ? (
            <Asked key={server.connection} of={server} />
          ) : (
            server.grants.map((grant) => (
              <Row key={grant.name} of={grant}>
                <Badge tone="bad">{server.provider ? <Trans>el servidor no accepta la connexió</Trans> : <Trans>la connexió ja no hi és</Trans>}</Badge>
              </Row>
            ))
          ),
        )}
      </ul>
    </Section>
  );
}

/** The tools of a server that can be asked what it says of them now. */
function Asked({ of: { connection, grants } }: { of: Server }) {
  const { t } = useLingui();
  const { data: tools, error } = useToolsOf(connection);
  return grants.map((grant) => {
    const tool = tools?.find(({ name }) => grantName(connection, name) === grant.name);
    return (
      <Row key={grant.name} of={grant}>
        {error && <Badge tone="warning">{t`el servidor no respon`}</Badge>}
        {!error && tools && <Standing of={grant} tool={tool} />}
      </Row>
    );
  });
}

/** How a granted tool stands by what its server says of it now, if it still has it. */
function Standing({ of: grant, tool }: { of: ToolValues; tool: McpTool | undefined }) {
  const { t } = useLingui();
  if (!tool) return <Badge tone="bad">{t`el servidor ja no la té`}</Badge>;
  if (hasChanged(tool, grant)) return <Badge tone="warning">{t`ha canviat: torna-la a acceptar`}</Badge>;
  if (!tool.allowed) return <Badge tone="warning">{t`la connexió no la deixa cridar`}</Badge>;
  if (chosenUse(tool, grant) === 'asks') return <Badge>{t`amb aprovació`}</Badge>;
  return <Badge tone="good">{t`acceptada`}</Badge>;
}

function Row({ of: { name }, children }: { of: ToolValues; children: ReactNode }) {
  const [connection, tool] = partsOf(name);
  return (
    <li className={styles.row}>
      <code>{tool}</code> <span className="quiet">{connection}</span> {children}
    </li>
  );
}
