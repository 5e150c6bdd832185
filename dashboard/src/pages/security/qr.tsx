/** A QR code as a drawing: one path of squares, with the quiet zone of four around it that readers want. */
import { encode } from 'uqr';
import styles from './security.module.css';

const QUIET = 4;

/** `label` says what it is to those who do not see it. */
export default function Qr({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const squares = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')));
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <path d={squares.join('')} fill="currentColor" />
    </svg>
  );
}
