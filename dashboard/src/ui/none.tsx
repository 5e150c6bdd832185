/** What stands where there is nothing: a dash, or a word for it. On a phone, cards leave out what has none. */
import type { ReactNode } from 'react';

export function None({ children = '–' }: { children?: ReactNode }) {
  return <span className="none quiet">{children}</span>;
}
