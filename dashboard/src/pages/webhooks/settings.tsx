/** What a webhook is set to. */
import type { Webhook } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { eventName } from '~/app/event-types';
import { Facts } from '~/ui/page';
import { When } from '~/ui/when';

export function Settings({ of: webhook }: { of: Webhook }) {
  const { t } = useLingui();
  const { events, filter, header_names: names = [], payload_format: format, rate_limit: rate, ordering } = webhook;
  return (
    <Facts
      facts={[
        [t`Identificador`, <code>{webhook.webhook_id}</code>],
        [
          t`Esdeveniments`,
          events.map((type) => (
            <div key={type}>
              {eventName(type)} <code className="quiet">{type}</code>
            </div>
          )),
        ],
        [t`Filtre`, filter && <code>{filter}</code>],
        [t`Capçaleres`, names.join(', ')],
        [t`Format`, format === 'cloudevents' ? 'CloudEvents 1.0' : 'BiVelio'],
        [t`Peticions per segon`, rate],
        [t`En ordre`, ordering ? t`sí` : t`no`],
        [t`Creat`, <When at={webhook.created_at} as="moment" />],
        [t`Canviat`, <When at={webhook.updated_at} as="moment" />],
      ]}
    />
  );
}
