/** A thing of the organisation that a step names by its id: chosen by its name. */
import type { BiVelio } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Operation } from '~/app/cache-keys';
import type { FieldProps } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { SelectField } from '~/ui/field';
import { PickContact } from '../../../contacts/contact-picker';
import { ownId } from './own-id';
import { isSearched, PickSearched, type Searched } from './searched';

export type Reference = 'contact' | 'company' | Listed | Searched;

const BY_NAME: Record<string, Reference> = {
  contact_id: 'contact',
  client_id: 'contact',
  company_id: 'company',
  agent_id: 'agent',
  assignee: 'user',
  owner_id: 'user',
  users: 'user',
  connection_id: 'connection',
  workflow_id: 'workflow',
  pipeline_id: 'pipeline',
  invoice_id: 'invoice',
  invoice_ids: 'invoice',
  document_id: 'document',
  document_ids: 'document',
  deal_id: 'deal',
  case_id: 'case',
};

/** What the value of a field names; undefined for any other text. */
export function referenceOf(name: string, path: string, type: string): Reference | undefined {
  if (name === 'id' && path.endsWith('.input.id')) return ownId(type);
  return BY_NAME[name];
}

const MOST = 100;
const KEPT_FOR = 300_000;

interface Named {
  id: string;
  name: string;
}

type Listed = 'agent' | 'user' | 'connection' | 'workflow' | 'pipeline';

/** How the few things of a kind are read. */
const LISTS: Record<Listed, { operation: Operation; read: (client: BiVelio) => Promise<Named[]> }> = {
  agent: { operation: 'agents.list', read: async (client) => (await client.agents.list({ per_page: MOST, status: 'active' })).items.map(({ id, name }) => ({ id, name })) },
  user: { operation: 'users.list', read: async (client) => (await client.users.list({ per_page: MOST })).items.map(({ id, name, email }) => ({ id, name: name || email })) },
  connection: { operation: 'integrations.list', read: async (client) => (await client.integrations.list({ per_page: MOST })).items.map(({ id, name, provider }) => ({ id, name: name ? `${name} (${provider})` : provider })) },
  workflow: { operation: 'workflows.list', read: async (client) => (await client.workflows.list({ per_page: MOST, status: 'active' })).items.map(({ id, name }) => ({ id, name })) },
  pipeline: { operation: 'deals.pipelinesList', read: async (client) => (await client.deals.pipelinesList()).pipelines.map(({ id, name }) => ({ id, name })) },
};

type Props = FieldProps<string> & { of: Reference; label: string; hint?: ReactNode; isOptional: boolean };

export function PickReference({ of, ...props }: Props) {
  if (of === 'contact') return <PickContact {...props} />;
  if (of === 'company') return <PickContact {...props} type="company" />;
  return isSearched(of) ? <PickSearched {...props} of={of} key={of} /> : <PickListed of={of} {...props} />;
}

function PickListed({ of, value, ...props }: Props & { of: Listed }) {
  const { t } = useLingui();
  const { operation, read } = LISTS[of];
  const list = useRead([operation, 'names'], read, { staleTime: KEPT_FOR });
  const things = list.data ?? [];
  const options = things.map(({ id, name }) => ({ value: id, label: name }));
  const none = list.isPending ? t`S’està carregant…` : things.length || value ? t`Sense triar` : t`Encara no n’hi ha cap`;
  const isUnknown = value !== '' && !things.some(({ id }) => id === value);
  return <SelectField {...props} value={value} options={[{ value: '', label: none }, ...options, ...(isUnknown ? [{ value, label: value }] : [])]} />;
}
