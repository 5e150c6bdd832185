/** One's own sessions in this organisation and environment, and the end of one or of all others. */
import type { UserSession } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useList } from '~/app/use-list';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Empty } from '~/ui/empty';
import { ListView } from '~/ui/list-view';
import { Section } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
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
    { title: t`Dispositiu`, onPhone: 'title', cell: (one) => <Device of={one} /> },
    { title: t`Adreça IP`, onPhone: 'line', cell: ({ ip_address: address }) => <code>{address ?? '–'}</code> },
    { title: t`Va entrar`, cell: (one) => <When at={one.started_at} /> },
    { title: t`Últim ús`, onPhone: 'line', cell: (one) => <When at={one.last_used_at} /> },
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
    <Section title={t`Sessions obertes`} actions={<EndOthers />}>
      <ListView list={list} label={t`Sessions obertes`} columns={columns} keyOf={({ id }) => id} empty={<Empty title={<Trans>Cap sessió oberta</Trans>} />} />
    </Section>
  );
}

/** Of an app its name, and from where it was let in. */
function Device({ of: { app, browser, system } }: { of: UserSession }) {
  const { t } = useLingui();
  const device = browser && system ? t`${browser} a ${system}` : (browser ?? system ?? t`dispositiu desconegut`);
  if (!app) return device;
  return (
    <Named>
      <strong>{app}</strong>
      <span>{device}</span>
    </Named>
  );
}

function EndOthers() {
  const { t } = useLingui();
  const [isAsked, setAsked] = useState(false);
  const end = useWrite((client, id: string) => client.auth.sessionsEnd(id), {
    again: ['auth.sessionsList'],
    done: t`S’han tancat totes les altres sessions.`,
    onDone: () => setAsked(false),
  });
  return (
    <>
      <Button onClick={() => setAsked(true)}>
        <Trans>Tanca totes les altres</Trans>
      </Button>
      {isAsked && (
        <Confirm
          title={t`Vols tancar totes les altres sessions?`}
          action={t`Tanca-les`}
          onConfirm={() => end.mutate('others')}
          onClose={() => setAsked(false)}
          isPending={end.isPending}
        >
          <Trans>
            Es tanquen a tot arreu menys aquí: als altres dispositius, a les altres organitzacions i a l’altre entorn. També les de les
            aplicacions que has autoritzat, que hauràs de tornar a connectar.
          </Trans>
        </Confirm>
      )}
    </>
  );
}
