/** What is done with the runs that are picked in the list: tried again, paused, resumed, cancelled. */
import type { BiVelio, ListedInstance, ListInstances } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Ban, Pause, Play, RotateCcw } from 'lucide-react';
import { each, type Work } from '~/app/bulk';
import type { Picked } from '~/app/use-picked';
import { Bulk, SelectionBar, SelectionButton } from '~/ui/selection';

/** A run as lists pick it. */
export type PickedRun = ListedInstance & { id: string };

export const asPicked = (run: ListedInstance): PickedRun => ({ ...run, id: run.instance_id });

interface RunSelectionProps {
  picked: Picked<PickedRun>;
  total: number;
  asked: ListInstances;
}

interface Closing {
  onClose: () => void;
}

export function RunSelection({ picked, total, asked }: RunSelectionProps) {
  const { t } = useLingui();
  const read = async (client: BiVelio, at: { page: number; per_page: number }) => {
    const { items, pagination } = await client.workflows.instances({ ...asked, ...at });
    return { items: items.map(asPicked), pagination };
  };
  return (
    <SelectionBar picked={picked} total={total} read={read} again={['workflows.instances']}>
      <SelectionButton icon={RotateCcw} label={t`Reintenta`}>
        {(close) => <Retry onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={Pause} label={t`Posa en pausa`}>
        {(close) => <PauseThem onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={Play} label={t`Reprèn`}>
        {(close) => <Resume onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={Ban} label={t`Cancel·la`}>
        {(close) => <CancelThem onClose={close} />}
      </SelectionButton>
    </SelectionBar>
  );
}

type Act = (client: BiVelio, id: string) => PromiseLike<unknown>;

const cancel: Act = (client, id) => client.workflows.cancel(id);
const pause: Act = (client, id) => client.workflows.pauseRun(id);
const resume: Act = (client, id) => client.workflows.resumeRun(id);
const retry: Act = (client, id) => client.workflows.retry(id);

/** Work that does the same with each run that has one of these statuses; what a run is now is read again with the list. */
function doing(act: Act, statuses: readonly string[], undo?: Act): Work<PickedRun> {
  const nothingNew = async (client: BiVelio, id: string, what: Act) => {
    await what(client, id);
    return {};
  };
  return each<PickedRun>((client, { id }) => nothingNew(client, id, act), {
    concerns: ({ status }) => statuses.includes(status),
    ...(undo && { undo: (client, { after: { id } }) => nothingNew(client, id, undo) }),
  });
}

const RETRYING = doing(retry, ['failed']);
const PAUSING = doing(pause, ['running', 'waiting'], resume);
const RESUMING = doing(resume, ['paused'], pause);
const CANCELLING = doing(cancel, ['pending', 'running', 'waiting', 'paused']);

function Retry({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Bulk<PickedRun>
      title={t`Reintenta les que han fallat`}
      work={RETRYING}
      button={(count) => <Plural value={count} one="Reintenta # execució" other="Reintenta # execucions" />}
      done={(count) => <Plural value={count} one="S’ha reintentat # execució." other="S’han reintentat # execucions." />}
      onClose={onClose}
    >
      <p>
        <Trans>Cada una continua des del pas que ha fallat.</Trans>
      </p>
    </Bulk>
  );
}

function PauseThem({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Bulk<PickedRun>
      title={t`Posa execucions en pausa`}
      work={PAUSING}
      button={(count) => <Plural value={count} one="Posa # execució en pausa" other="Posa # execucions en pausa" />}
      done={(count) => <Plural value={count} one="S’ha posat # execució en pausa." other="S’han posat # execucions en pausa." />}
      undone={(count) => <Plural value={count} one="S’ha reprès # execució." other="S’han reprès # execucions." />}
      onClose={onClose}
    />
  );
}

function Resume({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Bulk<PickedRun>
      title={t`Reprèn les que estan en pausa`}
      work={RESUMING}
      button={(count) => <Plural value={count} one="Reprèn # execució" other="Reprèn # execucions" />}
      done={(count) => <Plural value={count} one="S’ha reprès # execució." other="S’han reprès # execucions." />}
      undone={(count) => <Plural value={count} one="S’ha posat # execució en pausa." other="S’han posat # execucions en pausa." />}
      onClose={onClose}
    />
  );
}

function CancelThem({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Bulk<PickedRun>
      title={t`Cancel·la les execucions seleccionades`}
      work={CANCELLING}
      button={(count) => <Plural value={count} one="Cancel·la # execució" other="Cancel·la # execucions" />}
      done={(count) => <Plural value={count} one="S’ha cancel·lat # execució." other="S’han cancel·lat # execucions." />}
      isDanger
      keep={<Trans>No, que continuïn</Trans>}
      onClose={onClose}
    >
      <p>
        <Trans>El pas que està en marxa encara pot tenir efecte; no en començarà cap més. No es pot desfer.</Trans>
      </p>
    </Bulk>
  );
}
