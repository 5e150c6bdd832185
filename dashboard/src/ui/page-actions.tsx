/** What can be done on the page of a list: all of it beside the heading where there is room, on a phone the main action and a menu. */
import { useLingui } from '@lingui/react/macro';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, ButtonLink, IconButton } from './button';
import { Menu, MenuItem } from './menu';
import styles from './page.module.css';

export interface PageAction {
  icon: LucideIcon;
  label: string;
  /** The page that it leads to, or what it does. */
  to?: LinkProps['to'];
  run?: () => void;
  /** Whether there is nothing to do it with. */
  isOff?: boolean;
  /** Whether it is under way. */
  isBusy?: boolean;
}

interface PageActionsProps {
  /** The main one, a primary button; false for who may not do it. */
  main: ReactNode;
  others: PageAction[];
}

export function PageActions({ main, others }: PageActionsProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const choose = ({ to, run }: PageAction) => (to ? void navigate({ to }) : run?.());
  return (
    <>
      <span className={styles.wide}>
        {others.map((action) => (
          <OneAction key={action.label} {...action} />
        ))}
      </span>
      {main}
      <span className={styles.narrow}>
        <Menu trigger={<IconButton look="plain" icon={Ellipsis} label={t`Més accions`} />}>
          {others.map((action) => (
            <MenuItem key={action.label} icon={action.icon} isDisabled={action.isOff || action.isBusy || false} onSelect={() => choose(action)}>
              {action.label}
            </MenuItem>
          ))}
        </Menu>
      </span>
    </>
  );
}

function OneAction({ icon, label, to, run, isOff = false, isBusy = false }: PageAction) {
  if (to) {
    return (
      <ButtonLink to={to} icon={icon}>
        {label}
      </ButtonLink>
    );
  }
  return (
    <Button icon={icon} disabled={isOff} aria-busy={isBusy} aria-disabled={isBusy} onClick={() => !isBusy && run?.()}>
      {label}
    </Button>
  );
}
