/** What an app asks for, and the decision: who it is, where it would act, what it may do, for how long. */
import type { AppRequest } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { clientOf } from '~/app/client';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Actions } from '~/ui/dialog';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { SelectField } from '~/ui/field';
import { Loading } from '~/ui/loading';
import { Facts, Note, Page, Section } from '~/ui/page';
import { askedByApp } from './asked-by-app';

const DAYS = [1, 30, 90, 365] as const;

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
        <Decision asked={read.data} query={query} />
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

/** What an app asks for, the bundles of everything in words. */
function Scopes({ scopes }: { scopes: string[] }) {
  const { t } = useLingui();
  const words: Record<string, string> = {
    read: t`Llegir-ho tot`,
    write: t`Llegir i escriure`,
    admin: t`Tot, també webhooks, connexions i secrets`,
  };
  const widest = ['admin', 'write', 'read'].find((bundle) => scopes.includes(bundle));
  const single = scopes.filter((scope) => !(scope in words));
  return (
    <>
      {widest && words[widest]} {single.length > 0 && <code>{single.join(' ')}</code>}
    </>
  );
}

interface Sent {
  decision: 'allow' | 'refuse';
}

function Decision({ asked, query }: { asked: AppRequest; query: string }) {
  const { t } = useLingui();
  const canWrite = asked.scopes.some((scope) => !scope.endsWith('read'));
  const [access, setAccess] = useState<'read' | 'write'>(canWrite ? 'write' : 'read');
  const [days, setDays] = useState<(typeof DAYS)[number]>(90);
  const decide = useWrite((_client, { decision }: Sent) => clientOf(asked.environment === 'live' ? 'live' : 'sandbox').auth.authorize({ query, decision, access, days }), {
    onDone: ({ redirect_to: next }) => {
      if (next) window.location.replace(next);
    },
  });
  const name = asked.app_name;
  const lengths: Record<number, string> = { 1: t`Un dia`, 30: t`30 dies`, 90: t`90 dies`, 365: t`Un any` };
  return (
    <Section title={t`${name} vol actuar en nom teu`}>
      <Facts
        facts={[
          [t`Aplicació`, name],
          [t`Qui en respon`, asked.app_host ? <code>{asked.app_host}</code> : t`Ningú: s’ha registrat ella mateixa`],
          [t`La resposta va a`, <code key="to">{asked.redirect_host}</code>],
          [t`Organització`, asked.organisation],
          [
            t`Entorn`,
            <Badge key="at" tone={asked.environment === 'live' ? 'warning' : 'plain'}>
              {asked.environment === 'live' ? t`dades reals` : t`dades de prova`}
            </Badge>,
          ],
          [t`Permisos que demana`, <Scopes key="scopes" scopes={asked.scopes} />],
        ]}
      />
      {asked.is_local && (
        <Note tone="warning">
          <Trans>La resposta va a un programa d’aquest ordinador. Continua només si l’has obert tu ara mateix.</Trans>
        </Note>
      )}
      {canWrite && (
        <SelectField
          label={t`Què hi podrà fer`}
          name="access"
          value={access}
          onChange={setAccess}
          error={undefined}
          options={[
            { value: 'read', label: t`Només llegir` },
            { value: 'write', label: t`Llegir i canviar` },
          ]}
        />
      )}
      <SelectField
        label={t`Durant quant de temps`}
        name="days"
        error={undefined}
        value={String(days)}
        onChange={(value) => setDays(DAYS.find((one) => String(one) === value) ?? 90)}
        options={DAYS.map((one) => ({ value: String(one), label: lengths[one] ?? '' }))}
      />
      <p>
        <Trans>No podrà fer res que tu no puguis fer. Ho pots acabar quan vulguis a Seguretat, Sessions obertes.</Trans>
      </p>
      <Actions>
        <Button disabled={decide.isPending} onClick={() => decide.mutate({ decision: 'refuse' })}>
          <Trans>No ho permetis</Trans>
        </Button>
        <Button look="primary" disabled={decide.isPending} onClick={() => decide.mutate({ decision: 'allow' })}>
          <Trans>Permet-ho</Trans>
        </Button>
      </Actions>
    </Section>
  );
}
