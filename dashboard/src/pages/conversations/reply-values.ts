/** A reply as it is written, and the messages that it is: on WhatsApp and Telegram each file goes by itself. */
import type { SendMessage } from '@bivelio/sdk';
import type { Source } from '~/app/cache-keys';

/** What is read again when something was sent. */
export const AGAIN: Source[] = ['messages.list', 'messages.conversations', 'messages.conversationsGet'];

export type Channel = SendMessage['channel'];
type Content = NonNullable<SendMessage['message']>;

/** A file that is a document by now. */
export interface AttachedFile {
  id: string;
  name: string;
  type: string;
  bytes: number;
}

export type Values = {
  channel: Channel;
  body: string;
  subject: string;
  /** `name/language`. */
  template: string;
  parameters: string[];
  /** The names of the template's variables, where they have names. */
  names: string[];
  files: AttachedFile[];
  /** Of the messages that went and whose answer has not come: the key under which the API carries each out once, by what it says. */
  keys: Record<string, string>;
};

export const EMPTY = { body: '', subject: '', template: '', parameters: [], names: [], files: [], keys: {} } satisfies Partial<Values>;

export const isWorthKeeping = ({ body, template, files }: Values) => body.trim() !== '' || template !== '' || files.length > 0;

/** What is shown as a picture where it arrives; anything else goes as a file, which any picture may be. */
const PICTURES = new Set(['image/jpeg', 'image/png']);
const LARGEST_PICTURE = 5_000_000;
/** What stands below a file; a longer text is a message before it. */
const LONGEST_CAPTION = 1_024;

/** Whether a channel carries files. */
export const takesFiles = (channel: Channel) => channel !== 'webchat';

/** The contents of the messages that a reply is, in the order in which they are sent, as the API takes them. */
export function contentsOf(values: Values): Content[] {
  const { channel, body, subject, template, files } = values;
  if (channel === 'whatsapp' && template) return [filled(values)];
  if (channel === 'email') {
    const attached = files.map(({ id, name }) => ({ document_id: id, filename: name }));
    return [{ type: 'text', body, ...(subject.trim() && { subject: subject.trim() }), ...(attached.length && { files: attached }) }];
  }
  const [first, ...others] = files;
  if (!first) return [{ type: 'text', body }];
  if (!body.trim()) return files.map((file) => fileOf(file));
  if (body.length > LONGEST_CAPTION) return [{ type: 'text', body }, ...files.map((file) => fileOf(file))];
  return [fileOf(first, body), ...others.map((file) => fileOf(file))];
}

/** A reply with a key for each of its messages: one that went before keeps its own. */
export function withKeys(values: Values): Values {
  const keys = keyedContents(values).map(({ says, key = newKey() }) => [says, key] as const);
  return { ...values, keys: { ...values.keys, ...Object.fromEntries(keys) } };
}

/** The messages of a reply in their order, with what each says, and its key where it has one. The same may be said twice. */
export function keyedContents(values: Values): { content: Content; says: string; key: string | undefined }[] {
  const times = new Map<string, number>();
  return contentsOf(values).map((content) => {
    const text = `${values.channel} ${JSON.stringify(content)}`;
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    const says = `${before} ${text}`;
    return { content, says, key: values.keys[says] };
  });
}

const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (one) => one.toString(36)).join('-');

function fileOf({ id, name, type, bytes }: AttachedFile, caption?: string): Content {
  const isPicture = PICTURES.has(type) && bytes <= LARGEST_PICTURE;
  return { type: isPicture ? 'image' : 'document', document_id: id, filename: name, ...(caption && { caption }) };
}

function filled({ template, parameters, names }: Values): Content {
  const at = template.lastIndexOf('/');
  const variables = Object.fromEntries(names.map((name, place) => [name, parameters[place] ?? '']));
  const values = names.length ? { variables } : parameters.length ? { parameters } : {};
  return { type: 'template', name: template.slice(0, at), language: template.slice(at + 1), ...values };
}
