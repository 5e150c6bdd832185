/** A webhook: how it does, its deliveries, its settings, and what can be done with it. */
import type { Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useRead } from '~/app/use-read';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Card, Facts, Note, Page } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { When } from '~/ui/when';
import { Deliveries } from './deliveries';
import { EditWebhook } from './edit-webhook';
import { Replay, ReplayState } from './replay';
import { webhook } from './routes';
import { Settings } from './settings';
import { Rate, Status } from './status';
import { SuccessPlot } from './success-plot';
import { useEnable, useTest } from './use-webhook';
import { WebhookMenu } from './webhook-menu';

const EVERY = 3_000;

/** A webhook is read again while a replay is under way. */
export function useWebhook(id: string) {
  return useRead(['webhooks.get', id], (client) => client.webhooks.get(id), {
    refetchInterval: (query) => (query.state.data?.replay?.status === 'running' ? EVERY : false),
  });
}

export default function WebhookPage() {
  const { id } = webhook.route.useParams();
  const query = useWebhook(id);
  if (query.data) return <Shown webhook={query.data} />;
  return (
    <Page title="Webhook" back={<Back />}>
      {query.error ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : <Loading />}
    </Page>
  );
}

function Shown({ webhook: one }: { webhook: Webhook }) {
  const { t } = useLingui();
  const { tab = 'deliveries', edit, replay } = webhook.route.useSearch();
  const navigate = webhook.route.useNavigate();
  const change = (search: object) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...search }) });
  const test = useTest(one);
  const actions = (
    <>
      <Button icon={Send} onClick={() => test.mutate()} disabled={test.isPending || one.status !== 'active'}>
        <Trans>Envia una prova</Trans>
      </Button>
      <WebhookMenu of={one} onEdit={() => change({ edit: true })} onReplay={() => change({ replay: true })} />
    </>
  );
  return (
    <Page
      title={one.url}
      about={one.description}
      back={<Back />}
      actions={actions}
    >
      {one.status === 'disabled' && <Disabled of={one} />}
      {one.replay && <ReplayState of={one.replay} />}
      <Card>
        <Facts
          facts={[
            [t`Estat`, <Status of={one} />],
            [t`Lliurats en 7 dies`, <Rate share={one.success_rate} />],
            [t`Últim lliurament`, <When at={one.last_triggered_at} />],
          ]}
        />
        <SuccessPlot id={one.webhook_id} />
      </Card>
      <Tabs
        label={t`Què es mostra`}
        value={tab}
        onChange={(next) => change({ tab: next === 'deliveries' ? undefined : next })}
        tabs={[
          { value: 'deliveries', label: t`Lliuraments`, content: <Deliveries of={one} onReplay={() => change({ replay: true })} /> },
          { value: 'settings', label: t`Configuració`, content: <Settings of={one} /> },
        ]}
      />
      {edit && <EditWebhook of={one} onClose={() => change({ edit: undefined })} />}
      {replay && <Replay of={one} onClose={() => change({ replay: undefined })} />}
    </Page>
  );
}

function Back() {
  return (
    <Link to="/webhooks">
      <Trans>Webhooks</Trans>
    </Link>
  );
}

/** Why it is disabled, and the way back. */
function Disabled({ of: one }: { of: Webhook }) {
  const { t } = useLingui();
  const enable = useEnable(one);
  const reasons: Record<string, string> = {
    failures: t`L’hem desactivat perquè l’adreça ha fallat massa vegades seguides. Arregla-la, torna a activar el webhook i reenvia el que s’ha perdut.`,
    gone: t`L’hem desactivat perquè l’adreça ha respost 410: ja no vol rebre res.`,
    loop: t`L’hem aturat perquè el que envia torna i inicia el flux de treball que ho provoca. Talla el cicle, torna a activar el webhook i reenvia el que s’ha perdut.`,
    user: t`És en pausa: no s’hi envia res.`,
  };
  return (
    <Note tone="warning">
      <p>
        {reasons[one.disabled_reason ?? 'user'] ?? reasons['user']} <When at={one.disabled_at} />
      </p>
      <p>
        <Button onClick={() => enable.mutate()} disabled={enable.isPending}>
          <Trans>Activa’l</Trans>
        </Button>
      </p>
    </Note>
  );
}
