/** The choice of the columns of a list: which ones, and in which order. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { useState } from 'react';
import { moved } from '~/app/columns';
import { Button, IconButton } from './button';
import styles from './columns.module.css';
import { Actions, Dialog } from './dialog';
import type { Column } from './table';

interface ColumnsProps<Row> {
  /** All columns that have a name. */
  all: Column<Row>[];
  /** The names of those that are shown, in their order. */
  names: readonly string[];
  /** Told the new names; undefined for those that the list begins with. */
  onChoose: (names: string[] | undefined) => void;
}

export function ColumnsButton<Row>(props: ColumnsProps<Row>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={Columns3} onClick={() => setOpen(true)}>
        <Trans>Columnes</Trans>
      </Button>
      {isOpen && <Choice {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function Choice<Row>({ all, names, onChoose, onClose }: ColumnsProps<Row> & { onClose: () => void }) {
  const { t } = useLingui();
  const titles = new Map(all.map(({ key = '', title }) => [key, title]));
  const shown = names.filter((name) => titles.has(name));
  const others = [...titles.keys()].filter((name) => !shown.includes(name));
  const toggle = (name: string) => onChoose(shown.includes(name) ? shown.filter((one) => one !== name) : [...shown, name]);
  return (
    <Dialog title={t`Columnes`} onClose={onClose}>
      <ul className={styles.columns}>
        {[...shown, ...others].map((name) => {
          const at = shown.indexOf(name);
          const title = titles.get(name) ?? name;
          return (
            <li key={name}>
              <label>
                <input type="checkbox" checked={at >= 0} disabled={at >= 0 && shown.length === 1} onChange={() => toggle(name)} />
                {title}
              </label>
              {at >= 0 && (
                <span>
                  <IconButton icon={ArrowUp} label={t`Mou «${title}» cap amunt`} disabled={at === 0} onClick={() => onChoose(moved(shown, name, -1))} />
                  <IconButton icon={ArrowDown} label={t`Mou «${title}» cap avall`} disabled={at === shown.length - 1} onClick={() => onChoose(moved(shown, name, 1))} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <Actions>
        <Button onClick={() => onChoose(undefined)}>
          <Trans>Les de sempre</Trans>
        </Button>
        <Button look="primary" onClick={onClose}>
          <Trans>Fet</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
