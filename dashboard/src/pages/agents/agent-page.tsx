/** An agent: trying it, what it did, and what it was told. */
import type { Agent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { loadArea } from '~/app/language';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { Figure } from '~/ui/money';
import { Facts, Page, Section, Stack } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { When } from '~/ui/when';
import { toolName } from './agent-values';
import styles from './agents.module.css';
import { toolValuesOf } from './grants';
import { Playground } from './playground';
import { agent } from './routes';
import { Runs } from './runs';
import { ServerGrants } from './server-grants';
import { isServerTool } from './server-tools';
import { Tests } from './tests';
import { useToolWords } from './tool-words';
import { Seconds } from '~/ui/seconds';
import { UnreadPage } from '~/ui/unread-page';

// With the choice of its tools: a chunk of its own.
const EditAgentDialog = lazy(async () => {
  const [form] = await Promise.all([import('./edit-agent'), loadArea('workflows')]);
  return { default: form.EditAgentDialog };
});

export default function AgentPage() {
  const { t } = useLingui();
  const { id } = agent.route.useParams() as { id: string };
  const { tab = 'try', edit: isEditing } = agent.route.useSearch();
  const change = useChange();
  const mayEdit = useMay('admin');
  const read = useRead<Agent>(['agents.get', id], (client) => client.agents.get(id));
  const back = <Link to="/agents">{t`Agents`}</Link>;
  if (read.error || !read.data) return <UnreadPage title={t`Agent`} back={back} of={read} />;
  const edit = mayEdit && (
    <Button icon={Pencil} onClick={() => change({ edit: true })}>
      <Trans>Edita</Trans>
    </Button>
  );
  return (
    <Page title={read.data.name} about={read.data.description} back={back} actions={edit}>
      <Tabs
        label={t`Parts de l’agent`}
        value={tab}
        onChange={(next) => change({ tab: next, page: undefined, status: undefined, failed: undefined })}
        tabs={[
          { value: 'try', label: t`Prova’l`, content: <Playground of={read.data} /> },
          { value: 'runs', label: t`Execucions`, content: <Runs of={id} /> },
          { value: 'tests', label: t`Proves desades`, content: <Tests of={read.data} /> },
          { value: 'about', label: t`Com està fet`, content: <About of={read.data} /> },
        ]}
      />
      {isEditing && mayEdit && (
        <Suspense>
          <EditAgentDialog key={read.data.version} of={read.data} onClose={() => change({ edit: undefined })} />
        </Suspense>
      )}
    </Page>
  );
}

/** What it has cost today, of what it may cost in a day. */
function Today({ of: { daily_credits: limit, credits_today: spent = 0 } }: { of: Agent }) {
  if (!limit) return <Trans>sense límit</Trans>;
  return (
    <>
      <Trans>
        <Figure value={spent} /> de <Figure value={limit} />
      </Trans>{' '}
      {spent >= limit ? (
        <Badge tone="bad">
          <Trans>gastats</Trans>
        </Badge>
      ) : spent * 5 >= limit * 4 ? (
        <Badge tone="warning">
          <Trans>se n’acaben</Trans>
        </Badge>
      ) : null}
    </>
  );
}

function About({ of: one }: { of: Agent }) {
  const { t } = useLingui();
  const wordsOf = useToolWords();
  const own = one.tools.map(toolName).filter((tool) => !isServerTool(tool));
  return (
    <Stack>
      <Facts
        facts={[
          [t`Estat`, one.status === 'active' ? <Badge tone="good">{t`actiu`}</Badge> : <Badge tone="quiet">{t`inactiu`}</Badge>],
          [t`Model`, <code>{one.model}</code>],
          [t`Categoria`, one.category],
          [t`Eines`, own.map((tool) => wordsOf(tool).title).join(' · ') || (!one.tools.length && t`cap`)],
          [t`Crèdits, com a màxim`, <Figure value={one.maximum_credits} />],
          [t`Crèdits d’avui`, <Today of={one} />],
          [t`Execucions d’avui`, <Figure value={one.invocations_today} />],
          [t`Temps mitjà`, <Seconds ms={one.avg_latency_ms} />],
          [t`Modificat`, <When at={one.updated_at} as="moment" />],
        ]}
      />
      <ServerGrants of={one.tools.map(toolValuesOf)} />
      <Section title={t`Instruccions`}>
        <p className={styles.text}>{one.instructions}</p>
      </Section>
      {one.output_schema && (
        <Section title={t`Esquema de la resposta`}>
          <JsonView value={one.output_schema} label={t`Esquema de la resposta`} />
        </Section>
      )}
    </Stack>
  );
}
