/** A step as the menu offers it, with what it reads of the input fitted to an input that is known. */
import { isFields } from './access';
import { insideOf, pathNames, textPieces } from './pieces';
import { type Samples, valueOf } from './values';

type Json = Record<string, unknown>;

export interface Known {
  samples: Samples;
  /** The type of the event that starts the workflow. */
  event?: string | undefined;
}

/** What a step reads and the input does not have is left out, or becomes what was meant: who a contact's event is about. */
export function fitted(step: Json, known: Known): Json {
  return isFields(step['input']) ? { ...step, input: fieldsOf(step['input'], known) } : step;
}

function fieldsOf(fields: Json, known: Known): Json {
  const entries = Object.entries(fields).map(([name, value]) => [name, valueFor(name, value, known)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function valueFor(name: string, value: unknown, known: Known): unknown {
  if (isFields(value)) return fieldsOf(value, known);
  if (typeof value !== 'string' || !value.includes('{{')) return value;
  const kept = textPieces(value).map(({ kind, text }) => (kind === 'text' || isThere(text, known) ? text : meant(name, known)));
  const text = kept.join('');
  return text.trim() === '' ? undefined : text;
}

function isThere(piece: string, { samples }: Known): boolean {
  const names = pathNames(insideOf(piece));
  return names?.[0] !== 'input' || valueOf(names, samples, undefined) !== undefined;
}

const meant = (name: string, { event = '' }: Known) => (name === 'contact_id' && event.startsWith('contact.') ? '{{ input.id }}' : '');
