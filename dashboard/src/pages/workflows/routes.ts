/** Workflows: definitions, the editor, runs, and the approvals that wait. */
import { CircleCheckBig, History, Workflow } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, query, searchOf, text } from '~/app/search';

const AREA = 'workflows';
const STATUSES = ['pending', 'running', 'waiting', 'paused', 'completed', 'failed', 'cancelled'] as const;
const TRIGGERS = ['api', 'cron', 'event', 'inbound', 'workflow'] as const;
const DURATIONS = ['under_1s', 'under_10s', 'under_1m', 'under_1h', 'over_1h'] as const;

/** What a list of runs is filtered by: the fields of `/workflows/instances`. */
const RUN_FILTERS = {
  page: number,
  status: oneOf(...STATUSES),
  trigger: oneOf(...TRIGGERS),
  duration: oneOf(...DURATIONS),
  from: text,
  to: text,
  q: query,
};

export const workflows = page({
  path: '/workflows',
  area: AREA,
  title: { ca: 'Fluxos de treball', es: 'Flujos de trabajo', en: 'Workflows' },
  words: 'automatitzacions automatizaciones automation plantilla gallery cron trigger',
  icon: Workflow,
  group: 'automation',
  search: searchOf({ page: number, status: oneOf('active', 'inactive', 'archived'), new: flag, template: text }),
  load: () => import('./list/workflows-page'),
});

export const newWorkflow = page({
  path: '/workflows/new',
  area: AREA,
  title: { ca: 'Flux de treball nou', es: 'Flujo de trabajo nuevo', en: 'New workflow' },
  role: 'admin',
  search: searchOf({ template: text, step: text }),
  load: () => import('./editor/new-page'),
});

export const workflow = page({
  path: '/workflows/$id',
  area: AREA,
  title: { ca: 'Flux de treball', es: 'Flujo de trabajo', en: 'Workflow' },
  search: searchOf({ tab: oneOf('graph', 'runs', 'stats', 'start'), step: text, days: number, ...RUN_FILTERS }),
  load: () => import('./detail/workflow-page'),
});

export const editWorkflow = page({
  path: '/workflows/$id/edit',
  area: AREA,
  title: { ca: 'Edita el flux de treball', es: 'Edita el flujo de trabajo', en: 'Edit workflow' },
  role: 'admin',
  search: searchOf({ step: text, run: text }),
  load: () => import('./editor/edit-page'),
});

export const runs = page({
  path: '/runs',
  area: AREA,
  title: { ca: 'Execucions', es: 'Ejecuciones', en: 'Runs' },
  words: 'instances instàncies historial errors retry reintenta',
  icon: History,
  group: 'automation',
  search: searchOf({ workflow: text, ...RUN_FILTERS }),
  load: () => import('./runs/runs-page'),
});

export const run = page({
  path: '/runs/$id',
  area: AREA,
  title: { ca: 'Execució', es: 'Ejecución', en: 'Run' },
  search: searchOf({ step: text, iteration: text, branch: text, page: number, failed: flag }),
  load: () => import('./runs/run-page'),
});

export const approvals = page({
  path: '/approvals',
  area: AREA,
  title: { ca: 'Aprovacions', es: 'Aprobaciones', en: 'Approvals' },
  words: 'pendents pendientes decideix aprova rebutja waiting',
  icon: CircleCheckBig,
  group: 'automation',
  search: searchOf({ page: number }),
  load: () => import('./approvals/approvals-page'),
});

/** The statuses, starts and durations that a list of runs can be filtered by. */
export const RUN_WORDS = { STATUSES, TRIGGERS, DURATIONS };
