/** The tests of an agent: conversations that it has to pass, with what came of them in its newest version and the one before. */
import type { Agent, AgentTest, AgentTestPage, AgentTestResult, AnsweredTestTurn } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { FlaskConical, Play, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button, IconButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Card, Note, Section, Sides, Stack } from '~/ui/page';
import { When } from '~/ui/when';
import styles from './agents.module.css';
import { NewTestDialog } from './new-test';
import { useToolWords } from './tool-words';

const READ_EVERY = 2_000;

export function Tests({ of: agent }: { of: Agent }) {
  const mayRun = useMay('member');
  const [isNew, setNew] = useState(false);
  const read = useRead<AgentTestPage>(['agents.testsList', agent.id], (client) => client.agents.testsList({ agent_id: agent.id, per_page: 100 }), {
    refetchInterval: ({ state }) => (state.data?.run?.status === 'running' ? READ_EVERY : false),
  });
  const run = useWrite((client) => client.agents.testsRun({ agent_id: agent.id }), { again: ['agents.testsList'] });
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return <Loading />;
  const { tests, credits, run: last } = read.data;
  const isUnderWay = last?.status === 'running';
  const add = mayRun && (
    <Button look={tests.length ? 'plain' : 'primary'} icon={Plus} onClick={() => setNew(true)}>
      <Trans>Afegeix una prova</Trans>
    </Button>
  );
  return (
    <Stack>
      {tests.length === 0 ? (
        <Empty icon={FlaskConical} title={<Trans>Encara no hi ha cap prova</Trans>} action={add}>
          <p>
            <Trans>Desa converses que l’agent ha de respondre bé i torna-les a passar cada vegada que el canviïs.</Trans>
          </p>
        </Empty>
      ) : (
        <div className={styles.row}>
          {mayRun && (
            <Button look="primary" icon={Play} disabled={isUnderWay || run.isPending} onClick={() => run.mutate(undefined)}>
              <Trans>Passa les proves</Trans>
            </Button>
          )}
          {add}
          <span className="quiet" aria-live="polite">
            {isUnderWay && last ? (
              <Trans>
                Fetes: {last.done} de {last.total}.
              </Trans>
            ) : (
              <Plural value={credits} one="Gasta # crèdit d’IA, com a màxim. No canvia res." other="Gasta # crèdits d’IA, com a màxim. No canvia res." />
            )}
          </span>
        </div>
      )}
      {tests.map((test) => (
        <OneTest key={test.name} of={test} mayDelete={mayRun} />
      ))}
      {isNew && <NewTestDialog of={agent} onClose={() => setNew(false)} />}
    </Stack>
  );
}

function OneTest({ of: test, mayDelete }: { of: AgentTest; mayDelete: boolean }) {
  const { t } = useLingui();
  const [isAsked, setAsked] = useState(false);
  const { agent_id, name } = test;
  const remove = useWrite((client) => client.agents.testsDelete({ agent_id, name }), {
    again: ['agents.testsList'],
    done: t`S’ha esborrat «${name}».`,
    onDone: () => setAsked(false),
  });
  const [newest, before] = test.results;
  const title = (
    <>
      {name} <Difference of={test} />
    </>
  );
  return (
    <Section title={title} actions={mayDelete && <IconButton icon={Trash2} label={t`Esborra «${name}»`} onClick={() => setAsked(true)} />}>
      {newest ? (
        <Sides>
          <Side of={newest} test={test} />
          {before ? (
            <Side of={before} test={test} />
          ) : (
            <Note>
              <Trans>Canvia l’agent i torna-la a passar: veuràs les dues versions de costat.</Trans>
            </Note>
          )}
        </Sides>
      ) : (
        <Note>
          <Trans>Encara no s’ha passat.</Trans>
        </Note>
      )}
      {isAsked && (
        <Confirm
          title={t`Vols esborrar «${name}»?`}
          action={t`Esborra`}
          onConfirm={() => remove.mutate(undefined)}
          onClose={() => setAsked(false)}
          isPending={remove.isPending}
        >
          <Trans>Els seus resultats també s’esborren.</Trans>
        </Confirm>
      )}
    </Section>
  );
}

function Difference({ of: { difference } }: { of: AgentTest }) {
  switch (difference) {
    case 'mended':
      return <Badge tone="good"><Trans>ara passa</Trans></Badge>;
    case 'broken':
      return <Badge tone="bad"><Trans>ara falla</Trans></Badge>;
    case 'reworded':
      return <Badge tone="warning"><Trans>ho diu diferent</Trans></Badge>;
    case 'same':
      return <Badge tone="quiet"><Trans>igual que abans</Trans></Badge>;
    default:
      return null;
  }
}

/** What came of a test with one version. */
function Side({ of: result, test }: { of: AgentTestResult; test: AgentTest }) {
  const version = result.agent_version;
  return (
    <Card>
      <h3 className={styles.row}>
        <Trans>Versió {version}</Trans>
        {result.passed ? <Badge tone="good"><Trans>passada</Trans></Badge> : <Badge tone="bad"><Trans>fallada</Trans></Badge>}
        <span className="quiet">
          <When at={result.run_at} />
        </span>
      </h3>
      <ol className={styles.turns}>
        {result.turns.map((turn, at) => (
          <li key={at}>
            <p className="quiet">{test.turns[at]?.text}</p>
            <p className={styles.text}>{turn.answer || '—'}</p>
            <About of={turn} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** What the agent did in a turn, and what was expected and did not come. */
function About({ of: turn }: { of: AnsweredTestTurn }) {
  const wordsOf = useToolWords();
  const tools = turn.tools_used.map((tool) => wordsOf(tool).title).join(', ');
  return (
    <>
      {tools && (
        <p className="quiet">
          <Trans>Eines: {tools}</Trans>
        </p>
      )}
      {turn.hands_over && (
        <p className="quiet">
          <Trans>Ho passa a una persona.</Trans>
        </p>
      )}
      {turn.missed.map((missed, at) => (
        <p key={at} className={styles.missed}>
          <Missed {...missed} />
        </p>
      ))}
    </>
  );
}

function Missed({ expectation, value }: AnsweredTestTurn['missed'][number]) {
  const tool = useToolWords()(value).title;
  switch (expectation) {
    case 'says':
      return <Trans>No diu «{value}».</Trans>;
    case 'never_says':
      return <Trans>Diu «{value}».</Trans>;
    case 'calls':
      return <Trans>No fa servir «{tool}».</Trans>;
    case 'never_calls':
      return <Trans>Fa servir «{tool}».</Trans>;
    case 'hands_over':
      return value === 'no' ? <Trans>No ho passa a cap persona.</Trans> : <Trans>Ho passa a una persona, i no calia.</Trans>;
    default:
      return <Trans>No ha respost ({value}).</Trans>;
  }
}
