/** Fields outside of a step: there is nothing to insert into them, and the API says what is wrong with them. */
import type { FieldError } from '@bivelio/sdk';
import { type ReactNode, useMemo } from 'react';
import { type Readable, ReadableBy } from './readable';

export function FormProvided({ faults, children }: { faults: readonly FieldError[]; children: ReactNode }) {
  const readable = useMemo((): Readable => {
    const known = faults.map(({ field = '', constraint, message = '' }) => ({ field, constraint: String(constraint ?? ''), message }));
    return { type: '', sources: [], later: [], faults: known };
  }, [faults]);
  return <ReadableBy value={readable}>{children}</ReadableBy>;
}
