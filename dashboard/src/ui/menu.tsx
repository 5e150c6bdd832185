/** Menus of a button: what can be done with a row, the account, a choice of one. */
import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import styles from './menu.module.css';

interface MenuProps {
  /** The button that opens it: `<IconButton icon={Ellipsis} label={t`Accions de ${name}`} />`. */
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  /** Told when it opens. */
  onOpen?: () => void;
}

export function Menu({ trigger, children, align = 'end', onOpen }: MenuProps) {
  return (
    // Not modal: that would lock the page by a style element, which the content security policy does not let in.
    <Radix.Root modal={false} onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className={styles.content} onKeyDownCapture={moveAtOnce}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * An arrow moves the focus at once. Radix does it in a timer: of two arrows that come while the page is busy it loses
 * one, and Enter then chooses another entry than the person has counted to.
 */
function moveAtOnce(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([data-disabled])')];
  const at = items.indexOf(event.target as HTMLElement);
  if (at < 0) return; // of the menu itself: Radix goes to an end, at once
  event.preventDefault();
  items[at + step]?.focus();
}

interface ItemProps {
  children: ReactNode;
  onSelect: () => void;
  icon?: LucideIcon;
  isDanger?: boolean;
  isDisabled?: boolean;
}

export function MenuItem({ children, onSelect, icon: Icon, isDanger, isDisabled = false }: ItemProps) {
  return (
    <Radix.Item className={`${styles.item} ${isDanger ? styles.danger : ''}`} onSelect={onSelect} disabled={isDisabled}>
      {Icon && <Icon aria-hidden />}
      {children}
    </Radix.Item>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
}

/** One of a few, with a mark at the chosen one. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Radix.Group>
      <Radix.Label className={styles.label}>{label}</Radix.Label>
      <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {options.map((option) => (
          <Radix.RadioItem key={option.value} value={option.value} className={styles.item}>
            {option.label}
            <Radix.ItemIndicator className={styles.check}>
              <Check aria-hidden />
            </Radix.ItemIndicator>
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </Radix.Group>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className={styles.label}>{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className={styles.line} />;
}
