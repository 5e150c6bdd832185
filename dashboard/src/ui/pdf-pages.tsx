/**
 * The pages of a PDF as pictures, with the words marked that a value was read from. It is drawn by pdf.js in the page itself:
 * a worker would need an address that the content security policy (trusted types) lets nobody make.
 */
import { useLingui } from '@lingui/react/macro';
import { getDocument, type PDFDocumentProxy, type PDFPageProxy, Util } from 'pdfjs-dist';
import 'pdfjs-dist/build/pdf.worker.min.mjs';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Box, marksOf, type Piece } from './evidence';
import styles from './file-view.module.css';
import { Loading } from './loading';

/** More pages are looked at in a tab of their own. */
const MOST_PAGES = 20;
const SHARPEST = 2;

export interface Place {
  /** The page, from 1. */
  page: number;
  words: string;
}

interface PdfPagesProps {
  file: Blob;
  title: string;
  place?: Place | undefined;
  /** What stands there where it cannot be drawn. */
  otherwise: ReactNode;
}

export default function PdfPages({ file, title, place, otherwise }: PdfPagesProps) {
  const [pages, setPages] = useState<PDFPageProxy[]>();
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const opened = opening(file);
    let isLeft = false;
    opened.then(pagesOf).then(
      (found) => !isLeft && setPages(found),
      () => !isLeft && setBroken(true),
    );
    return () => {
      isLeft = true;
      void opened.then((pdf) => pdf.loadingTask.destroy(), () => undefined);
    };
  }, [file]);
  if (isBroken) return otherwise;
  return (
    <section className={styles.pages} aria-label={title} tabIndex={0}>
      {pages ? pages.map((page) => <Page key={page.pageNumber} of={page} words={place?.page === page.pageNumber ? place.words : undefined} />) : <Loading lines={8} />}
    </section>
  );
}

async function opening(file: Blob): Promise<PDFDocumentProxy> {
  const data = new Uint8Array(await file.arrayBuffer());
  return getDocument({ data, useWasm: false, disableWorkerRendering: true, verbosity: 0 }).promise;
}

async function pagesOf(pdf: PDFDocumentProxy): Promise<PDFPageProxy[]> {
  const count = Math.min(pdf.numPages, MOST_PAGES);
  return Promise.all(Array.from({ length: count }, (_, at) => pdf.getPage(at + 1)));
}

function Page({ of: page, words }: { of: PDFPageProxy; words: string | undefined }) {
  const { t } = useLingui();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pieces, setPieces] = useState<Piece[]>([]);
  useEffect(() => {
    const { current } = canvas;
    if (!current) return undefined;
    const drawing = drawn(page, current);
    drawing.promise.catch(() => undefined); // it was cancelled, or a part of it cannot be drawn: the rest is there
    let isLeft = false;
    piecesOf(page).then(
      (found) => !isLeft && setPieces(found),
      () => undefined, // a picture without text: nothing is marked
    );
    return () => {
      isLeft = true;
      drawing.cancel();
    };
  }, [page]);
  const marks = words ? marksOf(pieces, words) : [];
  return (
    <div className={styles.page}>
      <canvas ref={canvas} role="img" aria-label={t`Pàgina ${page.pageNumber}`} />
      <p className="for-readers">{pieces.map(({ text }) => text).join(' ')}</p>
      {marks.map((box, at) => (
        <Mark key={`${words} ${at}`} box={box} isFirst={at === 0} />
      ))}
    </div>
  );
}

/** The first one is brought into sight, within the pages alone. */
function Mark({ box, isFirst }: { box: Box; isFirst: boolean }) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const pages = isFirst && mark.current?.closest('section');
    if (!pages || !mark.current) return;
    const [here, whole] = [mark.current.getBoundingClientRect(), pages.getBoundingClientRect()];
    pages.scrollBy({ top: here.top - whole.top - whole.height / 3 });
  }, [isFirst]);
  const share = (part: number) => `${part * 100}%`;
  return <div ref={mark} data-mark className={styles.mark} style={{ left: share(box.left), top: share(box.top), width: share(box.width), height: share(box.height) }} />;
}

function drawn(page: PDFPageProxy, canvas: HTMLCanvasElement) {
  const unscaled = page.getViewport({ scale: 1 });
  const scale = (canvas.clientWidth * Math.min(devicePixelRatio, SHARPEST)) / unscaled.width;
  const viewport = page.getViewport({ scale });
  [canvas.width, canvas.height] = [Math.round(viewport.width), Math.round(viewport.height)];
  return page.render({ canvas, viewport });
}

/** The text of a page with its places, in shares of the page. */
async function piecesOf(page: PDFPageProxy): Promise<Piece[]> {
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  return items.flatMap((item) => {
    if (!('str' in item) || !item.str) return [];
    const [, , third, fourth, left, bottom] = Util.transform(viewport.transform, item.transform) as [number, number, number, number, number, number];
    const height = Math.hypot(third, fourth);
    return [{ text: item.str, left: left / viewport.width, top: (bottom - height) / viewport.height, width: item.width / viewport.width, height: (height * 1.2) / viewport.height }];
  });
}
