/** Where words stand on a page: the pieces of text that a PDF is made of, and the boxes around what is looked for. */

/** A piece of text and its box, in shares of the page. */
export interface Piece extends Box {
  text: string;
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** An extraction joins cells of a line by spaces and lines by a stroke; neither is on the page. */
const SEAMS = /\s+\/\s+|\s{2,}/;

interface Letter {
  piece: Piece;
  at: number;
}

/** The boxes around the words that a value was read from; none where the page has them not. */
export function marksOf(pieces: Piece[], evidence: string): Box[] {
  const letters = pieces.flatMap((piece) => Array.from(piece.text, (letter, at) => ({ letter, piece, at })).filter(({ letter }) => letter.trim()));
  const page = letters.map(({ letter }) => plain(letter)).join('');
  const boxes = evidence.split(SEAMS).flatMap((part) => {
    const words = Array.from(part).map(plain).join('').replaceAll(/\s/g, '');
    const start = words ? page.indexOf(words) : -1;
    return start < 0 ? [] : boxesOf(letters.slice(start, start + words.length));
  });
  return boxes;
}

/** One letter for each letter, without case, so that places stay what they are. */
const plain = (letter: string) => letter.toLowerCase().charAt(0);

/** A box for each piece that the letters are of: the part of it that they take. */
function boxesOf(letters: Letter[]): Box[] {
  const ends = new Map<Piece, { from: number; to: number }>();
  for (const { piece, at } of letters) ends.set(piece, { from: ends.get(piece)?.from ?? at, to: at + 1 });
  return Array.from(ends, ([{ text, left, top, width, height }, { from, to }]) => {
    const letter = width / text.length;
    return { left: left + letter * from, top, width: letter * (to - from), height };
  });
}
