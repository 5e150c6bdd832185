/** The names of what a plan limits the number of. */
import { useLingui } from '@lingui/react/macro';

/** Return the function that names a quota of `/usage/get`; one that it gets later keeps its own name. */
export function useQuotaName(): (name: string) => string {
  const { t } = useLingui();
  const names: Record<string, string> = {
    agents: t`Agents`,
    connections: t`Connexions`,
    knowledge_collections: t`Col·leccions de coneixement`,
    secrets: t`Secrets`,
    webhooks: t`Webhooks`,
    workflows: t`Fluxos de treball`,
  };
  return (name) => names[name] ?? name;
}
