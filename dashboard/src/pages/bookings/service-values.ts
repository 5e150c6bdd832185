/** A service as a form has it, and back. */
import type { BookableService, SaveService } from '@bivelio/sdk';
import { LANGUAGES, type Language } from '~/app/language';

export interface ServiceValues extends Record<string, unknown> {
  names: Record<Language, string>;
  descriptions: Record<Language, string>;
  people: string[];
  duration: string;
  price: string;
  location: string;
  before: string;
  after: string;
  notice: string;
  window: string;
  most: string;
  interval: string;
  places: string;
  isActive: boolean;
  isPublic: boolean;
}

const textsOf = (texts: Partial<Record<Language, string>> = {}) =>
  Object.fromEntries(LANGUAGES.map((one) => [one, texts[one] ?? ''])) as Record<Language, string>;

/** The values of a form: those of a service, or of a new one, which has a page. */
export function valuesOf(service: BookableService | undefined, people: string[]): ServiceValues {
  const number = (value: number | undefined, usual = '') => (value === undefined ? usual : String(value));
  return {
    names: textsOf(service?.name),
    descriptions: textsOf(service?.description),
    people: service?.people ?? (people.length === 1 ? people : []),
    duration: number(service?.duration_minutes, '60'),
    price: service?.price ?? '',
    location: service?.location ?? '',
    before: number(service?.buffer_before_minutes, '0'),
    after: number(service?.buffer_after_minutes, '0'),
    notice: number(service?.notice_minutes, '120'),
    window: number(service?.window_days, '60'),
    most: number(service?.most_a_day),
    interval: number(service?.interval_minutes),
    places: number(service?.places, '1'),
    isActive: service?.active ?? true,
    isPublic: service?.public ?? true,
  };
}

/** What the API gets. A service is replaced as a whole, so what the form does not show goes as it was. */
export function serviceOf(values: ServiceValues, before: BookableService | undefined): SaveService {
  const description = filled(values.descriptions);
  const sent: Record<string, unknown> = {
    name: filled(values.names),
    ...(Object.keys(description).length && { description }),
    people: values.people,
    duration_minutes: numberIn(values.duration),
    price: values.price.trim(),
    location: values.location.trim(),
    buffer_before_minutes: numberIn(values.before),
    buffer_after_minutes: numberIn(values.after),
    notice_minutes: numberIn(values.notice),
    window_days: numberIn(values.window),
    most_a_day: numberIn(values.most),
    interval_minutes: numberIn(values.interval),
    places: numberIn(values.places),
  };
  const said = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined && value !== ''));
  const kept = before && { id: before.id, reminders: before.reminders, version: before.version };
  return { ...said, ...kept, active: values.isActive, public: values.isPublic } as SaveService;
}

function filled(texts: Record<Language, string>) {
  return Object.fromEntries(Object.entries(texts).flatMap(([one, text]) => (text.trim() ? [[one, text.trim()]] : [])));
}

/** A number; nothing where nothing was typed. */
function numberIn(text: string): number | undefined {
  return text.trim() ? Number(text) : undefined;
}

/** How long before the start a service must be booked, in minutes, and the one that it has. */
export function noticesFor(current: string): string[] {
  const usual = ['0', '60', '120', '240', '1440', '2880', '10080'];
  return usual.includes(current) ? usual : [...usual, current].sort((one, other) => Number(one) - Number(other));
}
