/** The page of a thing that is not read yet, or could not be: what it is, the way back, and what failed. */
import type { ReactNode } from 'react';
import { ErrorState } from './error-state';
import { Loading } from './loading';
import { Page } from './page';

interface UnreadPageProps {
  /** What it would show: "Factura". */
  title: string;
  /** A link to where one came from. */
  back: ReactNode;
  of: { error: unknown; refetch: () => unknown };
}

export function UnreadPage({ title, back, of: { error, refetch } }: UnreadPageProps) {
  return (
    <Page title={title} back={back}>
      {error ? <ErrorState error={error} retry={() => void refetch()} /> : <Loading lines={8} />}
    </Page>
  );
}
