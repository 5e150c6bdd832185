/** A card of Home: a heading that leads to the whole list, and what is in it at a glance. Each reads and fails by itself. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Figure } from '~/ui/money';
import page from '~/ui/page.module.css';
import styles from './start.module.css';

interface GlanceProps<T> {
  title: ReactNode;
  /** The link to the list of all. */
  all: ReactNode;
  query: UseQueryResult<T>;
  /** How many there are, where the heading says so. */
  count?: (data: T) => number;
  children: (data: T) => ReactNode;
}

export function Glance<T>({ title, all, query, count, children }: GlanceProps<T>) {
  const id = useId();
  return (
    <section className={`${page.card} ${styles.glance}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          {title}
          {count && query.data !== undefined && !query.error && <Count of={count(query.data)} />}
        </h2>
        {all}
      </header>
      {query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Loading lines={3} />
      ) : (
        children(query.data)
      )}
    </section>
  );
}

function Count({ of: count }: { of: number }) {
  return count > 0 ? (
    <span className={styles.count}>
      <Figure value={count} />
    </span>
  ) : null;
}

/** Some lines, each a link, or what is said when there are none. */
export function Lines<Item>({ items, empty, children }: { items: Item[]; empty: ReactNode; children: (item: Item) => ReactNode }) {
  if (!items.length) return <p className={styles.nothing}>{empty}</p>;
  return <ul className={styles.lines}>{items.map(children)}</ul>;
}
