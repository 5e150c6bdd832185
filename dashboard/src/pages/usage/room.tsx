/** What the plan has room for: requests a minute, credits, and how many of each thing there are. */
import type { AgreedLimit, Usage } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuotaName } from '~/app/quotas';
import { Figure } from '~/ui/money';
import { Card, Facts, Section } from '~/ui/page';
import { When } from '~/ui/when';
import styles from './usage.module.css';

export function Room({ of: { limits, credits, quotas } }: { of: Usage }) {
  const { t } = useLingui();
  const nameOf = useQuotaName();
  const { agreed } = limits;
  return (
    <div className={styles.columns}>
      <Section title={<Trans>Pla i peticions</Trans>}>
        <Card>
          <Facts
            facts={[
              [t`Pla`, limits.plan],
              [t`Peticions per minut`, limits.per_minute === null ? t`sense límit` : <Figure value={limits.per_minute} />],
              [t`Peticions per segon`, limits.per_second === null ? !agreed && t`sense límit` : <Figure value={limits.per_second} />],
              [t`Límit acordat`, agreed && <Agreed limit={agreed} />],
            ]}
          />
          {limits.per_minute !== null && limits.used !== null && (
            <Meter label={t`Aquest minut`} used={limits.used} limit={limits.per_minute} />
          )}
        </Card>
      </Section>
      <Section title={<Trans>Crèdits d’IA</Trans>}>
        <Card>
          <Facts
            facts={[
              [t`Disponibles`, <Figure value={credits.balance} />],
              [t`Reservats`, credits.reserved > 0 && <Figure value={credits.reserved} />],
              [t`Els pròxims`, <When at={credits.next_grant_at} />],
            ]}
          />
          <Meter label={t`Gastats del període`} used={Math.max(credits.granted - credits.balance, 0)} limit={credits.granted} />
        </Card>
      </Section>
      <Section title={<Trans>Quants n’hi pot haver</Trans>}>
        <Card>
          {quotas.map(({ name, used, limit }) => (
            <Meter key={name} label={nameOf(name)} used={used} limit={limit} />
          ))}
        </Card>
      </Section>
    </div>
  );
}

/** What an organisation of the plan enterprise has agreed with the operator, who alone changes it. */
function Agreed({ limit }: { limit: AgreedLimit }) {
  return (
    <Trans>
      <Figure value={limit.per_second} /> peticions per segon, i fins a <Figure value={limit.burst} /> de cop
    </Trans>
  );
}

function Meter({ label, used, limit }: { label: string; used: number; limit: number }) {
  return (
    <div className={styles.meter}>
      <span>{label}</span>
      <span>
        <Figure value={used} /> / <Figure value={limit} />
      </span>
      <meter
        min={0}
        max={Math.max(limit, 1)}
        low={limit * 0.75}
        high={limit * 0.9}
        optimum={0}
        value={used}
        aria-label={label}
      />
    </div>
  );
}
