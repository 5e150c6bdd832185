/** Trying a search: the passages that an assistant would get for a question, each with where it is from. */
import type { Collection, Passage } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Search, SearchX } from 'lucide-react';
import { useState } from 'react';
import { ThingLink } from '~/app/thing-link';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Field } from '~/ui/field';
import { safeUrl } from '~/ui/links';
import { Loading } from '~/ui/loading';
import { Card, Note, Stack } from '~/ui/page';
import { TableFrame } from '~/ui/table';
import styles from './knowledge.module.css';
import { collection } from './routes';

export function TrySearch({ of: { collection: name } }: { of: Collection }) {
  const { t } = useLingui();
  const { q = '' } = collection.route.useSearch();
  const change = useChange();
  const [typed, setTyped] = useState(q);
  return (
    <Stack>
      <form
        role="search"
        aria-label={t`Prova una cerca`}
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault();
          change({ q: typed.trim() || undefined });
        }}
      >
        <Field label={t`Pregunta`} name="query" error={undefined} hint={t`Escriu-la com la faria un client.`}>
          {(control) => <input {...control} autoComplete="off" maxLength={1_000} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        <Button type="submit" look="primary" icon={Search}>
          <Trans>Cerca</Trans>
        </Button>
      </form>
      {q && <Found key={q} name={name} question={q} />}
    </Stack>
  );
}

function Found({ name, question }: { name: string; question: string }) {
  const { t } = useLingui();
  const read = useRead(['knowledge.search', name, question], (client) => client.knowledge.search({ collection: name, query: question }));
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return <Loading lines={6} />;
  const { passages, searched_by: by, vectors_failure: failure, is_complete: isComplete } = read.data;
  return (
    <>
      {!isComplete && (
        <Note tone="warning">
          <Trans>Encara s’hi estan llegint textos: d’aquí a una estona pot trobar més coses.</Trans>
        </Note>
      )}
      {passages.length === 0 ? (
        <TableFrame>
          <Empty icon={SearchX} title={<Trans>Cap text no hi respon</Trans>}>
            <p>
              <Trans>L’assistent diria que no ho sap i avisaria una persona. Afegeix-hi la pregunta amb la seva resposta.</Trans>
            </p>
          </Empty>
        </TableFrame>
      ) : (
        <ol className={styles.passages} aria-label={t`Passatges trobats`}>
          {passages.map((passage, at) => (
            <li key={at}>
              <Card>
                <Shown of={passage} />
              </Card>
            </li>
          ))}
        </ol>
      )}
      <p className={styles.by}>
        {by === 'words' ? <ByWords failure={failure} /> : <Trans>S’ha cercat per paraules i per significat.</Trans>}
      </p>
    </>
  );
}

/** That words alone were compared, and why if the collection is searched by meaning too. */
function ByWords({ failure }: { failure: string | undefined }) {
  if (!failure) return <Trans>S’ha cercat per paraules.</Trans>;
  if (failure === 'no_model') return <Trans>S’ha cercat per paraules: en aquest entorn no es pot cercar per significat.</Trans>;
  if (failure === 'not_ready') return <Trans>S’ha cercat per paraules: encara s’està preparant la cerca per significat.</Trans>;
  if (failure === 'credits_exhausted') return <Trans>S’ha cercat per paraules: no queden crèdits per cercar per significat.</Trans>;
  return <Trans>S’ha cercat per paraules: ara mateix no es pot cercar per significat.</Trans>;
}

function Shown({ of: { text, headings, page, source } }: { of: Passage }) {
  const { t } = useLingui();
  const address = source.url && safeUrl(source.url);
  const above = headings.filter((heading) => heading !== source.title).join(' › ');
  return (
    <>
      <div className={styles.origin}>
        {address ? (
          <a href={address} target="_blank" rel="noreferrer">
            {source.title}
          </a>
        ) : source.document_id ? (
          <ThingLink id={source.document_id} />
        ) : (
          <strong>{source.title}</strong>
        )}
        {page !== undefined && <Badge>{t`pàgina ${page}`}</Badge>}
        {above && <small className="quiet">{above}</small>}
      </div>
      <p className={styles.text}>{text}</p>
    </>
  );
}
