/** How many requests all keys together may make: the plan's number, or what the organisation has agreed. */
import { Trans } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { Figure } from '~/ui/money';
import styles from './keys.module.css';

export function PlanLimit() {
  const { data } = useRead(['usage.get', {}], (client) => client.usage.get({}));
  if (!data) return null; // the list is complete without it
  const { agreed, per_minute: perMinute } = data.limits;
  if (!agreed && perMinute === null) return null;
  return (
    <p className={`quiet ${styles.limit}`}>
      {agreed ? (
        <Trans>
          Totes les claus juntes poden fer <Figure value={agreed.per_second} /> peticions per segon, i fins a <Figure value={agreed.burst} /> de
          cop, tal com s’ha acordat.
        </Trans>
      ) : (
        <Trans>
          Totes les claus juntes poden fer <Figure value={perMinute} /> peticions per minut.
        </Trans>
      )}
    </p>
  );
}
