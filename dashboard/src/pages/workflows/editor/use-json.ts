/** A text that is being typed as JSON: its value and places, or where it is no JSON. */
import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { JsonError, locate, type Place } from '../logic/json';

/** A fault at a place of the text. */
export interface Mark {
  from: number;
  to: number;
  message: string;
}

interface Json {
  value: unknown;
  places: Map<string, Place>;
  error: JsonError | undefined;
}

export function useJson(text: string): Json & { faults: Mark[] } {
  const { t } = useLingui();
  const json = useMemo((): Json => {
    try {
      return { ...locate(text), error: undefined };
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      return { value: undefined, places: new Map(), error };
    }
  }, [text]);
  const { error } = json;
  if (!error) return { ...json, faults: [] };
  const found = error.found;
  const message = found === '' ? t`El text s’acaba abans d’hora: falta tancar unes cometes, una clau o un claudàtor.` : t`Aquí no hi pot haver «${found}».`;
  return { ...json, faults: [{ from: error.at, to: Math.min(error.at + 1, text.length), message }] };
}
