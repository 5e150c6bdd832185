/** Tables: columns once, as rows on wide screens and as cards on narrow ones. */
import type { Key, ReactNode } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  /** Its heading; empty for a column of buttons. */
  title: string;
  cell: (row: Row) => ReactNode;
  /** `end` for figures and money; `tight` for what is as narrow as it can be: badges, buttons. */
  as?: 'end' | 'tight';
}

interface TableProps<Row> {
  /** What the table shows, for those who do not see it. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => Key;
  /** Whether the rows are those of before, while others are read. */
  isOld?: boolean;
}

export function Table<Row>({ label, columns, rows, keyOf, isOld }: TableProps<Row>) {
  return (
    <div className={styles.scroll}>
      <table className={`${styles.table} ${isOld ? styles.isOld : ''}`} aria-label={label} aria-busy={isOld}>
        <thead>
          <tr>
            {columns.map(({ title, as }) =>
              title ? (
                <th key={title} scope="col" className={as && styles[as]}>
                  {title}
                </th>
              ) : (
                <td key="" />
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, cell, as }) => (
                <td key={title} data-label={title} className={as && styles[as]}>
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

/** The border around a table and what belongs to it. */
export function TableFrame({ children }: { children: ReactNode }) {
  return <div className={styles.frame}>{children}</div>;
}
