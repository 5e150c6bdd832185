/** A canned reply as its form has it, and what is sent when it is kept: what was read, with what was changed. */
import type { DefineReply, Reply } from '@bivelio/sdk';

type Texts = Record<string, string>;

/** What the form of a reply begins with; of a new one without `reply`. */
export function valuesOf(reply: Reply | undefined) {
  const { ca = '', es = '', en = '' }: Texts = reply?.texts ?? {};
  const { ca: subject_ca = '', es: subject_es = '', en: subject_en = '' }: Texts = reply?.subjects ?? {};
  const format: NonNullable<DefineReply['format']> = reply?.format === 'markup' ? 'markup' : 'plain';
  return { name: reply?.name ?? '', format, ca, es, en, subject_ca, subject_es, subject_en, variables: reply?.variables?.join(', ') ?? '' };
}

export type CannedValues = ReturnType<typeof valuesOf>;

/** What is sent. What the form has no field for stays as it was read; under another name it is another reply. */
export function requestOf(reply: Reply | undefined, values: CannedValues): DefineReply {
  const { subjects: _subjects, variables: _variables, format: _format, version, ...others } = reply ? writable(reply) : { version: undefined };
  const texts = filledIn(reply?.texts, { ca: values.ca, es: values.es, en: values.en });
  const subjects = filledIn(reply?.subjects, { ca: values.subject_ca, es: values.subject_es, en: values.subject_en });
  const variables = values.variables.split(/[\s,{}]+/).filter(Boolean);
  return {
    ...others,
    name: values.name,
    texts,
    ...(Object.keys(subjects).length && { subjects }),
    ...(variables.length && { variables }),
    ...(values.format === 'markup' && { format: values.format }),
    ...(version !== undefined && values.name === reply?.name && { version }),
  };
}

/** A reply without what the API alone says of it. */
function writable({ text: _text, html: _html, subject: _subject, language: _language, missing: _missing, updated_at: _at, ...kept }: Reply) {
  return kept;
}

/** The texts of before with those of the form, without those that are empty. */
function filledIn(former: Texts | undefined, typed: Record<'ca' | 'es' | 'en', string>): Texts {
  return Object.fromEntries(Object.entries({ ...former, ...typed }).filter(([, text]) => text.trim()));
}
