/** Adding a source: a document, a page, all pages of a web site, or a question with its answer. */
import type { AddKnowledge, Collection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Upload } from 'lucide-react';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { useUpload } from '~/app/use-upload';
import { Dialog } from '~/ui/dialog';
import { RadioField, TextArea, TextField } from '~/ui/field';
import { FileChoice } from '~/ui/file-choice';
import { Form, FormActions } from '~/ui/form';
import { type Found, Picker } from '~/ui/picker';
import { AGAIN } from './edit-collection';

type Kind = 'answer' | 'document' | 'page' | 'sitemap';

interface Values extends Record<string, unknown> {
  kind: Kind;
  question: string;
  answer: string;
  url: string;
  document_id: string;
}

const ACCEPTED = '.pdf,.docx,.xlsx,.csv,.txt,.md,.html';
const MOST_FOUND = 8;

/** What the API gets: what belongs to the chosen kind alone. */
function askedOf({ kind, question, answer, url, document_id }: Values): Omit<AddKnowledge, 'collection'> {
  if (kind === 'answer') return { question, answer };
  if (kind === 'document') return { document_id };
  return { url: url.trim(), sitemap: kind === 'sitemap' };
}

export function AddSource({ to: { collection: name, title }, onClose }: { to: Collection; onClose: () => void }) {
  const { t } = useLingui();
  const empty: Values = { kind: 'answer', question: '', answer: '', url: '', document_id: '' };
  const form = useForm(empty, (client, values) => client.knowledge.add({ collection: name, ...askedOf(values) }), {
    again: AGAIN,
    done: ({ status }) => (status === 'ready' ? t`S’ha afegit.` : t`S’ha afegit: d’aquí a una estona estarà llegida.`),
    onDone: onClose,
  });
  const { kind } = form.values;
  return (
    <Dialog title={t`Afegeix una font a «${title}»`} onClose={onClose}>
      <Form form={form} label={t`Afegeix una font`}>
        <RadioField
          label={t`Què hi afegeixes?`}
          {...form.field('kind')}
          options={[
            { value: 'answer', label: t`Una pregunta amb la resposta`, hint: t`El que et pregunten sempre, amb les teves paraules.` },
            { value: 'document', label: t`Un document`, hint: t`PDF, Word, Excel, text o HTML.` },
            { value: 'page', label: t`Una pàgina web`, hint: t`Es torna a llegir cada dia.` },
            { value: 'sitemap', label: t`Tot un web`, hint: t`Pel seu mapa (sitemap.xml), fins a 500 pàgines.` },
          ]}
        />
        {kind === 'answer' && (
          <>
            <TextField label={t`Pregunta`} autoComplete="off" {...form.field('question')} />
            <TextArea label={t`Resposta`} rows={4} {...form.field('answer')} />
          </>
        )}
        {kind === 'document' && <DocumentField {...form.field('document_id')} />}
        {kind === 'page' && <TextField label={t`Adreça de la pàgina`} type="url" placeholder="https://" autoComplete="off" {...form.field('url')} />}
        {kind === 'sitemap' && (
          <TextField
            label={t`Adreça del mapa del web`}
            type="url"
            placeholder="https://exemple.com/sitemap.xml"
            autoComplete="off"
            {...form.field('url')}
          />
        )}
        <FormActions form={form} onCancel={onClose}>
          <Trans>Afegeix-la</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

interface DocumentFieldProps {
  name: string;
  value: string;
  onChange: (id: string) => void;
  error: string | undefined;
}

/** One of the documents that are there, or a file that is uploaded now. */
function DocumentField({ name, value, onChange, error }: DocumentFieldProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Found>();
  const list = useRead(['documents.list', 'choice', typed], (client) =>
    client.documents.list({ per_page: MOST_FOUND, ...(typed.trim().length > 1 && { search: typed.trim() }) }),
  );
  const found = (list.data?.items ?? []).map(({ document_id, filename }) => ({ value: document_id, label: filename }));
  const take = (id: string, label = found.find((one) => one.value === id)?.label ?? id) => {
    setChosen(id ? { value: id, label } : undefined);
    onChange(id);
  };
  const upload = useUpload({ onDone: ({ document_id, filename }) => take(document_id, filename) });
  return (
    <>
      <Picker
        label={t`Document`}
        hint={t`Escriu el nom d’un que ja tinguis, o puja’n un de nou.`}
        name={name}
        error={error}
        chosen={value ? chosen : undefined}
        onChange={take}
        onSearch={setTyped}
        isSearching={list.isPending}
        found={found}
      />
      <div>
        <FileChoice icon={Upload} accept={ACCEPTED} onChoose={(file) => upload.mutate(file)}>
          {upload.isPending ? <Trans>S’està pujant…</Trans> : <Trans>Puja un fitxer</Trans>}
        </FileChoice>
      </div>
    </>
  );
}
