/** The organisation that the person works for, and the others that the person may change to. */
import { toastError } from '~/ui/toast';
import { clientOf } from './client';
import { useEnvironment } from './environment';
import { usePerson } from './session';
import { keep } from './tokens';
import { useRead } from './use-read';

/** The person's own data: name, organisation, second factor (`/auth/me`). */
export function useMe() {
  return useRead(['auth.me', usePerson().organisation], (client) => client.auth.me(), { staleTime: 300_000 });
}

/** How the organisation is called; its id where that cannot be read. */
export function useOrganisationName(): string {
  const { organisation } = usePerson();
  const { data, isPending } = useMe();
  return data?.organisation.name ?? (isPending ? '…' : organisation);
}

/** The organisations of the person. */
export function useOrganisations() {
  return useRead(['auth.organisationsList'], async (client) => (await client.auth.organisationsList({ per_page: 100 })).items, {
    staleTime: 300_000,
  });
}

/** Return a function that changes to another organisation; everything is read again. */
export function useSwitchOrganisation(): (organisation: string) => void {
  const environment = useEnvironment();
  return (organisation) => {
    clientOf(environment)
      .auth.switch({ org_id: organisation, cookie: true })
      .then((answer) => keep(environment, answer), toastError);
  };
}
