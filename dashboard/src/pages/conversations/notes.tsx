/** What the team notes in a conversation: the notes of its contact, which nobody outside sees. */
import type { ContactNote } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { StickyNote } from 'lucide-react';
import { useEffect } from 'react';
import { useActorName } from '~/app/actors';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { TextArea } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { dated } from '~/ui/when';
import { useNoteDraft } from './reply-draft';
import styles from './conversations.module.css';

const MOST = 50;

/** The newest notes of a contact. */
export function useNotes(contact: string): ContactNote[] {
  const read = useRead(['contacts.notesList', contact], async (client) => (await client.contacts.notesList(contact, { limit: MOST })).notes);
  return read.data ?? [];
}

export function NoteBubble({ of: note }: { of: ContactNote }) {
  const { t, i18n } = useLingui();
  const nameOf = useActorName();
  return (
    <article className={`${styles.bubble} ${styles.note}`} aria-label={t`Nota interna`}>
      <p className={styles.said}>{note.text}</p>
      <footer>
        <StickyNote aria-hidden />
        <time dateTime={note.created_at}>{dated(new Date(note.created_at), i18n.locale)}</time> · {nameOf(note.author.id)}
      </footer>
    </article>
  );
}

export function NoteForm({ contact }: { contact: string }) {
  const { t } = useLingui();
  const { typed, keep } = useNoteDraft(contact);
  const form = useForm({ text: typed }, (client, { text }) => client.contacts.notesCreate({ contact_id: contact, text: text.trim() }), {
    again: ['contacts.notesList'],
    onDone: () => {
      keep('');
      form.setValues({ text: '' });
    },
  });
  const { text } = form.values;
  useEffect(() => keep(text), [keep, text]);
  return (
    <Form form={form} label={t`Nota interna`}>
      <TextArea label={t`Nota`} hint={t`Només la veu el teu equip, aquí i a la fitxa del contacte.`} rows={3} {...form.field('text')} />
      <FormError form={form} />
      <div className={styles.send}>
        <SubmitButton form={form}>
          <Trans>Desa la nota</Trans>
        </SubmitButton>
      </div>
    </Form>
  );
}
