/** The views of the list of contacts, which the platform keeps: of a person alone, or shared with the team. */
import type { ContactView } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Bookmark, BookmarkPlus, Check, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { useViews } from '~/app/views';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Checkbox, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Menu, MenuItem, MenuLine } from '~/ui/menu';
import { type Shown, without, viewFilter } from './view-filter';

/** What views there are. */
export function useContactViews() {
  return useRead(['contacts.viewsList'], async (client) => (await client.contacts.viewsList()).views);
}

interface ContactViewsProps {
  views: ContactView[];
  /** What the list shows beside the open view. */
  shown: Shown;
  open: ContactView | undefined;
  columns: readonly string[];
}

export function ContactViews({ views, shown, open, columns }: ContactViewsProps) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const change = useChange();
  const [isSaving, setSaving] = useState(false);
  const ofBrowser = useViews();
  const remove = useWrite((client, { id }: ContactView) => client.contacts.viewsDelete(id), {
    again: ['contacts.viewsList'],
    done: t`S’ha esborrat la vista.`,
    onDone: () => change({ view: undefined }),
  });
  return (
    <>
      <Menu trigger={<Button icon={Bookmark}>{open?.name ?? t`Vistes`}</Button>}>
        {views.map((view) => (
          <MenuItem key={view.id} icon={view.id === open?.id ? Check : view.shared ? Users : Bookmark} onSelect={() => change({ ...without, view: view.id })}>
            {view.name}
          </MenuItem>
        ))}
        {ofBrowser.views.map(({ name, search }) => (
          <MenuItem key={name} icon={Bookmark} onSelect={() => change({ ...without, ...search })}>
            {name}
          </MenuItem>
        ))}
        {views.length + ofBrowser.views.length > 0 && <MenuLine />}
        {mayWrite && (
          <MenuItem icon={BookmarkPlus} onSelect={() => setSaving(true)}>
            <Trans>Desa aquesta vista</Trans>
          </MenuItem>
        )}
        {open && (
          <MenuItem icon={Bookmark} onSelect={() => change(without)}>
            <Trans>Tots els contactes</Trans>
          </MenuItem>
        )}
        {open && mayWrite && (
          <MenuItem icon={Trash2} isDanger onSelect={() => remove.mutate(open)}>
            <Trans>Esborra la vista «{open.name}»</Trans>
          </MenuItem>
        )}
      </Menu>
      {isSaving && <SaveView shown={shown} open={open} columns={columns} onClose={() => setSaving(false)} />}
    </>
  );
}

function SaveView({ shown, open, columns, onClose }: Omit<ContactViewsProps, 'views'> & { onClose: () => void }) {
  const { t } = useLingui();
  const change = useChange();
  const form = useForm(
    { name: open?.name ?? '', shared: open?.shared ?? false, isAnother: !open },
    (client, { name, shared, isAnother }) => {
      const filter = viewFilter(shown, open?.filter);
      return client.contacts.viewsSave({
        ...(open && !isAnother && { id: open.id, version: open.version }),
        name: name.trim(),
        shared,
        columns: [...columns],
        sort: shown.sort ?? open?.sort ?? '-created_at',
        ...(filter && { filter }),
      });
    },
    {
      again: ['contacts.viewsList'],
      done: ({ name }) => t`S’ha desat la vista «${name}».`,
      onDone: ({ id }) => {
        onClose();
        change({ ...without, view: id, q: shown.q });
      },
    },
  );
  return (
    <Dialog title={t`Desa aquesta vista`} onClose={onClose}>
      <Form form={form}>
        <TextField label={t`Nom de la vista`} hint={t`Es desen els filtres, l’ordre i les columnes; el que has cercat, no.`} autoComplete="off" {...form.field('name')} />
        <Checkbox label={t`Comparteix-la amb l’equip`} hint={t`Si no, només la veus tu.`} {...form.field('shared')} />
        {open && <Checkbox label={t`Desa-la com una altra vista`} {...form.field('isAnother')} />}
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa la vista</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
