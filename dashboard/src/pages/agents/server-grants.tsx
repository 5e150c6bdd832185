/** What an agent has of the tools of connected servers, and how each of them stands now. */
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
  const { data: tools, error } = useToolsOf(connection);
  return grants.map((grant) => {
    const tool = tools?.find(({ name }) => grantName(connection, name) === grant.name);
    return (
      <Row key={grant.name} of={grant}>
        {error ? (
          <Badge tone="warning">
            <Trans>el servidor no respon</Trans>
          </Badge>
        ) : !tools ? null : !tool ? (
          <Badge tone="bad">
            <Trans>el servidor ja no la té</Trans>
          </Badge>
        ) : hasChanged(tool, grant) ? (
          <Badge tone="warning">
            <Trans>ha canviat: torna-la a acceptar</Trans>
          </Badge>
        ) : !tool.allowed ? (
          <Badge tone="warning">
            <Trans>la connexió no la deixa cridar</Trans>
          </Badge>
        ) : chosenUse(tool, grant) === 'asks' ? (
          <Badge>
            <Trans>amb aprovació</Trans>
          </Badge>
        ) : (
          <Badge tone="good">
            <Trans>acceptada</Trans>
          </Badge>
        )}
      </Row>
    );
  });
}

function Row({ of: { name }, children }: { of: ToolValues; children: ReactNode }) {
  const [connection, tool] = partsOf(name);
  return (
    <li className={styles.row}>
      <code>{tool}</code> <span className="quiet">{connection}</span> {children}
    </li>
  );
}
