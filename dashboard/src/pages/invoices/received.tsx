/** What the page of a supplier's invoice has of its own: the file, the review, and the book. */
import type { Document, Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { BookCheck, Pencil } from 'lucide-react';
import { ActorLink } from '~/app/actor-link';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Facts, Note, Section, Stack } from '~/ui/page';
import { When } from '~/ui/when';
import { DocumentFile } from '../documents/file';

/** The buttons until it is booked. */
export function ReceivedButtons({ of: { id, number, needs_review: isOpen } }: { of: Invoice }) {
  const { t } = useLingui();
  const change = useChange();
  const book = useWrite((api, invoice: string) => api.invoices.book(invoice), {
    again: ['invoices.get', 'invoices.list'],
    done: t`S’ha comptabilitzat la factura ${number}.`,
  });
  return (
    <>
      <Button icon={Pencil} look={isOpen ? 'primary' : 'plain'} onClick={() => change({ do: 'correct' })}>
        {isOpen ? <Trans>Revisa-la</Trans> : <Trans>Corregeix-la</Trans>}
      </Button>
      {!isOpen && (
        <Button icon={BookCheck} look="primary" aria-busy={book.isPending} onClick={() => book.mutate(id)}>
          <Trans>Comptabilitza-la</Trans>
        </Button>
      )}
    </>
  );
}

/** Why it has to be compared with the page, in the API's sentences. */
export function Review({ of: { warnings = [] } }: { of: Invoice }) {
  return (
    <Note tone="warning">
      <Trans>Revisa-la abans de comptabilitzar-la.</Trans>
      <ul>
        {warnings.map(({ code, message }) => (
          <li key={code}>{message}</li>
        ))}
      </ul>
    </Note>
  );
}

/** How it is in the book of received invoices, or will be. */
export function InBook({ of: { booked_at: at, booked_by: by, books = {}, created_at: entered } }: { of: Invoice }) {
  const { t } = useLingui();
  const change = useChange();
  const mayWrite = useMay('member');
  const { received_on: day, deductible_percent: percent, is_investment_good: isGood, is_simplified: isTicket } = books;
  return (
    <Section
      title={t`Llibre de factures rebudes`}
      actions={
        mayWrite &&
        !at && (
          <Button icon={Pencil} onClick={() => change({ do: 'entry' })}>
            <Trans>Com va als llibres</Trans>
          </Button>
        )
      }
    >
      <Facts
        facts={[
          [t`Comptabilitzada`, at ? <When at={at} as="moment" /> : t`encara no`],
          [t`Per qui`, by && <ActorLink {...actorOf(by)} />],
          [t`Rebuda`, <When at={day ?? entered} as="day" />],
          [t`IVA que es dedueix`, isTicket ? t`cap: és un tiquet` : `${percent ?? 100} %`],
          [t`Bé d’inversió`, isGood && t`sí`],
        ]}
      />
    </Section>
  );
}

/** `user:usr_...` as who did it. */
const actorOf = (actor: string) => ({ kind: actor.split(':', 1)[0] ?? '', id: actor.slice(actor.indexOf(':') + 1) });

/** The supplier's own file. */
export function SourceFile({ of: { document_id: id = '' } }: { of: Invoice }) {
  const { t } = useLingui();
  const read = useRead<Document>(['documents.get', id], (api) => api.documents.get(id), { enabled: id !== '' });
  if (!id) return <Note>{t`Es va entrar sense fitxer.`}</Note>;
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return null;
  return (
    <Stack>
      <DocumentFile of={read.data} />
      <Link to="/documents/$id" params={{ id }}>
        {read.data.filename}
      </Link>
    </Stack>
  );
}
