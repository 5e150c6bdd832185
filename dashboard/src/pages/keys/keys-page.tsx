/** API keys: the list, and what is done with them. The pattern that other pages of lists follow. */
import type { ApiKey } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useEnvironment } from '~/app/environment';
import { useList } from '~/app/use-list';
import { Badge } from '~/ui/badge';
import { Button, IconButton } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Menu, MenuItem } from '~/ui/menu';
import { Figure } from '~/ui/money';
import { Page } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { When } from '~/ui/when';
import { CreateKey } from './create-key';
import { EditKey } from './edit-key';
import styles from './keys.module.css';
import { PlanLimit } from './plan-limit';
import { RevokeKey } from './revoke-key';
import { RotateKey } from './rotate-key';
import { useScopeWords } from './scope-words';
import { keys } from './routes';

/** What is being done with a key. */
type Doing = { what: 'edit' | 'rotate' | 'revoke'; key: ApiKey };

export default function KeysPage() {
  const { t } = useLingui();
  const environment = useEnvironment();
  const { page = 1, new: isNew, of } = keys.route.useSearch();
  const navigate = keys.route.useNavigate();
  const change = (search: object) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...search }) });
  const list = useList(['keys.list', { of }], page, (client, at) => client.keys.list({ ...at, ...(of && { environment: of }) }));
  const [doing, setDoing] = useState<Doing>();
  const columns = useColumns(setDoing);
  const create = (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Crea una clau</Trans>
    </Button>
  );
  return (
    <Page title={t`Claus d’API`} about={t`Amb una clau, un programa teu fa servir l’API en nom de l’organització.`} actions={create}>
      {environment === 'live' && (
        <Filters>
          <ChoiceFilter
            label={t`Entorn de la clau`}
            all={t`Tots els entorns`}
            value={of}
            onChange={(next) => change({ of: next, page: undefined })}
            options={[
              { value: 'live', label: t`Reals` },
              { value: 'test', label: t`De prova` },
            ]}
          />
        </Filters>
      )}
      <PlanLimit />
      <ListView
        list={list}
        label={t`Claus d’API`}
        columns={columns}
        keyOf={(key) => key.id}
        isFiltered={of !== undefined}
        clearFilters={() => change({ of: undefined, page: undefined })}
        empty={
          <Empty icon={KeyRound} title={<Trans>Encara no hi ha cap clau</Trans>} action={create}>
            <p>
              <Trans>Crea’n una de prova per fer les primeres crides: no toca cap dada real.</Trans>
            </p>
          </Empty>
        }
      />
      {isNew && <CreateKey onClose={() => change({ new: undefined })} />}
      {doing?.what === 'edit' && <EditKey of={doing.key} onClose={() => setDoing(undefined)} />}
      {doing?.what === 'rotate' && <RotateKey of={doing.key} onClose={() => setDoing(undefined)} />}
      {doing?.what === 'revoke' && <RevokeKey of={doing.key} onClose={() => setDoing(undefined)} />}
    </Page>
  );
}

function useColumns(onDo: (doing: Doing) => void): Column<ApiKey>[] {
  const { t } = useLingui();
  return [
    { title: t`Nom`, onPhone: 'title', cell: (key) => <Name of={key} /> },
    { title: t`Entorn`, onPhone: 'line', as: 'tight', cell: (key) => (key.environment === 'live' ? t`Real` : t`Proves`) },
    { title: t`Permisos`, onPhone: 'line', cell: (key) => <Scopes of={key} /> },
    { title: t`Últim ús`, onPhone: 'named', as: 'tight', cell: (key) => <LastUse of={key} /> },
    { title: t`Caduca`, as: 'tight', cell: (key) => (key.expires_at ? <When at={key.expires_at} /> : t`mai`) },
    { title: t`Estat`, onPhone: 'side', as: 'tight', cell: (key) => <Status of={key} /> },
    { title: '', as: 'tight', cell: (key) => key.status === 'active' && <KeyMenu of={key} onDo={onDo} /> },
  ];
}

function Name({ of: key }: { of: ApiKey }) {
  return (
    <Named>
      <strong>{key.name}</strong>
      <code className="quiet">
        {key.prefix}…{key.last_four}
      </code>
      {key.rate_limit && (
        <span className="quiet">
          <Trans>
            com a molt <Figure value={key.rate_limit} /> peticions per minut
          </Trans>
        </span>
      )}
    </Named>
  );
}

function Scopes({ of: key }: { of: ApiKey }) {
  const { t } = useLingui();
  const words = useScopeWords();
  return (
    <span className={styles.scopes}>
      {key.type === 'publishable' && <Badge tone="warning">{t`publicable`}</Badge>}
      {key.scopes.map((scope) => (
        <span key={scope} title={scope}>
          {words(scope)}
        </span>
      ))}
    </span>
  );
}

function LastUse({ of: { last_used_at: at } }: { of: ApiKey }) {
  const { t } = useLingui();
  return at ? <When at={at} /> : <span className="quiet">{t`mai`}</span>;
}

function Status({ of: key }: { of: ApiKey }) {
  const { t } = useLingui();
  if (key.status === 'revoked') return <Badge tone="quiet">{t`revocada`}</Badge>;
  if (key.status === 'expired') return <Badge tone="quiet">{t`caducada`}</Badge>;
  if (key.replaced_by) return <Badge tone="warning">{t`substituïda`}</Badge>;
  return <Badge tone="good">{t`activa`}</Badge>;
}

function KeyMenu({ of: key, onDo }: { of: ApiKey; onDo: (doing: Doing) => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t`Accions de ${key.name}`} />}>
      <MenuItem onSelect={() => void navigate({ to: '/usage', search: { actor: key.id } })}>
        <Trans>Mira’n l’ús</Trans>
      </MenuItem>
      {!key.replaced_by && (
        <>
          <MenuItem onSelect={() => onDo({ what: 'edit', key })}>
            <Trans>Edita</Trans>
          </MenuItem>
          <MenuItem onSelect={() => onDo({ what: 'rotate', key })}>
            <Trans>Gira la clau</Trans>
          </MenuItem>
        </>
      )}
      <MenuItem isDanger onSelect={() => onDo({ what: 'revoke', key })}>
        <Trans>Revoca</Trans>
      </MenuItem>
    </Menu>
  );
}
