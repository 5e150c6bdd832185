/** What an app asks for, and the decision: who it is, where it would act, what it may do, for how long. */
import type { AppRequest } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { clientOf } from '~/app/client';
import { useOrganisations, useSwitchOrganisation } from '~/app/organisation';
import { usePerson } from '~/app/session';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Actions } from '~/ui/dialog';
import { SelectField } from '~/ui/field';
import { Facts, Note, Section } from '~/ui/page';
import { useScopeWords } from '../keys/scope-words';
import styles from './security.module.css';

const DAYS = [1, 30, 90, 365] as const;

/** What an app asks for, in words: the widest bundle, and each single scope. */
function Scopes({ scopes }: { scopes: string[] }) {
  const words = useScopeWords();
  const widest = ['admin', 'write', 'read'].find((bundle) => scopes.includes(bundle));
  const shown = [...(widest ? [widest] : []), ...scopes.filter((scope) => scope.includes(':'))];
  return (
    <ul className={styles.asked}>
      {shown.map((scope) => (
        <li key={scope} title={scope}>
          {words(scope)}
        </li>
      ))}
    </ul>
  );
}

/** Where it would act: the organisation, which somebody with several may change. */
function Organisation({ name }: { name: string }) {
  const { t } = useLingui();
  const { organisation } = usePerson();
  const { data: others = [] } = useOrganisations();
  const change = useSwitchOrganisation();
  const options = others.filter((one) => one.status === 'active').map((one) => ({ value: one.id, label: one.name }));
  if (options.length < 2) return name;
  return <SelectField label={t`On podrà actuar`} name="organisation" value={organisation} onChange={change} error={undefined} options={options} />;
}

interface Sent {
  decision: 'allow' | 'refuse';
}

interface DecisionProps {
  asked: AppRequest;
  /** What is decided about: an app's request, or the code of a program. */
  of: { query: string } | { user_code: string };
  onDone: (next: string | null | undefined, decision: Sent['decision']) => void;
}

export function Decision({ asked, of, onDone }: DecisionProps) {
  const { t } = useLingui();
  const canWrite = asked.scopes.some((scope) => !scope.endsWith('read'));
  const [access, setAccess] = useState<'read' | 'write'>(canWrite ? 'write' : 'read');
  const [days, setDays] = useState<(typeof DAYS)[number]>(90);
  const decide = useWrite((_client, { decision }: Sent) => clientOf(asked.environment === 'live' ? 'live' : 'sandbox').auth.authorize({ ...of, decision, access, days }), {
    onDone: ({ redirect_to: next }, { decision }) => onDone(next, decision),
  });
  const name = asked.app_name;
  const from: [ReactNode, ReactNode][] =
    asked.asked_from == null
      ? [
          [t`Qui en respon`, asked.app_host ? <code>{asked.app_host}</code> : t`Ningú: s’ha registrat ella mateixa`],
          [t`La resposta va a`, <code key="to">{asked.redirect_host}</code>],
        ]
      : [
          ...('user_code' in of ? [[t`Codi`, <code key="code">{of.user_code}</code>] satisfies [ReactNode, ReactNode]] : []),
          [
            t`Ho demana des de`,
            <span key="from">
              <code>{asked.asked_from}</code> {asked.is_same_network ? t`(la teva mateixa xarxa)` : t`(una xarxa que no és la teva)`}
            </span>,
          ],
        ];
  const lengths: Record<number, string> = { 1: t`Un dia`, 30: t`30 dies`, 90: t`90 dies`, 365: t`Un any` };
  return (
    <Section title={t`${name} vol actuar en nom teu`}>
      <Facts
        facts={[
          [t`Aplicació`, name],
          ...from,
          [t`Organització`, <Organisation key="in" name={asked.organisation} />],
          [
            t`Entorn`,
            <Badge key="at" tone={asked.environment === 'live' ? 'warning' : 'plain'}>
              {asked.environment === 'live' ? t`dades reals` : t`dades de prova`}
            </Badge>,
          ],
          [t`Permisos que demana`, <Scopes key="scopes" scopes={asked.scopes} />],
        ]}
      />
      {asked.asked_from != null && (
        <Note tone="warning">
          <Trans>
            Continua només si has obert tu mateix aquest programa, ara, i mostra aquest codi. Si algú t’ha enviat o dictat el codi, no ho permetis: entraria a la
            teva organització en nom teu. Des de BiVelio no te’l demanarem mai.
          </Trans>
        </Note>
      )}
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
