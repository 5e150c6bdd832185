/** The passages of knowledge that an execution found, as its calls have them. */
import type { AgentExecution } from '@bivelio/sdk';

export interface Quoted {
  title: string;
  text: string;
  document: string | undefined;
  url: string | undefined;
  page: number | undefined;
}

const SEARCH = 'knowledge.search';

/** Each passage once, in the order in which they were found. */
export function passagesIn({ calls = [] }: Pick<AgentExecution, 'calls'>): Quoted[] {
  const found = calls.filter(({ tool }) => tool === SEARCH).flatMap(({ result }) => listOf(result?.['passages']).map(quoted));
  return found.filter(({ title, text }, at) => text && found.findIndex((one) => one.title === title && one.text === text) === at);
}

function quoted(passage: Record<string, unknown>): Quoted {
  const source = objectOf(passage['source']);
  const page = passage['page'];
  return {
    title: textOf(source['title']) ?? textOf(source['url']) ?? '',
    text: textOf(passage['text']) ?? '',
    document: textOf(source['document_id']),
    url: textOf(source['url']),
    page: typeof page === 'number' ? page : undefined,
  };
}

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(objectOf) : []);

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
