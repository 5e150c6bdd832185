/** Starts a run of a workflow with an input that is written as JSON. */
import type { Execution } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { useEnvironment } from '~/app/environment';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { Held } from '~/ui/draft';
import { ErrorState } from '~/ui/error-state';
import { Note } from '~/ui/page';
import { JsonEditor } from '../editor/json-editor';
import { useJson } from '../editor/use-json';

interface Props {
  workflow: string;
  name: string;
  input: unknown;
  onStarted: (execution: Execution) => void;
  onClose: () => void;
}

export function ExecuteDialog({ workflow, name, input, onStarted, onClose }: Props) {
  const { t } = useLingui();
  const [initial] = useState(() => JSON.stringify(input, null, 2));
  const [text, setText] = useState(initial);
  const isSent = useRef(false);
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
  const isObject = typeof json.value === 'object' && json.value !== null && !Array.isArray(json.value);
  return (
    <Dialog title={t`Executa «${name}»`} kind="wide" onClose={onClose}>
      {isLive && (
        <Note tone="warning">
          <Trans>És l’entorn real: els passos s’executaran de debò.</Trans>
        </Note>
      )}
      <Held isChanged={() => !isSent.current && text !== initial} />
      <JsonEditor label={t`Entrada (JSON)`} text={text} onChange={setText} faults={json.faults} lines={12} />
      {!json.error && !isObject && (
        <p role="alert">
          <Trans>L’entrada ha de ser un objecte: entre claus.</Trans>
        </p>
      )}
      {execute.error && <ErrorState error={execute.error} />}
      <Actions>
        <Button onClick={onClose}>
          <Trans>Cancel·la</Trans>
        </Button>
        <Button look="primary" disabled={!isObject || execute.isPending} onClick={() => execute.mutate(json.value as Record<string, unknown>)}>
          <Trans>Executa</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
