/** The sources of a collection: what each is, whether it is read, and why it is not. */
import type { Collection, Source } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Ellipsis, FilePlus2, RefreshCw, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ThingLink } from '~/app/thing-link';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { IconButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { safeUrl } from '~/ui/links';
import { ListView } from '~/ui/list-view';
import { Menu, MenuItem } from '~/ui/menu';
import { Stack } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { When } from '~/ui/when';
import { AGAIN } from './edit-collection';
import { useReason } from './failures';
import styles from './knowledge.module.css';
import { collection } from './routes';

const READ_EVERY = 3_000;

interface SourcesProps {
  of: Collection;
  /** The button that adds one. */
  add: ReactNode;
  mayWrite: boolean;
}

export function Sources({ of: { collection: name, status: state, is_complete: isComplete }, add, mayWrite }: SourcesProps) {
  const { t } = useLingui();
  const { status, page = 1 } = collection.route.useSearch();
  const change = useChange();
  const [removed, setRemoved] = useState<Source>();
  const list = useList(['knowledge.list', name, { status }], page, (client, at) => client.knowledge.list({ ...at, collection: name, ...(status && { status }) }), {
    refetchInterval: state === 'active' && !isComplete ? READ_EVERY : false,
  });
  const columns = useColumns(mayWrite, setRemoved);
  return (
    <Stack>
      <Filters>
        <ChoiceFilter
          label={t`Estat`}
          all={t`Tots els estats`}
          value={status}
          onChange={(next) => change({ status: next, page: undefined })}
          options={[
            { value: 'ready', label: t`Llegides` },
            { value: 'waiting', label: t`Per llegir` },
            { value: 'failed', label: t`No s’han pogut llegir` },
          ]}
        />
      </Filters>
      <ListView
        list={list}
        label={t`Fonts`}
        columns={columns}
        keyOf={({ source_id: id }) => id}
        isFiltered={status !== undefined}
        clearFilters={() => change({ status: undefined })}
        empty={
          <Empty icon={FilePlus2} title={<Trans>Encara no hi ha cap text</Trans>} action={add}>
            <p>
              <Trans>Afegeix-hi la llista de preus en PDF, les pàgines del teu web, o escriu tu mateix una pregunta amb la seva resposta.</Trans>
            </p>
          </Empty>
        }
      />
      {removed && <Remove of={removed} onClose={() => setRemoved(undefined)} />}
    </Stack>
  );
}

function useColumns(mayWrite: boolean, onRemove: (source: Source) => void): Column<Source>[] {
  const { t } = useLingui();
  const kinds: Record<string, string> = { document: t`document`, page: t`pàgina`, sitemap: t`mapa del web`, answer: t`resposta` };
  const columns: Column<Source>[] = [
    { title: t`Font`, onPhone: 'title', cell: (one) => <Title of={one} /> },
    { title: t`Tipus`, onPhone: 'line', as: 'tight', cell: ({ kind }) => <Badge>{kinds[kind] ?? kind}</Badge> },
    { title: t`Estat`, onPhone: 'line', cell: (one) => <State of={one} /> },
    { title: t`Llegida`, as: 'tight', cell: ({ read_at: read, added_at: added }) => <When at={read ?? added} /> },
  ];
  return mayWrite ? [...columns, { title: '', as: 'tight', cell: (one) => <Doing of={one} onRemove={() => onRemove(one)} /> }] : columns;
}

function Title({ of: { title, url, document_id: document, answer } }: { of: Source }) {
  const address = url && safeUrl(url);
  return (
    <Named>
      {document && !title ? (
        <ThingLink id={document} />
      ) : address && (!title || title === url) ? (
        <a href={address} target="_blank" rel="noreferrer">
          {url}
        </a>
      ) : (
        <strong>{title}</strong>
      )}
      {address && title && title !== url && (
        <a href={address} target="_blank" rel="noreferrer">
          {url}
        </a>
      )}
      {document && title && <ThingLink id={document} />}
      {answer && <small className="quiet">{answer}</small>}
    </Named>
  );
}

function State({ of: { status, kind, failure, passages } }: { of: Source }) {
  const { t } = useLingui();
  const reason = useReason();
  const read =
    kind === 'sitemap' ? (
      <Plural value={passages} one="# pàgina" other="# pàgines" />
    ) : (
      <Plural value={passages} one="# passatge" other="# passatges" />
    );
  return (
    <span className={styles.state}>
      {status === 'ready' ? (
        <Badge tone="good">{t`llegida`}</Badge>
      ) : status === 'failed' ? (
        <Badge tone="bad">{t`no s’ha pogut llegir`}</Badge>
      ) : (
        <Badge tone="busy">{t`per llegir`}</Badge>
      )}
      {status === 'ready' && <small className="quiet">{read}</small>}
      {failure && <small className={styles.reason}>{reason(failure)}</small>}
    </span>
  );
}

function Doing({ of: one, onRemove }: { of: Source; onRemove: () => void }) {
  const { t } = useLingui();
  const name = one.title ?? one.url ?? one.source_id;
  const again = useWrite(
    (client) =>
      client.knowledge.add({
        collection: one.collection,
        ...(one.document_id && { document_id: one.document_id }),
        ...(one.url && { url: one.url, sitemap: one.kind === 'sitemap' }),
      }),
    { again: AGAIN, done: t`Es torna a llegir «${name}».` },
  );
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t`Accions de ${name}`} />}>
      {one.kind !== 'answer' && (
        <MenuItem icon={RefreshCw} onSelect={() => again.mutate(undefined)} isDisabled={again.isPending}>
          <Trans>Torna-la a llegir</Trans>
        </MenuItem>
      )}
      <MenuItem icon={Trash2} isDanger onSelect={onRemove}>
        <Trans>Treu-la</Trans>
      </MenuItem>
    </Menu>
  );
}

function Remove({ of: one, onClose }: { of: Source; onClose: () => void }) {
  const { t } = useLingui();
  const { collection: name, source_id } = one;
  const title = one.title ?? one.url ?? source_id;
  const remove = useWrite((client) => client.knowledge.remove({ collection: name, source_id }), {
    again: AGAIN,
    done: t`S’ha tret «${title}».`,
    onDone: onClose,
  });
  return (
    <Confirm
      title={t`Vols treure «${title}»?`}
      action={<Trans>Treu-la</Trans>}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
      isPending={remove.isPending}
    >
      {one.kind === 'sitemap' ? (
        <Trans>Cap resposta no la farà servir més, ni les seves pàgines.</Trans>
      ) : (
        <Trans>Cap resposta no la farà servir més.</Trans>
      )}
    </Confirm>
  );
}
