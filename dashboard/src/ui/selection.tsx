/**
 * What is done with the rows that are picked in a list, or with all that match: asked for, with its progress, what each row
 * came to, and the way back.
 *
 *     <SelectionBar picked={picked} total={total} read={(client, at) => client.cases.list({ ...at, ...asked })} again={['cases.list']}>
 *       <SelectionButton icon={Check} label={t`Tanca’ls`}>{(close) => <CloseCases onClose={close} />}</SelectionButton>
 *     </SelectionBar>
 *
 * where `CloseCases` is a `<Bulk title work ...>`.
 */
import type { BiVelio } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { type LucideIcon, X } from 'lucide-react';
import { createContext, type ReactNode, use, useRef, useState } from 'react';
import { carryOut, gather, MOST, mayTryAgain, type Outcome, type ReadPage, takeBack, together, type Work } from '~/app/bulk';
import { allOf, type Source } from '~/app/cache-keys';
import { useAttempt } from '~/app/client';
import { useEnvironment } from '~/app/environment';
import { faultWords } from '~/app/fault-words';
import { apiError } from '~/app/queries';
import type { Picked } from '~/app/use-picked';
import { Button, TextButton } from './button';
import { Actions, Dialog } from './dialog';
import { ErrorState, ErrorText } from './error-state';
import { Note } from './page';
import styles from './selection.module.css';

interface SelectionProps<Row> {
  picked: Picked<Row>;
  /** How many rows the list has in all. */
  total: number;
  /** Reads a page of all that match. */
  read: ReadPage<Row>;
  /** Operations whose answers are read again after a change. */
  again: Source[];
  /** The buttons: `<SelectionButton>`. */
  children: ReactNode;
}

interface Selected<Row> {
  rows: Row[];
  count: number;
  /** Reads all that match; undefined where the rows are those that are picked. */
  read: ReadPage<Row> | undefined;
  nameOf: (row: Row) => string;
  again: Source[];
  clear: () => void;
}

const Selection = createContext<Selected<unknown> | undefined>(undefined);

/** What is selected, for what stands in a `<SelectionBar>`. */
export function useSelected<Row>(): Selected<Row> {
  const selected = use(Selection);
  if (!selected) throw new Error('this stands in a SelectionBar');
  return selected as Selected<Row>;
}

export function SelectionBar<Row>({ picked, total, read, again, children }: SelectionProps<Row>) {
  const { t } = useLingui();
  const [isAll, setAll] = useState(false);
  const { rows, picking } = picked;
  if (!rows.length) return null;
  const all = isAll && total > rows.length;
  const count = all ? total : rows.length;
  const clear = () => {
    setAll(false);
    picked.clear();
  };
  const selected: Selected<Row> = { rows, count, read: all ? read : undefined, nameOf: picking.nameOf, again, clear };
  return (
    <section aria-label={t`Selecció`} className={styles.selection}>
      <strong role="status">
        <Plural value={count} one="# seleccionat" other="# seleccionats" />
      </strong>
      {!all && total > rows.length && (
        <TextButton onClick={() => setAll(true)}>
          <Trans>Selecciona els {total} que coincideixen</Trans>
        </TextButton>
      )}
      <div className={styles.buttons}>
        <Selection value={selected as Selected<unknown>}>{children}</Selection>
        <Button look="quiet" icon={X} onClick={clear}>
          <Trans>Treu la selecció</Trans>
        </Button>
      </div>
    </section>
  );
}

interface SelectionButtonProps {
  icon: LucideIcon;
  label: string;
  /** The dialog that it opens. */
  children: (close: () => void) => ReactNode;
}

export function SelectionButton({ icon, label, children }: SelectionButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={icon} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && children(() => setOpen(false))}
    </>
  );
}

interface BulkProps<Row> {
  title: string;
  work: Work<Row>;
  /** What the button says: how many it will change. */
  button: (count: number) => ReactNode;
  /** What is said when it is done, and when it is taken back. */
  done: (count: number) => ReactNode;
  undone?: (count: number) => ReactNode;
  /** Whether the fields have what it needs. */
  isReady?: boolean;
  isDanger?: boolean;
  /** What the button that closes says, where "Cancel·la" would be read as what is asked. */
  keep?: ReactNode;
  /** The fields, or what there is to know before. */
  children?: ReactNode;
  onClose: () => void;
}

/** Where a change is: asked for, under way, done. */
type State<Row> = { is: 'asked' } | { is: 'busy'; done: number; of: number } | { is: 'done'; outcome: Outcome<Row>; back?: Outcome<Row> } | { is: 'failed'; error: unknown };

/** The dialog of a change of what is selected. */
export function Bulk<Row>({ title, work, button, done, undone, isReady = true, isDanger, keep, children, onClose }: BulkProps<Row>) {
  const { rows, count, read, nameOf, again, clear } = useSelected<Row & { id: string }>();
  const { attempt, client } = useAttempt();
  const environment = useEnvironment();
  const cache = useQueryClient();
  const [state, setState] = useState<State<Row>>({ is: 'asked' });
  const isStopped = useRef(false);
  const concerned = read || !isReady || !work.concerns ? count : rows.filter(work.concerns).length;
  const run = async (carry: (api: BiVelio, tell: (of: number) => (now: number) => boolean) => Promise<State<Row>>) => {
    isStopped.current = false;
    attempt.begin(); // what is tried again goes under the keys of before: nothing is carried out twice
    setState({ is: 'busy', done: 0, of: count });
    const tell = (of: number) => (now: number) => {
      setState({ is: 'busy', done: now, of });
      return !isStopped.current;
    };
    try {
      setState(await carry(client(), tell));
    } catch (error) {
      setState({ is: 'failed', error });
    } finally {
      await Promise.all(again.map((source) => cache.invalidateQueries({ queryKey: allOf(environment, source) })));
    }
  };
  const begin = () =>
    run(async (api, tell) => {
      const all = read ? await gather(api, read as ReadPage<Row & { id: string }>, tell(count)) : rows;
      if (isStopped.current) return { is: 'asked' };
      return { is: 'done', outcome: await carryOut<Row>(api, work, all, tell(all.length)) };
    });
  const goOn = (former: Outcome<Row>) =>
    run(async (api, tell) => {
      const next = mayTryAgain(former);
      return { is: 'done', outcome: together(former, await carryOut(api, work, next, tell(next.length))) };
    });
  const undo = (outcome: Outcome<Row>) =>
    run(async (api, tell) => {
      const { changed } = outcome;
      return { is: 'done', outcome, back: await takeBack(api, work, changed, tell(changed.length)) };
    });
  const close = () => {
    onClose();
    if (state.is === 'done' && !state.back) clear();
  };
  return (
    <Dialog title={title} onClose={close} isFirm={state.is === 'busy'}>
      {state.is === 'asked' && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && concerned) void begin();
          }}
        >
          {count > MOST && (
            <Note tone="warning">
              <Trans>D’un cop se’n canvien {MOST} com a màxim. Filtra la llista, o repeteix-ho.</Trans>
            </Note>
          )}
          {children}
          {concerned < count && (
            <p className="quiet">
              <Plural value={count - concerned} one="# es queda com està." other="# es queden com estan." />
            </p>
          )}
          <Actions>
            <Button onClick={onClose}>
              {keep ?? <Trans>Cancel·la</Trans>}
            </Button>
            <Button type="submit" look={isDanger ? 'danger' : 'primary'} disabled={!isReady || !concerned}>
              {button(Math.min(concerned, MOST))}
            </Button>
          </Actions>
        </form>
      )}
      {state.is === 'busy' && (
        <>
          <progress className={styles.progress} aria-label={title} value={state.done} max={state.of} />
          <p role="status">
            <Trans>
              {state.done} de {state.of}
            </Trans>
          </p>
          <Actions>
            <Button onClick={() => (isStopped.current = true)}>
              <Trans>Atura-ho</Trans>
            </Button>
          </Actions>
        </>
      )}
      {state.is === 'failed' && <ErrorState error={state.error} retry={() => setState({ is: 'asked' })} />}
      {state.is === 'done' && (
        <>
          <Result of={state.back ?? state.outcome} said={state.back ? (undone ?? done) : done} nameOf={nameOf as (row: Row) => string} />
          <Actions>
            {!state.back && work.undo && state.outcome.changed.length > 0 && (
              <Button onClick={() => void undo(state.outcome)}>
                <Trans>Desfés-ho</Trans>
              </Button>
            )}
            {!state.back && mayTryAgain(state.outcome).length > 0 && (
              <Button onClick={() => void goOn(state.outcome)}>
                <Trans>Continua amb la resta</Trans>
              </Button>
            )}
            <Button look="primary" onClick={close}>
              <Trans>Fet</Trans>
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}

/** So many rows that were not changed are named. */
const NAMED = 50;

function Result<Row>({ of: { changed, failed, same, left }, said, nameOf }: { of: Outcome<Row>; said: (count: number) => ReactNode; nameOf: (row: Row) => string }) {
  return (
    <>
      <p role="status">
        {said(changed.length)} {same > 0 && <Plural value={same} one="# s’ha quedat com estava." other="# s’han quedat com estaven." />}{' '}
        {left.length > 0 && <Plural value={left.length} one="# ha quedat per fer." other="# han quedat per fer." />}
      </p>
      {failed.length > 0 && (
        <Note tone="warning">
          <Plural value={failed.length} one="# no s’ha pogut canviar:" other="# no s’han pogut canviar:" />
          <ul>
            {failed.slice(0, NAMED).map(({ row, error }, at) => (
              <li key={at}>
                {nameOf(row)}: <Why error={error} />
              </li>
            ))}
          </ul>
          {failed.length > NAMED && <Trans>I {failed.length - NAMED} més.</Trans>}
        </Note>
      )}
    </>
  );
}

/** Why a row was not changed: what the API says of its fields, or of the whole. */
function Why({ error }: { error: unknown }): ReactNode {
  if (typeof error === 'string') return error;
  const faults = apiError(error)?.errors ?? [];
  return faults.length ? faults.map(faultWords).join(' ') : <ErrorText error={error} />;
}
