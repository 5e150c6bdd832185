// Colours code without adding markup: the browser paints ranges of text (CSS Custom Highlight API). Where a browser cannot, code
// stays plain.
type Kind = 'note' | 'string' | 'name' | 'word' | 'number';

const JSON_LIKE = /(?<name>"(?:[^"\\\n]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\\n]|\\.)*")|(?<word>\b(?:true|false|null)\b)|(?<number>-?\b\d+(?:\.\d+)?\b)/g;
const RULES: Record<string, RegExp> = {
  json: JSON_LIKE,
  bash: /(?<note>(?<=^|\s)#.*)|(?<string>'[^']*'|"(?:[^"\\]|\\.)*")|(?<word>\b(?:curl|export|make|npm|pip|python3?)\b)|(?<name>(?<=\s)--?[A-Za-z][\w-]*)/gm,
  python: /(?<note>#.*)|(?<string>"""[\s\S]*?"""|f?"(?:[^"\\\n]|\\.)*"|f?'(?:[^'\\\n]|\\.)*')|(?<word>\b(?:from|import|def|class|return|for|in|if|elif|else|try|except|raise|with|as|while|not|and|or|is|await|async|lambda|yield|None|True|False)\b)|(?<name>\b\w+(?==[^=]))|(?<number>\b\d+(?:\.\d+)?\b)/g,
  javascript: /(?<note>\/\/.*)|(?<string>`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<word>\b(?:import|from|const|let|await|async|function|return|for|of|if|else|try|catch|throw|new|null|true|false|typeof|export)\b)|(?<name>\b\w+(?=:))|(?<number>\b\d+(?:\.\d+)?\b)/g,
};
const SAME: Record<string, string> = { sh: 'bash', js: 'javascript', ts: 'javascript', mjs: 'javascript', py: 'python' };

/** Colour the code blocks below an element. */
export function highlight(root: ParentNode): void {
  if (!('highlights' in CSS)) return;
  for (const code of root.querySelectorAll<HTMLElement>('pre code')) {
    const language = code.className.match(/language-(\w+)/)?.[1] ?? code.closest('pre')?.dataset.language ?? '';
    const rule = RULES[SAME[language] ?? language];
    const text = code.firstChild;
    if (!rule || !(text instanceof Text) || code.childNodes.length !== 1) continue;
    for (const found of text.data.matchAll(rule)) {
      const kind = Object.keys(found.groups!).find((name) => found.groups![name] !== undefined) as Kind;
      const range = new Range();
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].length);
      if (!CSS.highlights.has(kind)) CSS.highlights.set(kind, new Highlight());
      CSS.highlights.get(kind)!.add(range);
    }
  }
}
