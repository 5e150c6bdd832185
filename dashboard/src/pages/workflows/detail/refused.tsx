/** What of a workflow would be refused if it were saved today: it goes on starting, and whoever edits it should know. */
import type { Workflow } from '@bivelio/sdk';
import { Plural, Trans } from '@lingui/react/macro';
import { includes, usePerson } from '~/app/session';
import { useRead } from '~/app/use-read';
import { Note } from '~/ui/page';

const SHOWN = 5;

export function Refused({ of: { id, version } }: { of: Workflow }) {
  const { role } = usePerson();
  const query = useRead(['workflows.validate', { id, version }], (client) => client.workflows.validate({ id }), {
    enabled: includes(role, 'admin'),
    staleTime: 60_000,
  });
  const faults = query.data?.errors ?? [];
  if (faults.length === 0) return null;
  const more = faults.length - SHOWN;
  return (
    <Note tone="warning">
      <p>
        <Trans>Continua començant, però avui no es podria desar tal com és:</Trans>
      </p>
      <ul>
        {faults.slice(0, SHOWN).map(({ field, message, reason }) => (
          <li key={field}>
            <code>{field}</code>: {reason ?? message}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p>
          <Plural value={more} one="i # falta més" other="i # faltes més" />
        </p>
      )}
    </Note>
  );
}
