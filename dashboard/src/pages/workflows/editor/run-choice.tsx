/** The values that the editor shows: of an example, or of a run of the workflow. */
import type { Instance } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { SelectField } from '~/ui/field';

const MOST = 10;

interface Props {
  workflow: string;
  run: string | undefined;
  onChoose: (run: string | undefined) => void;
}

export function RunChoice({ workflow, run, onChoose }: Props) {
  const { t, i18n } = useLingui();
  const list = useRead(['workflows.instances', workflow, 'samples'], async (client) => (await client.workflows.instances({ workflow_id: workflow, per_page: MOST })).items);
  const format = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'short', timeStyle: 'short' });
  const runs = (list.data ?? []).map(({ instance_id: id, started_at }) => ({ value: id, label: t`Execució del ${format.format(new Date(started_at))}` }));
  if (!runs.length && !run) return null;
  const options = [{ value: '', label: t`Un exemple` }, ...runs, ...(run && !runs.some(({ value }) => value === run) ? [{ value: run, label: run }] : [])];
  return <SelectField label={t`Dades de mostra`} name="samples" error={undefined} value={run ?? ''} onChange={(next) => onChoose(next || undefined)} options={options} />;
}

/** What a run began with, and what each step gave, by its id. */
export interface RunSamples {
  input: Record<string, unknown>;
  outputs: ReadonlyMap<string, unknown>;
}

/** Read the run whose values are shown. */
export function useRunSamples(id: string | undefined): RunSamples | undefined {
  const query = useRead<Instance>(['workflows.instancesGet', id], (client) => client.workflows.instancesGet(id ?? ''), { enabled: id !== undefined, staleTime: Infinity });
  const run = id === undefined ? undefined : query.data;
  return run && { input: (run.input ?? {}) as Record<string, unknown>, outputs: new Map(run.steps.filter(({ output }) => output !== undefined && output !== null).map((step) => [step.id, step.output])) };
}
