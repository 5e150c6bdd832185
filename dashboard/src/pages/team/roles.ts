/** Roles in words: their names, what each may do, and which of them one may give. */
import { useLingui } from '@lingui/react/macro';
import { includes, ROLES, type Role, usePerson } from '~/app/session';
import type { Option } from '~/ui/field';

/** The names of the roles. */
export function useRoleNames(): Record<string, string> {
  const { t } = useLingui();
  return { owner: t`propietari`, admin: t`administrador`, member: t`membre`, viewer: t`lector` };
}

/** The roles that the person may give to others, each with its rights. */
export function useRoleOptions(): Option<Role>[] {
  const { t } = useLingui();
  const names: Record<Role, string> = { owner: t`Propietari`, admin: t`Administrador`, member: t`Membre`, viewer: t`Lector` };
  const rights: Record<Role, string> = {
    viewer: t`Ho veu tot, no canvia res.`,
    member: t`A més, crea i canvia: contactes, factures, documents, missatges.`,
    admin: t`A més, gestiona fluxos de treball, claus, webhooks, connexions i l’equip, llevat dels propietaris.`,
    owner: t`Ho pot fer tot, també nomenar i treure propietaris.`,
  };
  const { role } = usePerson();
  return ROLES.filter((one) => includes(role, one)).map((value) => ({ value, label: names[value], hint: rights[value] }));
}
