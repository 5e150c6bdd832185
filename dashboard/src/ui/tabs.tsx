/** Tabs. Those of a page keep the chosen one in the address: `value` from the search, `onChange` navigates. */
import { useLingui } from '@lingui/react/macro';
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useShortcuts } from '~/app/shortcuts';
import styles from './tabs.module.css';

export interface Tab<T extends string> {
  value: T;
  label: ReactNode;
  content: ReactNode;
}

interface TabsProps<T extends string> {
  label: string;
  tabs: Tab<T>[];
  value: T;
  onChange: (value: T) => void;
}

export function Tabs<T extends string>({ label, tabs, value, onChange }: TabsProps<T>) {
  const { t } = useLingui();
  useShortcuts([{ keys: ['←', '→'], does: t`Amb el focus en una pestanya, va a la del costat` }]);
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)}>
      <Radix.List aria-label={label} className={styles.list}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={styles.tab}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className={styles.panel}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
