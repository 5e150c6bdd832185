/** A deal at the right of the board: its stage, what is known of it, and its changes. */
import type { Deal, Pipeline } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Archive, Pencil } from 'lucide-react';
import { useState } from 'react';
import { ActorLink } from '~/app/actor-link';
import { ThingLink } from '~/app/thing-link';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { Confirm } from '~/ui/confirm';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { SelectField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Money } from '~/ui/money';
import { Facts, Row } from '~/ui/page';
import { When } from '~/ui/when';
import { DealBadge } from './badges';
import { changesOf, DealFields, valuesOf } from './deal-fields';
import { AGAIN, type Move } from './reading';
import { deals } from './routes';
import { targetsOf } from './states';

interface PanelProps {
  id: string;
  pipelines: Pipeline[];
  onMove: (move: Move) => void;
  onClose: () => void;
}

export function DealPanel({ id, pipelines, onMove, onClose }: PanelProps) {
  const { t } = useLingui();
  const { edit } = deals.route.useSearch();
  const mayWrite = useMay('member');
  const read = useRead<Deal>(['deals.get', id], (client) => client.deals.get(id));
  return (
    <Dialog kind="side" title={read.data?.title ?? t`Oportunitat`} onClose={onClose}>
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : !read.data ? (
        <Loading />
      ) : edit && mayWrite && !read.data.archived ? (
        <EditDeal of={read.data} />
      ) : (
        <Shown of={read.data} pipeline={pipelines.find((one) => one.id === read.data.pipeline_id)} {...{ mayWrite, onMove, onClose }} />
      )}
    </Dialog>
  );
}

interface ShownProps {
  of: Deal;
  pipeline: Pipeline | undefined;
  mayWrite: boolean;
  onMove: (move: Move) => void;
  onClose: () => void;
}

function Shown({ of: deal, pipeline, mayWrite, onMove, onClose }: ShownProps) {
  const { t } = useLingui();
  const change = useChange();
  const [isArchiving, setArchiving] = useState(false);
  const mayChange = mayWrite && !deal.archived;
  return (
    <>
      {mayChange && pipeline ? (
        <StageField of={deal} pipeline={pipeline} onMove={onMove} />
      ) : (
        <Row>
          <DealBadge status={deal.status}>{pipeline?.stages.find(({ id }) => id === deal.stage_id)?.name ?? deal.stage_id}</DealBadge>
          {deal.archived && <DealBadge status="lost">{t`arxivada`}</DealBadge>}
        </Row>
      )}
      {mayChange && (
        <Row>
          <Button icon={Pencil} onClick={() => change({ edit: true })}>
            <Trans>Edita</Trans>
          </Button>
          <Button icon={Archive} look="quiet" onClick={() => setArchiving(true)}>
            <Trans>Arxiva</Trans>
          </Button>
        </Row>
      )}
      <Facts
        facts={[
          [t`Import`, deal.amount !== undefined && <Money amount={deal.amount} currency={deal.currency} />],
          [t`Contacte`, deal.contact_id && <ThingLink id={deal.contact_id} />],
          [t`Empresa`, deal.company_id && <ThingLink id={deal.company_id} />],
          [t`Encarregat`, deal.owner_id && <ActorLink kind="user" id={deal.owner_id} />],
          [t`Tancament previst`, deal.expected_close && <When at={deal.expected_close} as="day" />],
          [t`Etiquetes`, deal.tags.length > 0 && <Chips words={deal.tags} />],
          [t`Motiu de la pèrdua`, deal.lost_reason],
          [t`En aquesta etapa des de`, <When at={deal.stage_changed_at} as="moment" />],
          [t`Tancada`, deal.closed_at && <When at={deal.closed_at} as="moment" />],
          [t`Creada`, <When at={deal.created_at} as="moment" />],
        ]}
      />
      {isArchiving && <ArchiveDeal of={deal} onClose={() => setArchiving(false)} onDone={onClose} />}
    </>
  );
}

function StageField({ of: deal, pipeline, onMove }: { of: Deal; pipeline: Pipeline; onMove: (move: Move) => void }) {
  const { t } = useLingui();
  const stages = pipeline.stages.filter(({ id, archived }) => !archived || id === deal.stage_id);
  return (
    <SelectField
      label={t`Etapa`}
      name="stage_id"
      value={deal.stage_id}
      error={undefined}
      onChange={(next) => {
        const stage = targetsOf(pipeline).find(({ id }) => id === next);
        if (stage) onMove({ deal, stage });
      }}
      options={stages.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function EditDeal({ of: deal }: { of: Deal }) {
  const { t } = useLingui();
  const change = useChange();
  const [before] = useState(deal); // what the person began with, whatever is read meanwhile
  const done = () => change({ edit: undefined });
  const form = useForm(
    valuesOf(before),
    async (client, values) => {
      const changes = changesOf(before, values);
      return Object.keys(changes).length ? client.deals.update(before.id, { ...changes, version: before.version }) : before;
    },
    { again: AGAIN, done: t`S’han desat els canvis.`, onDone: done },
  );
  return (
    <Form form={form} label={t`Edita l’oportunitat`}>
      <DealFields form={form} currency={before.currency} />
      <FormActions form={form} onCancel={done}>
        <Trans>Desa</Trans>
      </FormActions>
    </Form>
  );
}

function ArchiveDeal({ of: { id, title }, onClose, onDone }: { of: Deal; onClose: () => void; onDone: () => void }) {
  const { t } = useLingui();
  const archive = useWrite((client) => client.deals.archive(id), {
    at: 'deals.list',
    change: (one) => (one.id === id ? undefined : one),
    again: AGAIN,
    done: t`S’ha arxivat «${title}».`,
    onDone,
  });
  return (
    <Confirm
      title={t`Vols arxivar «${title}»?`}
      action={<Trans>Arxiva-la</Trans>}
      onConfirm={() => archive.mutate(undefined)}
      onClose={onClose}
      isPending={archive.isPending}
    >
      <Trans>Cap llista i cap suma no la tindran més.</Trans>
    </Confirm>
  );
}
