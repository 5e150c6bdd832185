/** How the editor of a definition looks: by the tokens of the dashboard, so in both themes. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Decoration, type DecorationSet, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--bv-ink-body)', backgroundColor: 'var(--bv-sunken)', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--bv-mono)', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--bv-ink)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--bv-ink)' },
  '.cm-gutters': { color: 'var(--bv-ink-quiet)', backgroundColor: 'var(--bv-sunken)', borderRight: '1px solid var(--bv-line-soft)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--bv-raised)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--bv-accent) 35%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--bv-ink-quiet)' },
  '.cm-expression, .cm-expression *': { color: 'var(--bv-code-word)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bv-danger)', textUnderlineOffset: '3px' },
  '.cm-tooltip': { color: 'var(--bv-ink)', backgroundColor: 'var(--bv-raised)', border: '1px solid var(--bv-line-strong)', borderRadius: 'var(--bv-radius)', maxWidth: 'min(32rem, 90vw)' },
  '.cm-meaning': { padding: '6px 10px', fontFamily: 'var(--bv-font)', fontSize: 'var(--bv-text-sm)' },
  '.cm-diagnostic': { color: 'var(--bv-ink)', fontFamily: 'var(--bv-font)', fontSize: 'var(--bv-text-sm)' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--bv-danger)' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--bv-accent-ink)', backgroundColor: 'var(--bv-accent)' },
  '.cm-completionDetail': { color: 'inherit', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-completionInfo': { padding: '6px 10px', fontSize: 'var(--bv-text-sm)' },
  '.cm-foldPlaceholder': { color: 'var(--bv-ink)', backgroundColor: 'var(--bv-raised)', border: '1px solid var(--bv-line-strong)' },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--bv-code-name)' },
  { tag: tags.string, color: 'var(--bv-code-string)' },
  { tag: tags.number, color: 'var(--bv-code-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--bv-code-word)' },
]);

const expression = new MatchDecorator({ regexp: /\{\{.*?\}\}/g, decoration: Decoration.mark({ class: 'cm-expression' }) });

/** Expressions in texts stand out. */
const expressions = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = expression.createDeco(view);
    }

    update(update: ViewUpdate) {
      this.decorations = expression.updateDeco(update, this.decorations);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

export const look = [theme, syntaxHighlighting(colours), expressions];
