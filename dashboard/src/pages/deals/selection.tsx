/** What is done with the deals that are picked in the list: their stage, and who is in charge. */
import type { ListDeals, ListedDeal, Pipeline, Stage } from '@bivelio/sdk';
import { Plural, useLingui } from '@lingui/react/macro';
import { Milestone, UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import { useActorName } from '~/app/actors';
import { each, type Work } from '~/app/bulk';
import { PickPerson } from '~/app/pick-person';
import type { Picked } from '~/app/use-picked';
import { SelectField, TextArea } from '~/ui/field';
import { Bulk, SelectionBar, SelectionButton } from '~/ui/selection';
import { SelectionExport } from '~/ui/selection-export';
import { AGAIN } from './reading';
import { targetsOf } from './states';

interface DealSelectionProps {
  picked: Picked<ListedDeal>;
  total: number;
  asked: ListDeals;
  pipeline: Pipeline;
}

interface Closing {
  onClose: () => void;
}

export function DealSelection({ picked, total, asked, pipeline }: DealSelectionProps) {
  const { t } = useLingui();
  return (
    <SelectionBar picked={picked} total={total} read={(client, at) => client.deals.list({ ...asked, ...at })} again={AGAIN}>
      <SelectionButton icon={Milestone} label={t`Etapa`}>
        {(close) => <MoveThem pipeline={pipeline} onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={UserRoundCheck} label={t`Encarregat`}>
        {(close) => <AssignThem onClose={close} />}
      </SelectionButton>
      <ExportThem pipeline={pipeline} />
    </SelectionBar>
  );
}

/** Who is in charge is read when something is picked. */
function ExportThem({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useLingui();
  const nameOf = useActorName();
  const stages = new Map(pipeline.stages.map(({ id, name }) => [id, name]));
  return (
    <SelectionExport<ListedDeal>
      name={t`oportunitats.csv`}
      columns={[
        [t`Títol`, ({ title }) => title],
        [t`Contacte`, ({ contact_name: name }) => name],
        [t`Etapa`, ({ stage_id: stage }) => stages.get(stage) ?? stage],
        [t`Import`, ({ amount }) => amount],
        [t`Moneda`, ({ currency }) => currency],
        [t`Encarregat`, ({ owner_id: owner }) => owner && nameOf(owner)],
        [t`Tancament previst`, ({ expected_close: day }) => day],
        [t`Etiquetes`, ({ tags }) => tags.join(', ')],
      ]}
    />
  );
}

const WORDS = {
  button: (count: number) => <Plural value={count} one="Canvia # oportunitat" other="Canvia # oportunitats" />,
  done: (count: number) => <Plural value={count} one="S’ha canviat # oportunitat." other="S’han canviat # oportunitats." />,
  undone: (count: number) => <Plural value={count} one="S’ha desfet el canvi de # oportunitat." other="S’ha desfet el canvi de # oportunitats." />,
};

/** Work that moves deals to a stage of their pipeline. */
export function moving({ id: stage }: Pick<Stage, 'id'>, reason: string): Work<ListedDeal> {
  return each<ListedDeal>((client, { id, version }) => client.deals.move(id, { version, stage_id: stage, ...(reason && { lost_reason: reason }) }), {
    concerns: ({ stage_id: former }) => former !== stage,
    undo: (client, { before, after: { id, version } }) =>
      client.deals.move(id, { version, stage_id: before.stage_id, ...(before.lost_reason && { lost_reason: before.lost_reason }) }),
  });
}

/** Work that puts somebody in charge; nobody, for an empty id. */
export function assigning(owner: string): Work<ListedDeal> {
  return each<ListedDeal>((client, { id, version }) => client.deals.update(id, { version, owner_id: owner || null }), {
    concerns: ({ owner_id: former }) => (former ?? '') !== owner,
    undo: (client, { before, after: { id, version } }) => client.deals.update(id, { version, owner_id: before.owner_id ?? null }),
  });
}

function MoveThem({ pipeline, onClose }: Closing & { pipeline: Pipeline }) {
  const { t } = useLingui();
  const stages = targetsOf(pipeline);
  const [id, setId] = useState(stages[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const isLost = stages.find((stage) => stage.id === id)?.outcome === 'lost';
  return (
    <Bulk<ListedDeal> title={t`Mou les oportunitats`} work={moving({ id }, isLost ? reason.trim() : '')} isReady={id !== ''} {...WORDS} onClose={onClose}>
      <SelectField label={t`Etapa`} name="stage_id" value={id} onChange={setId} error={undefined} options={stages.map((stage) => ({ value: stage.id, label: stage.name }))} />
      {isLost && <TextArea label={t`Per què s’ha perdut?`} isOptional rows={3} name="lost_reason" value={reason} onChange={setReason} error={undefined} />}
    </Bulk>
  );
}

function AssignThem({ onClose }: Closing) {
  const { t } = useLingui();
  const [owner, setOwner] = useState('');
  return (
    <Bulk<ListedDeal> title={t`Canvia qui se n’encarrega`} work={assigning(owner)} {...WORDS} onClose={onClose}>
      <PickPerson label={t`Encarregat`} name="owner_id" value={owner} onChange={setOwner} error={undefined} />
    </Bulk>
  );
}
