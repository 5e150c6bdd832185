/** The decision about an approval: the question, who may decide, a comment, and two buttons. */
import type { WaitingApproval } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useId, useState } from 'react';
import { ActorLink } from '~/app/actor-link';
import { allOf } from '~/app/cache-keys';
import { clientOf } from '~/app/client';
import type { Environment } from '~/app/environment';
import { usePerson } from '~/app/session';
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
  const { id: user } = usePerson();
  const hasDecided = approval.decisions?.some((one) => one.decided_by === `user:${user}`);
  const decide = useWrite(
    (shown, approved: boolean) => {
      const { step_id, iteration } = approval;
      const client = environment ? clientOf(environment) : shown;
      return client.workflows.approve({ instance_id: run, step_id, iteration, approved, ...(comment.trim() && { comment: comment.trim() }) });
    },
    {
      again: ['workflows.instances', 'workflows.instancesGet', 'workflows.instancesSteps'],
      done: ({ approved, remaining }) => (!approved ? t`S’ha rebutjat.` : remaining ? t`L’has aprovada; encara falten altres persones.` : t`S’ha aprovat.`),
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
      <Decisions of={approval} />
      {!approval.may_decide && (
        <p className="quiet">{hasDecided ? <Trans>Ja has decidit; encara falten altres persones.</Trans> : <Trans>No ho pots decidir tu.</Trans>}</p>
      )}
      {approval.may_decide && (
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
      {(roles || users > 0) && <Trans>decideixen: {roles}</Trans>}
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
      {deciders.exclude_deciders_of && (
        <>
          {' · '}
          <Trans>no qui ha decidit {deciders.exclude_deciders_of.join(', ')}</Trans>
        </>
      )}
    </span>
  );
}

/** Of an approval that asks several people: how many have approved, and who. */
function Decisions({ of: { deciders, decisions = [] } }: { of: WaitingApproval }) {
  if (!deciders?.approvals) return null;
  return (
    <p className={styles.row}>
      <Trans>
        {decisions.length} de {deciders.approvals} aprovacions
      </Trans>
      {decisions.map(({ decided_by: by }) => (
        <ActorLink key={by} kind="user" id={by.replace('user:', '')} />
      ))}
    </p>
  );
}
