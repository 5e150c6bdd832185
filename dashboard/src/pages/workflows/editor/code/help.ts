/** Completion, and what a name means under the mouse, by the schema of a definition. */
import { type Completion, type CompletionContext, type CompletionResult, startCompletion } from '@codemirror/autocomplete';
import type { EditorState } from '@codemirror/state';
import { type EditorView, hoverTooltip } from '@codemirror/view';
import KNOWN from 'virtual:definition-schema';
import { EVENT_TYPE_NAMES, eventName } from '~/app/event-types';
import { emptyOf, fieldsAt, type Known, knownAt, type Part, type Sources, valuesAt } from '../../logic/definition-schema';
import type { Schema, Schemas } from '../../logic/schema';
import { choiceWord, fieldHelp, fieldWord } from '../form/field-words';
import { STEP_TYPES, typeOfStep } from '../form/catalogue';
import { isClosedAfter, type Proposal, typedAt, typedInWhole } from '../../logic/proposals';
import type { Source } from '../../logic/values';
import { sampleText } from '../form/value-picker';
import { containerAt, namesIn, type Node, nodeAt, textOf, wayTo } from './places';

/** A type of step in words. */
export type TypeName = (type: string) => string;

const SOURCES: Sources = { definition: KNOWN.definition as Schema, step: KNOWN.step as Schema, schemas: KNOWN.schemas as Schemas, typeOf: typeOfStep, types: STEP_TYPES };
const WORD = /^[\w.-]*$/;
const isText = ({ name }: Node) => name === 'String' || name === 'PropertyName';

/** Fields whose whole text is an expression. */
const EXPRESSIONS = new Set(['when', 'if', 'filter']);
const OF_EXPRESSION = /^[\w."[\]]*$/;

/** What may be typed in an expression of a field at a place of the text, and where values come from. */
export interface Expressions {
  at: (offset: number, field: string) => readonly Proposal[];
  titleOf: (source: Source) => string;
}

/** What may stand at the cursor inside `{{ }}`, or in a field that is an expression. */
export function expressionsOf(known: () => Expressions) {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const node = nodeAt(state, pos, -1);
    if (node.name !== 'String' || pos <= node.from) return null;
    const [start, text] = [node.from + 1, state.sliceDoc(node.from + 1, node.to)];
    const field = String(wayTo(state, node).at(-1)?.name);
    const isWhole = EXPRESSIONS.has(field);
    const typed = isWhole ? typedInWhole(text, pos - start) : typedAt(text, pos - start);
    if (!typed || (isWhole && !typed.word && !explicit)) return null;
    const { at, titleOf } = known();
    const options = at(pos, field).map(({ text: label, source, sample, signature }): Completion => ({
      label,
      type: signature ? 'function' : 'variable',
      detail: signature ? '' : sampleText(sample),
      ...(signature && { info: signature }),
      ...(source && { section: { name: titleOf(source) } }),
      apply: (view, _, from, to) => putExpression(view, label, from, to, isWhole),
    }));
    return { from: start + typed.wordFrom, options, validFor: OF_EXPRESSION };
  };
}

/** Put a name in its expression, and the braces that end it where there are none; the cursor stays in what is called. */
function putExpression(view: EditorView, name: string, from: number, to: number, isWhole: boolean): void {
  const { state } = view;
  const before = state.sliceDoc(Math.max(0, from - 2), from) === '{{' ? ' ' : '';
  const rest = state.sliceDoc(to, nodeAt(state, to, -1).to).replace(/"$/, ''); // of the text alone: JSON has braces of its own
  const after = isWhole || isClosedAfter(rest, 0) ? '' : ' }}';
  const inserted = JSON.stringify(name).slice(1, -1);
  const end = from + before.length + inserted.length;
  const cursor = name.endsWith('()') ? end - 1 : end + after.length;
  view.dispatch({ changes: { from, to, insert: before + inserted + after }, selection: { anchor: cursor }, userEvent: 'input.complete' });
}

/** What may stand at the cursor. */
export function completionOf(typeName: TypeName) {
  return async ({ state, pos, explicit }: CompletionContext): Promise<CompletionResult | null> => {
    const node = nodeAt(state, pos, -1);
    const isInside = isText(node) && node.from < pos && (pos < node.to || !state.sliceDoc(node.from + 1, node.to).endsWith('"'));
    if (!isInside && !explicit) return null;
    const before = state.sliceDoc(0, isInside ? node.from : pos).trimEnd().at(-1);
    const object = containerAt(isInside ? node.parent : node);
    const from = isInside ? node.from + 1 : pos;
    if (object?.name === 'Object' && before !== ':') {
      const known = await knownAt(wayTo(state, object), SOURCES);
      return known ? { from, options: fieldOptions(known, namesIn(state, object), isInside ? textOf(state, node) : undefined), validFor: WORD } : null;
    }
    const parts = before === ':' ? wayTo(state, propertyAt(node) ?? node) : object?.name === 'Array' ? wayToItem(state, object, pos) : undefined;
    const known = parts && (await knownAt(parts, SOURCES));
    return known ? { from, options: valueOptions(known, parts, typeName), validFor: WORD } : null;
  };
}

function propertyAt(node: Node): Node | undefined {
  for (let one: Node | null = node; one; one = one.parent) if (one.name === 'Property') return one;
  return undefined;
}

/** The way to the element of a list that a place is in or would be. */
function wayToItem(state: EditorState, list: Node, at: number): Part[] {
  let position = 0;
  for (let one = list.firstChild; one && one.to < at; one = one.nextSibling) if (one.name === ',') position++;
  return [...wayTo(state, list), { name: position, type: undefined }];
}

function fieldOptions(known: Known, taken: Set<string>, typed: string | undefined): Completion[] {
  return fieldsAt(known)
    .filter(({ name }) => name === typed || !taken.has(name))
    .map(({ name, schema, isRequired }) => {
      const info = fieldHelp(name, known.type, schema.description);
      return { label: name, detail: fieldWord(name, known.type), type: 'property', boost: isRequired ? 1 : 0, ...(info && { info }), apply: (view, _, from, to) => putField(view, name, emptyOf(schema, known.schemas), from, to) };
    });
}

function valueOptions(known: Known, parts: readonly Part[], typeName: TypeName): Completion[] {
  const name = parts.at(-1)?.name;
  const isType = name === 'type' && typeof parts.at(-2)?.name === 'number';
  if (name === 'event') return EVENT_TYPE_NAMES.map((one) => ({ label: one, detail: eventName(one), type: 'enum', apply: putting(JSON.stringify(one)) }));
  const wordOf = (value: string) => (isType ? typeName(value) : choiceWord(value));
  return valuesAt(known).map((json) => {
    const label = json.replace(/^"|"$/g, '');
    const word = wordOf(label);
    return { label, type: isType ? 'class' : 'enum', ...(word !== label && { detail: word }), apply: putting(json) };
  });
}

/** The quotes around what was typed are part of what is replaced. */
function quoted({ state }: EditorView, from: number, to: number): { from: number; to: number } {
  return { from: state.sliceDoc(from - 1, from) === '"' ? from - 1 : from, to: state.sliceDoc(to, to + 1) === '"' ? to + 1 : to };
}

function putting(json: string): Completion['apply'] {
  return (view, _, from, to) => {
    const range = quoted(view, from, to);
    view.dispatch({ changes: { ...range, insert: json }, selection: { anchor: range.from + json.length }, userEvent: 'input.complete' });
  };
}

/** Put a field with the beginning of its value, and the commas that it needs. A name whose value is there is only replaced. */
function putField(view: EditorView, name: string, value: string, from: number, to: number): void {
  const { state } = view;
  const range = quoted(view, from, to);
  const [before, after] = [state.sliceDoc(0, range.from), state.sliceDoc(range.to).trimStart()];
  const key = JSON.stringify(name);
  if (after.startsWith(':')) {
    view.dispatch({ changes: { ...range, insert: key }, userEvent: 'input.complete' });
    return;
  }
  const end = before.trimEnd();
  const comma = /[{,]$/.test(end) ? [] : [{ from: end.length, insert: ',' }];
  const text = `${key}: ${value}${after.startsWith('"') ? ',' : ''}`;
  const cursor = range.from + comma.length + text.indexOf('|');
  view.dispatch({ changes: [...comma, { ...range, insert: text.replace('|', '') }], selection: { anchor: cursor }, userEvent: 'input.complete' });
  startCompletion(view);
}

/** What the name of a field, a type of step or an event means. */
export function meaningOf(typeName: TypeName) {
  return hoverTooltip(async (view, pos) => {
    const node = nodeAt(view.state, pos, 0);
    const said = isText(node) ? await meaning(view.state, node, typeName) : undefined;
    if (!said) return null;
    const create = () => {
      const dom = document.createElement('div');
      dom.className = 'cm-meaning';
      const title = document.createElement('strong');
      title.textContent = said.title;
      dom.append(title);
      if (said.text) dom.append(document.createElement('br'), said.text);
      return { dom };
    };
    return { pos: node.from, end: node.to, above: true, create };
  });
}

export async function meaning(state: EditorState, node: Node, typeName: TypeName): Promise<{ title: string; text?: string | undefined } | undefined> {
  const parts = wayTo(state, node);
  const known = await knownAt(parts, SOURCES);
  const name = parts.at(-1)?.name;
  if (!known || typeof name !== 'string') return undefined;
  if (node.name === 'PropertyName') return { title: fieldWord(name, known.type), text: fieldHelp(name, known.type, known.schema.description) };
  const value = textOf(state, node);
  if (name === 'event') return { title: eventName(value) };
  if (name !== 'type' || !STEP_TYPES.includes(value)) return undefined;
  return { title: typeName(value), text: fieldHelp('', '', (await typeOfStep(value))?.summary) };
}
