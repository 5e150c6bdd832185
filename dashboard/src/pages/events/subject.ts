/** What an event is about: in its data, the resource as the API shows it. */
import type { EventRecord } from '@bivelio/sdk';

const NAMES = ['name', 'number', 'subject', 'title', 'filename', 'workflow_name', 'url'];
const IDS = ['id', 'instance_id', 'execution_id', 'document_id', 'message_id', 'webhook_id', 'workflow_id'];

/** Its name, else its id; undefined when the data has neither. */
export function subjectOf({ data }: Pick<EventRecord, 'data'>): string | undefined {
  return first(data, NAMES) ?? first(data, IDS);
}

/** Its id. */
export function subjectId({ data }: Pick<EventRecord, 'data'>): string | undefined {
  return first(data, IDS);
}

function first(data: Record<string, unknown>, names: string[]): string | undefined {
  return names.map((name) => data[name]).find((value): value is string => typeof value === 'string' && value !== '');
}
