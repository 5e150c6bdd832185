/** Who asked: the names of API keys and users, for lists that have their ids. */
import { useLingui } from '@lingui/react/macro';
import { useMay } from './use-may';
import { useRead } from './use-read';

const STALE = 60_000;
const A_PAGE = 100;

/** Return the function that names an actor: the person's or the key's name; somebody who is no member any more has none, another actor its id. */
export function useActorName(): (id: string) => string {
  const { t } = useLingui();
  const { data: names, isPending } = useActorNames();
  return (id) => {
    if (isPending && /^(usr|key)_/.test(id)) return '…';
    return names?.get(id) ?? (names && id.startsWith('usr_') ? t`algú que ja no és a l’equip` : id);
  };
}

/** Read the names of people and, for administrators, of keys, by their ids. */
export function useActorNames() {
  const isAdmin = useMay('admin');
  return useRead<ReadonlyMap<string, string>>(
    ['keys.list', 'names', isAdmin],
    async (client) => {
      const found = new Map<string, string>();
      const [people, keys] = await Promise.all([client.users.list({ per_page: A_PAGE }), isAdmin ? client.keys.list({ per_page: A_PAGE }) : []]);
      for await (const person of people) found.set(person.id, person.name || person.email);
      for await (const key of keys) found.set(key.id, key.name);
      return found;
    },
    { staleTime: STALE },
  );
}
