/** Conversations: what there is to do, the newest first, and the thread that is open beside them. */
import type { ListConversations } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { MessagesSquare } from 'lucide-react';
import { useRef } from 'react';
import { usePerson } from '~/app/session';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { Chips } from '~/ui/chips';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters, SearchFilter } from '~/ui/filters';
import { Pages } from '~/ui/list-view';
import { Loading } from '~/ui/loading';
import { Page } from '~/ui/page';
import { TableFrame } from '~/ui/table';
import styles from './conversations.module.css';
import { useInboxKeys } from './keys';
import { useDrafted } from './reply-draft';
import { Row, Rows } from './rows';
import { conversations } from './routes';
import { Matches } from './search';
import { STATES, useStateWords } from './states';
import { Thread } from './thread';
import { useTurning } from './turning';

const PAUSE = 10_000;

export default function ConversationsPage() {
  const { t } = useLingui();
  const { with: contact, page = 1, q, ...filters } = conversations.route.useSearch();
  const asked = useAsked(filters);
  const list = useList(
    ['messages.conversations', asked],
    page,
    (client, at) => client.messages.conversations({ ...at, ...asked }),
    { refetchInterval: PAUSE, enabled: !q },
  );
  const drafted = useDrafted();
  const both = useRef<HTMLDivElement>(null);
  useInboxKeys(both);
  const turn = useTurning(both, list.isPlaceholderData ? undefined : list.pagination);
  return (
    <Page title={t`Converses`} about={t`El que t’escriuen per WhatsApp, Telegram i correu, i el que respons.`}>
      <div ref={both} className={styles.both} data-open={contact !== undefined}>
        <div className={styles.list}>
          <Choices />
          {q ? (
            <Matches search={q} open={contact} />
          ) : list.error ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : (
            <TableFrame>
              {list.isPending ? (
                <Loading />
              ) : list.items.length ? (
                <Rows label={t`Converses`} isOld={list.isPlaceholderData} onPast={turn}>
                  {list.items.map((one) => (
                    <Row key={one.contact_id} of={one} isOpen={one.contact_id === contact} isDrafted={drafted.has(one.contact_id)} />
                  ))}
                </Rows>
              ) : (
                <Nothing isFiltered={Object.keys(asked).length > 0} />
              )}
              {list.pagination && list.pagination.total > 0 && <Pages {...list.pagination} />}
            </TableFrame>
          )}
        </div>
        {contact ? (
          <Thread key={contact} contact={contact} listed={list.items.find((one) => one.contact_id === contact)} />
        ) : (
          <p className={styles.none}>
            <Trans>Tria una conversa per llegir-la i respondre.</Trans>
          </p>
        )}
      </div>
    </Page>
  );
}

type Chosen = Omit<ReturnType<typeof conversations.route.useSearch>, 'with' | 'page' | 'q'>;

/** What the list is asked for. */
function useAsked({ channel, state, whose, label, unread }: Chosen): Omit<ListConversations, 'page' | 'per_page'> {
  const { id } = usePerson();
  return {
    ...(channel && { channel }),
    ...(state && { state }),
    ...(whose === 'mine' ? { assignee: id } : whose && { assigned: false }),
    ...(label && { label }),
    ...(unread && { unread }),
  };
}

function Choices() {
  const { t } = useLingui();
  const words = useStateWords();
  const { channel, state, whose, label, unread, q } = conversations.route.useSearch();
  const change = useChange();
  const choose = (changes: Record<string, unknown>) => change({ ...changes, page: undefined });
  return (
    <Filters>
      <SearchFilter label={t`Cerca en els missatges`} value={q} onChange={(next) => choose({ q: next })} />
      <ChoiceFilter
        label={t`Estat`}
        all={t`Tots els estats`}
        value={state}
        onChange={(next) => choose({ state: next })}
        options={STATES.map((value) => ({ value, label: words[value] }))}
      />
      <ChoiceFilter
        label={t`Encarregat`}
        all={t`De qui sigui`}
        value={whose}
        onChange={(next) => choose({ whose: next })}
        options={[
          { value: 'mine', label: t`Meves` },
          { value: 'nobody', label: t`De ningú` },
        ]}
      />
      <ChoiceFilter
        label={t`Lectura`}
        all={t`Llegides o no`}
        value={unread ? 'unread' : undefined}
        onChange={(next) => choose({ unread: next && true })}
        options={[{ value: 'unread', label: t`Per llegir` }]}
      />
      <ChoiceFilter
        label={t`Canal`}
        all={t`Tots els canals`}
        value={channel}
        onChange={(next) => choose({ channel: next })}
        options={[
          { value: 'whatsapp', label: 'WhatsApp' },
          { value: 'telegram', label: 'Telegram' },
          { value: 'email', label: t`Correu` },
          { value: 'webchat', label: t`Xat web` },
        ]}
      />
      {label && <Chips words={[label]} onRemove={() => choose({ label: undefined })} />}
    </Filters>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <Empty icon={MessagesSquare} title={<Trans>No n’hi ha cap que sigui així</Trans>} />;
  return (
    <Empty icon={MessagesSquare} title={<Trans>No hi ha cap conversa</Trans>}>
      <p>
        <Trans>Quan algú t’escrigui per un canal connectat, serà aquí.</Trans>
      </p>
    </Empty>
  );
}
