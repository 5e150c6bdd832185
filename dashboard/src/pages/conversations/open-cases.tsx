/** The cases of the contact that are not closed: what each is about, and the button that closes it. */
import type { ListedCase } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import styles from './conversations.module.css';

/** Those that were changed last; a contact has few that are open. */
const READ = 20;

export function OpenCases({ contact, mayWrite }: { contact: string; mayWrite: boolean }) {
  const { t } = useLingui();
  const read = useRead(['cases.list', { contact }], async (client) => (await client.cases.list({ contact_id: contact, per_page: READ })).cases);
  const open = (read.data ?? []).filter(({ status }) => status !== 'closed');
  if (!open.length) return null;
  return (
    <ul className={styles.cases} aria-label={t`Casos oberts d’aquest contacte`}>
      {open.map((one) => (
        <OpenCase key={one.id} of={one} mayWrite={mayWrite} />
      ))}
    </ul>
  );
}

function OpenCase({ of: one, mayWrite }: { of: ListedCase; mayWrite: boolean }) {
  const { t } = useLingui();
  const close = useWrite((client, _input: void) => client.cases.update(one.id, { status: 'closed' }), {
    again: ['cases.list', 'cases.get'],
    done: t`S’ha tancat el cas ${one.number}.`,
  });
  return (
    <li>
      <div>
        <Link to="/cases" search={{ id: one.id }}>
          {one.number} · {one.title}
        </Link>
        {one.description && <p className={styles.said}>{one.description}</p>}
      </div>
      {mayWrite && (
        <Button look="quiet" icon={Check} onClick={() => close.mutate()} disabled={close.isPending} aria-label={t`Tanca el cas ${one.number}`}>
          <Trans>Tanca el cas</Trans>
        </Button>
      )}
    </li>
  );
}
