/** A test of an agent: for each message what was expected beside what the agent answered, in its newest version and the one before. */
import type { AgentTest, AgentTestResult, AnsweredTestTurn } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Pencil, Play, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { IconButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Section } from '~/ui/page';
import { type Column, Table, TableFrame } from '~/ui/table';
import { When } from '~/ui/when';
import styles from './agents.module.css';
import { useToolWords } from './tool-words';

type Turn = AgentTest['turns'][number];

interface OneTestProps {
  of: AgentTest;
  /** What may be done with it; nothing for who only reads. */
  doing?: { run: () => void; isBusy: boolean; edit: () => void } | undefined;
}

export function OneTest({ of: test, doing }: OneTestProps) {
  const { t } = useLingui();
  const { name, results } = test;
  const columns = useColumns(results);
  const title = (
    <>
      {name} <Difference of={test} />
    </>
  );
  const actions = doing && (
    <>
      <IconButton icon={Play} label={t`Passa «${name}»`} disabled={doing.isBusy} onClick={doing.run} />
      <IconButton icon={Pencil} label={t`Edita «${name}»`} onClick={doing.edit} />
      <Remove of={test} />
    </>
  );
  return (
    <Section title={title} actions={actions}>
      <p className="quiet">
        <About of={results} />
      </p>
      <div className={styles.cases}>
        <TableFrame>
          <Table label={name} columns={columns} rows={test.turns.map((turn, at) => ({ turn, at }))} keyOf={({ at }) => at} />
        </TableFrame>
      </div>
    </Section>
  );
}

/** When it was run, and with which versions. */
function About({ of: [newest, before] }: { of: AgentTestResult[] }) {
  if (!newest) return <Trans>Encara no s’ha passat.</Trans>;
  return (
    <>
      <Trans>
        Passada <When at={newest.run_at} />.
      </Trans>{' '}
      {!before && <Trans>Canvia l’agent i torna-la a passar: veuràs les dues versions de costat.</Trans>}
    </>
  );
}

function Remove({ of: { agent_id, name } }: { of: AgentTest }) {
  const { t } = useLingui();
  const [isAsked, setAsked] = useState(false);
  const remove = useWrite((client) => client.agents.testsDelete({ agent_id, name }), {
    again: ['agents.testsList'],
    done: t`S’ha esborrat «${name}».`,
    onDone: () => setAsked(false),
  });
  return (
    <>
      <IconButton icon={Trash2} label={t`Esborra «${name}»`} onClick={() => setAsked(true)} />
      {isAsked && (
        <Confirm title={t`Vols esborrar «${name}»?`} action={t`Esborra`} onConfirm={() => remove.mutate(undefined)} onClose={() => setAsked(false)} isPending={remove.isPending}>
          <Trans>Els seus resultats també s’esborren.</Trans>
        </Confirm>
      )}
    </>
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

interface Case {
  turn: Turn;
  at: number;
}

function useColumns([newest, before]: AgentTestResult[]): Column<Case>[] {
  const { t } = useLingui();
  const answers = (result: AgentTestResult): Column<Case> => {
    const version = result.agent_version;
    return { title: t`Versió ${version}`, onPhone: 'named', cell: ({ at }) => <Answer of={result.turns[at]} hasVerdict={result === before} /> };
  };
  return [
    { title: t`Què se li escriu`, onPhone: 'title', cell: ({ turn }) => <span className={styles.text}>{turn.text}</span> },
    { title: t`S’espera`, onPhone: 'named', cell: ({ turn }) => <Expected of={turn} /> },
    ...(newest ? [answers(newest)] : []),
    ...(newest ? [{ title: t`Resultat`, onPhone: 'side' as const, cell: ({ at }: Case) => <Verdict of={newest.turns[at]} /> }] : []),
    ...(before ? [answers(before)] : []),
  ];
}

/** All that is expected of an answer, in sentences. */
function Expected({ of: { says = [], never_says = [], calls = [], never_calls = [], hands_over } }: { of: Turn }) {
  const wordsOf = useToolWords();
  const titles = (tools: string[]) => tools.map((tool) => wordsOf(tool).title);
  const all: ReactNode[] = [
    ...says.map((value) => <Trans key={value}>Ha de dir «{value}».</Trans>),
    ...never_says.map((value) => <Trans key={value}>No ha de dir «{value}».</Trans>),
    ...titles(calls).map((tool) => <Trans key={tool}>Ha de fer servir «{tool}».</Trans>),
    ...titles(never_calls).map((tool) => <Trans key={tool}>No ha de fer servir «{tool}».</Trans>),
    ...(hands_over === true ? [<Trans key="yes">Ha de continuar una persona.</Trans>] : []),
    ...(hands_over === false ? [<Trans key="no">Ha de continuar l’assistent.</Trans>] : []),
  ];
  if (!all.length) return <Trans>Que respongui.</Trans>;
  return (
    <ul className={styles.list}>
      {all.map((sentence, at) => (
        <li key={at}>{sentence}</li>
      ))}
    </ul>
  );
}

/** What the agent said and did in a turn. */
function Answer({ of: turn, hasVerdict }: { of: AnsweredTestTurn | undefined; hasVerdict: boolean }) {
  const wordsOf = useToolWords();
  if (!turn) return <Trans>No s’hi ha arribat.</Trans>;
  const tools = turn.tools_used.map((tool) => wordsOf(tool).title).join(', ');
  const id = turn.execution_id;
  return (
    <div className={styles.answer}>
      <p className={styles.text}>{turn.answer || '—'}</p>
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
      {id && (
        <p>
          <Link to="." search={(former: object) => ({ ...former, run: id })}>
            <Trans>Mira què ha fet</Trans>
          </Link>
        </p>
      )}
      {hasVerdict && <Verdict of={turn} />}
    </div>
  );
}

/** Whether all of a turn came as expected, and what did not. */
function Verdict({ of: turn }: { of: AnsweredTestTurn | undefined }) {
  if (!turn) return <Badge tone="quiet"><Trans>no passada</Trans></Badge>;
  if (!turn.missed.length) return <Badge tone="good"><Trans>passada</Trans></Badge>;
  return (
    <div className={styles.answer}>
      <Badge tone="bad"><Trans>fallada</Trans></Badge>
      {turn.missed.map((missed, at) => (
        <p key={at} className={styles.missed}>
          <Missed {...missed} />
        </p>
      ))}
    </div>
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
