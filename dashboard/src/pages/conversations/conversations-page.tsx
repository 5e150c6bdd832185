/** Conversations: the newest first, and the thread that is open beside them. */
import type { Conversation } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { Badge } from '~/ui/badge';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { Pages } from '~/ui/list-view';
import { Loading } from '~/ui/loading';
import { Page } from '~/ui/page';
import { TableFrame } from '~/ui/table';
import { When } from '~/ui/when';
import { ContactName } from '../contacts/contact-picker';
import { fileIn, saidIn } from './content';
import styles from './conversations.module.css';
import { conversations } from './routes';
import { Thread } from './thread';

const PAUSE = 10_000;

export default function ConversationsPage() {
  const { t } = useLingui();
  const { channel, with: contact, page = 1 } = conversations.route.useSearch();
  const change = useChange();
  const list = useList(
    ['messages.conversations', { channel }],
    page,
    (client, at) => client.messages.conversations({ ...at, ...(channel && { channel }) }),
    { refetchInterval: PAUSE },
  );
  return (
    <Page title={t`Converses`} about={t`El que t’escriuen per WhatsApp, Telegram i correu, i el que respons.`}>
      <div className={styles.both} data-open={contact !== undefined}>
        <div className={styles.list}>
          <Filters>
            <ChoiceFilter
              label={t`Canal`}
              all={t`Tots els canals`}
              value={channel}
              onChange={(next) => change({ channel: next, page: undefined })}
              options={[
                { value: 'whatsapp', label: 'WhatsApp' },
                { value: 'telegram', label: 'Telegram' },
                { value: 'email', label: t`Correu` },
              ]}
            />
          </Filters>
          {list.error ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : (
            <TableFrame>
              {list.isPending ? (
                <Loading />
              ) : list.items.length ? (
                <ul className={styles.conversations} aria-label={t`Converses`}>
                  {list.items.map((one) => (
                    <Row key={one.contact_id} of={one} isOpen={one.contact_id === contact} />
                  ))}
                </ul>
              ) : (
                <Empty icon={MessagesSquare} title={<Trans>No hi ha cap conversa</Trans>}>
                  <p>
                    <Trans>Quan algú t’escrigui per un canal connectat, serà aquí.</Trans>
                  </p>
                </Empty>
              )}
              {list.pagination && list.pagination.total > 0 && <Pages {...list.pagination} />}
            </TableFrame>
          )}
        </div>
        {contact ? (
          <Thread key={contact} contact={contact} conversation={list.items.find((one) => one.contact_id === contact)} />
        ) : (
          <p className={styles.none}>
            <Trans>Tria una conversa per llegir-la i respondre.</Trans>
          </p>
        )}
      </div>
    </Page>
  );
}

function Row({ of: { contact_id, last_message: last, channel, unread }, isOpen }: { of: Conversation; isOpen: boolean }) {
  const { t } = useLingui();
  const said = saidIn(last) ?? fileIn(last) ?? '';
  return (
    <li>
      <Link
        to="."
        search={((former: object) => ({ ...former, with: contact_id })) as never}
        className={styles.conversation}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span className={styles.line}>
          <strong>
            <ContactName id={contact_id} />
          </strong>
          <When at={last.created_at} />
        </span>
        <span className={styles.line}>
          <span className="one-line">{last.direction === 'outbound' ? t`Tu: ${said}` : said}</span>
          {unread > 0 && (
            <Badge tone="busy">
              <Plural value={unread} one="# per llegir" other="# per llegir" />
            </Badge>
          )}
        </span>
        <ChannelName channel={channel} />
      </Link>
    </li>
  );
}

/** The name of a channel. */
export function ChannelName({ channel }: { channel: string }) {
  const { t } = useLingui();
  const names: Record<string, string> = { whatsapp: 'WhatsApp', telegram: 'Telegram', email: t`Correu` };
  return <small className="quiet">{names[channel] ?? channel}</small>;
}
