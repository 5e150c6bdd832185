/** An agent's definition as a form has it, and back. */
import type { Agent } from '@bivelio/sdk';

export interface AgentValues extends Record<string, unknown> {
  name: string;
  description: string;
  instructions: string;
  /** JSON, or nothing. */
  output_schema: string;
  /** Types of step, separated by commas. */
  tools: string;
  category: string;
  maximum_credits: string;
  status: 'active' | 'inactive';
}

/** The values of a form: those of an agent, or of a new one. */
export function valuesOf(agent?: Agent): AgentValues {
  return {
    name: agent?.name ?? '',
    description: agent?.description ?? '',
    instructions: agent?.instructions ?? '',
    output_schema: agent?.output_schema ? JSON.stringify(agent.output_schema, null, 2) : '',
    tools: agent?.tools.join(', ') ?? '',
    category: agent?.category ?? 'general',
    maximum_credits: String(agent?.maximum_credits ?? 5),
    status: agent?.status === 'inactive' ? 'inactive' : 'active',
  };
}

/** What the API gets. Without a schema the key is absent when an agent is made, and null, which takes it away, when it is changed. */
export function definitionOf(values: AgentValues, isNew = false) {
  const schema = schemaOf(values.output_schema);
  return {
    name: values.name,
    description: values.description,
    instructions: values.instructions,
    tools: values.tools.split(',').map((tool) => tool.trim()).filter(Boolean),
    category: values.category.trim(),
    maximum_credits: Number(values.maximum_credits),
    status: values.status,
    ...((schema !== null || !isNew) && { output_schema: schema }),
  };
}

/** The schema as JSON; text that is none goes as it is, so that the API says what is wrong with it. */
function schemaOf(typed: string): Record<string, unknown> | null {
  if (!typed.trim()) return null;
  try {
    return JSON.parse(typed);
  } catch {
    return typed as never;
  }
}
