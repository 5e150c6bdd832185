/** The steps of a definition as nested lists: all that the graph shows, in words. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { RunStatus } from '~/ui/run-status';
import { bodiesOf, type Body, type Placed } from '../logic/definition';
import { START } from '../logic/graph';
import { useTypeName } from '../words';
import type { GraphProps, Marks } from './graph';
import styles from './graph.module.css';

type Props = Pick<GraphProps, 'definition' | 'chosen' | 'onChoose'> & { marks: Marks; isEdited: boolean };
type StepsProps = Omit<Props, 'definition' | 'isEdited'>;

export function StepList({ definition, isEdited, ...props }: Props) {
  const { t } = useLingui();
  const bodies = bodiesOf(definition);
  if (!bodies[0]?.steps.length && !isEdited) {
    return (
      <p className={styles.nothing}>
        <Trans>Encara no té cap pas.</Trans>
      </p>
    );
  }
  return (
    <div className={styles.list}>
      {isEdited && (
        <button type="button" className={styles.row} aria-pressed={props.chosen === START} onClick={() => props.onChoose(START)}>
          <strong>{t`Inici`}</strong>
        </button>
      )}
      {bodies.map((body) => (
        <div key={body.path}>
          {body.kind === 'on_failure' && <h4>{t`Si l’execució falla`}</h4>}
          <Steps body={body} {...props} />
        </div>
      ))}
    </div>
  );
}

function Steps({ body, ...props }: { body: Body } & StepsProps) {
  return (
    <ol>
      {body.steps.map((placed) => (
        <li key={placed.path}>
          <StepButton placed={placed} {...props} />
          {placed.bodies.map((inner) => (
            <div key={inner.path} className={styles.inner}>
              {inner.kind === 'branch' && (
                <p className="quiet">
                  <Trans>Branca {inner.branch ?? ''}</Trans>
                </p>
              )}
              <Steps body={inner} {...props} />
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

function StepButton({ placed, marks, chosen, onChoose }: { placed: Placed } & StepsProps) {
  const typeName = useTypeName();
  const { step, path } = placed;
  const status = marks.statuses.get(path);
  const faults = marks.faults.get(path) ?? 0;
  return (
    <button type="button" className={styles.row} data-path={path} aria-pressed={chosen === path} onClick={() => onChoose(path)}>
      <span className={styles.rowName}>
        <strong>{step.name || step.id || '?'}</strong>
        <span className="quiet">
          {typeName(step.type)} · <code>{step.id}</code>
        </span>
        {step.note && <span className={styles.note}>{step.note}</span>}
        <Ways placed={placed} />
      </span>
      {faults > 0 && (
        <span className={styles.faults}>
          <Plural value={faults} one="# error" other="# errors" />
        </span>
      )}
      {status && <RunStatus of={status} />}
    </button>
  );
}

/** Where a step goes on when that is not the next one. */
function Ways({ placed: { step } }: { placed: Placed }) {
  const { t } = useLingui();
  const { then, else: otherwise } = step.input;
  const ways = [
    step.when !== undefined && t`només si ${step.when}`,
    step.type === 'condition' && typeof then === 'string' && t`sí: ${then}`,
    step.type === 'condition' && typeof otherwise === 'string' && t`no: ${otherwise}`,
    typeof step.onError === 'object' && t`si falla: ${step.onError.goTo}`,
    step.onError === 'continue' && t`si falla, continua`,
  ].filter((way) => way !== false);
  return ways.length ? <span className={styles.ways}>{ways.join(' · ')}</span> : null;
}
