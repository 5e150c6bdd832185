/** Knowledge: the collections, how many texts each has, and whether all of them can be found. */
import type { Collection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { BookOpenText, Plus } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ListView } from '~/ui/list-view';
import { Figure } from '~/ui/money';
import { Page } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { When } from '~/ui/when';
import { CreateCollection } from './edit-collection';
import { knowledge } from './routes';

export default function KnowledgePage() {
  const { t } = useLingui();
  const { page = 1, new: isNew } = knowledge.route.useSearch();
  const change = useChange();
  const list = useList(['knowledge.collectionsList'], page, (client, at) => client.knowledge.collectionsList(at));
  const columns = useColumns();
  const mayWrite = useMay('member');
  const create = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Crea una col·lecció</Trans>
    </Button>
  );
  return (
    <Page
      title={t`Coneixement`}
      actions={create}
      about={t`Els textos amb què responen els teus assistents: documents, pàgines del teu web i preguntes amb la seva resposta.`}
    >
      <ListView
        list={list}
        label={t`Col·leccions`}
        columns={columns}
        keyOf={({ collection }) => collection}
        empty={
          <Empty icon={BookOpenText} title={<Trans>Encara no hi ha cap col·lecció</Trans>} action={create}>
            <p>
              <Trans>Crea’n una, per exemple «La botiga», i afegeix-hi el que et pregunten els clients: horaris, preus, enviaments.</Trans>
            </p>
          </Empty>
        }
      />
      {isNew && mayWrite && <CreateCollection onClose={() => change({ new: undefined })} />}
    </Page>
  );
}

function useColumns(): Column<Collection>[] {
  const { t } = useLingui();
  return [
    { title: t`Títol`, onPhone: 'title', cell: (one) => <Name of={one} /> },
    { title: t`Fonts`, onPhone: 'named', as: 'end', cell: ({ sources }) => <Figure value={sources} /> },
    { title: t`Passatges`, onPhone: 'named', as: 'end', cell: ({ passages }) => <Figure value={passages} /> },
    { title: t`Estat`, onPhone: 'side', as: 'tight', cell: (one) => <CollectionBadge of={one} /> },
    { title: t`Modificada`, as: 'tight', cell: ({ updated_at: at }) => <When at={at} /> },
  ];
}

function Name({ of: { collection, title, description } }: { of: Collection }) {
  return (
    <Named>
      <Link to="/knowledge/$name" params={{ name: collection }}>
        {title}
      </Link>
      {description && <small className="quiet">{description}</small>}
    </Named>
  );
}

/** Whether a collection answers, and with all its texts. */
export function CollectionBadge({ of: { status, is_complete: isComplete } }: { of: Collection }) {
  const { t } = useLingui();
  if (status === 'archived') return <Badge tone="quiet">{t`arxivada`}</Badge>;
  return isComplete ? <Badge tone="good">{t`al dia`}</Badge> : <Badge tone="busy">{t`s’està llegint`}</Badge>;
}
