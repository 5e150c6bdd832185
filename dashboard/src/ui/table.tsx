/** Tables: columns once, as rows on wide screens and as cards on narrow ones. */
import { useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Key, ReactNode } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  /** Its heading; empty for a column of buttons. */
  title: string;
  cell: (row: Row) => ReactNode;
  /** `end` for figures and money; `tight` for what is as narrow as it can be: badges, buttons. */
  as?: 'end' | 'tight';
  /** Its name in the address, where people choose the columns. */
  key?: string;
  /** The order of the list by it, as the API names it. */
  order?: string;
  /**
   * Where it stands on a phone, in a list whose rows are cards of two lines: the `title`, at its `side`, or in the `line` below
   * both, there perhaps `named` by its heading. Columns of such a list that say nothing of it are not there; a list of which
   * none does has its names and values.
   */
  onPhone?: 'title' | 'side' | 'line' | 'named';
}

/** Rows that are picked, to do something with all of them. */
export interface Picking<Row> {
  isPicked: (row: Row) => boolean;
  pick: (rows: Row[], isPicked: boolean) => void;
  nameOf: (row: Row) => string;
}

/** The order of a list: `name`, or `-name` for the reverse; undefined for its own. */
export interface Sorting {
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
}

interface TableProps<Row> {
  /** What the table shows, for those who do not see it. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => Key;
  /** Whether the rows are those of before, while others are read. */
  isOld?: boolean;
  picking?: Picking<Row> | undefined;
  sorting?: Sorting | undefined;
}

export function Table<Row>({ label, columns, rows, keyOf, isOld, picking, sorting }: TableProps<Row>) {
  const { t } = useLingui();
  const isAll = rows.length > 0 && rows.every((row) => picking?.isPicked(row));
  const areCards = columns.some(({ onPhone }) => onPhone);
  return (
    <div className={styles.scroll}>
      <table className={`${styles.table} ${areCards ? styles.cards : ''} ${isOld ? styles.isOld : ''}`} aria-label={label} aria-busy={isOld}>
        <thead>
          <tr>
            {picking && (
              <td className={styles.pick} data-all={t`Selecciona tota la pàgina`}>
                <input type="checkbox" aria-label={t`Selecciona tota la pàgina`} checked={isAll} onChange={() => picking.pick(rows, !isAll)} />
              </td>
            )}
            {columns.map(({ title, as, order }) =>
              title ? (
                <th key={title} scope="col" className={as && styles[as]} aria-sort={order && sorting ? directionOf(sorting.sort, order) : undefined}>
                  {order && sorting ? <SortButton title={title} order={order} {...sorting} /> : title}
                </th>
              ) : (
                <td key="" />
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-picked={picking?.isPicked(row) || undefined}>
              {picking && (
                <td className={styles.pick}>
                  <input
                    type="checkbox"
                    aria-label={t`Selecciona ${picking.nameOf(row)}`}
                    checked={picking.isPicked(row)}
                    onChange={() => picking.pick([row], !picking.isPicked(row))}
                  />
                </td>
              )}
              {columns.map(({ title, cell, as, onPhone }) => (
                <td key={title} data-label={title} data-phone={onPhone} className={as && styles[as]}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function directionOf(sort: string | undefined, order: string): 'ascending' | 'descending' | 'none' {
  return sort === order ? 'ascending' : sort === `-${order}` ? 'descending' : 'none';
}

/** A heading that orders the list: upwards, downwards, and as it was. On a phone `<OrderFilter>` does, as headings are not seen there. */
function SortButton({ title, order, sort, onSort }: Sorting & { title: string; order: string }) {
  const direction = directionOf(sort, order);
  const next = { none: order, ascending: `-${order}`, descending: undefined }[direction];
  return (
    <>
      <button type="button" className={styles.sort} onClick={() => onSort(next)}>
        {title}
        {direction === 'ascending' && <ArrowUp aria-hidden />}
        {direction === 'descending' && <ArrowDown aria-hidden />}
      </button>
      <span className={styles.said}>{title}</span>
    </>
  );
}

/** The names of rows that are picked, with those of others too, or without them. */
export function withRows(picked: ReadonlySet<string>, names: string[], isPicked: boolean): ReadonlySet<string> {
  const next = new Set(picked);
  for (const name of names) isPicked ? next.add(name) : next.delete(name);
  return next;
}

/** What a row is called, with what there is to know of it in lines below. */
export function Named({ children }: { children: ReactNode }) {
  return <div className={styles.named}>{children}</div>;
}

/** The border around a table and what belongs to it. */
export function TableFrame({ children }: { children: ReactNode }) {
  return <div className={styles.frame}>{children}</div>;
}
