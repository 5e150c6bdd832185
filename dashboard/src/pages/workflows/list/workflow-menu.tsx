/** What can be done with a workflow: pause, switch off, archive, restore, delete. */
import type { WorkflowSummary } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Archive, Ellipsis, Pause, Pencil, Play, Power, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { includes, usePerson } from '~/app/session';
import { useWrite } from '~/app/use-write';
import { IconButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Menu, MenuItem } from '~/ui/menu';

type About = Pick<WorkflowSummary, 'id' | 'name' | 'status' | 'paused_at'>;
const READ_AGAIN: Source[] = ['workflows.list', 'workflows.get'];

/** The operations on a workflow; lists show each change at once. */
function useChanges(name: string, onDeleted?: () => void) {
  const { t } = useLingui();
  const shared = { at: 'workflows.list', again: READ_AGAIN } as const;
  const is = (one: WorkflowSummary, other: About, now: Partial<WorkflowSummary>) => (one.id === other.id ? { ...one, ...now } : one);
  return {
    pause: useWrite((client, { id }: About) => client.workflows.pause(id), {
      ...shared,
      change: (one, of) => is(one, of, { paused_at: new Date().toISOString() }),
      done: t`«${name}» està en pausa.`,
    }),
    resume: useWrite((client, { id }: About) => client.workflows.resume(id), {
      ...shared,
      change: (one, of) => is(one, of, { paused_at: undefined }),
      done: t`«${name}» torna a funcionar.`,
    }),
    switchTo: useWrite((client, { id, status }: About) => client.workflows.update(id, { status: status as 'active' | 'inactive' }), {
      ...shared,
      change: (one, of) => is(one, of, { status: of.status }),
      done: t`S’ha desat l’estat de «${name}».`,
    }),
    archive: useWrite((client, { id }: About) => client.workflows.archive(id), {
      ...shared,
      change: (one, of) => (one.id === of.id ? undefined : one),
      done: t`S’ha arxivat «${name}».`,
    }),
    restore: useWrite((client, { id }: About) => client.workflows.restore(id), {
      ...shared,
      change: (one, of) => is(one, of, { status: 'inactive' }),
      done: t`S’ha recuperat «${name}». Està inactiu fins que l’activis.`,
    }),
    remove: useWrite((client, { id }: About) => client.workflows.delete(id), {
      ...shared,
      change: (one, of) => (one.id === of.id ? undefined : one),
      done: t`S’ha esborrat «${name}».`,
      ...(onDeleted && { onDone: onDeleted }),
    }),
  };
}

export function WorkflowMenu({ of, onDeleted }: { of: About; onDeleted?: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'archive' | 'delete'>();
  const change = useChanges(of.name, onDeleted);
  if (!includes(usePerson().role, 'admin')) return null;
  const isArchived = of.status === 'archived';
  const confirm = (what: 'archive' | 'remove') => {
    change[what].mutate(of);
    setAsking(undefined);
  };
  return (
    <>
      <Menu trigger={<IconButton icon={Ellipsis} label={t`Accions de ${of.name}`} />}>
        {!isArchived && (
          <>
            <MenuItem icon={Pencil} onSelect={() => void navigate({ to: '/workflows/$id/edit', params: { id: of.id } })}>
              <Trans>Edita</Trans>
            </MenuItem>
            {of.paused_at ? (
              <MenuItem icon={Play} onSelect={() => change.resume.mutate(of)}>
                <Trans>Reprèn</Trans>
              </MenuItem>
            ) : (
              <MenuItem icon={Pause} onSelect={() => change.pause.mutate(of)}>
                <Trans>Posa en pausa</Trans>
              </MenuItem>
            )}
            <MenuItem icon={Power} onSelect={() => change.switchTo.mutate({ ...of, status: of.status === 'active' ? 'inactive' : 'active' })}>
              {of.status === 'active' ? <Trans>Desactiva</Trans> : <Trans>Activa</Trans>}
            </MenuItem>
            <MenuItem icon={Archive} isDanger onSelect={() => setAsking('archive')}>
              <Trans>Arxiva</Trans>
            </MenuItem>
          </>
        )}
        {isArchived && (
          <>
            <MenuItem icon={RotateCcw} onSelect={() => change.restore.mutate(of)}>
              <Trans>Recupera</Trans>
            </MenuItem>
            <MenuItem icon={Trash2} isDanger onSelect={() => setAsking('delete')}>
              <Trans>Esborra</Trans>
            </MenuItem>
          </>
        )}
      </Menu>
      {asking === 'archive' && (
        <Confirm title={t`Arxiva «${of.name}»`} action={<Trans>Arxiva el flux</Trans>} onConfirm={() => confirm('archive')} onClose={() => setAsking(undefined)}>
          <p>
            <Trans>Ja no el podrà començar res ni ningú. Les execucions en marxa continuen, i el pots recuperar quan vulguis.</Trans>
          </p>
        </Confirm>
      )}
      {asking === 'delete' && (
        <Confirm title={t`Esborra «${of.name}»`} action={<Trans>Esborra el flux</Trans>} onConfirm={() => confirm('remove')} onClose={() => setAsking(undefined)}>
          <p>
            <Trans>No es pot desfer: el seu URL deixa de funcionar. Les execucions es podran continuar llegint.</Trans>
          </p>
        </Confirm>
      )}
    </>
  );
}
