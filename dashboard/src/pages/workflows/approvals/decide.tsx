/** The decision about an approval: the question, who may decide, a comment, and two buttons. */
import type { WaitingApproval } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useId, useState } from 'react';
import { allOf } from '~/app/cache-keys';
import { clientOf } from '~/app/client';
import type { Environment } from '~/app/environment';
import { includes, usePerson } from '~/app/session';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { When } from '~/ui/when';
import styles from '../workflows.module.css';

interface Props {
  run: string;
  approval: WaitingApproval;
  /** Where the run is, when that is not the environment that the page shows. */
  environment?: Environment;
}

export const keyOf = ({ step_id, iteration, branch }: WaitingApproval) => `${step_id}#${iteration}#${branch ?? ''}`;

export function Decide({ run, approval, environment }: Props) {
  const { t } = useLingui();
  const id = useId();
  const cache = useQueryClient();
  const [comment, setComment] = useState('');
  const mayDecide = includes(usePerson().role, 'member');
  const decide = useWrite(
    (shown, approved: boolean) => {
      const { step_id, iteration } = approval;
      const client = environment ? clientOf(environment) : shown;
      return client.workflows.approve({ instance_id: run, step_id, iteration, approved, ...(comment.trim() && { comment: comment.trim() }) });
    },
    {
      again: ['workflows.instances', 'workflows.instancesGet', 'workflows.instancesSteps'],
      done: ({ approved }) => (approved ? t`S’ha aprovat.` : t`S’ha rebutjat.`),
      onDone: () => {
        if (environment) void cache.invalidateQueries({ queryKey: allOf(environment, 'workflows.instancesGet') });
      },
    },
  );
  const question = approval.message ?? approval.step_id;
  return (
    <form className={styles.decision} aria-label={t`Decisió: ${question}`} onSubmit={(event) => event.preventDefault()}>
      <p className={styles.question}>{question}</p>
      <p className={`${styles.row} quiet`}>
        <code>{approval.step_id}</code>
        {approval.iteration !== '0' && <Trans>element {approval.iteration}</Trans>}
        {approval.branch && <Trans>branca {approval.branch}</Trans>}
        {approval.expires_at && (
          <span>
            <Trans>
              caduca <When at={approval.expires_at} />
            </Trans>
          </span>
        )}
        <Deciders of={approval} />
      </p>
      {mayDecide && (
        <>
          <div>
            <label htmlFor={id} className="for-readers">
              <Trans>Comentari</Trans>
            </label>
            <textarea id={id} value={comment} maxLength={2000} placeholder={t`Comentari (opcional)`} onChange={(event) => setComment(event.target.value)} />
          </div>
          <div className={styles.row}>
            <Button look="primary" icon={Check} disabled={decide.isPending} onClick={() => decide.mutate(true)}>
              <Trans>Aprova</Trans>
            </Button>
            <Button icon={X} disabled={decide.isPending} onClick={() => decide.mutate(false)}>
              <Trans>Rebutja</Trans>
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

/** Who may decide, where not everybody may. The API decides; this only tells. */
function Deciders({ of: { deciders } }: { of: WaitingApproval }) {
  const { t } = useLingui();
  if (!deciders) return null;
  const names: Record<string, string> = { owner: t`propietaris`, admin: t`administradors`, member: t`membres` };
  const roles = (deciders.roles ?? []).map((role) => names[role] ?? role).join(', ');
  const users = deciders.users?.length ?? 0;
  return (
    <span>
      <Trans>decideixen: {roles}</Trans>
      {users > 0 && (
        <>
          {' '}
          <Plural value={users} one="# persona triada" other="# persones triades" />
        </>
      )}
      {deciders.exclude_starter && (
        <>
          {' · '}
          <Trans>no qui l’ha començada</Trans>
        </>
      )}
    </span>
  );
}
