/** Deliveries over time, as bars: what was accepted and what was not, among the latest attempts. */
import type { DeliveryAttempt } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { type Bar, Bars } from '~/ui/bars';
import { dated } from '~/ui/when';

const LATEST = 100;
const BARS = 30;

/** Count attempts in parts of equal time, the oldest first. */
function barsOf(attempts: DeliveryAttempt[], nameOf: (at: Date) => string): Bar[] {
  const times = attempts.map(({ at }) => Date.parse(at));
  const [since, until] = [Math.min(...times), Math.max(...times)];
  const width = Math.max(until - since, 1) / BARS;
  const bars = Array.from({ length: BARS }, (_, at) => ({ name: nameOf(new Date(since + at * width)), good: 0, bad: 0 }));
  for (const { at, outcome } of attempts) {
    const bar = bars[Math.min(BARS - 1, Math.floor((Date.parse(at) - since) / width))];
    if (bar) bar[outcome === 'delivered' ? 'good' : 'bad'] += 1;
  }
  return bars;
}

export function SuccessPlot({ id }: { id: string }) {
  const { t, i18n } = useLingui();
  const { data: attempts = [] } = useRead(['webhooks.deliveries', id, 'plot'], async (client) => {
    return (await client.webhooks.deliveries(id, { limit: LATEST })).items;
  });
  if (attempts.length < 2) return null;
  const delivered = attempts.filter(({ outcome }) => outcome === 'delivered').length;
  return (
    <Bars
      label={t`Dels últims ${attempts.length} intents, ${delivered} lliurats`}
      bars={barsOf(attempts, (at) => dated(at, i18n.locale))}
      good={<Trans>lliurats</Trans>}
      bad={<Trans>no lliurats</Trans>}
    />
  );
}
