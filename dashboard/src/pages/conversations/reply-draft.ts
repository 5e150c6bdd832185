/** What was typed for a conversation and is not sent: it is there when one comes back to it, and the list says so. */
import { useCallback, useEffect, useRef } from 'react';
import { useUnsent, useUnsentIds } from '~/app/unsent';
import { toastError } from '~/ui/toast';
import type { Values } from './reply-values';

const REPLY = 'reply';
const NOTE = 'note';

const isWorthKeeping = ({ body, template, files }: Values) => body.trim() !== '' || template !== '' || files.length > 0;

/** The contacts for whom something was typed. */
export function useDrafted(): ReadonlySet<string> {
  const [replies, notes] = [useUnsentIds(REPLY), useUnsentIds(NOTE)];
  return new Set([...replies, ...notes]);
}

export function useDraftOf(contact: string) {
  const { of, keep } = useUnsent<Values>(REPLY);
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return {
    /** What was typed before. */
    typed: of(contact),
    /** Of a reply that fails when another conversation is shown already, the text is kept and the reason said; here the form does both. */
    keptIfItFails: async <Sent>(values: Values, sending: Promise<Sent>): Promise<Sent> => {
      try {
        return await sending;
      } catch (error) {
        if (!isShown.current) {
          if (!of(contact)) keep(contact, values);
          toastError(error);
        }
        throw error;
      }
    },
  };
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
