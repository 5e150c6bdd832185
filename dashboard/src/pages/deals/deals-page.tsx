/** Deals: what may be sold, as a board by stage with its sums, and as a list. */
import type { Pipeline } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Handshake, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters, SearchFilter } from '~/ui/filters';
import { Loading } from '~/ui/loading';
import { Note, Page, Stack } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { Views } from '~/ui/views';
import { useContact } from '../contacts/contact-picker';
import { useStatusWords } from './badges';
import { Board } from './board';
import { CreateDeal } from './create-deal';
import { DealPanel } from './deal-panel';
import { DealColumns, DealList, DealOrder } from './list';
import { LoseDeal } from './lose-deal';
import { type Move, useMove, useOpenDeals, usePipelines, useSums } from './reading';
import { deals } from './routes';
import { columnsOf, STATUSES } from './states';

export default function DealsPage() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const { view = 'board', contact, id, new: isNew } = deals.route.useSearch();
  const { pipelines, pipeline, error, refetch } = usePipelines();
  const [losing, setLosing] = useState<Move>();
  const change = useChange();
  const { mutate } = useMove();
  const move = (wanted: Move) => (wanted.stage.outcome === 'lost' ? setLosing(wanted) : mutate(wanted));
  const create = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Crea una oportunitat</Trans>
    </Button>
  );
  const empty = (
    <Empty icon={Handshake} title={<Trans>Encara no hi ha cap oportunitat</Trans>} action={create}>
      <p>
        <Trans>Una oportunitat és el que potser vendràs: a qui, per quant i fins on ha arribat.</Trans>
      </p>
    </Empty>
  );
  return (
    <Page title={t`Oportunitats`} about={t`El que potser vendràs, per etapes, amb el que suma cadascuna.`} actions={create}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !pipeline ? (
        <Loading lines={8} />
      ) : (
        <>
          <DealFilters pipelines={pipelines} pipeline={pipeline} isList={view === 'list'} />
          <Tabs
            label={t`Com es mostren`}
            value={view}
            onChange={(next) => change({ view: next === 'list' ? 'list' : undefined, status: undefined, stage: undefined, sort: undefined, page: undefined })}
            tabs={[
              { value: 'board', label: t`Tauler`, content: <OfPipeline pipeline={pipeline} onMove={mayWrite ? move : undefined} empty={empty} /> },
              { value: 'list', label: t`Llista`, content: <DealList pipeline={pipeline} empty={empty} /> },
            ]}
          />
          {isNew && mayWrite && <CreateDeal pipeline={pipeline} contact={contact} onClose={() => change({ new: undefined })} />}
        </>
      )}
      {id && <DealPanel key={id} id={id} pipelines={pipelines} onMove={move} onClose={() => change({ id: undefined, edit: undefined })} />}
      {losing && <LoseDeal move={losing} onClose={() => setLosing(undefined)} />}
    </Page>
  );
}

interface DealFiltersProps {
  pipelines: Pipeline[];
  pipeline: Pipeline;
  isList: boolean;
}

function DealFilters({ pipelines, pipeline, isList }: DealFiltersProps) {
  const { t } = useLingui();
  const { q, mine, status, stage, contact } = deals.route.useSearch();
  const change = useChange();
  const words = useStatusWords();
  const filter = (changes: object) => change({ ...changes, page: undefined });
  const [first, ...others] = pipelines;
  return (
    <Stack gap="small">
      <Filters
        views={isList ? <DealColumns pipeline={pipeline} /> : <Views />}
      >
        <SearchFilter label={t`Cerca per títol o etiqueta`} value={q ?? ''} onChange={(next) => filter({ q: next })} />
        {others.length > 0 && (
          <ChoiceFilter
            label={t`Procés de venda`}
            all={first?.name ?? ''}
            value={pipeline.id === first?.id ? undefined : pipeline.id}
            onChange={(next) => filter({ pipeline: next, stage: undefined })}
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <ChoiceFilter
          label={t`De qui`}
          all={t`De tothom`}
          value={mine ? 'mine' : undefined}
          onChange={(next) => filter({ mine: next ? true : undefined })}
          options={[{ value: 'mine', label: t`Les meves` }]}
        />
        {isList && (
          <>
            <ChoiceFilter
              label={t`Estat`}
              all={t`Tots els estats`}
              value={status}
              onChange={(next) => filter({ status: next })}
              options={STATUSES.map((value) => ({ value, label: words[value] }))}
            />
            <ChoiceFilter
              label={t`Etapa`}
              all={t`Totes les etapes`}
              value={stage}
              onChange={(next) => filter({ stage: next })}
              options={pipeline.stages.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <DealOrder pipeline={pipeline} />
          </>
        )}
      </Filters>
      {contact && <ContactFilter id={contact} onRemove={() => filter({ contact: undefined })} />}
    </Stack>
  );
}

function ContactFilter({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { data } = useContact(id);
  return <Chips words={[data?.name ?? id]} onRemove={onRemove} />;
}

interface OfPipelineProps {
  pipeline: Pipeline;
  onMove: ((move: Move) => void) | undefined;
  empty: ReactNode;
}

function OfPipeline({ pipeline, onMove, empty }: OfPipelineProps) {
  const { q, mine, contact } = deals.route.useSearch();
  const open = useOpenDeals(pipeline);
  const sums = useSums(pipeline);
  const error = open.error ?? sums.error;
  if (error) return <ErrorState error={error} retry={() => void Promise.all([open.refetch(), sums.refetch()])} />;
  if (!open.pagination || !sums.data) return <Loading lines={8} />;
  if (!sums.data.pagination.total && !q && !mine && !contact) return empty;
  const left = open.pagination.total - open.items.length;
  return (
    <Stack>
      {left > 0 && (
        <Note>
          <Plural value={left} one="Hi ha # oportunitat oberta més antiga, a la llista." other="Hi ha # oportunitats obertes més antigues, a la llista." />
        </Note>
      )}
      <Board pipeline={pipeline} columns={columnsOf(pipeline, open.items, sums.data.stages ?? [])} onMove={onMove} isOld={open.isPlaceholderData} />
    </Stack>
  );
}
