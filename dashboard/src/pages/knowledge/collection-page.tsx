/** A collection: its sources and how far each is read, and a search to see what an assistant would find. */
import type { Collection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Archive, ArchiveRestore, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Note, Page } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { AddSource } from './add-source';
import { AGAIN, EditCollection } from './edit-collection';
import { CollectionBadge } from './knowledge-page';
import { collection } from './routes';
import { TrySearch } from './search';
import { Sources } from './sources';

/** As many collections an organisation has at most. */
const MOST = 50;
const READ_EVERY = 3_000;

export default function CollectionPage() {
  const { t } = useLingui();
  const { name } = collection.route.useParams() as { name: string };
  const read = useRead(['knowledge.collectionsList', 'all'], (client) => client.knowledge.collectionsList({ per_page: MOST }), {
    refetchInterval: ({ state }) => {
      const own = (state.data as { items: Collection[] } | undefined)?.items.find((one) => one.collection === name);
      return own && own.status === 'active' && !own.is_complete ? READ_EVERY : false;
    },
  });
  const back = <Link to="/knowledge">{t`Coneixement`}</Link>;
  const own = read.data?.items.find((one) => one.collection === name);
  if (own) return <Shown key={own.collection} of={own} back={back} />;
  return (
    <Page title={t`Col·lecció`} back={back}>
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : read.data ? (
        <Empty title={<Trans>Aquesta col·lecció no hi és</Trans>} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Shown({ of: one, back }: { of: Collection; back: React.ReactNode }) {
  const { t } = useLingui();
  const { tab = 'sources', add: isAdding, edit: isEditing } = collection.route.useSearch();
  const change = useChange();
  const mayWrite = useMay('member');
  const isArchived = one.status === 'archived';
  const add = mayWrite && !isArchived && (
    <Button look="primary" icon={Plus} onClick={() => change({ add: true })}>
      <Trans>Afegeix una font</Trans>
    </Button>
  );
  return (
    <Page
      title={
        <>
          {one.title} <CollectionBadge of={one} />
        </>
      }
      about={one.description}
      back={back}
      actions={mayWrite && <Doing of={one} add={add} onEdit={() => change({ edit: true })} />}
    >
      {isArchived && (
        <Note>
          <Trans>Està arxivada: cap assistent no hi busca. Les fonts hi continuen.</Trans>
        </Note>
      )}
      <Tabs
        label={t`Parts de la col·lecció`}
        value={tab}
        onChange={(next) => change({ tab: next === 'sources' ? undefined : next, page: undefined, status: undefined, q: undefined })}
        tabs={[
          { value: 'sources', label: t`Fonts`, content: <Sources of={one} add={add} mayWrite={mayWrite && !isArchived} /> },
          { value: 'search', label: t`Prova una cerca`, content: <TrySearch of={one} /> },
        ]}
      />
      {isAdding && mayWrite && !isArchived && <AddSource to={one} onClose={() => change({ add: undefined })} />}
      {isEditing && mayWrite && <EditCollection key={one.version} of={one} onClose={() => change({ edit: undefined })} />}
    </Page>
  );
}

function Doing({ of: one, add, onEdit }: { of: Collection; add: React.ReactNode; onEdit: () => void }) {
  const { t } = useLingui();
  const { collection: name, title, description } = one;
  const [isArchiving, setArchiving] = useState(false);
  const archive = useWrite((client) => client.knowledge.collectionsArchive({ collection: name }), {
    again: AGAIN,
    done: t`S’ha arxivat «${title}».`,
    onDone: () => setArchiving(false),
  });
  const restore = useWrite((client) => client.knowledge.collectionsDefine({ collection: name, title, ...(description && { description }) }), {
    again: AGAIN,
    done: t`«${title}» torna a respondre.`,
  });
  return (
    <>
      {one.status === 'archived' ? (
        <Button icon={ArchiveRestore} onClick={() => restore.mutate(undefined)} disabled={restore.isPending}>
          <Trans>Torna-la a fer servir</Trans>
        </Button>
      ) : (
        <Button look="quiet" icon={Archive} onClick={() => setArchiving(true)}>
          <Trans>Arxiva</Trans>
        </Button>
      )}
      <Button icon={Pencil} onClick={onEdit}>
        <Trans>Edita</Trans>
      </Button>
      {add}
      {isArchiving && (
        <Confirm
          title={t`Vols arxivar «${title}»?`}
          action={<Trans>Arxiva-la</Trans>}
          onConfirm={() => archive.mutate(undefined)}
          onClose={() => setArchiving(false)}
          isPending={archive.isPending}
        >
          <Trans>Els assistents deixaran de respondre amb els seus textos. La pots tornar a fer servir quan vulguis.</Trans>
        </Confirm>
      )}
    </>
  );
}
