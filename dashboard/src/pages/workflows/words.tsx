/** The words of workflows and runs: statuses, starts, types of steps, durations. */
import type { Workflow } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { Badge } from '~/ui/badge';
import { None } from '~/ui/none';
import { useOperationTitle } from '~/app/operation-titles';

export type TriggerType = Workflow['trigger_type'];

/** The state of a workflow: a pause counts more than whether it is active. */
export function WorkflowState({ of }: { of: { status: Workflow['status']; paused_at?: string | null } }) {
  const { t } = useLingui();
  if (of.status === 'archived') return <Badge tone="quiet">{t`arxivat`}</Badge>;
  if (of.paused_at) return <Badge tone="warning">{t`en pausa`}</Badge>;
  return of.status === 'active' ? <Badge tone="good">{t`actiu`}</Badge> : <Badge tone="quiet">{t`inactiu`}</Badge>;
}

/** What starts a workflow, and what started a run: `workflow` is a step of another run. */
export function useTriggerNames(): Record<TriggerType | 'workflow', string> {
  const { t } = useLingui();
  return {
    manual: t`A mà`,
    api: t`Per l’API`,
    cron: t`Per calendari`,
    event: t`Per un esdeveniment`,
    inbound: t`Per un URL`,
    workflow: t`Per un altre flux`,
  };
}

export function useDurationNames(): Record<string, string> {
  const { t } = useLingui();
  return {
    under_1s: t`menys d’1 segon`,
    under_10s: t`d’1 a 10 segons`,
    under_1m: t`de 10 segons a 1 minut`,
    under_1h: t`d’1 minut a 1 hora`,
    over_1h: t`més d’1 hora`,
  };
}

/** The types of steps for people, in the groups and the order of the editor's menu. */
export function useStepTypes(): { title: string; types: Record<string, string> }[] {
  const { t } = useLingui();
  return [
    {
      title: t`Control`,
      types: {
        set: t`Valors`,
        condition: t`Condició`,
        approval: t`Aprovació`,
        wait: t`Espera`,
        wait_for_event: t`Espera un esdeveniment`,
        for_each: t`Per a cada element`,
        parallel: t`Branques alhora`,
        run_workflow: t`Un altre flux`,
        stop: t`Atura`,
      },
    },
    {
      title: t`Accions`,
      types: {
        http_request: t`Petició HTTP`,
        'message.send': t`Envia un missatge`,
        'mcp.execute': t`Eina MCP`,
        'agent.invoke': t`Crida un agent`,
        'agent.continue': t`Continua l’agent que espera`,
        'document.extract': t`Extreu un document`,
        'document.classify': t`Classifica un document`,
      },
    },
    {
      title: t`Dades`,
      types: {
        'contact.find': t`Cerca un contacte`,
        'contact.create': t`Crea un contacte`,
        'contact.update': t`Canvia un contacte`,
        'invoice.create': t`Crea una factura`,
        'invoice.issue': t`Emet una factura`,
        'invoice.mark_paid': t`Marca com a cobrada`,
        'case.create': t`Obre un cas`,
        'case.update': t`Canvia un cas`,
        'deal.create': t`Crea una oportunitat`,
        'deal.update': t`Canvia una oportunitat`,
        'deal.move': t`Mou una oportunitat a una altra fase`,
        'calendar.create': t`Crea una cita`,
      },
    },
  ];
}

/** An operation has the words of its short name: `contacts.find` those of `contact.find`. */
export const shortName = (type: string) => type.replace(/^(\w+)s\./, '$1.');

/** Return the function that names a type; a type that is not known here keeps its own name. */
export function useTypeName(): (type: string) => string {
  const groups = useStepTypes();
  const titleOf = useOperationTitle();
  const names = Object.assign({}, ...groups.map(({ types }) => types)) as Record<string, string>;
  return (type) => names[type] ?? names[shortName(type)] ?? titleOf(type) ?? type;
}

/** A duration in the reader's language: "340 ms", "4,2 s", "3 min 20 s", "2 d 4 h". */
export function durationText(milliseconds: number, locale: string): string {
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  const seconds = milliseconds / 1000;
  if (milliseconds < 1000) return unit(milliseconds, 'millisecond');
  if (seconds < 60) return unit(seconds, 'second', 1);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor((seconds % 86_400) / 3600), 'hour'],
    [Math.floor((seconds % 3600) / 60), 'minute'],
    [Math.floor(seconds % 60), 'second'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, name]) => unit(value, name))
    .join(' ');
}

export function Duration({ ms }: { ms: number | null | undefined }) {
  const { i18n } = useLingui();
  if (ms === null || ms === undefined) return <None />;
  return <span className="number">{durationText(ms, i18n.locale)}</span>;
}
