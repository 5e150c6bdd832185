/** A contact that was changed by two: what you wrote beside what is there now, field by field. */
import type { Contact, ContactAddress, TaxId } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Actions } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { None } from '~/ui/none';
import { Note } from '~/ui/page';
import { When } from '~/ui/when';
import styles from './contacts.module.css';
import { type Fields, isSame } from './fields';
import { addressLine, taxIdLine } from './fiscal';

interface Props {
  before: Contact;
  /** What the person changed. */
  mine: Fields;
  onDone: () => void;
  onBack: () => void;
}

/** A field in which the two differ. */
interface Difference {
  /** Its name in the request: `email`, or `custom_fields.sector`. */
  at: string;
  label: string;
  mine: unknown;
  theirs: unknown;
}

export function BothVersions({ before, mine, onDone, onBack }: Props) {
  const { t } = useLingui();
  const now = useRead(['contacts.get', before.id, 'now'], (client) => client.contacts.get(before.id), { staleTime: 0 });
  const [taken, setTaken] = useState<Record<string, 'mine' | 'theirs'>>({});
  const labels: Record<string, string> = {
    name: t`Nom`,
    email: t`Correu electrònic`,
    phone: t`Telèfon`,
    first_name: t`Nom de pila`,
    last_name: t`Cognoms`,
    job_title: t`Càrrec`,
    language: t`Idioma`,
    birthday: t`Aniversari`,
    emails: t`Correu electrònic`,
    phones: t`Telèfon`,
    websites: t`Web`,
    owner_id: t`Responsable`,
    consents: t`Publicitat`,
    company_id: t`Empresa`,
    tax_id: t`NIF`,
    addresses: t`Adreça`,
    tags: t`Etiquetes`,
  };
  const save = useWrite(
    (client, changes: Fields & { version: number }) => client.contacts.update(before.id, changes),
    { again: ['contacts.list', 'contacts.get'], done: t`S’han desat els canvis.`, onDone, errorsAreShown: true },
  );
  if (now.error) return <ErrorState error={now.error} retry={() => void now.refetch()} />;
  if (!now.data || now.isFetching) return <Loading />; // what was read at an earlier conflict is neither version
  const theirs = now.data;
  const differences = differencesOf(mine, theirs, labels);
  const chosen = differences.filter(({ at }) => taken[at] !== 'theirs').map(({ at }) => at);
  const send = () => (chosen.length ? save.mutate({ ...only(mine, chosen), version: theirs.version }) : onDone());
  return (
    <>
      <Note tone="warning">
        <p role="alert">
          <strong>
            <Trans>Algú ha canviat aquest contacte mentre l’editaves.</Trans>
          </strong>{' '}
          <Trans>
            Encara no s’ha desat res. Tria què ha de quedar en cada camp; els altres camps queden com són ara.
          </Trans>
        </p>
        <p className="quiet">
          <Trans>
            L’altre canvi: <When at={theirs.updated_at} />
          </Trans>
        </p>
      </Note>
      <table className={styles.versions} aria-label={t`Les dues versions`}>
        <thead>
          <tr>
            <th scope="col">{t`Camp`}</th>
            <th scope="col">{t`La teva versió`}</th>
            <th scope="col">{t`La versió d’ara`}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((one) => (
            <tr key={one.at}>
              <th scope="row">{one.label}</th>
              {(['mine', 'theirs'] as const).map((which) => (
                <td key={which}>
                  <label>
                    <input
                      type="radio"
                      name={one.at}
                      aria-label={which === 'mine' ? t`${one.label}: la teva versió` : t`${one.label}: la versió d’ara`}
                      checked={(taken[one.at] ?? 'mine') === which}
                      onChange={() => setTaken((former) => ({ ...former, [one.at]: which }))}
                    />
                    <Value at={one.at} of={one[which]} />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {!differences.length && (
        <p>
          <Trans>Les dues versions diuen el mateix: no cal desar res.</Trans>
        </p>
      )}
      {save.error && <ErrorState error={save.error} retry={() => void now.refetch().then(() => save.reset())} />}
      <Actions>
        <Button onClick={onBack}>
          <Trans>Torna al formulari</Trans>
        </Button>
        <Button look="primary" onClick={send} aria-disabled={save.isPending}>
          <Trans>Desa el que he triat</Trans>
        </Button>
      </Actions>
    </>
  );
}

function Value({ at, of: value }: { at: string; of: unknown }) {
  if (value === undefined || value === null || value === '') return <None />;
  if (at === 'tax_id') return <>{taxIdLine(value as TaxId)}</>;
  if (at === 'addresses') return <>{(value as ContactAddress[]).map(addressLine).join(' · ') || '–'}</>;
  if (Array.isArray(value)) return <>{value.map(wordOf).join(', ') || '–'}</>;
  return <>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</>;
}

/** A tag; the text of an e-mail address or a phone; the channel of a consent. */
function wordOf(one: unknown): string {
  if (typeof one !== 'object' || one === null) return String(one);
  const { address, number, channel } = one as Record<string, unknown>;
  return String(address ?? number ?? channel ?? JSON.stringify(one));
}

function differencesOf({ custom_fields = {}, ...mine }: Fields, theirs: Contact, labels: Record<string, string>): Difference[] {
  const plain = Object.entries(mine).map(([at, value]) => ({ at, label: labels[at] ?? at, mine: value, theirs: theirs[at as keyof Contact] }));
  const custom = Object.entries(custom_fields).map(([name, value]) => ({
    at: `custom_fields.${name}`,
    label: name,
    mine: value,
    theirs: theirs.custom_fields[name],
  }));
  return [...plain, ...custom].filter((one) => !isSame(one.mine ?? undefined, one.theirs ?? undefined));
}

/** The changes of the chosen fields alone. */
function only({ custom_fields = {}, ...mine }: Fields, chosen: string[]): Fields {
  const plain = Object.entries(mine).filter(([at]) => chosen.includes(at));
  const custom = Object.entries(custom_fields).filter(([name]) => chosen.includes(`custom_fields.${name}`));
  return { ...Object.fromEntries(plain), ...(custom.length && { custom_fields: Object.fromEntries(custom) }) };
}
