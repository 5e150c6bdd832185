/** The types of steps to choose from, in their groups. */
import { Fragment, type ReactElement } from 'react';
import { Menu, MenuItem, MenuLabel } from '~/ui/menu';
import { useStepTypes } from '../words';
import styles from './graph.module.css';

export function StepMenu({ trigger, onTake }: { trigger: ReactElement; onTake: (type: string) => void }) {
  const groups = useStepTypes();
  return (
    <Menu align="start" trigger={trigger}>
      <div className={styles.menu}>
        {groups.map(({ title, types }) => (
          <Fragment key={title}>
            <MenuLabel>{title}</MenuLabel>
            {Object.entries(types).map(([type, label]) => (
              <MenuItem key={type} onSelect={() => onTake(type)}>
                {label}
              </MenuItem>
            ))}
          </Fragment>
        ))}
      </div>
    </Menu>
  );
}
