/** What a server said of a tool when it was accepted, beside what it says now: as text, with all that it hides made visible. */
import type { Agent, McpTool } from '@bivelio/sdk';
import { useRead } from '~/app/use-read';

/** The parts of what a server says that people compare. */
export type Part = 'title' | 'description' | 'parameters' | 'calls' | 'read_only' | 'idempotent';

/** What a server says of a tool. */
export type Words = Pick<McpTool, Part>;

/** A part that is not as it was, as text; what both have at the beginning and at the end is apart. */
export interface ChangedPart {
  part: Part;
  before: string;
  now: string;
  /** How many letters both begin with, and end with. */
  start: number;
  end: number;
}

const PARTS: Part[] = ['title', 'description', 'calls', 'read_only', 'idempotent', 'parameters'];

/** Letters that are not seen, or that change the order of others: all that Unicode calls control, format or private, but for the end of a line. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text of strangers with what nobody would see in it written out. */
export const visible = (text: string) => text.replace(UNSEEN, (letter) => `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);

/** The parts that differ between what a server said of a tool and what it says now. */
export function changedParts(before: Words, now: Words): ChangedPart[] {
  return PARTS.flatMap((part) => {
    const [was, is] = [textOf(before[part]), textOf(now[part])];
    return was === is ? [] : [{ part, before: was, now: is, ...shared(was, is) }];
  });
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return visible(typeof value === 'string' ? value : JSON.stringify(inOrder(value), null, 2));
}

/** JSON with the names of each object in order: that they stand in another one changes nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, each]) => [name, inOrder(each)]));
}

/** How much two texts have in common at both ends, in whole words. */
function shared(one: string, other: string): { start: number; end: number } {
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  while (start > 0 && isLetter(one[start - 1])) start--;
  let end = 0;
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  while (end > 0 && isLetter(one.at(-end))) end--;
  return { start, end };
}

const isLetter = (letter: string | undefined) => letter !== undefined && /\S/.test(letter);

/** What the tools of an agent were granted with, by their names; read when one of them has changed. */
export function useGrantedWords(agentId: string | undefined) {
  return useRead<Agent>(['agents.get', agentId, 'words'], (client) => client.agents.get({ agent_id: agentId ?? '', server_words: true }), { enabled: agentId !== undefined });
}

