/** The values that the expressions of a step can read, with samples of them. */
import { isFields, valueIn } from './access';
import { isInLoop, loopsAround, type Placed, readableFrom } from './definition';
import { insideOf, pathNames, pathTo, hasExpression } from './pieces';

export interface Value {
  expression: string;
  sample: unknown;
}

/** The values of one source: what started the run, an earlier step, the element of a loop, the run itself. */
export interface Source {
  kind: 'input' | 'event' | 'step' | 'item' | 'run';
  /** Of a step. */
  placed?: Placed;
  /** The path that all its values begin with. */
  root: string;
  values: Value[];
}

export interface Samples {
  input: unknown;
  /** What a step gives, by its id: of a run, of a trial, or as the reference shows it. */
  outputOf: (placed: Placed) => unknown;
}

const DEEPEST = 4;
const MOST = 120;

/** The values below a sample: each field, and the first element of each list. */
export function valuesBelow(root: string, sample: unknown): Value[] {
  const found: Value[] = [];
  const walk = (expression: string, value: unknown, depth: number) => {
    if (found.length >= MOST) return;
    found.push({ expression, sample: value });
    if (depth >= DEEPEST) return;
    if (Array.isArray(value)) {
      if (isFields(value[0])) for (const [name, one] of Object.entries(value[0])) walk(pathTo(`${expression}[0]`, name), one, depth + 2);
    } else if (isFields(value)) for (const [name, one] of Object.entries(value)) walk(pathTo(expression, name), one, depth + 1);
  };
  walk(root, sample, 0);
  return found;
}

/** What a step can read, the nearest first. */
export function sourcesFor(placed: Placed | undefined, samples: Samples): Source[] {
  const steps = placed ? readableFrom(placed).filter(({ step }) => step.id) : [];
  const sources: Source[] = steps.toReversed().map((one) => {
    const root = `steps.${one.step.id}.output`;
    return { kind: 'step', placed: one, root, values: valuesBelow(root, samples.outputOf(one)) };
  });
  if (placed && isInLoop(placed)) sources.unshift(...itemSources(placed, samples));
  sources.push({ kind: 'input', root: 'input', values: valuesBelow('input', samples.input) });
  sources.push({ kind: 'run', root: 'run', values: ['today()', 'now()', 'run.id', 'run.started_at', 'run.url', 'workflow.id'].map((expression) => ({ expression, sample: undefined })) });
  return sources;
}

/** The fields of the event that a filter is about. */
export const eventSource = (example: unknown): Source => ({ kind: 'event', root: 'data', values: valuesBelow('data', example).slice(1) });

function itemSources(placed: Placed, samples: Samples): Source[] {
  const loops: Placed[] = [];
  for (let owner: Placed | undefined = placed; owner; owner = owner.body.owner) if (owner.body.kind === 'iteration' && owner.body.owner) loops.push(owner.body.owner);
  return Array.from({ length: loopsAround(placed) }, (_, level) => {
    const [prefix, loop] = ['outer.'.repeat(level), loops[level]];
    const root = `${prefix}item`;
    const first = loop && elementOf(loop.step.input['items'], samples, loop);
    return { kind: 'item', root, values: [...valuesBelow(root, first), { expression: `${prefix}index`, sample: 0 }] };
  });
}

/** The first element of the list that a loop goes over, where a sample has it. */
function elementOf(items: unknown, samples: Samples, loop: Placed): unknown {
  if (Array.isArray(items)) return items[0];
  const names = hasExpression(items) ? pathNames(insideOf(items)) : undefined;
  if (!names) return undefined;
  const list = valueOf(names, samples, loop);
  return Array.isArray(list) ? list[0] : undefined;
}

/** The sample of a path as a step reads it. */
export function valueOf(names: readonly string[], samples: Samples, from: Placed | undefined): unknown {
  const keys = names.map((name) => (/^\[\d+\]$/.test(name) ? Number(name.slice(1, -1)) : name));
  if (keys[0] === 'input') return valueIn(samples.input, keys.slice(1));
  if (keys[0] !== 'steps' || keys[2] !== 'output' || !from) return undefined;
  const step = readableFrom(from).find(({ step: { id } }) => id === keys[1]);
  return step && valueIn(samples.outputOf(step), keys.slice(3));
}

/** What a type that is no operation gives, as it is when nothing is known of its run. */
export function shapeOf({ step: { type, input, id } }: Placed, eventExample: (type: string) => unknown): unknown {
  switch (type) {
    case 'set':
      return input;
    case 'condition':
      return { result: true };
    case 'wait':
      return { until: null };
    case 'approval':
      return { approved: true, expired: false, comment: '', decided_by: null, decided_at: null };
    case 'wait_for_event':
      return { received: true, event: eventExample(String(input['event'] ?? '')) ?? null };
    case 'http_request':
      return { status: 200, headers: {}, body: '', json: null };
    case 'for_each':
      return { count: 0, items: [] };
    case 'run_workflow':
      return { instance_id: `wfi_${id}`, output: null };
    default:
      return null;
  }
}
