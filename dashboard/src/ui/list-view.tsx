/** A list in each of its states: being read, failed, empty, with rows and numbered pages. For `useList` and `useFeed`. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Key, ReactNode } from 'react';
import { apiError } from '~/app/queries';
import type { Pagination } from '~/app/use-list';
import { Button } from './button';
import { ErrorState } from './error-state';
import { KeepTyping } from './filters';
import { Loading } from './loading';
import { type Column, type Picking, type Sorting, Table, TableFrame } from './table';
import styles from './table.module.css';

interface List<Row> {
  items: Row[];
  pagination?: Pagination | undefined;
  isPending: boolean;
  isPlaceholderData?: boolean;
  error: unknown;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

interface ListViewProps<Row> {
  list: List<Row>;
  label: string;
  columns: Column<Row>[];
  keyOf: (row: Row) => Key;
  /** What stands there when there is none: an `<Empty>` that says what to do. */
  empty: ReactNode;
  /** What stands there when the filters find none. */
  isFiltered?: boolean;
  clearFilters?: () => void;
  picking?: Picking<Row> | undefined;
  sorting?: Sorting | undefined;
}

export function ListView<Row>({ list, label, columns, keyOf, empty, isFiltered, clearFilters, picking, sorting }: ListViewProps<Row>) {
  if (hasNoWord(list.error)) return <NoWord />;
  if (list.error) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending) return <TableFrame>{<Loading lines={8} />}</TableFrame>;
  if (!list.items.length && isFiltered) return <NothingFound clear={clearFilters} />;
  if (!list.items.length && (list.pagination?.page ?? 1) === 1) return <TableFrame>{empty}</TableFrame>;
  return (
    <TableFrame>
      <Table label={label} columns={columns} rows={list.items} keyOf={keyOf} isOld={list.isPlaceholderData ?? false} picking={picking} sorting={sorting} />
      {list.pagination && <Pages {...list.pagination} />}
      {list.hasNextPage && (
        <div className={styles.pages}>
          <Button onClick={() => void list.fetchNextPage?.()} disabled={list.isFetchingNextPage}>
            <Trans>Mostra’n més</Trans>
          </Button>
        </div>
      )}
    </TableFrame>
  );
}

/** Whether the search has no word yet that the API searches by: `a b`. */
function hasNoWord(error: unknown): boolean {
  return apiError(error)?.errors.some(({ field, constraint }) => field === 'search' && constraint === 'min_length') ?? false;
}

function NoWord() {
  return (
    <TableFrame>
      <div className={styles.pages}>
        <span role="status">
          <KeepTyping />
        </span>
      </div>
    </TableFrame>
  );
}

function NothingFound({ clear }: { clear: (() => void) | undefined }) {
  return (
    <TableFrame>
      <div className={styles.pages}>
        <span role="status">
          <Trans>Cap resultat amb aquests filtres.</Trans>
        </span>
        {clear && (
          <Button onClick={clear}>
            <Trans>Treu els filtres</Trans>
          </Button>
        )}
      </div>
    </TableFrame>
  );
}

/** Links to the pages of a list: the parameter `page` of the address. */
export function Pages({ page, total, total_pages: last }: Pagination) {
  const { t } = useLingui();
  return (
    <div className={styles.pages}>
      <span className="number">
        <Plural value={total} one="# resultat" other="# resultats" />
      </span>
      {last > 1 && (
        <nav aria-label={t`Pàgines`}>
          <ol className={styles.numbers}>
            {numbersOf(page, last).map((number, at) => (
              <li key={number ?? `gap-${at}`}>
                {number === undefined ? (
                  <span>…</span>
                ) : (
                  <Link
                    to="."
                    search={(former: object) => ({ ...former, page: number === 1 ? undefined : number })}
                    aria-current={number === page ? 'page' : undefined}
                    aria-label={t`Pàgina ${number}`}
                  >
                    {number}
                  </Link>
                )}
              </li>
            ))}
          </ol>
        </nav>
      )}
    </div>
  );
}

/** The numbers to show: the first, the last and those around this one; undefined for a gap. */
export function numbersOf(page: number, last: number): (number | undefined)[] {
  const wanted = [1, page - 1, page, page + 1, last].filter((number) => number >= 1 && number <= last);
  const numbers = [...new Set(wanted)].sort((one, other) => one - other);
  return numbers.flatMap((number, at) => {
    const gap = number - (numbers[at - 1] ?? number);
    return gap > 2 ? [undefined, number] : gap === 2 ? [number - 1, number] : [number];
  });
}
