/** What can be done with a note: fix it above the others, change its text, delete it. */
import type { ContactNote } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useWrite } from '~/app/use-write';
import { IconButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Dialog } from '~/ui/dialog';
import { TextArea } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Menu, MenuItem } from '~/ui/menu';

const AGAIN: Source[] = ['contacts.timeline', 'contacts.notesList'];

export function NoteMenu({ of: note }: { of: ContactNote }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const [doing, setDoing] = useState<'edit' | 'delete'>();
  const pin = useWrite((client, pinned: boolean) => client.contacts.notesUpdate(note.id, { pinned }), { again: AGAIN, done: t`S’ha desat la nota.` });
  const remove = useWrite((client) => client.contacts.notesDelete(note.id), { again: AGAIN, done: t`S’ha esborrat la nota.` });
  if (!mayWrite) return null;
  const close = () => setDoing(undefined);
  return (
    <>
      <Menu trigger={<IconButton icon={Ellipsis} label={t`Accions de la nota`} />}>
        <MenuItem icon={note.pinned ? PinOff : Pin} onSelect={() => pin.mutate(!note.pinned)}>
          {note.pinned ? <Trans>Deixa-la de fixar</Trans> : <Trans>Fixa-la a dalt</Trans>}
        </MenuItem>
        <MenuItem icon={Pencil} onSelect={() => setDoing('edit')}>
          <Trans>Edita</Trans>
        </MenuItem>
        <MenuItem icon={Trash2} isDanger onSelect={() => setDoing('delete')}>
          <Trans>Esborra</Trans>
        </MenuItem>
      </Menu>
      {doing === 'edit' && <EditNote of={note} onClose={close} />}
      {doing === 'delete' && (
        <Confirm
          title={t`Esborra la nota`}
          action={<Trans>Esborra la nota</Trans>}
          onConfirm={() => {
            remove.mutate();
            close();
          }}
          onClose={close}
        >
          <p>
            <Trans>El text es perd, i no es pot recuperar.</Trans>
          </p>
        </Confirm>
      )}
    </>
  );
}

function EditNote({ of: { id, text, version }, onClose }: { of: ContactNote; onClose: () => void }) {
  const { t } = useLingui();
  const form = useForm({ text }, (client, values) => client.contacts.notesUpdate(id, { text: values.text.trim(), version }), {
    again: AGAIN,
    done: t`S’ha desat la nota.`,
    onDone: onClose,
  });
  return (
    <Dialog title={t`Edita la nota`} onClose={onClose}>
      <Form form={form}>
        <TextArea label={t`Nota`} rows={6} {...form.field('text')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
