/** One's own sessions in this organisation and environment, and the end of one. */
import type { UserSession } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useList } from '~/app/use-list';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ListView } from '~/ui/list-view';
import { Section } from '~/ui/page';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import { security } from './routes';

export function Sessions() {
  const { t } = useLingui();
  const { page = 1 } = security.route.useSearch();
  const list = useList(['auth.sessionsList'], page, (client, at) => client.auth.sessionsList(at));
  const end = useWrite((client, { id }: UserSession) => client.auth.sessionsEnd(id), {
    at: 'auth.sessionsList',
    change: (one: UserSession, ended) => (one.id === ended.id ? undefined : one),
    again: ['auth.sessionsList'],
    done: t`S’ha tancat la sessió.`,
  });
  const columns: Column<UserSession>[] = [
    { title: t`Qui`, cell: ({ app }) => app ?? t`tu` },
    { title: t`Adreça IP`, cell: ({ ip_address: address }) => <code>{address ?? '–'}</code> },
    { title: t`Va entrar`, cell: (one) => <When at={one.started_at} /> },
    { title: t`Últim ús`, cell: (one) => <When at={one.last_used_at} /> },
    { title: t`Caduca`, cell: (one) => <When at={one.expires_at} /> },
    {
      title: '',
      as: 'tight',
      cell: (one) =>
        one.is_current ? (
          <Badge tone="good">{t`aquesta`}</Badge>
        ) : (
          <Button look="quiet" onClick={() => end.mutate(one)}>
            <Trans>Tanca-la</Trans>
          </Button>
        ),
    },
  ];
  return (
    <Section title={t`Sessions obertes`}>
      <ListView list={list} label={t`Sessions obertes`} columns={columns} keyOf={({ id }) => id} empty={<Empty title={<Trans>Cap sessió oberta</Trans>} />} />
    </Section>
  );
}
