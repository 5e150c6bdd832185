/** What else an agent is told with a text: things of the organisation, and JSON beside them. */
import type { BiVelio, InvokeAgent } from '@bivelio/sdk';
import { isFields } from '../workflows/logic/access';

export interface ContextValues {
  /** The id of what the text is about; nothing for none. */
  contact: string;
  /** Whether the agent remembers the messages with the contact. */
  remembers: boolean;
  case: string;
  invoice: string;
  /** JSON, or nothing. */
  json: string;
}

/** The form of the playground. */
export interface PlaygroundValues extends ContextValues, Record<string, unknown> {
  text: string;
  /** Whether the agent may use the tools that change something. */
  writes: boolean;
}

export const NO_CONTEXT: ContextValues = { contact: '', remembers: false, case: '', invoice: '', json: '' };

export type Told = Pick<InvokeAgent, 'conversation_id'> & { context?: Record<string, unknown> };

/** What the agent is told: each thing as it is now. Text that is no JSON goes as it is, so that the API says what is wrong with it. */
export async function toldOf(client: BiVelio, { contact, remembers, case: caseId, invoice, json }: ContextValues): Promise<Told> {
  const conversation = { ...(contact && remembers && { conversation_id: contact }) };
  const typed = parsed(json);
  if (!isFields(typed)) return { ...conversation, context: typed as never };
  const [ofContact, ofCase, ofInvoice] = await Promise.all([
    contact && !remembers ? client.contacts.get(contact) : undefined,
    caseId ? client.cases.get(caseId) : undefined,
    invoice ? client.invoices.get(invoice) : undefined,
  ]);
  const context = { ...typed, ...(ofContact && { contact: ofContact }), ...(ofCase && { case: ofCase }), ...(ofInvoice && { invoice: ofInvoice }) };
  return { ...conversation, ...(Object.keys(context).length > 0 && { context }) };
}

function parsed(json: string): unknown {
  if (!json.trim()) return {};
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
