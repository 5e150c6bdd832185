// The status page: the state of each component, and the incidents with what was said of them, the newest first.
import type { Words } from '../lib/words';

type State = 'operational' | 'degraded' | 'down';
type Texts = Record<string, string>;
interface Update { at: string; step: string; text: Texts }
interface Component { id: string; name: Texts; state: State }
interface Incident {
  id: string; component: string; state: State; title: Texts; opened_at: string; resolved_at: string | null; updates: Update[];
}
interface Status { updated_at: string; components: Component[]; incidents: Incident[] }

const AGAIN_MS = 60_000;
const SHOWN = 20;

/** Show the document in a place, now and once a minute. */
export async function start(place: HTMLElement, t: Words): Promise<void> {
  const language = document.documentElement.lang.slice(0, 2);
  const show = async () => {
    try {
      const answer = await fetch('/docs/status.json', { cache: 'no-cache' });
      if (!answer.ok) throw new Error(String(answer.status));
      place.replaceChildren(...parts(await answer.json(), language, t));
    } catch {
      place.replaceChildren(element('p', 'status-unknown', t.statusUnknown));
    }
  };
  await show();
  setInterval(show, AGAIN_MS);
}

function parts(status: Status, language: string, t: Words): HTMLElement[] {
  const worst = (['down', 'degraded', 'operational'] as State[]).find((state) => status.components.some((each) => each.state === state));
  const summary = element('p', `status-summary is-${worst}`, t.statusSummary[worst ?? 'operational']);
  const list = element('ul', 'status-components');
  for (const each of status.components) {
    const item = element('li', `is-${each.state}`);
    item.append(element('span', '', each.name[language] ?? each.name.en), element('strong', '', t.statusStates[each.state]));
    list.append(item);
  }
  const time = element('p', 'status-time', `${t.statusUpdated} ${moment(status.updated_at, language)}`);
  const heading = element('h2', '', t.incidents);
  const incidents = status.incidents.slice(0, SHOWN).map((each) => incident(each, language, t));
  return [summary, list, time, heading, ...(incidents.length ? incidents : [element('p', '', t.noIncidents)])];
}

function incident(about: Incident, language: string, t: Words): HTMLElement {
  const section = element('section', about.resolved_at ? 'incident' : `incident is-${about.state}`);
  section.id = about.id;
  section.append(element('h3', '', about.title[language] ?? about.title.en));
  for (const update of [...about.updates].reverse()) {
    const line = element('p', '');
    const head = element('strong', '', t.statusSteps[update.step as keyof Words['statusSteps']] ?? update.step);
    line.append(head, ` · ${moment(update.at, language)}`, document.createElement('br'), update.text[language] ?? update.text.en);
    section.append(line);
  }
  return section;
}

function moment(text: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(text));
}

function element(name: string, kind: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}
