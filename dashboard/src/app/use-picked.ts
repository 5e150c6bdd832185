/** The rows of a list that are picked, on any of its pages; with other filters they are other rows, and none is picked. */
import { useEffect, useState } from 'react';
import type { Picking } from '~/ui/table';

export interface Picked<Row> {
  rows: Row[];
  clear: () => void;
  /** For `<ListView picking>`. */
  picking: Picking<Row>;
}

/** `asked` is what the list is asked with. */
export function usePicked<Row extends { id: string }>(asked: object, nameOf: (row: Row) => string): Picked<Row> {
  const [picked, setPicked] = useState<ReadonlyMap<string, Row>>(new Map());
  const place = JSON.stringify(asked);
  useEffect(() => setPicked(new Map()), [place]);
  const pick = (rows: Row[], isPicked: boolean) =>
    setPicked((former) => {
      const next = new Map(former);
      for (const row of rows) isPicked ? next.set(row.id, row) : next.delete(row.id);
      return next;
    });
  return { rows: [...picked.values()], clear: () => setPicked(new Map()), picking: { isPicked: ({ id }) => picked.has(id), pick, nameOf } };
}
