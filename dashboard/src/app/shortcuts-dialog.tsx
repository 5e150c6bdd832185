/** What the keyboard does: everywhere, and on the page that is shown. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Dialog } from '~/ui/dialog';
import { Checkbox } from '~/ui/field';
import { areLettersOn, type Shortcut, switchLetters, useShortcutsHere } from './shortcuts';
import styles from './shortcuts.module.css';

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const here = useShortcutsHere();
  const [isOn, setOn] = useState(areLettersOn);
  const everywhere: Shortcut[] = [
    { keys: ['?'], does: t`Mostra les dreceres del teclat` },
    { keys: ['Ctrl K', '⌘ K'], does: t`Cerca pàgines i dades, i ves-hi` },
    { keys: ['Esc'], does: t`Tanca el que s’ha obert` },
  ];
  return (
    <Dialog title={t`Dreceres del teclat`} onClose={onClose}>
      <div className={styles.all} data-first tabIndex={-1}>
        <List title={t`En aquesta pàgina`} of={here} />
        <List title={t`A tot arreu`} of={everywhere} />
        <Checkbox
          label={t`Dreceres d’una sola tecla`}
          hint={t`Si les treus, només funcionen les que porten Ctrl, Alt o Esc. Aquesta llista és també al menú del teu compte.`}
          name="letters"
          value={isOn}
          onChange={(next) => {
            switchLetters(next);
            setOn(areLettersOn());
          }}
        />
      </div>
    </Dialog>
  );
}

function List({ title, of: shortcuts }: { title: string; of: readonly Shortcut[] }) {
  return (
    <section>
      <h3>{title}</h3>
      {shortcuts.length ? (
        <dl className={styles.list}>
          {shortcuts.map(({ keys, does }) => (
            <div key={`${String(keys)} ${does}`}>
              <dt>{keys.map((one) => <Keys key={one} of={one} />)}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="quiet">
          <Trans>Aquesta pàgina no en té de pròpies.</Trans>
        </p>
      )}
    </section>
  );
}

/** Keys that are pressed together, as they are called on a keyboard. */
function Keys({ of: combination }: { of: string }) {
  const { t } = useLingui();
  const names: Record<string, string> = { Enter: t`Retorn`, Shift: t`Maj`, Delete: t`Supr` };
  return (
    <span className={styles.keys}>
      {combination.split(' ').map((key) => (
        <kbd key={key}>{names[key] ?? key}</kbd>
      ))}
    </span>
  );
}
