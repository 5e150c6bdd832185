/**
 * The JSON of a definition, by CodeMirror: completion, meanings and faults at their places. It stands in a shadow root: there its
 * styles are sheets that a script makes, where a page would get `<style>` elements, which our content security policy refuses.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState, Transaction } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { Trans, useLingui } from '@lingui/react/macro';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { useShortcuts } from '~/app/shortcuts';
import type { Proposal } from '../../logic/proposals';
import { useTypeName } from '../../words';
import styles from '../editor.module.css';
import { FaultList } from '../fault-list';
import { useSourceTitle } from '../form/value-picker';
import type { EditorHandle } from '../json-editor';
import type { Mark } from '../use-json';
import { changeBetween } from './change';
import { completionOf, type Expressions, expressionsOf, meaningOf } from './help';
import { look } from './look';

interface Props {
  label: string;
  text: string;
  onChange: (text: string) => void;
  /** What undo and redo take back is not the editor's alone. */
  onUndo: (() => void) | undefined;
  onRedo: (() => void) | undefined;
  faults: readonly Mark[];
  /** Called with the offset of the cursor when it moves. */
  onCursor: (offset: number) => void;
  /** What may be typed in an expression at an offset. */
  proposalsAt: (offset: number, field: string) => readonly Proposal[];
  handle: Ref<EditorHandle>;
}

/** Of a change that came from the form beside, or from undo: it is not told again. */
const fromBeside = Annotation.define<true>();

export default function CodeEditor(props: Props) {
  const { label, text, faults, handle } = props;
  const { t } = useLingui();
  const typeName = useTypeName();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  /** Texts that were told and have not come back yet: what is typed meanwhile stays. */
  const told = useRef<string[]>([]);
    const expressions: Expressions = { at: props.proposalsAt, titleOf: useSourceTitle() };
  const latest = useRef({ ...props, typeName, expressions });
  latest.current = { ...props, typeName, expressions };
  const phrases = {
    Diagnostics: t`Errors`,
    'No diagnostics': t`Cap error`,
    close: t`Tanca`,
    Completions: t`Propostes`,
    'folded code': t`codi plegat`,
    unfold: t`desplega`,
    'Fold line': t`Plega la línia`,
    'Unfold line': t`Desplega la línia`,
  };
  const words = useRef(phrases);
  words.current = phrases;

  useLayoutEffect(() => {
    const { current: place } = host;
    if (!place) return undefined;
    const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
    const tell = (next: string) => {
      told.current.push(next);
      latest.current.onChange(next);
    };
    const press = (key: string, does: () => (() => void) | undefined) => {
      const run = () => {
        does()?.();
        return true;
      };
      return { key, run, stopPropagation: true };
    };
    const editor = new EditorView({
      parent: root,
      root,
      doc: latest.current.text,
      extensions: [
        EditorState.phrases.of(words.current),
        EditorView.contentAttributes.of({ 'aria-label': latest.current.label, spellcheck: 'false', tabindex: '0' }),
        lineNumbers(),
        foldGutter(),
        codeFolding(),
        json(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        drawSelection(),
        highlightActiveLine(),
        autocompletion({ override: [expressionsOf(() => latest.current.expressions), completionOf((type) => latest.current.typeName(type))], icons: false }),
        meaningOf((type) => latest.current.typeName(type)),
        // No key of Tab: it leaves the editor, as any field.
        keymap.of([
          press('Mod-z', () => latest.current.onUndo),
          press('Mod-y', () => latest.current.onRedo),
          press('Mod-Shift-z', () => latest.current.onRedo),
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...foldKeymap,
          ...defaultKeymap,
        ]),
        look,
        EditorView.updateListener.of((update) => {
          const isOurs = update.transactions.some((one) => one.docChanged && !one.annotation(fromBeside));
          if (isOurs) tell(update.state.doc.toString());
          if (update.view.hasFocus && (update.selectionSet || isOurs)) latest.current.onCursor(update.state.selection.main.head);
        }),
      ],
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = undefined;
    };
  }, []);

  useLayoutEffect(() => {
    const known = told.current.indexOf(text);
    if (known >= 0) {
      told.current.splice(0, known + 1);
      return;
    }
    const editor = view.current;
    const change = editor && changeBetween(editor.state.doc.toString(), text);
    if (change) editor.dispatch({ changes: change, annotations: [fromBeside.of(true), Transaction.addToHistory.of(false)] });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const end = editor.state.doc.length;
    const marks = faults.map(({ from, to, message }) => ({ from: Math.min(from, end), to: Math.min(Math.max(to, from), end), message, severity: 'error' as const }));
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [faults]);

  const goTo = (offset: number) => {
    const editor = view.current;
    if (!editor) return;
    const at = Math.min(offset, editor.state.doc.length);
    editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    editor.focus();
    host.current?.scrollIntoView({ block: 'nearest' });
  };
  const insert = (added: string, at?: number) => {
    const editor = view.current;
    if (!editor) return;
    if (at !== undefined) goTo(at);
    editor.dispatch(editor.state.replaceSelection(added), { userEvent: 'input.paste' });
    editor.focus();
  };
  useImperativeHandle(handle, () => ({ goTo, insert }));
  useShortcuts([
    { keys: ['Ctrl Space'], does: t`Al JSON: què hi pot anar` },
    { keys: ['F8'], does: t`Al JSON: l’error següent` },
    { keys: ['Tab'], does: t`Al JSON: surt de l’editor` },
  ]);
  return (
    <div className={styles.editor}>
      <p className={styles.label}>{label}</p>
      <div ref={host} className={styles.code} />
      <p className="quiet">
        <Trans>Ctrl Espai diu què hi pot anar; Tab surt de l’editor.</Trans>
      </p>
      <FaultList text={text} faults={faults} onGoTo={goTo} />
    </div>
  );
}
