/** What was given to connect an account, by the labels of the form that asked for it. */
import type { Connection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { JsonView } from '~/ui/code-block';
import { Facts, Section } from '~/ui/page';
import { useAsked } from './providers';
import type { Provider } from './routes';

/** What a connection's page says elsewhere. */
const SAID = new Set(['user_id', 'calendar_id']);

export function Settings({ of: { provider, settings } }: { of: Connection }) {
  const { t } = useLingui();
  const asked = useAsked()[provider as Provider] ?? [];
  const labels: Record<string, string> = {
    phone_number: t`Telèfon`,
    security: t`Seguretat`,
    ...Object.fromEntries(asked.map(({ name, label }) => [name, label])),
  };
  const given = Object.entries(settings).filter(([name]) => !SAID.has(name));
  if (provider === 'webchat' || !given.length) return null;
  return (
    <Section title={<Trans>Configuració</Trans>}>
      <Facts facts={given.map(([name, value]) => [labels[name] ?? <code>{name}</code>, shown(labels[name] ?? name, value)])} />
    </Section>
  );
}

function shown(label: string, value: unknown) {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return <JsonView label={label} value={value} />;
}
