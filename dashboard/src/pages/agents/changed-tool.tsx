/** A tool that its server describes otherwise by now: what it said when it was accepted and what it says, one beside the other. */
import type { McpTool } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Note } from '~/ui/page';
import styles from './agents.module.css';
import { type ChangedPart, changedParts, type Part, useGrantedWords } from './changed-words';

interface ChangedToolProps {
  /** The agent that has it; none that is not made yet. */
  agentId: string | undefined;
  /** The name of its grant. */
  name: string;
  now: McpTool;
  accept: () => void;
}

export function ChangedTool({ agentId, name, now, accept }: ChangedToolProps) {
  const read = useGrantedWords(agentId);
  const before = read.data?.server_words?.[name];
  return (
    <Note tone="warning">
      <p>
        <Trans>Ha canviat des que es va acceptar, i no es crida. Llegeix què en diu ara el servidor.</Trans>
      </p>
      {read.error ? <ErrorState error={read.error} retry={() => void read.refetch()} /> : read.isLoading ? <Loading lines={2} /> : before && <Changes of={changedParts(before, now)} />}
      <Button onClick={accept}>
        <Trans>Accepta-la com és ara</Trans>
      </Button>
    </Note>
  );
}

function Changes({ of: parts }: { of: ChangedPart[] }) {
  const { t } = useLingui();
  const names: Record<Part, string> = {
    title: t`Títol`,
    description: t`Descripció`,
    parameters: t`Paràmetres`,
    calls: t`Eina del servidor`,
    read_only: t`Diu que només llegeix`,
    idempotent: t`Diu que es pot repetir`,
  };
  return (
    <dl className={styles.changes}>
      {parts.map(({ part, before, now, start, end }) => (
        <div key={part}>
          <dt>{names[part]}</dt>
          <dd>
            <span>
              <Trans>Abans:</Trans>
            </span>
            <Text of={before} {...{ start, end }} as="del" />
          </dd>
          <dd>
            <span>
              <Trans>Ara:</Trans>
            </span>
            <Text of={now} {...{ start, end }} as="ins" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A text of strangers, with what differs marked. */
function Text({ of: text, start, end, as: Mark }: { of: string; start: number; end: number; as: 'del' | 'ins' }) {
  if (!text) return <Trans>res</Trans>;
  const last = text.length - end;
  return (
    <blockquote dir="auto">
      {text.slice(0, start)}
      {last > start && <Mark>{text.slice(start, last)}</Mark>}
      {text.slice(last)}
    </blockquote>
  );
}
