/** The list of what needs attention; each line leads to where it is put right. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleX, Clock, Coins, Gauge, KeyRound, type LucideIcon, PlugZap, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import { useQuotaName } from '~/app/quotas';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Figure } from '~/ui/money';
import { Section } from '~/ui/page';
import { When } from '~/ui/when';
import { areFew, failedSince, isNearlyFull, useConcerns } from './concerns';
import styles from './start.module.css';

interface AttentionProps {
  isAdmin: boolean;
  /** Whether it stands beside the cards of the business: these have the approvals, and where all is well it says nothing. */
  isBeside?: boolean;
}

export function Attention({ isAdmin, isBeside = false }: AttentionProps) {
  const concerns = useConcerns(isAdmin);
  const queries = Object.values(concerns);
  const broken = queries.find(({ error }) => error);
  const isPending = queries.some(({ isLoading }) => isLoading);
  const lines = useLines(concerns).filter(({ id }) => !isBeside || id !== 'waiting');
  if (isBeside && !lines.length && !broken && !isPending) return null;
  const shown = (
    <>
      {broken && <ErrorState error={broken.error} retry={() => void Promise.all(queries.filter(({ error }) => error).map((query) => query.refetch()))} />}
      {lines.length > 0 && (
        <ul className={styles.list}>
          {lines.map((line) => (
            <Line key={line.id} {...line} />
          ))}
        </ul>
      )}
      {isPending && <Loading lines={3} />}
      {!isPending && !broken && !lines.length && (
        <ul className={styles.list}>
          <li className={styles.good}>
            <CircleCheck aria-hidden />
            <strong>
              <Trans>Tot va bé: res no demana atenció.</Trans>
            </strong>
          </li>
        </ul>
      )}
    </>
  );
  return isBeside ? <Section title={<Trans>Què més demana atenció</Trans>}>{shown}</Section> : shown;
}

interface LineProps {
  id: string;
  icon: LucideIcon;
  tone: 'bad' | 'warning';
  title: ReactNode;
  about?: ReactNode;
  link: ReactNode;
}

function Line({ icon: Icon, tone, title, about, link }: LineProps) {
  return (
    <li className={styles[tone]}>
      <Icon aria-hidden />
      <div>
        <strong>{title}</strong>
        {about && <p>{about}</p>}
      </div>
      {link}
    </li>
  );
}

function useLines({ failed, waiting, usage, webhooks, keys, connections }: ReturnType<typeof useConcerns>): LineProps[] {
  const runs = useRunLines(failed.data, waiting.data);
  const limits = useLimitLines(usage.data);
  const lines: LineProps[] = [...runs];
  if (webhooks.data?.length) {
    lines.push({
      id: 'webhooks',
      icon: Webhook,
      tone: 'bad',
      title: <Plural value={webhooks.data.length} one="# webhook desactivat perquè fallava" other="# webhooks desactivats perquè fallaven" />,
      about: webhooks.data.map(({ url }) => url).join(' · '),
      link:
        webhooks.data.length === 1 ? (
          <Link to="/webhooks/$id" params={{ id: webhooks.data[0]?.webhook_id ?? '' }}>
            <Trans>Mira per què</Trans>
          </Link>
        ) : (
          <Link to="/webhooks">
            <Trans>Mira’ls</Trans>
          </Link>
        ),
    });
  }
  if (connections.data?.length) {
    lines.push({
      id: 'connections',
      icon: PlugZap,
      tone: 'bad',
      title: <Plural value={connections.data.length} one="# connexió ha deixat de funcionar" other="# connexions han deixat de funcionar" />,
      about: connections.data.map(({ name, account }) => account ?? name).join(' · '),
      link: (
        <Link to="/settings/integrations">
          <Trans>Torna a connectar</Trans>
        </Link>
      ),
    });
  }
  if (keys.data?.length) {
    lines.push({
      id: 'keys',
      icon: KeyRound,
      tone: 'warning',
      title: <Plural value={keys.data.length} one="# clau d’API caduca aviat" other="# claus d’API caduquen aviat" />,
      about: keys.data.map((key) => (
        <span key={key.id}>
          {key.name} (<When at={key.expires_at} />){' '}
        </span>
      )),
      link: (
        <Link to="/settings/api">
          <Trans>Ves a les claus</Trans>
        </Link>
      ),
    });
  }
  return [...lines, ...limits];
}

type Concerns = ReturnType<typeof useConcerns>;

function useRunLines(failed: Concerns['failed']['data'], waiting: Concerns['waiting']['data']): LineProps[] {
  const lines: LineProps[] = [];
  if (failed?.total) {
    lines.push({
      id: 'failed',
      icon: CircleX,
      tone: 'bad',
      title: <Plural value={failed.total} one="# execució ha fallat en 7 dies" other="# execucions han fallat en 7 dies" />,
      about: latestOf(failed),
      link: (
        <Link to="/runs" search={{ status: 'failed', from: failedSince() }}>
          <Trans>Ves a les execucions</Trans>
        </Link>
      ),
    });
  }
  if (waiting?.total) {
    lines.push({
      id: 'waiting',
      icon: Clock,
      tone: 'warning',
      title: <Plural value={waiting.total} one="# execució espera una decisió" other="# execucions esperen una decisió" />,
      about: latestOf(waiting),
      link: (
        <Link to="/approvals">
          <Trans>Decideix</Trans>
        </Link>
      ),
    });
  }
  return lines;
}

/** The latest of some runs, in words. */
function latestOf({ latest }: NonNullable<Concerns['failed']['data']>): ReactNode {
  return (
    latest && (
      <Trans>
        L’última: {latest.workflow_name}, <When at={latest.started_at} />
      </Trans>
    )
  );
}

function useLimitLines(usage: Concerns['usage']['data']): LineProps[] {
  const { t } = useLingui();
  const nameOf = useQuotaName();
  if (!usage) return [];
  const lines: LineProps[] = [];
  const seeUsage = (
    <Link to="/usage">
      <Trans>Mira l’ús</Trans>
    </Link>
  );
  if (areFew(usage.credits)) {
    lines.push({
      id: 'credits',
      icon: Coins,
      tone: 'warning',
      title: <Trans>S’acaben els crèdits d’IA</Trans>,
      about: (
        <Trans>
          En queden <Figure value={usage.credits.balance} /> de <Figure value={usage.credits.granted} />. Els pròxims arriben <When at={usage.credits.next_grant_at} />.
        </Trans>
      ),
      link: seeUsage,
    });
  }
  const full = usage.quotas.filter(isNearlyFull);
  if (full.length) {
    lines.push({
      id: 'quotas',
      icon: Gauge,
      tone: 'warning',
      title: t`Ets a prop d’un límit`,
      about: full.map(({ name, used, limit }) => `${nameOf(name)}: ${used} / ${limit}`).join(' · '),
      link: seeUsage,
    });
  }
  return lines;
}
