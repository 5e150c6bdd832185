/** The webhooks of the organisation, and the catalogue of what they can be told. */
import type { Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useList } from '~/app/use-list';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ListView } from '~/ui/list-view';
import { Loading } from '~/ui/loading';
import { Page } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { Tabs } from '~/ui/tabs';
import { When } from '~/ui/when';
import { CreateWebhook } from './create-webhook';
import { webhooks } from './routes';
import { Rate, Status } from './status';

const Catalogue = lazy(() => import('./catalogue'));

export default function WebhooksPage() {
  const { t } = useLingui();
  const { tab = 'webhooks', new: isNew, type } = webhooks.route.useSearch();
  const navigate = webhooks.route.useNavigate();
  const change = (search: object) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...search }) });
  const create = (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true, tab: undefined })}>
      <Trans>Crea un webhook</Trans>
    </Button>
  );
  const catalogue = (
    <Suspense fallback={<Loading />}>
      <Catalogue type={type} onChoose={(next) => change({ type: next })} />
    </Suspense>
  );
  return (
    <Page title="Webhooks" about={t`Quan passa alguna cosa, l’expliquem a una adreça teva.`} actions={create}>
      <Tabs
        label="Webhooks"
        value={tab}
        onChange={(next) => change({ tab: next === 'webhooks' ? undefined : next, type: undefined })}
        tabs={[
          { value: 'webhooks', label: t`Adreces`, content: <List create={create} /> },
          { value: 'catalogue', label: t`Catàleg d’esdeveniments`, content: catalogue },
        ]}
      />
      {isNew && <CreateWebhook onClose={() => change({ new: undefined })} />}
    </Page>
  );
}

function List({ create }: { create: React.ReactNode }) {
  const { t } = useLingui();
  const { page = 1 } = webhooks.route.useSearch();
  const list = useList(['webhooks.list'], page, (client, at) => client.webhooks.list(at));
  const columns: Column<Webhook>[] = [
    { title: t`Adreça`, onPhone: 'title', cell: (webhook) => <Address of={webhook} /> },
    { title: t`Esdeveniments`, as: 'end', cell: ({ events }) => events.length },
    { title: t`Lliurats en 7 dies`, onPhone: 'named', as: 'tight', cell: ({ success_rate }) => <Rate share={success_rate} /> },
    { title: t`Últim lliurament`, as: 'tight', cell: ({ last_triggered_at }) => <When at={last_triggered_at} /> },
    { title: t`Estat`, onPhone: 'side', as: 'tight', cell: (webhook) => <Status of={webhook} /> },
  ];
  return (
    <ListView
      list={list}
      label="Webhooks"
      columns={columns}
      keyOf={(webhook) => webhook.webhook_id}
      empty={
        <Empty icon={WebhookIcon} title={<Trans>Encara no hi ha cap webhook</Trans>} action={create}>
          <p>
            <Trans>Crea’n un amb una adreça https teva, i rebràs cada esdeveniment que triïs al cap d’un moment.</Trans>
          </p>
        </Empty>
      }
    />
  );
}

function Address({ of: webhook }: { of: Webhook }) {
  return (
    <Named>
      <Link to="/webhooks/$id" params={{ id: webhook.webhook_id }}>
        {webhook.url}
      </Link>
      {webhook.description && <span className="quiet">{webhook.description}</span>}
    </Named>
  );
}
