/** The form of what is chosen in the graph: of a step, or of the workflow and what starts it. */
import { Trans } from '@lingui/react/macro';
import { TextCursorInput } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '~/ui/button';
import { Card, Note } from '~/ui/page';
import { isFields, namesOf, valueAt, withValue } from '../logic/access';
import type { Placed } from '../logic/definition';
import { sourcesFor } from '../logic/values';
import { useTypeName } from '../words';
import workflowStyles from '../workflows.module.css';
import { useCatalogue } from './form/catalogue';
import { fieldWord } from './form/field-words';
import { PinForm } from './form/pin-form';
import { type Readable, ReadableBy, sentenceOf } from './form/readable';
import { StartForm } from './form/start-form';
import { laterThan, StepForm, typesIn } from './form/step-form';
import type { RunSamples } from './run-choice';
import { StepTrial } from './step-trial';
import { useSamples } from './use-samples';
import type { Checked } from './use-validation';

type Json = Record<string, unknown>;

interface Props {
  definition: Json;
  /** Whether the text is JSON: else there is nothing that a form could change. */
  isJson: boolean;
  placed: Placed | undefined;
  checked: Checked;
  input: Json;
  run: RunSamples | undefined;
  onEdit: (definition: Json) => void;
  onShowInText: (path: string) => void;
}

export function FormPane({ definition, isJson, placed, checked, input, run, onEdit, onShowInText }: Props) {
  const { types, events } = useCatalogue(typesIn(definition));
  const samples = useSamples(definition, input, checked, run);
  const readable = useMemo((): Readable => {
    const type = placed?.step.type ?? '';
    return { type, sources: sourcesFor(placed ?? undefined, samples), later: placed ? laterThan(placed) : [], faults: checked.faults, event: events[String(placed?.step.input['event'] ?? '')]?.example.data };
  }, [placed, samples, checked.faults, events]);
  if (!isJson) {
    return (
      <Note tone="warning">
        <Trans>El text de la pestanya JSON no és vàlid: arregla’l per tornar als formularis.</Trans>
      </Note>
    );
  }
  const raw = placed && valueAt(definition, placed.path);
  return (
    <ReadableBy value={readable}>
      {placed && isFields(raw) ? (
        <Card key={placed.path}>
          <Head placed={placed} checked={checked} onShowInText={onShowInText} />
          <StepForm placed={placed} raw={raw} type={types.get(placed.step.type)} onChange={(next) => onEdit(withValue(definition, placed.path, next))} />
          <PinForm raw={raw} path={placed.path} sample={samples.outputOf(placed)} onChange={(next) => onEdit(withValue(definition, placed.path, next))} />
          <StepTrial placed={placed} raw={raw} checked={checked} input={input} />
        </Card>
      ) : (
        <StartForm definition={definition} onEdit={onEdit} />
      )}
    </ReadableBy>
  );
}

function Head({ placed: { step, path }, checked, onShowInText }: Pick<Props, 'checked' | 'onShowInText'> & { placed: Placed }) {
  const typeName = useTypeName();
  const faults = checked.faults.filter(({ field }) => field === path || (field.startsWith(`${path}.`) && !isOfInner(field, path)));
  return (
    <>
      <div className={`${workflowStyles.row} ${workflowStyles.spread}`}>
        <h3>{typeName(step.type)}</h3>
        <Button look="quiet" icon={TextCursorInput} onClick={() => onShowInText(path)}>
          <Trans>Mostra’l en el JSON</Trans>
        </Button>
      </div>
      {faults.length > 0 && (
        <ul className={workflowStyles.times} data-testid="step-faults">
          {faults.map((fault) => (
            <li key={`${fault.field} ${fault.message}`} className={workflowStyles.bad}>
              <strong>{fieldWord(nameIn(fault.field), step.type)}</strong>: {sentenceOf(fault)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The name of the field that a fault is about: of `steps[0].input.tags[1]` it is `tags`. */
const nameIn = (field: string) => namesOf(field).findLast((name) => typeof name === 'string') as string;

/** Whether a fault is of a step inside the one at a path. */
const isOfInner = (field: string, path: string) => /^\.input(?:\.branches\[\d+\])?\.steps\[/.test(field.slice(path.length));
