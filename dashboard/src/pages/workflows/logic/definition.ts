/** A definition as a tree of bodies and steps. What is being typed may have any shape, so nothing here trusts it. */
import { isFields } from './access';

export interface Step {
  id: string;
  type: string;
  name?: string | undefined;
  note?: string | undefined;
  input: Record<string, unknown>;
  when?: string | undefined;
  onError: 'fail' | 'continue' | { goTo: string };
  hasMock: boolean;
}

/** A step in its place. `path` is where the API's faults name it, such as `steps[0].input.steps[1]`, and is unique. */
export interface Placed {
  step: Step;
  path: string;
  body: Body;
  /** The bodies inside: one of a `for_each`, one a branch of a `parallel`. */
  bodies: Body[];
}

/** Steps that run one after another: the top level, those after a failure, an iteration, a branch. */
export interface Body {
  path: string;
  kind: 'steps' | 'on_failure' | 'iteration' | 'branch';
  /** The id of a branch. */
  branch?: string | undefined;
  /** The step around it. */
  owner?: Placed | undefined;
  steps: Placed[];
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The bodies at the top of a definition: its steps, and those of `on_failure` where there are any. */
export function bodiesOf(definition: unknown): Body[] {
  if (!isFields(definition)) return [];
  const steps = bodyOf(definition['steps'], { path: 'steps', kind: 'steps' });
  const failure = bodyOf(definition['on_failure'], { path: 'on_failure', kind: 'on_failure' });
  return failure.steps.length > 0 ? [steps, failure] : [steps];
}

/** Every step of a definition in the order of its text, those inside others after them. */
export function allSteps(definition: unknown): Placed[] {
  return bodiesOf(definition).flatMap(stepsWithin);
}

/** Every step of a body, those inside others too. */
export function stepsWithin(body: Body): Placed[] {
  return body.steps.flatMap((placed) => [placed, ...placed.bodies.flatMap(stepsWithin)]);
}

/** The steps whose output an expression of a step can read: those before it, here and in the bodies around it. */
export function readableFrom(placed: Placed): Placed[] {
  const before = placed.body.steps.slice(0, placed.body.steps.indexOf(placed));
  return placed.body.owner ? [...readableFrom(placed.body.owner), ...before] : before;
}

/** Whether a step is in an iteration of a `for_each`, so that its expressions have `item` and `index`. */
export function isInLoop(placed: Placed): boolean {
  return loopsAround(placed) > 0;
}

/** How many loops a step is in: its expressions read the items of all but the innermost by `outer`. */
export function loopsAround({ body: { kind, owner } }: Placed): number {
  return (kind === 'iteration' ? 1 : 0) + (owner ? loopsAround(owner) : 0);
}

function bodyOf(given: unknown, about: Omit<Body, 'steps'>): Body {
  const body: Body = { ...about, steps: [] };
  if (Array.isArray(given)) {
    body.steps = given.map((raw, position) => placedOf(raw, `${about.path}[${position}]`, body));
  }
  return body;
}

function placedOf(raw: unknown, path: string, body: Body): Placed {
  const placed: Placed = { step: stepOf(raw), path, body, bodies: [] };
  const { type, input } = placed.step;
  if (type === 'for_each') {
    placed.bodies = [bodyOf(input['steps'], { path: `${path}.input.steps`, kind: 'iteration', owner: placed })];
  } else if (type === 'parallel' && Array.isArray(input['branches'])) {
    placed.bodies = input['branches'].map((branch: unknown, position) => {
      const given = isFields(branch) ? branch : {};
      const about = { path: `${path}.input.branches[${position}].steps`, kind: 'branch', owner: placed } as const;
      return bodyOf(given['steps'], { ...about, branch: asText(given['id']) });
    });
  }
  return placed;
}

function stepOf(raw: unknown): Step {
  const given = isFields(raw) ? raw : {};
  const error = given['on_error'];
  return {
    id: asText(given['id']) ?? '',
    type: asText(given['type']) ?? '',
    name: asText(given['name']),
    note: asText(given['note']),
    input: isFields(given['input']) ? given['input'] : {},
    when: asText(given['when']),
    onError:
      error === 'continue' ? 'continue'
      : isFields(error) && typeof error['go_to'] === 'string' ? { goTo: error['go_to'] }
      : 'fail',
    hasMock: isFields(given['mock']),
  };
}
