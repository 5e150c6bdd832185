/** Reminders that go by themselves: a workflow of the gallery, begun by one button and stopped by another. */
import type { Workflow, WorkflowSummary } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Pause, Play, Repeat } from 'lucide-react';
import { language } from '~/app/language';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Row, Section } from '~/ui/page';

const TEMPLATE = 'overdue-notice';
const MANY = 100;
const AGAIN = ['workflows.list', 'workflows.get', 'workflows.stats'] as const;

export function EveryTime() {
  const { t } = useLingui();
  const mayChange = useMay('admin');
  const name = t`Avís de factura vençuda`;
  const list = useRead(['workflows.list', { per_page: MANY }], (api) => api.workflows.list({ per_page: MANY }));
  const found = list.data?.workflows.find((one) => one.name === name && one.trigger_type === 'event');
  const start = useWrite(
    async (api, about: string) => {
      const { templateOf } = await import('../workflows/templates');
      const definition = await templateOf(TEMPLATE, language());
      return api.workflows.create({ ...definition, name, description: about } as Parameters<typeof api.workflows.create>[0]);
    },
    { again: [...AGAIN], done: t`A partir d’ara, qui no pagui a temps rebrà l’avís sol.` },
  );
  if (list.error) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return null;
  return (
    <Section title={t`Que s’enviï sol`}>
      <p className="quiet">
        <Trans>Avisa cada client així que una factura seva venç, i obre un cas si al cap d’una setmana no l’ha pagada.</Trans>
      </p>
      <Row>
        {found ? (
          <Running of={found} mayChange={mayChange} />
        ) : mayChange ? (
          <Button icon={Repeat} aria-busy={start.isPending} disabled={start.isPending} onClick={() => start.mutate(t`Avisa el client així que una factura venç, i obre un cas si al cap d’una setmana no s’ha cobrat.`)}>
            <Trans>Comença a avisar sol</Trans>
          </Button>
        ) : (
          <p>
            <Trans>Ho pot començar un administrador.</Trans>
          </p>
        )}
      </Row>
    </Section>
  );
}

function Running({ of: { id, status, paused_at: paused }, mayChange }: { of: WorkflowSummary; mayChange: boolean }) {
  const { t } = useLingui();
  const isOn = status === 'active' && !paused;
  const change = useWrite((api, goesOn: boolean): PromiseLike<Workflow> => (goesOn ? (paused ? api.workflows.resume(id) : api.workflows.update(id, { status: 'active' })) : api.workflows.pause(id)), {
    again: [...AGAIN],
    done: (_, goesOn) => (goesOn ? t`Torna a avisar sol.` : t`Ja no avisa sol.`),
  });
  return (
    <>
      <p role="status">{isOn ? t`Està en marxa.` : t`Està aturat.`}</p>
      {mayChange && (
        <Button icon={isOn ? Pause : Play} aria-busy={change.isPending} disabled={change.isPending} onClick={() => change.mutate(!isOn)}>
          {isOn ? <Trans>Atura’l</Trans> : <Trans>Torna a engegar-lo</Trans>}
        </Button>
      )}
      <Link to="/workflows/$id" params={{ id }}>
        <Trans>Obre el flux de treball</Trans>
      </Link>
    </>
  );
}
