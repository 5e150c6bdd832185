/** What is done with the contacts that are picked in the list: tags, who looks after them, archiving, a merge; with progress, result and the way back. */
import type { BiVelio, Contact, ListContacts } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Archive, Merge, Tag, UserRoundCheck, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { allOf } from '~/app/cache-keys';
import { useClient } from '~/app/client';
import { useEnvironment } from '~/app/environment';
import { Button, TextButton } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { RadioField, TextField } from '~/ui/field';
import { Note } from '~/ui/page';
import { type Bulk, carryOut, gather, MOST, NOTHING, type Outcome, takeBack } from './bulk';
import styles from './contacts.module.css';
import { Duplicates } from './duplicate-group';
import { tagsOf } from './fields';
import { PickOwner } from './record-facts';

/** The most contacts of one merge: the one that stays, and nine. */
const MOST_MERGED = 10;

interface SelectionProps {
  picked: ReadonlyMap<string, Contact>;
  /** How many the list has in all, and what it was asked with. */
  total: number;
  asked: ListContacts;
  onClear: () => void;
}

type Kind = 'tags' | 'owner' | 'archive' | 'merge';

export function SelectionBar({ picked, total, asked, onClear }: SelectionProps) {
  const { t } = useLingui();
  const [isAll, setAll] = useState(false);
  const [doing, setDoing] = useState<Kind>();
  const all = isAll && total > picked.size;
  const count = all ? total : picked.size;
  const clear = () => {
    setAll(false);
    onClear();
  };
  if (!picked.size) return null;
  return (
    <section aria-label={t`Selecció`} className={styles.selection}>
      <strong role="status">
        <Plural value={count} one="# seleccionat" other="# seleccionats" />
      </strong>
      {!all && total > picked.size && (
        <TextButton onClick={() => setAll(true)}>
          <Trans>Selecciona els {total} que coincideixen</Trans>
        </TextButton>
      )}
      <Button icon={Tag} onClick={() => setDoing('tags')}>
        <Trans>Etiquetes</Trans>
      </Button>
      <Button icon={UserRoundCheck} onClick={() => setDoing('owner')}>
        <Trans>Responsable</Trans>
      </Button>
      <Button icon={Archive} onClick={() => setDoing('archive')}>
        <Trans>Arxiva</Trans>
      </Button>
      {!all && picked.size > 1 && picked.size <= MOST_MERGED && (
        <Button icon={Merge} onClick={() => setDoing('merge')}>
          <Trans>Fusiona</Trans>
        </Button>
      )}
      <Button look="quiet" icon={X} onClick={clear}>
        <Trans>Treu la selecció</Trans>
      </Button>
      {doing === 'merge' ? (
        <MergePicked of={[...picked.values()]} onClose={() => setDoing(undefined)} />
      ) : (
        doing && <Change kind={doing} count={count} picked={[...picked.values()]} asked={all ? asked : undefined} onClose={() => setDoing(undefined)} onDone={clear} />
      )}
    </section>
  );
}

function MergePicked({ of: contacts, onClose }: { of: Contact[]; onClose: () => void }) {
  const { t } = useLingui();
  const [kept] = useState(contacts);
  return (
    <Dialog kind="wide" title={t`Fusiona contactes`} onClose={onClose}>
      <Duplicates of={{ contacts: kept, winner: kept[0]?.id ?? '', reasons: [] }} mayWrite />
    </Dialog>
  );
}

interface ChangeProps {
  kind: Exclude<Kind, 'merge'>;
  count: number;
  picked: Contact[];
  /** What all that match are read with; undefined for those that are picked. */
  asked: ListContacts | undefined;
  onClose: () => void;
  /** Told when it is closed after something was changed. */
  onDone: () => void;
}

/** Where a change is: asked for, under way, done. */
type State = { is: 'asked' } | { is: 'busy'; done: number; of: number } | { is: 'done'; outcome: Outcome; isBack: boolean } | { is: 'failed'; error: unknown };

function Change({ kind, count, picked, asked, onClose, onDone }: ChangeProps) {
  const { t } = useLingui();
  const client = useClient();
  const environment = useEnvironment();
  const cache = useQueryClient();
  const [state, setState] = useState<State>({ is: 'asked' });
  const [how, setHow] = useState<'tag' | 'untag'>('tag');
  const [tags, setTags] = useState('');
  const [owner, setOwner] = useState('');
  const isStopped = useRef(false);
  const bulk: Bulk = kind === 'tags' ? { kind: how, tags: tagsOf(tags) } : kind === 'owner' ? { kind, owner } : { kind };
  const titles = { tags: t`Canvia les etiquetes`, owner: t`Canvia el responsable`, archive: t`Arxiva els contactes` };
  const run = async (work: (api: BiVelio, tell: (of: number) => (done: number) => boolean) => Promise<Outcome>, isBack: boolean) => {
    isStopped.current = false;
    setState({ is: 'busy', done: 0, of: count });
    const tell = (of: number) => (done: number) => {
      setState({ is: 'busy', done, of });
      return !isStopped.current;
    };
    try {
      setState({ is: 'done', outcome: await work(client, tell), isBack });
    } catch (error) {
      setState({ is: 'failed', error });
    } finally {
      await Promise.all((['contacts.list', 'contacts.get'] as const).map((source) => cache.invalidateQueries({ queryKey: allOf(environment, source) })));
    }
  };
  const begin = () =>
    run(async (api, tell) => {
      const contacts = asked ? await gather(api, asked, tell(count)) : picked;
      return isStopped.current ? NOTHING : carryOut(api, bulk, contacts, tell(contacts.length));
    }, false);
  const undo = ({ changed }: Outcome) => run((api, tell) => takeBack(api, bulk, changed, tell(changed.length)), true);
  const close = () => {
    onClose();
    if (state.is === 'done' && !state.isBack) onDone();
  };
  const isReady = kind !== 'tags' || tagsOf(tags).length > 0;
  return (
    <Dialog title={titles[kind]} onClose={close} isFirm={state.is === 'busy'}>
      {state.is === 'asked' && (
        <form
          className={styles.list}
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) void begin();
          }}
        >
          {count > MOST && (
            <Note tone="warning">
              <Trans>D’un cop se’n canvien {MOST} com a màxim. Filtra la llista, o repeteix-ho.</Trans>
            </Note>
          )}
          {kind === 'tags' && (
            <>
              <RadioField
                label={t`Què en fem`}
                isInARow
                name="how"
                value={how}
                onChange={setHow}
                error={undefined}
                options={[
                  { value: 'tag', label: t`Afegeix-les` },
                  { value: 'untag', label: t`Treu-les` },
                ]}
              />
              <TextField label={t`Etiquetes`} hint={t`Separades per comes.`} autoComplete="off" name="tags" value={tags} onChange={setTags} error={undefined} />
            </>
          )}
          {kind === 'owner' && <PickOwner name="owner" value={owner} onChange={setOwner} error={undefined} />}
          {kind === 'archive' && (
            <Note tone="warning">
              <Trans>Sortiran de totes les llistes. Les factures i els missatges que tenen es conserven, i els pots recuperar.</Trans>
            </Note>
          )}
          <Actions>
            <Button onClick={onClose}>
              <Trans>Cancel·la</Trans>
            </Button>
            <Button type="submit" look={kind === 'archive' ? 'danger' : 'primary'} disabled={!isReady}>
              <Plural value={Math.min(count, MOST)} one="Canvia # contacte" other="Canvia # contactes" />
            </Button>
          </Actions>
        </form>
      )}
      {state.is === 'busy' && (
        <>
          <progress className={styles.progress} aria-label={titles[kind]} value={state.done} max={state.of} />
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
      {state.is === 'done' && <Result of={state.outcome} isBack={state.isBack} onUndo={() => void undo(state.outcome)} onClose={close} />}
    </Dialog>
  );
}

const NAMED = 10;

function Result({ of: { changed, failed, same }, isBack, onUndo, onClose }: { of: Outcome; isBack: boolean; onUndo: () => void; onClose: () => void }) {
  return (
    <>
      <p role="status">
        {isBack ? (
          <Plural value={changed.length} one="S’ha desfet el canvi de # contacte." other="S’ha desfet el canvi de # contactes." />
        ) : (
          <Plural value={changed.length} one="S’ha canviat # contacte." other="S’han canviat # contactes." />
        )}{' '}
        {same > 0 && <Plural value={same} one="# ja ho estava." other="# ja ho estaven." />}
      </p>
      {failed.length > 0 && (
        <Note tone="warning">
          <Plural value={failed.length} one="# no s’ha pogut canviar:" other="# no s’han pogut canviar:" />
          <ul>
            {failed.slice(0, NAMED).map(({ contact, why }) => (
              <li key={contact.id}>
                {contact.name}: {why}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <Actions>
        {!isBack && changed.length > 0 && (
          <Button onClick={onUndo}>
            <Trans>Desfés-ho</Trans>
          </Button>
        )}
        <Button look="primary" onClick={onClose}>
          <Trans>Fet</Trans>
        </Button>
      </Actions>
    </>
  );
}
