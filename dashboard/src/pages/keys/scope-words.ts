/** What scopes are in words: `contacts:write` is "Contactes: llegir i escriure". Other areas show them too. */
import { useLingui } from '@lingui/react/macro';
import type { Level } from './scopes';

/** The names of the resources of scopes, by their words. */
export function useResourceNames(): Record<string, string> {
  const { t } = useLingui();
  return {
    agents: t`Agents i assistent`,
    audit: t`Registre d’auditoria`,
    calendar: t`Calendari i reserves`,
    cases: t`Casos`,
    clock: t`Rellotge de proves`,
    contacts: t`Contactes`,
    credits: t`Crèdits d’IA`,
    deals: t`Oportunitats`,
    documents: t`Documents`,
    events: t`Esdeveniments`,
    forms: t`Formularis`,
    imports: t`Importacions`,
    integrations: t`Connexions`,
    invoices: t`Factures`,
    knowledge: t`Coneixement`,
    mcp: t`Servidors MCP`,
    messages: t`Missatges`,
    organisation: t`Organització`,
    products: t`Productes i preus`,
    requests: t`Peticions`,
    secrets: t`Secrets`,
    usage: t`Ús`,
    views: t`Vistes de llistes`,
    webhooks: t`Webhooks`,
    workflows: t`Fluxos de treball`,
  };
}

/** What each level lets do with a resource. */
export function useLevelNames(): Record<Level, string> {
  const { t } = useLingui();
  return { read: t`llegir`, write: t`llegir i escriure`, admin: t`administrar` };
}

/** Return the function that says a scope in words; one that it does not know keeps its own. */
export function useScopeWords(): (scope: string) => string {
  const { t } = useLingui();
  const resources = useResourceNames();
  const levels = useLevelNames();
  const bundles: Record<string, string> = {
    read: t`Llegir-ho tot`,
    write: t`Llegir i escriure`,
    admin: t`Tot, també webhooks, connexions i secrets`,
  };
  return (scope) => {
    const [resource = '', level = ''] = scope.split(':');
    const [name, may] = [resources[resource], levels[level as Level]];
    return bundles[scope] ?? (name && may ? `${name}: ${may}` : scope);
  };
}
