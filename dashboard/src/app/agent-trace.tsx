/** What an execution of an agent did and why: its answer, each call of a tool, and the passages that it found. */
import type { AgentExecution, ToolUse } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Badge } from '~/ui/badge';
import { JsonView } from '~/ui/code-block';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { safeUrl } from '~/ui/links';
import { Loading } from '~/ui/loading';
import { Figure } from '~/ui/money';
import { Facts, Note, Section } from '~/ui/page';
import { Seconds } from '~/ui/seconds';
import { When } from '~/ui/when';
import { passagesIn, type Quoted } from './agent-passages';
import styles from './agent-trace.module.css';
import { useRead } from './use-read';

export function Outcome({ of: status }: { of: string }) {
  const { t } = useLingui();
  if (status === 'completed') return <Badge tone="good">{t`acabada`}</Badge>;
  return status === 'waiting' ? <Badge tone="warning">{t`espera`}</Badge> : <Badge tone="bad">{t`fallida`}</Badge>;
}

export function Trace({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const read = useRead<AgentExecution>(['agents.executionsGet', id], (client) => client.agents.executionsGet(id));
  return (
    <Dialog kind="side" title={t`Traça`} onClose={onClose}>
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : read.data ? (
        <Done of={read.data} />
      ) : (
        <Loading />
      )}
    </Dialog>
  );
}

function Done({ of: one }: { of: AgentExecution }) {
  const { t } = useLingui();
  const passages = passagesIn(one);
  return (
    <>
      <Facts
        facts={[
          [t`Execució`, <code>{one.execution_id}</code>],
          [
            t`Agent`,
            <Link to="/agents/$id" params={{ id: one.agent_id }}>
              {one.agent_name}
            </Link>,
          ],
          [t`Versió de l’agent`, one.agent_version],
          [t`Resultat`, <Outcome of={one.status} />],
          [t`Temps`, <Seconds ms={one.duration_ms} />],
          [t`Rondes d’eines`, one.rounds],
          [t`Tokens`, <Figure value={one.tokens_used} />],
          [t`Crèdits`, <Figure value={one.credits_consumed} />],
          [t`Model`, one.model && <code>{one.model}</code>],
          [t`Quan`, <When at={one.completed_at} as="moment" />],
        ]}
      />
      {one.error && (
        <Note tone="warning">
          <JsonView value={one.error} label={t`Error`} />
        </Note>
      )}
      {one.output && (
        <Section title={t`Resposta`}>
          <JsonView value={one.output} label={t`Resposta`} />
        </Section>
      )}
      {passages.length > 0 && (
        <Section title={t`Passatges que ha trobat`}>
          <ul className={styles.steps}>
            {passages.map((passage, at) => (
              <Passage key={at} of={passage} />
            ))}
          </ul>
        </Section>
      )}
      <Calls of={one} />
    </>
  );
}

function Passage({ of: { title, document, url, page, text } }: { of: Quoted }) {
  const href = safeUrl(url);
  return (
    <li>
      {document ? (
        <Link to="/documents/$id" params={{ id: document }}>
          {title}
        </Link>
      ) : href ? (
        <a href={href} target="_blank" rel="noreferrer">
          {title}
        </a>
      ) : (
        <strong>{title}</strong>
      )}
      {page && (
        <>
          {', '}
          <Trans>pàgina {page}</Trans>
        </>
      )}
      <blockquote className={styles.text}>{text}</blockquote>
    </li>
  );
}

/** The calls with what they were given and answered; of older executions only the names of the tools are known. */
function Calls({ of: { calls = [], tools_used: names = [] } }: { of: AgentExecution }) {
  const { t } = useLingui();
  if (!calls.length && !names.length) return null;
  return (
    <Section title={t`Eines, en l’ordre en què les ha fet servir`}>
      <ol className={styles.steps}>
        {calls.length ? calls.map((use, at) => <Call key={at} of={use} />) : names.map((name, at) => <li key={at}><code>{name}</code></li>)}
      </ol>
    </Section>
  );
}

function Call({ of: { tool, arguments: given, result } }: { of: ToolUse }) {
  const { t } = useLingui();
  return (
    <li>
      <details>
        <summary>
          <code>{tool}</code> {result && 'error' in result && <Badge tone="bad">{t`no s’ha fet`}</Badge>}
        </summary>
        <p className="quiet">
          <Trans>Què li ha donat</Trans>
        </p>
        <JsonView value={given} label={t`Què ha donat a ${tool}`} />
        <p className="quiet">
          <Trans>Què ha respost</Trans>
        </p>
        {result ? <JsonView value={result} label={t`Què ha respost ${tool}`} /> : <Trans>Era massa llarg per desar-ho.</Trans>}
      </details>
    </li>
  );
}
