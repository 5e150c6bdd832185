/** A JSON text in coloured pieces; the pieces together are the text. */

export interface Piece {
  kind: 'name' | 'string' | 'expression' | 'number' | 'word' | 'plain';
  text: string;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"?|-?\d[\d.eE+-]*|true|false|null|[^"\-\dtfn]+|./gs;

/** Return the pieces of a text, which may be no JSON: it is being typed. */
export function piecesOf(text: string): Piece[] {
  return [...text.matchAll(TOKEN)].flatMap(({ 0: token, index }): Piece[] => {
    if (token.startsWith('"')) {
      const isName = /^\s*:/.test(text.slice(index + token.length, index + token.length + 20));
      return isName ? [{ kind: 'name', text: token }] : stringPieces(token);
    }
    if (/^-?\d/.test(token)) return [{ kind: 'number', text: token }];
    return [{ kind: /^(?:true|false|null)$/.test(token) ? 'word' : 'plain', text: token }];
  });
}

/** A text with the expressions in it apart. */
function stringPieces(token: string): Piece[] {
  return token
    .split(/(\{\{.*?\}\})/s)
    .filter((part) => part !== '')
    .map((part) => ({ kind: part.startsWith('{{') ? 'expression' : 'string', text: part }));
}
