/** Who asked: the names of API keys and users, for lists that have their ids. */
import { useMay } from './use-may';
import { useRead } from './use-read';

const STALE = 60_000;
const A_PAGE = 100;

/** Return the function that names an actor: the key's or the person's name, else the id. Names are for administrators. */
export function useActorName(): (id: string) => string {
  const isAdmin = useMay('admin');
  const { data: names } = useRead(
    ['keys.list', 'names'],
    async (client) => {
      const found = new Map<string, string>();
      const [keys, people] = await Promise.all([client.keys.list({ per_page: A_PAGE }), client.users.list({ per_page: A_PAGE })]);
      for await (const key of keys) found.set(key.id, key.name);
      for await (const person of people) found.set(person.id, person.name || person.email);
      return found;
    },
    { enabled: isAdmin, staleTime: STALE },
  );
  return (id) => names?.get(id) ?? id;
}
