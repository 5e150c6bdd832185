/** An agent's definition as a form has it, and back. */
import type { Agent } from '@bivelio/sdk';
import { grantOf, type Grant, type ToolValues, toolValuesOf } from './grants';
import MODELS from './models.json';

export interface AgentValues extends Record<string, unknown> {
  name: string;
  description: string;
  instructions: string;
  /** JSON, or nothing. */
  output_schema: string;
  tools: ToolValues[];
  /** The fields of the contact it talks with. */
  sees: string[];
  category: string;
  /** Nothing for the platform's own. */
  model: string;
  maximum_credits: string;
  /** Nothing for no limit of a day. */
  daily_credits: string;
  status: 'active' | 'inactive';
}

/** The values of a form: those of an agent, or of a new one. */
export function valuesOf(agent?: Agent): AgentValues {
  return {
    name: agent?.name ?? '',
    description: agent?.description ?? '',
    instructions: agent?.instructions ?? '',
    output_schema: agent?.output_schema ? JSON.stringify(agent.output_schema, null, 2) : '',
    tools: agent?.tools.map(toolValuesOf) ?? [],
    sees: agent?.sees ?? [],
    category: agent?.category ?? 'general',
    model: agent?.model ?? '',
    maximum_credits: String(agent?.maximum_credits ?? 5),
    daily_credits: String(agent?.daily_credits ?? ''),
    status: agent?.status === 'inactive' ? 'inactive' : 'active',
  };
}

/** The name of a tool, however it was granted. */
export const toolName = (tool: Grant): string => (typeof tool === 'string' ? tool : tool.name);

/**
 * What the API gets. Without a schema or a limit of a day the key is absent when an agent is made, and null, which takes it away, when it
 * is changed.
 */
export function definitionOf(values: AgentValues, isNew = false) {
  const schema = schemaOf(values.output_schema);
  const daily = values.daily_credits ? Number(values.daily_credits) : null;
  return {
    name: values.name,
    description: values.description,
    instructions: values.instructions,
    tools: values.tools.map(grantOf),
    sees: values.sees,
    category: values.category.trim(),
    maximum_credits: Number(values.maximum_credits),
    status: values.status,
    ...(values.model && { model: values.model }),
    ...((schema !== null || !isNew) && { output_schema: schema }),
    ...((daily !== null || !isNew) && { daily_credits: daily }),
  };
}

/** The models to choose from, and the one that the agent has: how many times the usual credits each costs. */
export function modelsFor(current: string): { name: string; factor: number }[] {
  const own = current && !MODELS.some(({ name }) => name === current) ? [{ name: current, factor: 1 }] : [];
  return [...own, ...MODELS.filter(({ name, isOffered }) => isOffered || name === current)];
}

/** The credits that an invocation may cost at most, by the length of its input, and the agent's own limit. */
export function creditsFor(model: string, current: string): string[] {
  const factor = MODELS.find(({ name }) => name === model)?.factor ?? 1;
  const usual = [1, 2, 3, 4, 5].map((credits) => String(credits * factor));
  return usual.includes(current) ? usual : [current, ...usual];
}

/** The schema as JSON; text that is none goes as it is, so that the API says what is wrong with it. */
export function schemaOf(typed: string): Record<string, unknown> | null {
  if (!typed.trim()) return null;
  try {
    return JSON.parse(typed);
  } catch {
    return typed as never;
  }
}
