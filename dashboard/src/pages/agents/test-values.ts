/** A test of an agent as a form has it, and back: what is written, and what is expected of each answer. */
import type { AgentTest, SaveAgentTest } from '@bivelio/sdk';

/** The most messages that a test may have. */
export const MOST_TURNS = 10;

/** A message, and what is expected of the answer to it. */
export interface TurnValues {
  text: string;
  /** Words on each line. */
  says: string;
  never_says: string;
  /** Names of tools. */
  calls: string[];
  never_calls: string[];
  /** Of the front desk alone. */
  hands_over: 'any' | 'yes' | 'no';
}

export interface TestValues extends Record<string, unknown> {
  name: string;
  front_desk: boolean;
  turns: TurnValues[];
}

export const NEW_TURN: TurnValues = { text: '', says: '', never_says: '', calls: [], never_calls: [], hands_over: 'any' };

/** The values of a form: those of a test, or of a new one. */
export function testValuesOf(test?: AgentTest): TestValues {
  return {
    name: test?.name ?? '',
    front_desk: test?.front_desk ?? false,
    turns: test?.turns.map(turnValuesOf) ?? [NEW_TURN],
  };
}

function turnValuesOf({ text, says = [], never_says = [], calls = [], never_calls = [], hands_over }: AgentTest['turns'][number]): TurnValues {
  const goesOn = typeof hands_over !== 'boolean' ? 'any' : hands_over ? 'yes' : 'no';
  return { text, says: says.join('\n'), never_says: never_says.join('\n'), calls, never_calls, hands_over: goesOn };
}

/** What the API gets. */
export function testOf({ name, front_desk, turns }: TestValues, agentId: string): SaveAgentTest {
  return {
    agent_id: agentId,
    name,
    front_desk,
    turns: turns.map(({ text, says, never_says, calls, never_calls, hands_over }) => ({
      text: text.trim(),
      says: lines(says),
      never_says: lines(never_says),
      calls,
      never_calls,
      ...(front_desk && hands_over !== 'any' && { hands_over: hands_over === 'yes' }),
    })),
  };
}

/** Whether anything is expected of an answer. */
export const isExpectant = ({ says, never_says, calls, never_calls, hands_over }: TurnValues) =>
  Boolean(says || never_says || calls.length || never_calls.length) || hands_over !== 'any';

/** The tools to choose from: those that the agent has, and those that the test names and the agent has no more. */
export const toolsFor = (own: string[], turns: TurnValues[]): string[] => [
  ...new Set([...own, ...turns.flatMap(({ calls, never_calls }) => [...calls, ...never_calls])]),
];

const lines = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
