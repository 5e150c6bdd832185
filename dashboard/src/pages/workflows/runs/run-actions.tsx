/** What can be done with a run: pause, resume, cancel, retry, replay with another input. */
import type { Instance } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { CircleX, Pause, Pencil, Play, RefreshCw, Repeat } from 'lucide-react';
import { useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { includes, usePerson } from '~/app/session';
import { useWrite } from '~/app/use-write';
import { Button, ButtonLink } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Menu, MenuItem } from '~/ui/menu';
import { ExecuteDialog } from './execute-dialog';

const READ_AGAIN: Source[] = ['workflows.instancesGet', 'workflows.instances', 'workflows.stats'];

export function RunActions({ of: run }: { of: Instance }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<'cancel' | 'replay'>();
  const id = run.instance_id;
  const open = ({ instance_id }: { instance_id: string }) => void navigate({ to: '/runs/$id', params: { id: instance_id } });
  const pause = useWrite((client, _: void) => client.workflows.pauseRun(id), { again: READ_AGAIN, done: t`L’execució està en pausa.` });
  const resume = useWrite((client, _: void) => client.workflows.resumeRun(id), { again: READ_AGAIN, done: t`L’execució continua.` });
  const cancel = useWrite((client, _: void) => client.workflows.cancel(id), { again: READ_AGAIN, done: t`S’ha cancel·lat l’execució.` });
  const retry = useWrite((client, from: 'failed_step' | 'start') => client.workflows.retry(id, { from }), {
    again: READ_AGAIN,
    done: t`S’ha tornat a posar en marxa.`,
    onDone: open,
  });
  const { role } = usePerson();
  if (!includes(role, 'member')) return null;
  const { status } = run;
  const hasEnded = ['completed', 'failed', 'cancelled'].includes(status);
  return (
    <>
      {(status === 'running' || status === 'waiting') && (
        <Button icon={Pause} disabled={pause.isPending} onClick={() => pause.mutate()}>
          <Trans>Posa en pausa</Trans>
        </Button>
      )}
      {status === 'paused' && (
        <Button icon={Play} disabled={resume.isPending} onClick={() => resume.mutate()}>
          <Trans>Reprèn</Trans>
        </Button>
      )}
      {status === 'failed' && (
        <Menu
          trigger={
            <Button icon={RefreshCw} disabled={retry.isPending}>
              <Trans>Reintenta</Trans>
            </Button>
          }
        >
          <MenuItem onSelect={() => retry.mutate('failed_step')}>
            <Trans>Des del pas que ha fallat</Trans>
          </MenuItem>
          <MenuItem onSelect={() => retry.mutate('start')}>
            <Trans>Des del començament, en una execució nova</Trans>
          </MenuItem>
        </Menu>
      )}
      {hasEnded && (
        <Button icon={Repeat} onClick={() => setDoing('replay')}>
          <Trans>Repeteix amb una altra entrada</Trans>
        </Button>
      )}
      {includes(role, 'admin') && (
        <ButtonLink to="/workflows/$id/edit" params={{ id: run.workflow_id }} search={{ run: id }} icon={Pencil}>
          <Trans>Obre-la a l’editor</Trans>
        </ButtonLink>
      )}
      {!hasEnded && (
        <Button icon={CircleX} look="danger" disabled={cancel.isPending} onClick={() => setDoing('cancel')}>
          <Trans>Cancel·la l’execució</Trans>
        </Button>
      )}
      {doing === 'cancel' && (
        <Confirm
          title={t`Cancel·la l’execució`}
          action={<Trans>Cancel·la-la</Trans>}
          keep={<Trans>No, que continuï</Trans>}
          onClose={() => setDoing(undefined)}
          onConfirm={() => {
            setDoing(undefined);
            cancel.mutate();
          }}
        >
          <p>
            <Trans>El pas que està en marxa encara pot tenir efecte; no en començarà cap més. No es pot desfer.</Trans>
          </p>
        </Confirm>
      )}
      {doing === 'replay' && (
        <ExecuteDialog workflow={run.workflow_id} name={run.workflow_name} input={run.input ?? {}} onStarted={open} onClose={() => setDoing(undefined)} />
      )}
    </>
  );
}
