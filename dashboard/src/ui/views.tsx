/** The menu of views beside the filters of a list: open one, keep the filters as one, forget one. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Bookmark, BookmarkPlus, Check, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { filtersOf, isSame, useViews, type View } from '~/app/views';
import { Button } from './button';
import { Actions, Dialog } from './dialog';
import { TextField } from './field';
import styles from './field.module.css';
import { Menu, MenuItem, MenuLine } from './menu';

export function Views() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { views, filters, keep, forget } = useViews();
  const [isNaming, setNaming] = useState(false);
  const hasFilters = Object.keys(filters).some((name) => name !== 'tab');
  const shown = views.find(({ search }) => isSame(search, filters));
  if (!views.length && !hasFilters) return null;
  const open = ({ search }: View) =>
    void navigate({ to: '.', search: (former: Record<string, unknown>) => ({ ...(former['env'] !== undefined && { env: former['env'] }), ...filtersOf(search) }) });
  return (
    <>
      <Menu trigger={<Button icon={Bookmark}>{shown?.name ?? t`Vistes`}</Button>}>
        {views.map((view) => (
          <MenuItem key={view.name} icon={view === shown ? Check : Bookmark} onSelect={() => open(view)}>
            {view.name}
          </MenuItem>
        ))}
        {views.length > 0 && hasFilters && <MenuLine />}
        {hasFilters && !shown && (
          <MenuItem icon={BookmarkPlus} onSelect={() => setNaming(true)}>
            <Trans>Desa aquests filtres</Trans>
          </MenuItem>
        )}
        {shown && (
          <MenuItem icon={Trash2} isDanger onSelect={() => forget(shown.name)}>
            <Trans>Esborra la vista «{shown.name}»</Trans>
          </MenuItem>
        )}
      </Menu>
      {isNaming && <NameView onClose={() => setNaming(false)} onKeep={(name) => keep({ name, search: filters })} />}
    </>
  );
}

const LONGEST = 40;

function NameView({ onKeep, onClose }: { onKeep: (name: string) => void; onClose: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    onKeep(name.trim());
    onClose();
  };
  return (
    <Dialog title={t`Desa aquests filtres`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={t`Nom de la vista`}
          hint={t`Es desa en aquest navegador. Una vista del mateix nom se substitueix.`}
          name="view"
          maxLength={LONGEST}
          autoComplete="off"
          value={name}
          onChange={setName}
          error={undefined}
        />
        <Actions>
          <Button onClick={onClose}>
            <Trans>Cancel·la</Trans>
          </Button>
          <Button type="submit" look="primary" disabled={!name.trim()}>
            <Trans>Desa la vista</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
