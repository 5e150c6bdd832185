/** What Home remembers in this browser: the tab that one looked at last, and the first steps that are over. */
import { remember, remembered } from '~/app/remembered';

export const TABS = ['business', 'developers'] as const;
export type Tab = (typeof TABS)[number];

const TAB = 'home tab';

/** The tab of the last time; the business before there was one. */
export function lastTab(): Tab {
  return TABS.find((tab) => tab === remembered(TAB)) ?? 'business';
}

export function keepTab(tab: Tab): void {
  remember(TAB, tab);
}

/** Whether the first steps of an organisation are over: all done, or put away. */
export function areStepsOver(organisation: string): boolean {
  return remembered(stepsOf(organisation)) === 'over';
}

export function endSteps(organisation: string): void {
  remember(stepsOf(organisation), 'over');
}

const stepsOf = (organisation: string) => `first steps ${organisation}`;
