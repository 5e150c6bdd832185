/**
 * What was typed for a conversation and is not sent: it is there when one comes back to it, and the list says so. A reply that is on its
 * way is no draft, and is kept all the same until its answer comes: when the page is loaded anew before, it is typed again, with
 * the keys under which the API carries it out once.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useUnsent, useUnsentIds } from '~/app/unsent';
import { toastError } from '~/ui/toast';
import { isWorthKeeping, type Values } from './reply-values';

const REPLY = 'reply';
const BEHIND = 'replies behind';
const NOTE = 'note';

/** This load of the page: what an earlier one sent was cut off. A copy of the tab is another one. */
const LOAD = `${performance.timeOrigin}`;

/** A reply that the field does not show: one that is on its way, sent by a load of the page, or one that waits until the field is free. */
interface Behind {
  values: Values;
  sentBy?: string;
}

const isUnderWay = ({ sentBy }: Behind) => sentBy === LOAD;

/** The contacts for whom something was typed. */
export function useDrafted(): ReadonlySet<string> {
  const [replies, notes] = [useUnsentIds(REPLY), useUnsentIds(NOTE)];
  const behind = useUnsentIds(BEHIND, (all: Behind[]) => !all.every(isUnderWay));
  return new Set([...replies, ...behind, ...notes]);
}

/** The replies to a contact that are not sent: the one that the field begins with, and what keeps the others. */
export function useDraftOf(contact: string) {
  const { of: typedFor, keep: keepTyped } = useUnsent<Values>(REPLY);
  const { of: behindOf, keep } = useUnsent<Behind[]>(BEHIND);
  const [begun] = useState(() => begin(typedFor(contact), behindOf(contact) ?? []));
  const behind = () => behindOf(contact) ?? [];
  const put = useCallback((all: Behind[]) => keep(contact, all.length ? all : undefined), [keep, contact]);
  const isShown = useRef(false);
  useEffect(() => {
    put(begun.behind);
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, [put, begun]);
  return {
    /** What was typed before. */
    typed: begun.typed,
    /** Whether that was on its way when the page was left. */
    isCutOff: begun.isCutOff,
    /** Keep a reply that goes. Returns the one that has waited for the field longest. */
    go: (values: Values): Values | undefined => {
      const all = behind();
      const next = all.find(({ sentBy }) => !sentBy);
      put([...all.filter((one) => one !== next), { values, sentBy: LOAD }]);
      return next?.values;
    },
    /** Wait for the answer to a reply. One that fails is `taken` by the field if that is free; else it is kept, and the reason said when another conversation is shown. */
    answered: async <Sent>(values: Values, sending: Promise<Sent>, taken: (values: Values) => boolean): Promise<Sent> => {
      const isIt = (one: Behind) => isUnderWay(one) && isSame(one.values, values);
      const forget = () => put(behind().filter((one) => !isIt(one)));
      try {
        const answer = await sending;
        forget();
        return answer;
      } catch (error) {
        if (behind().some(isIt)) {
          forget();
          if (isShown.current && taken(values)) keepTyped(contact, values);
          else put([{ values }, ...behind()]);
          if (!isShown.current) toastError(error);
        } // else who wrote it has signed out
        throw error;
      }
    },
  };
}

const isSame = (one: Values, other: Values) => JSON.stringify(one) === JSON.stringify(other);

/** What the field begins with, and what is behind it: what was cut off comes first, then what is typed, then what waits. */
function begin(typed: Values | undefined, behind: Behind[]): { typed: Values | undefined; isCutOff: boolean; behind: Behind[] } {
  const underWay = behind.filter(isUnderWay);
  const cutOff = behind.filter((one) => one.sentBy && !isUnderWay(one));
  const waiting = behind.filter(({ sentBy }) => !sentBy);
  const [first, ...others] = [...cutOff, ...(typed ? [{ values: typed }] : []), ...waiting];
  return { typed: first?.values, isCutOff: cutOff.length > 0, behind: [...underWay, ...others.map(({ values }) => ({ values }))] };
}

/** Keep what is typed now. */
export function useKeptReply(contact: string, values: Values): void {
  const { keep } = useUnsent<Values>(REPLY);
  useEffect(() => keep(contact, isWorthKeeping(values) ? values : undefined), [keep, contact, values]);
}

/** The note that was typed before, and what keeps the one that is typed now. */
export function useNoteDraft(contact: string) {
  const { of, keep } = useUnsent<string>(NOTE);
  return { typed: of(contact) ?? '', keep: useCallback((text: string) => keep(contact, text.trim() ? text : undefined), [keep, contact]) };
}
