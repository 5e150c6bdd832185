/** A test of an agent as a form has it. What is expected is of the last answer. */
import type { SaveAgentTest } from '@bivelio/sdk';

export interface TestValues extends Record<string, unknown> {
  name: string;
  /** A message on each line. */
  texts: string;
  /** Words on each line. */
  says: string;
  never_says: string;
  /** Names of the agent's tools. */
  calls: string[];
  never_calls: string[];
  front_desk: boolean;
  hands_over: 'any' | 'yes' | 'no';
}

export const NEW_TEST: TestValues = {
  name: '',
  texts: '',
  says: '',
  never_says: '',
  calls: [],
  never_calls: [],
  front_desk: false,
  hands_over: 'any',
};

/** What the API gets. */
export function testOf(values: TestValues, agentId: string): SaveAgentTest {
  const texts = lines(values.texts);
  const last = {
    says: lines(values.says),
    never_says: lines(values.never_says),
    calls: values.calls,
    never_calls: values.never_calls,
    ...(values.front_desk && values.hands_over !== 'any' && { hands_over: values.hands_over === 'yes' }),
  };
  return {
    agent_id: agentId,
    name: values.name,
    front_desk: values.front_desk,
    turns: texts.map((text, at) => ({ text, ...(at === texts.length - 1 && last) })),
  };
}

const lines = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
