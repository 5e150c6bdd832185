/** The settings of the front desk as forms have them, and back. */
import type { Desk, DeskHours, UpdateDesk } from '@bivelio/sdk';
import { LANGUAGES, type Language } from '~/app/language';
import { spansIn, written } from '~/ui/spans';
import { WEEKDAYS, type Weekday } from '~/ui/weekdays';

type Texts = Record<Language, string>;

export interface AnswerValues extends Record<string, unknown>, Record<Weekday, string> {
  agent_id: string;
  channels: string[];
  languages: string[];
  greeting: Texts;
  tone: string;
  /** One a line. */
  never: string;
  collections: string[];
  wait_seconds: string;
  allow_writes: boolean;
}

export interface HandOverValues extends Record<string, unknown> {
  hand_over_when: string[];
  hand_over_to: string;
  hand_over_text: Texts;
}

const textsOf = (texts: Record<string, string>) => Object.fromEntries(LANGUAGES.map((one) => [one, texts[one] ?? ''])) as Texts;

const filled = (texts: Texts) => Object.fromEntries(Object.entries(texts).flatMap(([one, text]) => (text.trim() ? [[one, text.trim()]] : [])));

/** How it answers. */
export function answersOf(desk: Desk): AnswerValues {
  const week = WEEKDAYS.map((day) => {
    const own = desk.hours.filter(({ days }) => days.includes(day));
    return [day, written(own.map(({ opens, closes }) => ({ start: opens, end: closes })))];
  });
  return {
    ...(Object.fromEntries(week) as Record<Weekday, string>),
    agent_id: desk.agent_id ?? '',
    channels: desk.channels,
    languages: desk.languages,
    greeting: textsOf(desk.greeting),
    tone: desk.tone,
    never: desk.never.join('\n'),
    collections: desk.collections,
    wait_seconds: String(desk.wait_seconds),
    allow_writes: desk.allow_writes,
  };
}

/** What the API gets. An agent that was never chosen is not sent. */
export function answersSent(values: AnswerValues): UpdateDesk {
  return {
    ...(values.agent_id && { agent_id: values.agent_id }),
    channels: values.channels as NonNullable<UpdateDesk['channels']>,
    languages: values.languages as NonNullable<UpdateDesk['languages']>,
    greeting: filled(values.greeting),
    tone: values.tone.trim(),
    never: values.never.split('\n').map((line) => line.trim()).filter(Boolean),
    hours: hoursOf(values),
    collections: values.collections,
    ...(values.wait_seconds.trim() && { wait_seconds: Number(values.wait_seconds) }),
    allow_writes: values.allow_writes,
  };
}

/** The hours of a week; days with the same span share a line. */
function hoursOf(values: Record<Weekday, string>): DeskHours[] {
  const hours = new Map<string, DeskHours>();
  for (const day of WEEKDAYS) {
    for (const { start, end } of spansIn(values[day]) ?? []) {
      const line = hours.get(`${start} ${end}`) ?? { days: [], opens: start, closes: end };
      hours.set(`${start} ${end}`, { ...line, days: [...line.days, day] });
    }
  }
  return [...hours.values()];
}

/** What differs, so that what somebody else changed meanwhile stays. */
export function changesOf(before: UpdateDesk, after: UpdateDesk): UpdateDesk {
  const former = before as Record<string, unknown>;
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(former[name])));
}

/** When a person goes on, and what is said then. */
export function handOverOf(desk: Desk): HandOverValues {
  return { hand_over_when: desk.hand_over_when, hand_over_to: desk.hand_over_to ?? '', hand_over_text: textsOf(desk.hand_over_text) };
}

export function handOverSent(values: HandOverValues): UpdateDesk {
  return {
    hand_over_when: values.hand_over_when as NonNullable<UpdateDesk['hand_over_when']>,
    hand_over_to: values.hand_over_to || null,
    hand_over_text: filled(values.hand_over_text),
  };
}
