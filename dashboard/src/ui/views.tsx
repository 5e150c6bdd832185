/** The menu of views beside the filters of a list: open one, keep what is shown as one, delete one. */
import type { BiVelio } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Bookmark, BookmarkPlus, Check, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { useForm } from '~/app/use-form';
import { useWrite } from '~/app/use-write';
import { searchOf, useViews, type View } from '~/app/views';
import { Button } from './button';
import { Dialog } from './dialog';
import { Checkbox, TextField } from './field';
import { Form, FormActions } from './form';
import { Menu, MenuItem, MenuLabel, MenuLine } from './menu';

/** A view as the menu has it. */
export interface MenuView {
  key: string;
  name: string;
  isShared?: boolean;
  onOpen: () => void;
  /** There is none for who may not delete it. */
  onDelete?: (() => void) | undefined;
}

interface ViewsMenuProps {
  views: MenuView[];
  /** The key of the view that is shown. */
  open: string | undefined;
  /** Opens the form that keeps what is shown; there is none where nothing is to be kept. */
  onSave?: (() => void) | undefined;
  /** What leads out of a view. */
  leave?: { label: string; onLeave: () => void } | undefined;
  /** Said in place of the views: that they are being read, or cannot be. */
  said?: string | undefined;
  onMenu?: () => void;
}

export function ViewsMenu({ views, open, onSave, leave, said, onMenu }: ViewsMenuProps) {
  const { t } = useLingui();
  const shown = views.find(({ key }) => key === open);
  return (
    <Menu align="start" trigger={<Button icon={Bookmark}>{shown?.name ?? t`Vistes`}</Button>} {...(onMenu && { onOpen: onMenu })}>
      {said && <MenuLabel>{said}</MenuLabel>}
      {views.map(({ key, name, isShared, onOpen }) => (
        <MenuItem key={key} icon={key === open ? Check : isShared ? Users : Bookmark} onSelect={onOpen}>
          {name}
        </MenuItem>
      ))}
      {!views.length && !onSave && !said && <MenuLabel>{t`Encara no n’hi ha cap.`}</MenuLabel>}
      {views.length > 0 && (onSave || shown?.onDelete || leave) && <MenuLine />}
      {onSave && (
        <MenuItem icon={BookmarkPlus} onSelect={onSave}>
          <Trans>Desa aquesta vista</Trans>
        </MenuItem>
      )}
      {leave && (
        <MenuItem icon={Bookmark} onSelect={leave.onLeave}>
          {leave.label}
        </MenuItem>
      )}
      {shown?.onDelete && (
        <MenuItem icon={Trash2} isDanger onSelect={shown.onDelete}>
          <Trans>Esborra la vista «{shown.name}»</Trans>
        </MenuItem>
      )}
    </Menu>
  );
}

export interface ViewValues {
  name: string;
  shared: boolean;
  /** Whether an open view stays, and this is another one. */
  isAnother: boolean;
}

interface SaveViewProps<Saved> {
  /** The view that is open, which is replaced unless another one is made. */
  open: { name: string; shared: boolean } | undefined;
  hint: string;
  /** Whether it may be for the team. */
  mayShare: boolean;
  save: (client: BiVelio, values: ViewValues) => PromiseLike<Saved>;
  again: Source[];
  onDone: (saved: Saved) => void;
  onClose: () => void;
}

/** The name of a view, and who sees it. */
export function SaveView<Saved extends { name: string }>({ open, hint, mayShare, save, again, onDone, onClose }: SaveViewProps<Saved>) {
  const { t } = useLingui();
  const form = useForm(
    { name: open?.name ?? '', shared: open?.shared ?? false, isAnother: !open },
    (client, { name, ...others }) => save(client, { ...others, name: name.trim() }),
    {
      again,
      done: ({ name }) => t`S’ha desat la vista «${name}».`,
      onDone: (saved) => {
        onClose();
        onDone(saved);
      },
    },
  );
  return (
    <Dialog title={t`Desa aquesta vista`} onClose={onClose}>
      <Form form={form}>
        <TextField label={t`Nom de la vista`} hint={hint} autoComplete="off" maxLength={100} {...form.field('name')} />
        {mayShare && <Checkbox label={t`Comparteix-la amb l’equip`} hint={t`Si no, només la veus tu.`} {...form.field('shared')} />}
        {open && <Checkbox label={t`Desa-la com una altra vista`} {...form.field('isAnother')} />}
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa la vista</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** The views of the page that is shown. `columns` are those that its list has now, if they are chosen. */
export function Views({ columns = NONE }: { columns?: readonly string[] }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [isWanted, setWanted] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const { list, views, shown, open, hasFilters, isReading, error, mayWrite, ofBrowser } = useViews(columns, isWanted);
  const remove = useWrite((client, id: string) => client.views.delete(id), { again: ['views.list'], done: t`S’ha esborrat la vista.` });
  const show = ({ kept }: Pick<View, 'kept'>) =>
    void navigate({ to: '.', search: (former: Record<string, unknown>) => ({ ...(former['env'] !== undefined && { env: former['env'] }), ...searchOf(kept) }) });
  const entries = views.map(({ name, kept, saved }): MenuView => {
    const mayDelete = !saved || mayWrite;
    return {
      key: saved?.id ?? name,
      name,
      isShared: saved?.shared ?? false,
      onOpen: () => show({ kept }),
      onDelete: mayDelete ? () => (saved ? remove.mutate(saved.id) : ofBrowser.forget(name)) : undefined,
    };
  });
  const mine = open?.saved;
  return (
    <>
      <ViewsMenu
        views={entries}
        open={open && (mine?.id ?? open.name)}
        onSave={hasFilters || shown.columns.length ? () => setSaving(true) : undefined}
        said={isReading ? t`Es llegeixen les vistes…` : error ? t`No s’han pogut llegir les vistes.` : undefined}
        onMenu={() => setWanted(true)}
      />
      {isSaving && (
        <SaveView
          open={undefined}
          hint={mayWrite ? t`Es desen els filtres, l’ordre i les columnes. Una vista del mateix nom se substitueix.` : t`Es desa en aquest navegador. Una vista del mateix nom se substitueix.`}
          mayShare={mayWrite}
          save={async (client, { name, shared }) => {
            if (!mayWrite) {
              ofBrowser.keep({ name, kept: shown });
              return { name, ...shown };
            }
            const same = views.find((view) => view.name === name)?.saved;
            return client.views.save({ ...(same && { id: same.id, version: same.version }), list, name, shared, ...shown });
          }}
          again={['views.list']}
          onDone={(kept) => show({ kept })}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}

const NONE: readonly string[] = [];
