/** The page that an app opens: what it asks for, and where the browser goes once it is decided. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Page, Section } from '~/ui/page';
import { askedByApp } from './asked-by-app';
import { Decision } from './decision';

export default function AuthorizePage() {
  const { t } = useLingui();
  const query = askedByApp;
  const read = useRead(['auth.authorize', query], (client) => client.auth.authorize({ query }), {
    enabled: query !== '',
    staleTime: Infinity,
  });
  return (
    <Page title={t`Una aplicació demana accés`}>
      {query === '' ? (
        <Empty title={<Trans>Aquesta pàgina l’obre una aplicació que vol accés</Trans>} />
      ) : read.data ? (
        <Decision
          asked={read.data}
          of={{ query }}
          onDone={(next) => {
            if (next) window.location.replace(next);
          }}
        />
      ) : read.error ? (
        <Section title={t`No es pot continuar`}>
          <ErrorState error={read.error} />
          <p>
            <Trans>No t’hem enviat enlloc. Torna a l’aplicació i prova-ho des d’allà.</Trans>
          </p>
        </Section>
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  );
}
