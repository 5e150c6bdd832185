/** Starts a run of a workflow with an input: by the form of its schema, or as JSON. */
import type { Execution, FieldError } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useEnvironment } from '~/app/environment';
import { apiError } from '~/app/queries';
import { useWrite } from '~/app/use-write';
import { Button, TextButton } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { Held } from '~/ui/draft';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Note } from '~/ui/page';
import { JsonEditor } from '../editor/json-editor';
import { useJson } from '../editor/use-json';
import { isFields } from '../logic/access';
import type { Schema } from '../logic/schema';
import { schemaOf } from '../logic/schema-sample';

// With the fields of the editor: a chunk of its own.
const InputForm = lazy(() => import('../editor/form/input-form'));
const NO_FAULTS: FieldError[] = [];

interface Props {
  workflow: string;
  name: string;
  input: unknown;
  /** The `input_schema`; without one the form has the fields of the input. */
  schema?: unknown;
  onStarted: (execution: Execution) => void;
  onClose: () => void;
}

export function ExecuteDialog({ workflow, name, input, schema, onStarted, onClose }: Props) {
  const { t } = useLingui();
  const [initial] = useState(() => JSON.stringify(input, null, 2));
  const [text, setText] = useState(initial);
  const [isAsText, setAsText] = useState(false);
  const isSent = useRef(false);
  const fields = useMemo(() => (isFields(schema) ? (schema as Schema) : schemaOf(input)), [schema, input]);
  const json = useJson(text);
  const isLive = useEnvironment() === 'live';
  const execute = useWrite(
    (client, given: Record<string, unknown>) => client.workflows.execute({ workflow_id: workflow, input: given, async: true }),
    {
      again: ['workflows.instances', 'workflows.stats'],
      done: t`S’ha començat una execució.`,
      errorsAreShown: true,
      onDone: (execution) => {
        isSent.current = true;
        onClose();
        onStarted(execution);
      },
    },
  );
  const { value } = json;
  const isObject = isFields(value);
  const hasFields = Object.keys(fields.properties ?? {}).length > 0;
  const isForm = hasFields && isObject && !isAsText;
  const faults = apiError(execute.error)?.errors ?? NO_FAULTS;
  const isBeside = isForm && faults.length > 0;
  return (
    <Dialog title={t`Executa «${name}»`} kind="wide" onClose={onClose}>
      {isLive && (
        <Note tone="warning">
          <Trans>És l’entorn real: els passos s’executaran de debò.</Trans>
        </Note>
      )}
      <Held isChanged={() => !isSent.current && text !== initial} />
      {isForm ? (
        <Suspense fallback={<Loading lines={4} />}>
          <InputForm schema={fields} value={value} onChange={(next) => setText(JSON.stringify(next, null, 2))} faults={faults} />
        </Suspense>
      ) : hasFields || isAsText || !isObject || Object.keys(value).length > 0 ? (
        <JsonEditor label={t`Entrada (JSON)`} text={text} onChange={setText} faults={json.faults} lines={12} />
      ) : (
        <p>
          <Trans>No cal omplir res.</Trans>
        </p>
      )}
      {!json.error && !isObject && (
        <p role="alert">
          <Trans>L’entrada ha de ser un objecte: entre claus.</Trans>
        </p>
      )}
      {execute.error && !isBeside && <ErrorState error={execute.error} />}
      {isObject && (
        <div>
          <TextButton onClick={() => setAsText(!isAsText)}>{isForm ? <Trans>Escriu-ho com a JSON</Trans> : <Trans>Omple-ho en un formulari</Trans>}</TextButton>
        </div>
      )}
      <Actions>
        <Button onClick={onClose}>
          <Trans>Cancel·la</Trans>
        </Button>
        <Button look="primary" disabled={!isObject || execute.isPending} onClick={() => isObject && execute.mutate(value)}>
          <Trans>Executa</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
