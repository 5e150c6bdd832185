/** Going through the list by keys, over the end of its page to the next one, and over the beginning to the one before. */
import { type RefObject, useEffect, useRef } from 'react';
import type { Pagination } from '~/app/use-list';
import { useChange } from '~/app/use-change';
import { type By, ROWS } from './rows';

/** `shown` is the page whose rows are drawn, undefined while they are read. Returns what turns the page. */
export function useTurning(within: RefObject<HTMLElement | null>, shown: Pagination | undefined): (by: By) => void {
  const change = useChange();
  const turning = useRef<{ to: number; by: By }>(undefined);
  const page = shown?.page;
  useEffect(() => {
    const { current: now } = turning;
    if (!now || now.to !== page) return;
    turning.current = undefined;
    const rows = Array.from(within.current?.querySelectorAll<HTMLElement>(`${ROWS} a`) ?? []);
    rows.at(now.by === 1 ? 0 : -1)?.focus();
  }, [page, within]);
  return (by) => {
    if (!shown) return;
    const to = shown.page + by;
    if (to < 1 || to > shown.total_pages) return;
    turning.current = { to, by };
    change({ page: to === 1 ? undefined : to });
  };
}
