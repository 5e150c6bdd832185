/** Home for developers: what needs attention, and the requests of the last 24 hours. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Card, Section, Stack } from '~/ui/page';
import { RequestBars } from '~/ui/request-bars';
import { Attention } from './attention';
import styles from './start.module.css';

export default function Developers() {
  return (
    <Stack>
      <Section title={<Trans>Què demana atenció</Trans>}>
        <Attention isAdmin={useMay('admin')} />
      </Section>
      <Section
        title={<Trans>Peticions de les últimes 24 hores</Trans>}
        actions={
          <Link to="/usage">
            <Trans>Tot l’ús</Trans>
          </Link>
        }
      >
        <Requests />
      </Section>
    </Stack>
  );
}

function Requests() {
  const { t, i18n } = useLingui();
  const query = useRead(['usage.get', {}], (client) => client.usage.get());
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading lines={4} />;
  const format = new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const bars = (query.data.by_hour ?? []).map(({ at, ...numbers }) => ({ name: format.format(new Date(at)), ...numbers }));
  const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
  return (
    <Card>
      <RequestBars label={t`Peticions de les últimes 24 hores`} bars={bars} />
      {failed > 0 && (
        <p className={styles.more}>
          <Link to="/logs" search={{ outcome: 'failed', since: 'day' }}>
            <Trans>Mira les que han fallat</Trans>
          </Link>
        </p>
      )}
    </Card>
  );
}
