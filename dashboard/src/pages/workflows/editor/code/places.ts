/** Where in a JSON text a place is, by its syntax tree, which there is also while the text is no JSON. */
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { Part } from '../../logic/definition-schema';

/** A node of the tree; its type is that of the parser, which the editor brings with it. */
export type Node = ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>;

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

/** So many milliseconds it is parsed at once; what is not parsed by then has no help yet. */
const PATIENCE = 200;

/** The innermost node at a place. */
export function nodeAt(state: EditorState, at: number, side: -1 | 0 | 1): Node {
  return (ensureSyntaxTree(state, state.doc.length, PATIENCE) ?? syntaxTree(state)).resolveInner(at, side);
}

/** The text of a string or a name, without its quotes; as it is when it is no JSON. */
export function textOf(state: EditorState, { from, to }: { from: number; to: number }): string {
  const raw = state.sliceDoc(from, to);
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw.replace(/^"|"$/g, '');
  }
}

/** The way to a value: the names and positions from the whole text to it. */
export function wayTo(state: EditorState, value: Node): Part[] {
  const parts: Part[] = [];
  for (let node: Node | null = value; node; node = node.parent) {
    if (node.name === 'Property') {
      const name = node.getChild('PropertyName');
      parts.unshift({ name: name ? textOf(state, name) : '', type: node.parent ? typeIn(state, node.parent) : undefined });
    } else if (node.parent?.name === 'Array' && VALUES.has(node.name)) {
      parts.unshift({ name: positionOf(node), type: undefined });
    }
  }
  return parts;
}

/** What an object says that its type is. */
export function typeIn(state: EditorState, object: Node): string | undefined {
  for (const property of object.getChildren('Property')) {
    const name = property.getChild('PropertyName');
    const value = property.getChild('String');
    if (name && value && textOf(state, name) === 'type') return textOf(state, value);
  }
  return undefined;
}

/** The names that an object has. */
export function namesIn(state: EditorState, object: Node): Set<string> {
  return new Set(object.getChildren('Property').map((property) => {
    const name = property.getChild('PropertyName');
    return name ? textOf(state, name) : '';
  }));
}

/** The object or list around a place. */
export function containerAt(node: Node | null): Node | undefined {
  for (let one = node; one; one = one.parent) if (one.name === 'Object' || one.name === 'Array') return one;
  return undefined;
}

function positionOf(node: Node): number {
  let position = 0;
  for (let before = node.prevSibling; before; before = before.prevSibling) if (VALUES.has(before.name)) position++;
  return position;
}
