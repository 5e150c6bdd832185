/** What Home remembers in this browser: the tab that one looked at last, and the first steps that are over. */
export const TABS = ['business', 'developers'] as const;
export type Tab = (typeof TABS)[number];

const TAB = 'home tab';

/** The tab of the last time; the business before there was one. */
export function lastTab(): Tab {
  return TABS.find((tab) => tab === read(TAB)) ?? 'business';
}

export function keepTab(tab: Tab): void {
  write(TAB, tab);
}

/** Whether the first steps of an organisation are over: all done, or put away. */
export function areStepsOver(organisation: string): boolean {
  return read(stepsOf(organisation)) === 'over';
}

export function endSteps(organisation: string): void {
  write(stepsOf(organisation), 'over');
}

const stepsOf = (organisation: string) => `first steps ${organisation}`;

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is switched off: nothing is remembered
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    return; // storage is switched off or full: the next visit begins as the first
  }
}
