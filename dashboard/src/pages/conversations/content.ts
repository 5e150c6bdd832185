/** What a message says, as text: of any type of content. */
import type { ContactNote, Message } from '@bivelio/sdk';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** The text of a message; undefined for one that is a file or a place alone. */
export function saidIn({ message }: Pick<Message, 'message'>): string | undefined {
  const parameters = Array.isArray(message['parameters']) ? message['parameters'].map(String).join(' · ') : '';
  if (message['type'] === 'template') return [text(message['name']), parameters].filter(Boolean).join(': ');
  return text(message['body']) ?? text(message['caption']) ?? text(message['name']);
}

/** What the author of an answer by mail wrote, where it is less than the whole text; undefined of any other message. */
export function ownIn({ message }: Pick<Message, 'message'>): string | undefined {
  const reply = text(message['reply']);
  return reply === text(message['body'])?.trim() ? undefined : reply;
}

/** The name of a file: its own, else what names it. */
export const nameOfFile = (file: Message['message']): string | undefined =>
  text(file['filename']) ?? text(file['document_id']) ?? text(file['url']);

/** The name of the file that a message is. */
export const fileIn = ({ message }: Pick<Message, 'message'>): string | undefined => nameOfFile(message);

/** How a file is shown, by its type, else by the end of its name. */
export function kindOf(name: string, type = ''): 'picture' | 'pdf' | 'sound' | 'film' | undefined {
  const end = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const is = (kind: RegExp, ends: string) => kind.test(type) || (!/\//.test(type.replace('application/octet-stream', '')) && ends.split(' ').includes(end));
  if (is(/^image\/(jpeg|png|webp|gif)$/, 'jpg jpeg png webp gif')) return 'picture';
  if (is(/^application\/pdf$/, 'pdf')) return 'pdf';
  if (is(/^audio\//, 'mp3 ogg oga opus m4a aac amr wav')) return 'sound';
  return is(/^video\//, 'mp4 3gp webm mov') ? 'film' : undefined;
}

/** The files that go with a mail of ours. */
export function filesIn({ message }: Pick<Message, 'message'>): Message['message'][] {
  const files: unknown = message['files'];
  return Array.isArray(files) ? files.filter((one) => typeof one === 'object' && one !== null) : [];
}

/** Until when WhatsApp lets one write freely: a day after the last message that came in here; undefined when none did. */
export function windowOf(messages: Message[]): Date | undefined {
  const last = messages.findLast(({ direction, channel, past }) => direction === 'inbound' && channel === 'whatsapp' && !past);
  return last && new Date(new Date(last.created_at).getTime() + 86_400_000);
}

/** The messages that are shown with the notes among them, by time: notes from before the first one come with its page, and so do those after the last. */
export function inOrder(messages: Message[], notes: ContactNote[], { hasOlder, hasNewer }: { hasOlder: boolean; hasNewer: boolean }): (Message | ContactNote)[] {
  const first = hasOlder ? messages[0]?.created_at : undefined;
  const last = hasNewer ? messages.at(-1)?.created_at : undefined;
  const shown = notes.filter(({ created_at: at }) => (first === undefined || at >= first) && (last === undefined || at <= last));
  return [...messages, ...shown].sort((one, other) => one.created_at.localeCompare(other.created_at));
}

/** The execution of an agent by which the assistant answered. */
export function executionOf({ metadata }: Pick<Message, 'metadata'>): string | undefined {
  const id = metadata?.['front_desk'];
  return typeof id === 'string' && id.startsWith('age_') ? id : undefined;
}
