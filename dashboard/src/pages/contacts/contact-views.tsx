/** The views of the list of contacts, by whose conditions the API lists: of a person alone, or shared with the team. */
import type { ContactView } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { searchOf, useBrowserViews } from '~/app/views';
import { SaveView, ViewsMenu } from '~/ui/views';
import { type Shown, viewFilter, without } from './view-filter';

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
  const ofBrowser = useBrowserViews('/contacts');
  const remove = useWrite((client, { id }: ContactView) => client.contacts.viewsDelete(id), {
    again: ['contacts.viewsList'],
    done: t`S’ha esborrat la vista.`,
    onDone: () => change({ view: undefined }),
  });
  const entries = [
    ...views.map((view) => ({
      key: view.id,
      name: view.name,
      isShared: view.shared,
      onOpen: () => change({ ...without, view: view.id }),
      onDelete: mayWrite ? () => remove.mutate(view) : undefined,
    })),
    ...ofBrowser.views.map(({ name, kept }) => ({ key: name, name, onOpen: () => change({ ...without, ...searchOf(kept) }) })),
  ];
  return (
    <>
      <ViewsMenu
        views={entries}
        open={open?.id}
        onSave={mayWrite ? () => setSaving(true) : undefined}
        leave={open && { label: t`Tots els contactes`, onLeave: () => change(without) }}
      />
      {isSaving && (
        <SaveView
          open={open}
          hint={t`Es desen els filtres, l’ordre i les columnes; el que has cercat, no.`}
          mayShare
          save={(client, { name, shared, isAnother }) => {
            const filter = viewFilter(shown, open?.filter);
            return client.contacts.viewsSave({
              ...(open && !isAnother && { id: open.id, version: open.version }),
              name,
              shared,
              columns: [...columns],
              sort: shown.sort ?? open?.sort ?? '-created_at',
              ...(filter && { filter }),
            });
          }}
          again={['contacts.viewsList']}
          onDone={({ id }) => change({ ...without, view: id, q: shown.q })}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}
